"""What changed between two versions of a layer: on the ground, feature by feature, town by town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from yhgis.analysis.answer import basis_of, provenance
from yhgis.analysis.compare_by import ByFigures, by_figures
from yhgis.analysis.compare_features import Version, fates
from yhgis.analysis.compare_ground import Change, ground_change
from yhgis.analysis.compare_result import CompareResult
from yhgis.analysis.compare_same import LaterGround, twins_of
from yhgis.analysis.ground import Ground, ground_of
from yhgis.analysis.rows import groups_of, rows_of
from yhgis.analysis.slices import one_pool
from yhgis.analysis.tool import BASIS, MIN_WIDTH, FieldParameter, LayerParameter, Tool
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.layer import Layer
from yhgis.model.result import Basis


@one_pool()
def run(values: Mapping[str, Any], feedback: Feedback) -> CompareResult:
    """Return the changes; see `COMPARE` for the values."""
    basis, min_width, key = basis_of(values), float(values["min_width"]), values["key"] or ""
    old_layer: Layer = values["old"]
    new_layer: Layer = values["new"]
    by_layer: Layer | None = values["by"]
    old, ready = ground_of(old_layer, feedback.part(0.0, 0.05)), ground_of(new_layer, feedback.part(0.05, 0.1))
    twins = twins_of(old.item.geometry, ready.item.geometry, feedback.part(0.1, 0.15))
    new = LaterGround(ready.item, old, twins)
    before = _version(old_layer, old, key, basis, feedback.part(0.15, 0.3))
    after = _version(new_layer, new, key, basis, feedback.part(0.3, 0.4))
    change = ground_change(old, new, twins, basis, feedback.part(0.4, 0.6))
    became = fates(before, after, twins, key, basis, feedback.part(0.6, 0.8))
    inputs = [(old_layer, old), (new_layer, new)]
    by = None
    if by_layer is not None:
        by_ground = ground_of(by_layer, feedback.part(0.8, 0.82))
        inputs.append((by_layer, by_ground))
        by = _by(by_layer, by_ground, (old, new), change, basis, feedback.part(0.82, 1.0))
    apart = [found.apart(min_width)[1] for found in (change.added, change.removed)]
    made = provenance(
        COMPARE.id,
        basis,
        inputs,
        values,
        (),
        (sum(len(found) for found in apart), float(sum(found.area.sum() for found in apart))),
    )
    return CompareResult(
        provenance=made,
        old=before,
        new=after,
        old_names=old.item.names,
        new_names=new.item.names,
        old_m2=old.net_area(basis, feedback),
        new_m2=new.net_area(basis, feedback),
        change=change,
        min_width=min_width,
        fates=became,
        key=key,
        by=by,
    )


def _version(layer: Layer, ground: Ground, key: str, basis: Basis, feedback: Feedback) -> Version:
    """Return the rows of one version, and which of them are single features."""
    rows = rows_of(layer, ground, key, basis, feedback)
    _names, row_of = groups_of(layer, ground, key)
    members = np.full(len(rows), -1, dtype=np.intp)
    members[row_of] = np.arange(len(layer))
    members[np.bincount(row_of, minlength=len(rows)) > 1] = -1
    return Version(layer, rows, members)


def _by(
    layer: Layer, ground: Ground, versions: tuple[Ground, Ground], change: Change, basis: Basis, feedback: Feedback
) -> ByFigures:
    rows = rows_of(layer, ground, "", basis, feedback.part(0.0, 0.1))
    return by_figures(rows, (layer.id, layer.info.title), versions, change, basis, feedback.part(0.1, 1.0))


COMPARE = Tool(
    "compare",
    Title("版本比较", "Compare versions"),
    Title(
        "同一图层前后两版：增加、减少、不变的面积，变化图斑的位置，要素的新增、删除、图形和属性变化，并按镇街汇总。",
        "Two versions of a layer: area added, removed and unchanged, every polygon of change, what became of each "
        "feature, summed up by town.",
    ),
    (
        LayerParameter("old", Title("原图层", "Old"), Title("变化前的版本。", "The version before."), positional=True),
        LayerParameter("new", Title("现图层", "New"), Title("变化后的版本。", "The version after."), positional=True),
        FieldParameter(
            "key",
            Title("对应字段", "Match by"),
            Title(
                "两版中同一要素取值相同的字段，如 BSM；留空则按重叠最多对应。",
                "Field in which one feature has one value in both versions (BSM); empty to match by best overlap.",
            ),
            of="new",
            none=Title("按最佳重叠匹配", "match by best overlap"),
        ),
        LayerParameter(
            "by",
            Title("汇总图层", "Sum up by"),
            Title("按此图层的要素汇总面积变化。", "Changes are summed up by the features of this layer."),
            optional=True,
            default_layers=("towns",),
        ),
        BASIS,
        replace(
            MIN_WIDTH,
            help=Title(
                "平均宽度（2×面积÷周长）小于此值的变化图斑单列为碎片，其面积仍计入增加和减少。",
                "Polygons of change whose mean width (2 x area / perimeter) is less are listed apart; their area stays "
                "in what was added and removed.",
            ),
            default=1.0,
        ),
    ),
    run,
)
