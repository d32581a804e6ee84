"""Figures that the plan states in its sentences, beside the two tables of indicators."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from yhgis import schema
from yhgis.errors import DataError, nearest_name
from yhgis.i18n import Title
from yhgis.plan.indicators import Line, PrintedCell, Row, table
from yhgis.plan.indicators_cell import Cell
from yhgis.resources import layers_folder


class About(schema.Schema):
    """The feature of a layer that a figure is about."""

    layer: str
    feature: str


class TableCell(schema.Schema):
    """The cell of table 1 or 2 that states the same figure; ``part`` names the line of a parted row, as printed."""

    table: Literal[1, 2]
    no: int
    column: str
    part: str = ""

    def find(self) -> tuple[Row, Line, Cell]:
        """Return the row, the line and the cell.

        Raises
        ------
        DataError
            The tables have no such cell.
        """
        found = table(self.table)
        row, column = found.row(self.no), found.column(self.column)
        line = next((line for line in row.lines if line.name == self.part), row.lines[0])
        return row, line, line.cells[column.id]


class Figure(schema.Schema):
    """One figure.

    ``printed`` is the outline's own text around the number; ``cell`` is the number, written as the tables would;
    ``year`` is the year aimed at or measured, None where none is given.
    """

    id: str
    title: Title
    printed: str
    cell: PrintedCell
    unit: Title
    year: int | None
    plan_ref: str
    about: About | None = None
    same_as: TableCell | None = None

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "id": self.id,
            "title": str(self.title),
            "printed": self.printed,
            "value": self.cell.value,
            "bound": self.cell.bound.value,
            "unit": str(self.unit),
            "year": self.year,
            "plan_ref": self.plan_ref,
        }


class _File(schema.Schema):
    version: Literal[1]
    note: str
    figures: tuple[Figure, ...]


def figures(about: tuple[str, str] | None = None) -> tuple[Figure, ...]:
    """Return the figures in the plan's order; of one feature only when ``about`` gives (layer, feature)."""
    known = _file(layers_folder() / "sources" / "indicators_text.json").figures
    if about is None:
        return known
    return tuple(figure for figure in known if figure.about and (figure.about.layer, figure.about.feature) == about)


def figure(figure_id: str) -> Figure:
    """Return a figure by its id.

    Raises
    ------
    DataError
        No such figure; the nearest id is offered.
    """
    known = {figure.id: figure for figure in figures()}
    if figure_id not in known:
        near = nearest_name(figure_id, known) or ", ".join(known)
        raise DataError("The plan's figures have no {figure}; its nearest is {near}.", figure=figure_id, near=near)
    return known[figure_id]


@cache
def _file(path: Path) -> _File:
    return schema.read(path, _File)
