"""What lies on what, and how much of it: features or groups against layers, as a matrix of areas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.answer import basis_of, provenance, square_metres, unique_ids, unique_titles
from yhgis.analysis.ground import Ground
from yhgis.analysis.overlap_result import ColumnFigures, OverlapResult, PartFigures
from yhgis.analysis.partition import pieces_by_space
from yhgis.analysis.parts import Ints, Parts, sums
from yhgis.analysis.pieces import NO_PIECES, Pieces, bounds_by, together
from yhgis.analysis.rows import Rows, rows_of
from yhgis.analysis.side_by_side import side_by_side
from yhgis.analysis.sliced_ground import SlicedGround, SlicedParts, any_ground
from yhgis.analysis.slices import one_pool
from yhgis.analysis.tool import BASIS, MIN_WIDTH, FieldParameter, LayerParameter, LayersParameter, Tool
from yhgis.feedback import Feedback
from yhgis.garbage import young_garbage_only
from yhgis.i18n import Message, Title
from yhgis.model.crs import Geometries
from yhgis.model.layer import Layer
from yhgis.model.layer_slices import LayerSlices
from yhgis.model.result import Basis

#: A column layer of more features is not listed feature by feature in every row.
MOST_PARTS = 200
#: Common ground of more vertices is not kept to be drawn.
MOST_DRAWN = 2_000_000
#: Ground of a column outside every row is worth a sentence from here on, in m2.
_OUTSIDE_M2 = 1.0


@one_pool()
@young_garbage_only()
def run(values: Mapping[str, Any], feedback: Feedback) -> OverlapResult:
    """Return the matrix; see `OVERLAP` for the values."""
    basis = basis_of(values)
    layers: list[Layer | LayerSlices] = list(values["columns"])
    row_layer: Layer = values["rows"]
    grounds = side_by_side([partial(_ground, layer, basis) for layer in (row_layer, *layers)], feedback.part(0.0, 0.3))
    ground = grounds.pop(0)
    assert isinstance(ground, Ground)  # rows are held
    rows = rows_of(row_layer, ground, values["key"] or "", basis, feedback.part(0.3, 0.4))
    named = zip(grounds, unique_ids(layers), unique_titles(layers), strict=True)
    steps = [partial(_column, rows, *one, basis, float(values["min_width"])) for one in named]
    columns = side_by_side(steps, feedback.part(0.4, 1.0))
    return OverlapResult(
        provenance=provenance(
            OVERLAP.id,
            basis,
            [(row_layer, ground), *zip(layers, grounds, strict=True)],
            values,
            _warnings(rows, row_layer, columns),
            (sum(int(c.slivers.sum()) for c in columns), float(sum(c.slivers_m2.sum() for c in columns))),
        ),
        row_title=row_layer.info.title,
        rows=rows.names,
        row_area_m2=rows.area_m2,
        row_bounds=rows.bounds,
        total_area_m2=rows.total_m2,
        columns=tuple(columns),
    )


def _ground(layer: Layer | LayerSlices, basis: Basis, feedback: Feedback) -> Ground | SlicedGround:
    """Return the ground of a layer, its net parts and its areas found."""
    ground = any_ground(layer, basis, feedback.part(0.0, 0.6))
    ground.net_area(basis, feedback.part(0.6, 1.0))
    return ground


def _column(
    rows: Rows,
    column: Ground | SlicedGround,
    id_: str,
    title: Title,
    basis: Basis,
    min_width: float,
    feedback: Feedback,
) -> ColumnFigures:
    """Measure one column layer against all rows."""
    n = len(rows)
    parts = _split(column, feedback.part(0.0, 0.0))
    net, gross, touches = _net_and_gross(rows.parts, n, parts, basis, feedback.part(0.0, 0.8))
    narrow = net.select((net.width < min_width) & ~net.touch)
    features = _by_feature(gross.overlaps(), len(column))
    all_net, all_gross = net, gross
    if rows.together is not None:
        all_net, all_gross, _ = _net_and_gross(rows.together, 1, parts, basis, feedback.part(0.8, 0.9))
    return ColumnFigures(
        id=id_,
        title=title,
        net_m2=sums(net.area, net.left, n),
        gross_m2=sums(gross.area, gross.left, n),
        features=np.bincount(features.row, minlength=n),
        slivers=np.bincount(narrow.left, minlength=n),
        slivers_m2=sums(narrow.area, narrow.left, n),
        bounds=bounds_by(net.left, net.bounds, n),
        total_net_m2=float(all_net.area.sum()),
        total_gross_m2=float(all_gross.area.sum()),
        total_features=len(np.unique(features.feature)),
        layer_net_m2=column.net_area(basis, feedback.part(0.9, 1.0)),
        layer_gross_m2=float(column.part_areas(basis, feedback.part(1.0, 1.0)).sum()),
        touches=len(touches),
        touches_m2=float(touches.area.sum()),
        parts=features if len(column) <= MOST_PARTS else None,
        feature_names=column.item.names,
        ground=_drawable(net),
    )


def _drawable(net: Pieces) -> tuple[Ints, Geometries] | None:
    """Return the common ground and the row of each piece, unless it is more than anybody looks at."""
    if len(net.geometry) < len(net) or int(shapely.get_num_coordinates(net.geometry).sum()) > MOST_DRAWN:
        return None
    return net.left, net.geometry


def _split(column: Ground | SlicedGround, feedback: Feedback) -> tuple[Parts | SlicedParts, Parts, Parts]:
    """Return the column's parts that overlap no other, those that do, and the unions of the latter."""
    if isinstance(column, SlicedGround):
        return column.split(feedback)
    free, united = column.net(feedback)
    return column.parts.select(free), column.parts.select(~free), united


