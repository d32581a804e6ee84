"""The right chart for a result, from its tables alone; pictures of it at the size it is printed."""

from __future__ import annotations

from pathlib import Path

from yhgis.atomic import write_bytes
from yhgis.errors import UsageError
from yhgis.i18n import tr
from yhgis.model.result import Provenance, Result, Table, ValueKind
from yhgis.report.chart import Chart
from yhgis.report.chart_makers import areas_chart, distribution_chart, shares_chart, sizes_chart
from yhgis.report.chart_matrix import is_matrix, matrix_chart

#: From so many shares on their distribution says more than the largest of them.
DISTRIBUTION_FROM = 60


def chart_for(result: Result) -> Chart | None:
    """Return the chart that shows ``result`` best, in the language in use; None where there is nothing to compare."""
    tables = {table.id: table for table in result.tables()}
    provenance = result.provenance
    if "matrix" in tables and is_matrix(tables["matrix"]):
        return matrix_chart(tables, provenance)
    if "problems" in tables:
        return None  # the areas of unlike faults are not to be compared
    if "conflicts" in tables:
        return sizes_chart(tables["conflicts"], provenance, names=("a_feature", "b_feature"), group=("a", "b"))
    return next((chart for table in tables.values() if (chart := _plain_chart(table, provenance)) is not None), None)


def charts_of(result: Result) -> tuple[Chart, ...]:
    """Return every chart of ``result``, the one that shows it best first: of a matrix also each layer's shares."""
    best = chart_for(result)
    matrix = next((table for table in result.tables() if table.id == "matrix"), None)
    made = [best] if best is not None else []
    if matrix is not None and is_matrix(matrix):
        layers = [column for column in matrix.columns if column.id.endswith(".net_m2")]
        for column in layers if len(layers) > 1 else ():
            title = tr("Share of {column} in each of: {rows}", rows=matrix.columns[0].title, column=column.title)
            layer = column.id.removesuffix(".net_m2")
            shares = shares_chart(matrix, f"{layer}.share_of_row", result.provenance, title=title)
            made += [shares] if shares is not None else []
    return tuple(made)


def write_chart(chart: Chart, path: Path, width_mm: float = 160.0) -> None:
    """Write ``chart`` to ``path`` as ``.png`` (300 dots an inch), ``.svg`` or ``.pdf``, whole or not at all.

    Raises
    ------
    UsageError
        Another extension.
    DataError
        The folder cannot be written.
    """
    from yhgis.report.chart_picture import draw

    match path.suffix.lower():
        case ".png":
            content = draw(chart, width_mm, "png", 300.0)
        case ".svg":
            content = draw(chart, width_mm, "svg")
        case ".pdf":
            content = draw(chart, width_mm, "pdf")
        case _:
            raise UsageError(
                "A chart cannot be written as {file}; give one of {extensions}.",
                file=path.name,
                extensions=".png .svg .pdf",
            )
    write_bytes(path, content)


def render_png(chart: Chart, width_mm: float, dpi: float = 200.0) -> bytes:
    """Return ``chart`` as a PNG that is ``width_mm`` wide when printed at ``dpi``.

    The first call in a process starts matplotlib, which takes half a second.  Any thread, once a QGuiApplication
    runs; on the main thread one is started if need be.
    """
    from yhgis.report.chart_picture import draw

    return draw(chart, width_mm, "png", dpi)


def render_svg(chart: Chart, width_mm: float) -> bytes:
    """Return ``chart`` as an SVG; its text is outlines, so it looks the same everywhere."""
    from yhgis.report.chart_picture import draw

    return draw(chart, width_mm, "svg")


def _plain_chart(table: Table, provenance: Provenance) -> Chart | None:
    """Return bars of the first column of shares, or else of areas, of a table whose first column names its rows."""
    if not table.rows or table.columns[0].kind is not ValueKind.TEXT:
        return None
    shares, areas = ([c.id for c in table.columns if c.kind is kind] for kind in (ValueKind.SHARE, ValueKind.AREA))
    if shares:
        make = distribution_chart if len(table.rows) >= DISTRIBUTION_FROM else shares_chart
        return make(table, shares[0], provenance)
    return areas_chart(table, areas[0], provenance) if areas else None
