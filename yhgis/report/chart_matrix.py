"""Charts of an overlap matrix: rows against column layers, or against the features of one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from yhgis.i18n import tr
from yhgis.model.quantity import format_area
from yhgis.model.result import Provenance, Table
from yhgis.report.chart import Chart, ChartKind, Look
from yhgis.report.chart_looks import look_of_feature, look_of_layer
from yhgis.report.chart_makers import MOST_BARS, area_series, mark_of, position_of, shares_chart, unit_for

#: A feature of a column gets a colour of its own while there are no more than these.
MOST_FEATURES = 8
_NET = ".net_m2"


def is_matrix(table: Table) -> bool:
    """Whether ``table`` has the columns of an overlap matrix."""
    return any(column.id.endswith(_NET) for column in table.columns)


def matrix_chart(tables: Mapping[str, Table], provenance: Provenance) -> Chart | None:
    """Return the chart of the table ``matrix``.

    Several column layers, or the few features of a single one, are stacked; a single layer otherwise gives bars of
    its share of each row.
    """
    matrix = tables["matrix"]
    columns = [column for column in matrix.columns if column.id.endswith(_NET)]
    rows = matrix.columns[0].title
    if len(columns) == 1:
        layer, column = columns[0].id.removesuffix(_NET), columns[0].title
        parts = tables.get(f"parts.{layer}")
        if parts is not None and 1 < len({row[1] for row in parts.rows}) <= MOST_FEATURES and _adds_up(matrix, parts):
            return _parts_chart(
                matrix, parts, layer, tr("{rows} × {column}: net area", rows=rows, column=column), provenance
            )
        title = tr("Share of {column} in each of: {rows}", rows=rows, column=column)
        return shares_chart(matrix, f"{layer}.share_of_row", provenance, title=title)
    positions = [position_of(matrix, column.id) for column in columns]
    areas = [[row[at] for row in matrix.rows] for at in positions]
    looks = [look_of_layer(_layer_id(column.id), place) for place, column in enumerate(columns)]
    note = tr("Layers may overlap each other, so a bar's parts need not add up to ground.")
    title = tr("{rows} × {count} layers: net area", rows=rows, count=len(columns))
    names = [str(column.title) for column in columns]
    return _stacked(matrix, title, names, looks, areas, [note], provenance, positions)


def _parts_chart(matrix: Table, parts: Table, layer: str, title: str, provenance: Provenance) -> Chart | None:
    """Return rows against the features of the one column layer."""
    features = list(dict.fromkeys(row[1] for row in parts.rows))
    found = {(row[0], row[1]): row[2] for row in parts.rows}
    areas = [[found.get((row[0], feature), 0.0) for row in matrix.rows] for feature in features]
    looks = [look_of_feature(layer, feature, place) for place, feature in enumerate(features)]
    return _stacked(matrix, title, features, looks, areas, [], provenance, [2] * len(features))


def _adds_up(matrix: Table, parts: Table) -> bool:
    """Whether the features of the column nowhere overlap each other, so that they may be stacked."""
    names = [row[0] for row in matrix.rows]
    if len(set(names)) < len(names):
        return False
    sums = dict.fromkeys(names, 0.0)
    for row in parts.rows:
        sums[row[0]] += row[2]
    return all(math.isclose(sums[row[0]], row[2], rel_tol=1e-6, abs_tol=0.01) for row in matrix.rows)


def _stacked(
    table: Table,
    title: str,
    names: Sequence[str],
    looks: Sequence[Look],
    areas: Sequence[Sequence[float]],
    notes: list[str],
    provenance: Provenance,
    columns: Sequence[int],
) -> Chart | None:
    """Return bars of ``areas`` (a list a series, a value a row of ``table``), rows without any left out."""
    lengths = [sum(column) for column in zip(*areas, strict=True)]
    shown, said = _longest(lengths)
    if not shown:
        return None
    unit = unit_for([lengths[i] for i in shown])
    present = [place for place, values in enumerate(areas) if any(values[i] for i in shown)]
    series = [
        area_series(names[place], looks[place], [areas[place][i] or None for i in shown], unit) for place in present
    ]
    totals = tuple(format_area(lengths[i], unit, 2) for i in shown)
    categories = tuple(str(table.rows[i][0]) for i in shown)
    mark = mark_of(provenance)
    return Chart(
        ChartKind.STACKED,
        title,
        str(unit.symbol),
        categories,
        tuple(series),
        totals,
        (*said, *notes),
        mark,
        table=table.id,
        rows=tuple(shown),
        columns=tuple(columns[place] for place in present),
    )


def _longest(lengths: Sequence[float]) -> tuple[list[int], tuple[str, ...]]:
    """Return which bars are shown, in their order, and what is said of the others."""
    there = [i for i, length in enumerate(lengths) if length > 0]
    if len(there) > MOST_BARS:
        said = tr("The {shown} longest of {all} rows.", shown=MOST_BARS, all=len(there))
        return sorted(sorted(there, key=lambda i: -lengths[i])[:MOST_BARS]), (said,)
    if len(there) < len(lengths):
        return there, (tr("{count} rows with nothing in common are not shown.", count=len(lengths) - len(there)),)
    return there, ()


def _layer_id(column: str) -> str:
    """Return the layer id of a matrix column: ``red#2.net_m2`` is the second ``red``."""
    return column.removesuffix(_NET).partition("#")[0]
