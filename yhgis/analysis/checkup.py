"""Check-up of a layer (数据体检): all that is wrong with its geometry, its place and its fields, on one page.

Polygons are asked the questions of the topology check; what this adds is asked of any layer: kinds of geometry, places,
text, and the fields of the statutory layer that it follows (`yhgis.analysis.checkup_rules`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from yhgis.analysis import topology
from yhgis.analysis.answer import basis_of, provenance
from yhgis.analysis.check_fields import TOLERANCE_M2, TOLERANCE_SHARE
from yhgis.analysis.checkup_extent import extent_groups
from yhgis.analysis.checkup_fields import Checked, field_groups
from yhgis.analysis.checkup_findings import Group, Problem
from yhgis.analysis.checkup_repair import MENDED_COPY
from yhgis.analysis.checkup_result import CheckupResult, in_order
from yhgis.analysis.checkup_rules import CheckupRules, checkup_rules
from yhgis.analysis.checkup_shapes import (
    Sorted,
    graded,
    listing_of_lines,
    mixed,
    nothing_there,
    same_shapes,
    sort_out,
)
from yhgis.analysis.checkup_text import garbled_group
from yhgis.analysis.ground import Ground, ground_of
from yhgis.analysis.parts import Ints
from yhgis.analysis.tool import BASIS, FieldParameter, LayerParameter, Tool
from yhgis.analysis.topology_features import duplicate_ids
from yhgis.analysis.topology_result import TopologyResult
from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title, language
from yhgis.model.crs import WORK_CRS, normalise, transform
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.quantity import format_number
from yhgis.model.result import InputRecord, Provenance

_KINDS = (GeometryKind.POLYGON, GeometryKind.LINE, GeometryKind.POINT, GeometryKind.MIXED, GeometryKind.NONE)


@dataclass(frozen=True, eq=False)
class _Polygons:
    """The polygons of a layer under check-up, and what the topology check says of them."""

    positions: Ints
    ground: Ground
    faults: TopologyResult


def check_up(values: Mapping[str, Any], feedback: Feedback) -> CheckupResult:
    """Return what is wrong; see `CHECKUP` for the values."""
    layer: Layer = values["layer"]
    if not len(layer):
        raise DataError("{layer} has no features; there is nothing to check.", layer=layer.info.title)
    rules = checkup_rules()
    kinds = sort_out(layer.geometry)
    polygons = _polygons(layer, kinds, values, feedback.part(0.0, 0.8))
    checked = _checked(layer, kinds, polygons, values, feedback.part(0.8, 0.85))
    groups = _together(_groups(checked, kinds, polygons, rules, values, feedback.part(0.85, 1.0)))
    feedback.progress(1.0)
    return CheckupResult(
        provenance=_provenance(layer, polygons, values, rules),
        title=layer.info.title,
        standard=layer.info.standard,
        names=layer.names(lang_en=language() == "en"),
        groups=in_order(groups),
        rules=rules,
    )


def _polygons(layer: Layer, kinds: Sorted, values: Mapping[str, Any], feedback: Feedback) -> _Polygons | None:
    """Return the polygons of ``layer`` as the topology check sees them; None where there are none."""
    positions = np.flatnonzero(kinds.areal)
    if not len(positions):
        return None
    asked = layer if len(positions) == len(layer) else layer.select(positions)
    faults = topology.run({**values, "layer": asked}, feedback)
    return _Polygons(positions, ground_of(asked, feedback), faults)


def _checked(
    layer: Layer, kinds: Sorted, polygons: _Polygons | None, values: Mapping[str, Any], feedback: Feedback
) -> Checked:
    """Return the layer with its features in the working CRS, and their areas."""
    placed = np.full(len(layer), None, dtype=object)
    area = np.full(len(layer), np.nan)
    rest = np.flatnonzero(~kinds.areal & ~kinds.absent & ~kinds.not_finite)
    placed[rest] = transform(shapely.force_2d(layer.geometry[rest]), normalise(layer.crs), WORK_CRS)
    if polygons is not None:
        placed[polygons.positions] = polygons.ground.item.geometry
        area[polygons.positions] = polygons.ground.feature_areas(basis_of(values), feedback)
    return Checked(layer, placed, area)


def _groups(
    checked: Checked,
    kinds: Sorted,
    polygons: _Polygons | None,
    rules: CheckupRules,
    values: Mapping[str, Any],
    feedback: Feedback,
) -> Iterator[Group]:
    """Yield the findings; a problem may come twice, from polygons and from other features."""
    layer = checked.layer
    if polygons is not None:
        tiling = rules.layer(layer.info.standard).tiling
        whole = len(polygons.positions) == len(layer)
        found = [one for one in polygons.faults.findings if whole or one.kind.value != Problem.DUPLICATE_ID.value]
        for group in graded(found, polygons.positions, tiling=tiling, standard=bool(layer.info.standard)):
            yield _with_difference(group, polygons.faults) if group.problem is Problem.AREA else group
    else:
        whole = False
    if not whole:
        ids = duplicate_ids(layer, checked.placed, values["key"] or "")
        yield from graded([ids], np.arange(len(layer)), tiling=False, standard=False)
        yield listing_of_lines(checked, kinds).group()
        yield same_shapes(checked, np.flatnonzero(~kinds.areal & ~kinds.absent & ~kinds.not_finite))
    feedback.progress(0.2)
    yield from nothing_there(checked, kinds)
    yield mixed(checked, kinds)
    yield from extent_groups(checked)
    feedback.progress(0.4)
    yield from field_groups(checked, rules, feedback)
    feedback.progress(0.7)
    yield garbled_group(checked, feedback)


def _with_difference(group: Group, faults: TopologyResult) -> Group:
    """Return stated areas that are wrong with the difference as their area, and how much may differ."""
    difference = np.array([abs(stated - computed) for _, stated, computed in faults.stated])
    fields = list(dict.fromkeys(field for field, _, _ in faults.stated))
    note = Message(
        "fields {fields}; more than {metres} m², {share} % or half the last digit apart; the area is the difference",
        {
            "fields": ", ".join(fields),
            "metres": format_number(TOLERANCE_M2, 0),
            "share": format_number(TOLERANCE_SHARE * 100, 1),
        },
    )
    return replace(group, area_m2=difference, note=note)


def _together(groups: Iterator[Group]) -> list[Group]:
    """Return one group a problem, those without a finding left out."""
    out: dict[Problem, Group] = {}
    for group in groups:
        if not len(group):
            continue
        known = out.get(group.problem)
        out[group.problem] = group if known is None else known.joined(group)
    return list(out.values())


def _provenance(layer: Layer, polygons: _Polygons | None, values: Mapping[str, Any], rules: CheckupRules) -> Provenance:
    """Return how the check-up was made, with the rules in use."""
    said = [_by_rules(rules)] if layer.info.standard else []
    if polygons is not None and len(polygons.ground) == len(layer):
        return provenance(CHECKUP.id, basis_of(values), [(layer, polygons.ground)], values, said)
    # What is known of the polygons alone numbers them among themselves, not within the layer: it is not told.
    made = provenance(CHECKUP.id, basis_of(values), [], values)
    return replace(made, inputs=(InputRecord.of(layer),), warnings=(*layer.info.notes, *said))


def _by_rules(rules: CheckupRules) -> Message:
    """Return the sentence on which rules the fields were checked by."""
    return Message(
        "Fields were checked by the rules in {file} (sha256 {sha256}…), which are defaults and may be changed.",
        {"file": f"rules/{rules.path.name}", "sha256": rules.sha256[:12]},
    )


CHECKUP = Tool(
    "checkup",
    Title("数据体检", "Check-up"),
    Title(
        "一页看清一个图层的几何、位置与字段问题（无效、重复、空隙、重叠、缺字段、错码、乱码等），各有位置；可修复为副本，"
        "原文件不动。",
        "All that is wrong with a layer's geometry, place and fields on one page, each with its place; a mended copy "
        "can be written, the file itself is never touched.",
    ),
    (
        LayerParameter(
            "layer", Title("图层", "Layer"), Title("任一图层。", "Any layer."), positional=True, kinds=_KINDS
        ),
        *(
            parameter
            for parameter in topology.TOPOLOGY.parameters
            if isinstance(parameter, FieldParameter) or parameter.id == "min_width"
        ),
        BASIS,
    ),
    check_up,
    copy=MENDED_COPY,
)
