"""The plan's two tables of indicators, cell by cell as printed, and the figures that its sentences state beside them.

Table 1 (§一(一)): what became of the 13th plan, 32 rows.  Table 2 (§一(五)): the aims of the 14th, 36 rows.  A row
has one line, or several where the plan parts it (pollutants, incomes).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from yhgis import schema
from yhgis.errors import DataError, nearest_name
from yhgis.i18n import Title
from yhgis.plan.indicators_cell import Cell
from yhgis.resources import layers_folder

PrintedCell = Annotated[Cell, BeforeValidator(Cell.read)]
Attribute = Literal["预期性", "约束性", ""]
Role = Literal["base", "target", "result", "growth"]
District = Literal["former", "today"]

#: The two attributes in both languages: an aim to work towards, or one that binds.
ATTRIBUTES = {"预期性": Title("预期性", "anticipated"), "约束性": Title("约束性", "binding")}


class Column(schema.Schema):
    """A column of numbers.

    ``district`` says whose numbers: of ``former`` Yuhang (until April 2021, with today's Linping) or ``today``'s.
    """

    id: str
    title: Title
    role: Role
    district: District
    year: int | None = None


class Star(schema.Schema):
    """What ``*`` means in a table: another year, or the former district."""

    year: int | None = None
    district: District | None = None


class Note(schema.Schema):
    """A note under a table, in this project's words."""

    id: str
    text: Title


class Group(schema.Schema):
    """A category (类别) of rows."""

    id: str
    title: Title


class Line(schema.Schema):
    """One printed line: the cells by column id, and for a parted row what the part is called.

    ``name`` is the part as printed; ``attribute`` as printed, so blank where the cell is shared with the line above.
    """

    cells: dict[str, PrintedCell]
    attribute: Attribute
    part: Title | None = None
    name: str = ""
    unit: Title | None = None


class Row(schema.Schema):
    """A numbered indicator.

    ``name`` is printed, unit included; ``better`` is the way of progress; ``yearly`` marks a figure of one year
    whose ``[ ]`` is the sum of five, so that the two cannot be compared.
    """

    no: int
    group: str
    name: str
    title: Title
    unit: Title
    better: Literal["up", "down"]
    notes: tuple[str, ...]
    lines: tuple[Line, ...]
    yearly: bool = False

    @property
    def attribute(self) -> Title:
        """Anticipated (预期性) or binding (约束性)."""
        return ATTRIBUTES[self.lines[0].attribute]

    def unit_of(self, line: Line) -> Title:
        """Return the unit of a line."""
        return line.unit or self.unit

    def title_of(self, line: Line) -> Title:
        """Return the name of a line: the row's, with the part's behind it."""
        if line.part is None:
            return self.title
        return Title(f"{self.title.zh}：{line.part.zh}", f"{self.title.en}: {line.part.en}")


class Table(schema.Schema):
    """One of the two tables."""

    id: Literal[1, 2]
    title: Title
    plan_ref: str
    star: Star
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    notes: tuple[Note, ...]
    rows: tuple[Row, ...]

    def row(self, no: int) -> Row:
        """Return the row with a number.

        Raises
        ------
        DataError
            No such row.
        """
        for row in self.rows:
            if row.no == no:
                return row
        raise DataError("Table {table} has no row {no}.", table=self.id, no=no)

    def column(self, column_id: str) -> Column:
        """Return a column by its id.

        Raises
        ------
        DataError
            No such column; the nearest id is offered.
        """
        known = {column.id: column for column in self.columns}
        if column_id not in known:
            near = nearest_name(column_id, known) or ", ".join(known)
            raise DataError(
                "Table {table} has no column {column}; its nearest is {near}.",
                table=self.id,
                column=column_id,
                near=near,
            )
        return known[column_id]

    def group(self, group_id: str) -> Group:
        """Return a category by its id."""
        return next(group for group in self.groups if group.id == group_id)

    def note(self, note_id: str) -> Note:
        """Return a note by its number."""
        return next(note for note in self.notes if note.id == note_id)

    def notes_of(self, row: Row) -> tuple[Note, ...]:
        """Return the notes that concern a row."""
        return tuple(self.note(note_id) for note_id in row.notes)

    def lines(self) -> tuple[tuple[Row, Line], ...]:
        """Return every printed line with its row, in order: 35 in table 1, 37 in table 2."""
        return tuple((row, line) for row in self.rows for line in row.lines)

    def document(self) -> dict[str, Any]:
        """Return the table as a JSON object, each cell as printed and as read."""
        return {
            "table": self.id,
            "title": str(self.title),
            "plan_ref": self.plan_ref,
            "columns": [{"id": column.id, "title": str(column.title)} for column in self.columns],
            "rows": [self._line_document(row, line) for row, line in self.lines()],
            "notes": [str(note.text) for note in self.notes],
        }

    def _line_document(self, row: Row, line: Line) -> dict[str, Any]:
        return {
            "no": row.no,
            "group": str(self.group(row.group).title),
            "name": row.name,
            "part": line.name,
            "title": str(row.title_of(line)),
            "unit": str(row.unit_of(line)),
            "attribute": str(row.attribute),
            "cells": {column.id: line.cells[column.id].document() for column in self.columns},
        }


class _File(schema.Schema):
    version: Literal[1]
    note: str
    tables: tuple[Table, Table]


def table1() -> Table:
    """Return table 1: the 13th plan's indicators, aims and results of the former district and today's base."""
    return _file(layers_folder() / "sources" / "indicators.json").tables[0]


def table2() -> Table:
    """Return table 2: the 14th plan's indicators, base, aim and growth."""
    return _file(layers_folder() / "sources" / "indicators.json").tables[1]


def table(table_id: int) -> Table:
    """Return table 1 or 2.

    Raises
    ------
    DataError
        The plan has no such table.
    """
    if table_id not in (1, 2):
        raise DataError("The plan has tables 1 and 2 of indicators, not {table}.", table=table_id)
    return table1() if table_id == 1 else table2()


@cache
def _file(path: Path) -> _File:
    return schema.read(path, _File)