def _net_and_gross(
    rows: Parts, n: int, parts: tuple[Parts | SlicedParts, Parts, Parts], basis: Basis, feedback: Feedback
) -> tuple[Pieces, Pieces, Pieces]:
    """Return net pieces, gross pieces and what was set aside.

    What overlaps nothing is cut once and stands in net and gross.  A row that has nothing but touches in common with
    the column has nothing in common with it; in any other row touches stay, so that nothing is lost from its sum.
    """
    alone, shared, united = parts
    step = feedback.part(0.0, 0.8)
    simple = pieces_by_space(rows, alone, basis, step, keep_geometry=True, most_kept=MOST_DRAWN)
    net = gross = simple
    if len(shared):
        drawn = len(simple.geometry) == len(simple)
        once = pieces_by_space(rows, united, basis, feedback.part(0.8, 0.9), keep_geometry=drawn)
        net = together([simple, once])
        gross = together([simple.bare(), pieces_by_space(rows, shared, basis, feedback.part(0.9, 1.0))])
    meets = np.zeros(n, dtype=bool)
    meets[net.left[~net.touch]] = True
    return net.select(meets[net.left]), gross.select(meets[gross.left]), net.select(~meets[net.left])


def _by_feature(gross: Pieces, n_features: int) -> PartFigures:
    """Sum pieces by row and feature."""
    if not len(gross):
        return PartFigures(NO_PIECES.left, NO_PIECES.right, NO_PIECES.area)
    code, which = np.unique(gross.left * n_features + gross.right, return_inverse=True)
    return PartFigures(code // n_features, code % n_features, sums(gross.area, which, len(code)))


def _warnings(rows: Rows, row_layer: Layer, columns: list[ColumnFigures]) -> list[Message]:
    """Return the sentences that the figures themselves call for."""
    out = []
    if rows.together is not None:
        out.append(
            Message(
                "Rows of {layer} overlap each other by {area} m²; the totals count that ground once, "
                "so rows do not add up to them.",
                {"layer": row_layer.info.title, "area": square_metres(rows.shared_m2)},
            )
        )
    for column in columns:
        doubled = column.layer_gross_m2 - column.layer_net_m2
        if doubled > _OUTSIDE_M2:
            out.append(
                Message(
                    "{layer} overlaps itself: {area} m² are in more than one feature; "
                    "gross counts them each time, net once.",
                    {"layer": column.title, "area": square_metres(doubled)},
                )
            )
        outside = column.layer_net_m2 - column.total_net_m2 - column.touches_m2
        if outside > max(_OUTSIDE_M2, 1e-6 * column.layer_net_m2):
            out.append(
                Message(
                    "{area} m² of {layer} lie outside every row.",
                    {"layer": column.title, "area": square_metres(outside)},
                )
            )
    return out


OVERLAP = Tool(
    "overlap",
    Title("叠加分析", "Overlap matrix"),
    Title(
        "行图层的每个要素（或按字段分组）与各列图层重叠多少：净面积、毛面积、占行比、占列比、要素数。",
        "How much of each column layer lies on each feature (or group) of the row layer: net, gross, shares, features.",
    ),
    (
        LayerParameter("rows", Title("行图层", "Rows"), Title("逐个要素成行。", "One row a feature."), positional=True),
        LayersParameter(
            "columns",
            Title("列图层", "Columns"),
            Title(
                "每个图层一列。净面积按图层合并后计，不重复；要素不超过 200 个的图层另列出逐要素面积。",
                "One column a layer. Net counts the union of the layer, nothing twice; "
                "a layer of up to 200 features is also listed feature by feature.",
            ),
            positional=True,
            sliced=True,
        ),
        FieldParameter(
            "key",
            Title("分组字段", "Group by"),
            Title(
                "按此字段的值把要素合为一行；留空则逐要素。",
                "Features with one value of this field make one row; empty for a row a feature.",
            ),
            of="rows",
            none=Title("不分组，逐个要素", "each feature by itself"),
        ),
        BASIS,
        MIN_WIDTH,
    ),
    run,
    spread=True,
)
