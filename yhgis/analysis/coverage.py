"""Whether layers cover a target: what is covered, what is not, and what is covered more than once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.answer import basis_of, provenance, square_metres, unique_titles
from yhgis.analysis.area import areas
from yhgis.analysis.coverage_gaps import gaps_of, measured
from yhgis.analysis.coverage_result import CoverageResult, Patches
from yhgis.analysis.dissolve import SelfOverlap, self_overlap, union, without_overlap
from yhgis.analysis.ground import Ground, ground_of
from yhgis.analysis.parts import Parts, joined, only_touches, parts_of
from yhgis.analysis.pieces import common_pieces
from yhgis.analysis.polygons import Found
from yhgis.analysis.slices import one_pool
from yhgis.analysis.tool import BASIS, MIN_WIDTH, LayerParameter, LayersParameter, Tool
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title
from yhgis.model.layer import Layer
from yhgis.model.result import Basis

#: Cover outside the target is worth a sentence from here on, in m2.
_OUTSIDE_M2 = 1.0


@one_pool()
def run(values: Mapping[str, Any], feedback: Feedback) -> CoverageResult:
    """Return the coverage; see `COVERAGE` for the values."""
    basis, min_width = basis_of(values), float(values["min_width"])
    target_layer: Layer = values["target"]
    layers: list[Layer] = list(values["layers"])
    target = ground_of(target_layer, feedback.part(0.0, 0.1))
    grounds = [
        ground_of(layer, feedback.part(0.1 + 0.1 * i / len(layers), 0.1 + 0.1 * (i + 1) / len(layers)))
        for i, layer in enumerate(layers)
    ]
    cover = _pooled(grounds)
    overlap = (
        grounds[0].overlap(feedback.part(0.2, 0.4))
        if len(grounds) == 1
        else self_overlap(cover, feedback.part(0.2, 0.4))
    )
    overlap = overlap.select(~only_touches(shapely.area(overlap.geometry), shapely.length(overlap.geometry)))
    free, united = without_overlap(cover, overlap, feedback.part(0.4, 0.5))
    once = joined([cover.select(free), united]) if len(united) else cover
    ground = target.net_parts(feedback.part(0.5, 0.55))

    numbered = Parts(ground.geometry, np.arange(len(ground)))
    covered = common_pieces(numbered, once, basis, feedback.part(0.55, 0.7), keep_geometry=True)
    gaps = gaps_of(ground, covered, basis, feedback.part(0.7, 0.9))
    multiple = _multiple(ground, overlap, basis, feedback.part(0.9, 0.97))
    gaps_patches = Patches(*gaps.largest_first().apart(min_width))
    found, slivers = multiple.largest_first().apart(min_width)
    multiple_patches = Patches(
        found, slivers, _features_of(found, cover, overlap), _features_of(slivers, cover, overlap)
    )
    cover_m2 = float(areas(once.geometry, basis, feedback.part(0.97, 0.99)).sum())
    covered_m2 = float(covered.area.sum())
    outside_m2 = max(cover_m2 - covered_m2, 0.0)
    apart = [patches.slivers for patches in (gaps_patches, multiple_patches)]
    made = provenance(
        COVERAGE.id,
        basis,
        [(target_layer, target), *zip(layers, grounds, strict=True)],
        values,
        _outside_note(outside_m2, target_layer),
        (sum(len(s) for s in apart), float(sum(s.area.sum() for s in apart))),
    )
    return CoverageResult(
        provenance=made,
        target_id=target_layer.id,
        target_title=target_layer.info.title,
        target_m2=target.net_area(basis, feedback.part(0.99, 1.0)),
        covered_m2=covered_m2,
        cover_m2=cover_m2,
        outside_m2=outside_m2,
        gaps=gaps_patches,
        multiple=multiple_patches,
        names=_names(layers, grounds),
    )


def _names(layers: list[Layer], grounds: list[Ground]) -> list[str]:
    """Return the name of every feature of the pool; with several layers the layer's title stands before it."""
    if len(layers) == 1:
        return grounds[0].item.names
    titles = unique_titles(layers)
    return [f"{title}：{name}" for title, ground in zip(titles, grounds, strict=True) for name in ground.item.names]


def _pooled(grounds: list[Ground]) -> Parts:
    """Return the parts of all cover layers, features counted through."""
    first = np.cumsum([0, *(len(ground) for ground in grounds)])
    return joined([Parts(g.parts.geometry, g.parts.owner + start) for g, start in zip(grounds, first, strict=False)])


def _multiple(ground: Parts, overlap: SelfOverlap, basis: Basis, feedback: Feedback) -> Found:
    """Return what of the target two features or more cover, as polygons with nothing twice."""
    whole = parts_of(np.array([union(overlap.geometry, feedback.part(0.0, 0.4))], dtype=object))
    pieces = common_pieces(ground, whole, basis, feedback.part(0.4, 0.8), keep_geometry=True)
    return measured(pieces.geometry, basis, feedback.part(0.8, 1.0))


def _features_of(found: Found, cover: Parts, overlap: SelfOverlap) -> list[list[int]]:
    """Return the features that share each polygon."""
    features: list[set[int]] = [set() for _ in range(len(found))]
    if len(found):
        inside = shapely.point_on_surface(overlap.geometry)
        polygon, pair = shapely.STRtree(inside).query(found.geometry, predicate="intersects")
        for which, k in zip(polygon.tolist(), pair.tolist(), strict=True):
            features[which] |= {int(cover.owner[overlap.first[k]]), int(cover.owner[overlap.second[k]])}
    return [sorted(of) for of in features]


def _outside_note(outside_m2: float, target: Layer) -> list[Message]:
    """Return a sentence on cover beyond the target."""
    if outside_m2 <= _OUTSIDE_M2:
        return []
    return [
        Message(
            "{area} m² of the covering layers lie outside {target} and are not counted.",
            {"area": square_metres(outside_m2), "target": target.info.title},
        )
    ]


COVERAGE = Tool(
    "coverage",
    Title("覆盖与空隙", "Coverage and gaps"),
    Title(
        "目标图层被覆盖了多少，哪里有空隙，哪里被重复覆盖；每处给出面积和位置。",
        "How much of the target is covered, where gaps are, and what is covered more than once; each with its place.",
    ),
    (
        LayerParameter(
            "target", Title("目标图层", "Target"), Title("应被覆盖的范围。", "What should be covered."), positional=True
        ),
        LayersParameter(
            "layers",
            Title("覆盖图层", "Covering layers"),
            Title("一个或多个面图层，合在一起覆盖目标。", "One polygon layer or more, covering the target together."),
            positional=True,
        ),
        BASIS,
        MIN_WIDTH,
    ),
    run,
)
