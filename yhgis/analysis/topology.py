"""A layer's own faults: gaps, overlaps, slivers, duplicates, invalid or no geometry, areas stated wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from yhgis.analysis.answer import basis_of, provenance
from yhgis.analysis.area import areas
from yhgis.analysis.ground import ground_of
from yhgis.analysis.tool import BASIS, MIN_WIDTH, FieldParameter, LayerParameter, Tool
from yhgis.analysis.topology_cracks import cracks
from yhgis.analysis.topology_edges import Faces, faces, loose_edges
from yhgis.analysis.topology_features import duplicate_ids, empty, invalid, wrong_areas
from yhgis.analysis.topology_findings import Findings, Kind
from yhgis.analysis.topology_fit import gaps, overlaps, slivers
from yhgis.analysis.topology_result import TopologyResult
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title
from yhgis.model.layer import Layer
from yhgis.model.result import Basis


def run(values: Mapping[str, Any], feedback: Feedback) -> TopologyResult:
    """Return the faults; see `TOPOLOGY` for the values."""
    basis, min_width = basis_of(values), float(values["min_width"])
    layer: Layer = values["layer"]
    ground = ground_of(layer, feedback.part(0.0, 0.25))
    area = ground.feature_areas(basis, feedback.part(0.25, 0.3))
    ids = duplicate_ids(layer, ground.item.geometry, values["key"] or "")
    loose = loose_edges(ground.parts, feedback.part(0.3, 0.6))
    between = faces(loose, ground.parts, feedback.part(0.6, 0.65))
    duplicates, wide, narrow = overlaps(ground, between, basis, min_width, feedback.part(0.65, 0.75))
    gap, gap_sliver, hole = gaps(ground, between, basis, min_width, feedback.part(0.75, 0.8))
    open_ = cracks(ground, between, basis, min_width, feedback.part(0.8, 0.9))
    wrong, stated = wrong_areas(layer, ground, area)
    findings = (
        invalid(layer, ground, feedback.part(0.9, 1.0)),
        empty(layer),
        duplicates,
        ids,
        wide,
        narrow,
        gap,
        _together(gap_sliver, open_),
        hole,
        slivers(ground, basis, min_width, feedback),
        wrong,
    )
    apart = [found for found in findings if found.kind in (Kind.OVERLAP_SLIVER, Kind.GAP_SLIVER)]
    made = provenance(
        TOPOLOGY.id,
        basis,
        [(layer, ground)],
        values,
        [_checked(layer, loose.edges, findings)],
        (sum(len(found) for found in apart), sum(found.area_m2 for found in apart)),
    )
    return TopologyResult(
        provenance=made,
        title=layer.info.title,
        names=ground.item.names,
        findings=findings,
        stated=stated,
        gross_m2=float(area.sum()),
        net_m2=float(area.sum()) - _counted_twice(between, basis, feedback),
        edges=loose.edges,
        loose=loose.loose,
    )


def _checked(layer: Layer, edges: int, findings: tuple[Findings, ...]) -> Message:
    """Return the sentence on what was looked at and how much was found."""
    faults = sum(len(found) for found in findings if found.kind.fault)
    values = {"layer": layer.info.title, "features": f"{len(layer):,}", "edges": f"{edges:,}"}
    if not faults:
        return Message("{layer}: {features} features with {edges} edges were checked; no fault was found.", values)
    return Message(
        "{layer}: {features} features with {edges} edges were checked; {faults} faults were found.",
        {**values, "faults": f"{faults:,}"},
    )


def _together(enclosed: Findings, open_: Findings) -> Findings:
    """Return narrow gaps and cracks as one kind, the largest first."""
    order = np.argsort(-np.concatenate([enclosed.area, open_.area]), kind="stable")
    features = [*enclosed.features, *open_.features]
    details = [*[Message("enclosed")] * len(enclosed), *open_.details]
    return Findings(
        enclosed.kind,
        np.concatenate([enclosed.geometry, open_.geometry])[order],
        np.concatenate([enclosed.area, open_.area])[order],
        np.concatenate([enclosed.width, open_.width])[order],
        [features[i] for i in order.tolist()],
        [details[i] for i in order.tolist()],
    )


def _counted_twice(between: Faces, basis: Basis, feedback: Feedback) -> float:
    """Return how much more the features add up to than the ground they cover, in m2."""
    doubled = between.covered > 1
    return float((areas(between.geometry[doubled], basis, feedback) * (between.covered[doubled] - 1)).sum())


TOPOLOGY = Tool(
    "topology",
    Title("拓扑检查", "Topology check"),
    Title(
        "图层自身的问题：空隙、缝隙、重叠、狭长图斑、重复、无效或空几何、字段面积与计算面积不符；每处给出位置。",
        "A layer's own faults: gaps, cracks, overlaps, slivers, duplicates, invalid or no geometry, stated areas that "
        "differ from computed ones; each with its place.",
    ),
    (
        LayerParameter("layer", Title("图层", "Layer"), Title("一个面图层。", "A polygon layer."), positional=True),
        FieldParameter(
            "key",
            Title("标识字段", "Identifier"),
            Title(
                "其值应当互不相同的字段；留空则取 BSM、标识码或 ID。",
                "Field whose values must differ; empty for BSM, 标识码 or ID.",
            ),
            of="layer",
            none=Title("取 BSM、标识码或 ID", "BSM, 标识码 or ID"),
        ),
        BASIS,
        replace(
            MIN_WIDTH,
            title=Title("缝隙与碎片宽度", "Width of cracks and slivers"),
            help=Title(
                "平均宽度（2×面积÷周长）小于此值的空隙、重叠和图斑单列为缝隙、碎片和狭长图斑；未封闭的裂缝也按此宽度查找。",
                "Gaps, overlaps and features whose mean width (2 x area / perimeter) is less are listed as cracks and "
                "slivers; cracks that are open at an end are looked for up to this width.",
            ),
            default=1.0,
        ),
    ),
    run,
)
