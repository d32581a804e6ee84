"""A table of results on screen: model, units, order, totals, copying, and the places of its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.answer_making import BARE, BOXES, COLUMNS, TABLE, Answer, shown
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.quantity import AreaUnit
from yhgis.model.result import Column, Places, Table, ValueKind
from yhgis.ui.app import dress
from yhgis.ui.panels.cell_places import CellPlaces
from yhgis.ui.panels.result_model import LEFT, RIGHT, ResultTableModel
from yhgis.ui.panels.result_table import ResultTable, default_unit
from yhgis.ui.session import Session

Role = Qt.ItemDataRole


# --- model ---------------------------------------------------------------------------------------------------------


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = ResultTableModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_table(TABLE)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.set_unit(AreaUnit.MU)
    model.show_table(BARE)
    assert tester.model() is model


def test_cells_headings_and_sides(qtbot: QtBot) -> None:
    model = ResultTableModel()
    model.show_table(TABLE)
    assert shown(model, 1) == ["2.00", "0.50", "123.46"]
    assert shown(model, 2) == ["25.00", "–", "75.00"]
    head = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(4)]
    assert head == ["名称", "面积（公顷）", "占比（%）", "个数"]
    sides = [model.index(0, i).data(Role.TextAlignmentRole) for i in range(4)]
    assert sides == [LEFT, RIGHT, RIGHT, RIGHT]


def test_units_change_numbers_and_headings(qtbot: QtBot) -> None:
    model = ResultTableModel()
    model.show_table(TABLE)
    with qtbot.waitSignals([model.dataChanged, model.headerDataChanged]):
        model.set_unit(AreaUnit.MU)
    assert shown(model, 1) == ["30.00", "7.50", "1,851.85"]
    assert model.headerData(1, Qt.Orientation.Horizontal) == "面积（亩）"
    tip = str(model.index(2, 1).data(Role.ToolTipRole)).splitlines()
    assert tip == ["1,234,567.89 m²", "123.46 公顷", "1,851.85 亩", "1.23 km²"]


def test_sorting_puts_what_is_missing_last_both_ways(qtbot: QtBot) -> None:
    model = ResultTableModel()
    model.show_table(TABLE)
    model.sort(2, Qt.SortOrder.AscendingOrder)
    assert shown(model, 0) == ["丙", "乙", "甲"]
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert shown(model, 0) == ["乙", "丙", "甲"]
    assert [model.table_row(i) for i in range(3)] == [2, 0, 1]
    assert [model.view_row(i) for i in range(3)] == [1, 2, 0]
    model.sort(-1)
    assert shown(model, 0) == ["丙", "甲", "乙"]


@given(st.lists(st.one_of(st.none(), st.floats(allow_infinity=False)), max_size=30), st.booleans())
def test_sorting_is_a_stable_rearrangement(values: list[float | None], down: bool) -> None:
    model = ResultTableModel()
    model.show(COLUMNS[1:2], [(value,) for value in values])
    model.sort(0, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)
    order = [model.table_row(i) for i in range(len(values))]
    assert sorted(order) == list(range(len(values)))
    there = [i for i in order if values[i] is not None and values[i] == values[i]]
    assert order[: len(there)] == there
    numbers = [values[i] for i in there]
    assert numbers == sorted(numbers, reverse=down)  # type: ignore[type-var]
    for a, b in zip(there, there[1:], strict=False):
        assert values[a] != values[b] or a < b


def test_the_unit_suits_the_size() -> None:
    assert default_unit(TABLE) is AreaUnit.HA
    assert default_unit(Table("t", Title("t", "t"), COLUMNS[1:2], ((9_999.0,), (None,)))) is AreaUnit.M2
    assert default_unit(Table("t", Title("t", "t"), COLUMNS[1:2], ())) is AreaUnit.M2


# --- table ---------------------------------------------------------------------------------------------------------


def test_totals_stand_on_their_own_line_in_the_same_columns(qtbot: QtBot, session: Session) -> None:
    table = ResultTable(session)
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.show_table(TABLE)
    assert shown(table.totals_model, 1) == ["125.96"]
    assert table.model.rowCount() == 3
    table.model.sort(1, Qt.SortOrder.DescendingOrder)
    assert shown(table.totals_model, 0) == ["合计"]
    widths = [(table.view.columnWidth(i), table.totals.columnWidth(i)) for i in range(4)]
    assert all(a == b for a, b in widths)
    table.view.horizontalHeader().resizeSection(0, 200)
    assert table.totals.columnWidth(0) == 200


def test_a_large_table_costs_only_what_is_seen(qtbot: QtBot, session: Session) -> None:
    asked: list[int] = []

    class Counting(str):
        __slots__ = ()

        def __str__(self) -> str:
            asked.append(1)
            return "x"

    table = ResultTable(session)
    qtbot.addWidget(table)
    table.resize(400, 300)
    rows = tuple((Counting("x"), float(i)) for i in range(200_000))
    table.show_table(Table("big", Title("大表", "Big"), COLUMNS[:2], rows))
    with qtbot.waitExposed(table):
        table.show()
    assert table.model.rowCount() == 200_000
    assert 0 < len(asked) < 2_000


def test_copied_text_has_headings_totals_and_plain_numbers(qtbot: QtBot, session: Session) -> None:
    table = ResultTable(session)
    qtbot.addWidget(table)
    table.set_unit(AreaUnit.M2)
    table.show_table(TABLE)
    lines = [line.split("\t") for line in table.text().splitlines()]
    assert lines[0] == ["名称", "面积（m²）", "占比（%）", "个数"]
    assert lines[2] == ["甲", "5000.00", "", "1"]
    assert lines[4] == ["合计", "1259567.89", "100.00", "6"]
    table.view.clearSelection()
    for row in (0, 2):
        selection = table.view.selectionModel()
        selection.select(table.model.index(row, 1), selection.SelectionFlag.Select)
    assert table.text().splitlines() == ["面积（m²）", "20000.00", "1234567.89"]


def test_a_name_that_looks_like_a_formula_stays_a_name(qtbot: QtBot, session: Session) -> None:
    table = ResultTable(session)
    qtbot.addWidget(table)
    table.show_table(Table("t", Title("t", "t"), COLUMNS[:1], (("=1+1",), ("a\tb\nc",))))
    assert table.text().splitlines()[1:] == ["'=1+1", "a b c"]


class Mixed(Answer):
    """As many polygons as rows, but in another order, one row's own polygon missing, one a hair of rounding off."""

    boxes = (BOXES[2], (1.0, 2.0, 3.0, 4.0), tuple(value + 4e-7 for value in BOXES[0]))

    def places(self) -> Places:
        shapes = np.array([shapely.box(*box).buffer(0) for box in self.boxes], dtype=object)
        return Places(shapes, {"name": ["丙", "别处", "甲"]}, WORK_CRS)


@pytest.mark.parametrize(("row", "polygon"), [(0, 2), (1, None), (2, 0)])
def test_equal_counts_do_not_make_a_polygon_the_rows_own(row: int, polygon: int | None) -> None:
    result = Mixed()
    assert len(result.places().geometry) == len(TABLE.rows)
    place = CellPlaces(result).of_cell(TABLE, row, 0)
    assert place is not None
    assert place.extent == BOXES[row]
    (shape,) = place.geometry
    expected = shapely.box(*BOXES[row]) if polygon is None else result.places().geometry[polygon]
    assert shapely.equals_exact(shape, expected)


@pytest.mark.parametrize("off_m", [2e-6, 1e-5, 1.0])
def test_a_polygon_with_another_box_is_not_the_rows(off_m: float) -> None:
    class Beside(Answer):
        def places(self) -> Places:
            shapes = [shapely.box(x0, y0, x1 + off_m, y1) for x0, y0, x1, y1 in BOXES]
            return Places(np.array(shapes, dtype=object), {"name": list("丙甲乙")}, WORK_CRS)

    places = CellPlaces(Beside())
    place = places.of_cell(TABLE, 1, 0)
    assert place is not None
    assert shapely.equals_exact(place.geometry[0], shapely.box(*BOXES[1]))
    assert places.rows_at(TABLE, BOXES[1][0] + 1, BOXES[1][1] + 1) == []


def test_a_row_about_a_whole_group_blinks_all_of_its_polygons() -> None:
    class Grouped(Answer):
        """Two polygons of each of two layers; rows are about a layer each, and one about nothing that there is."""

        def tables(self) -> tuple[Table, ...]:
            boxes = ((0.0, 0.0, 50.0, 10.0), (5.0, 0.0, 45.0, 10.0), (7.0, 7.0, 8.0, 8.0))
            return (replace(TABLE, rows=TABLE.rows[:3], places=boxes),)

        def places(self) -> Places:
            shapes = [shapely.box(x, 0, x + 10, 10) for x in (0, 5, 35, 40)]
            return Places(np.array(shapes, dtype=object), {"layer": list("甲乙乙甲"), "area": [1.0] * 4}, WORK_CRS)

    places = CellPlaces(Grouped())
    (table,) = Grouped().tables()
    found = [places.of_cell(table, row, 1) for row in range(3)]
    west = [sorted(shapely.bounds(place.geometry)[:, 0].tolist()) for place in found if place is not None]
    assert west == [[0.0, 40.0], [5.0, 35.0], [7.0]]


def test_a_place_of_the_map_leads_to_the_rows_of_its_polygons_alone() -> None:
    places = CellPlaces(Mixed())
    at = [places.rows_at(TABLE, box[0] + 1, box[1] + 1) for box in (*BOXES, Mixed.boxes[1])]
    assert at == [[0], [], [2], []]
    assert places.rows_at(BARE, BOXES[0][0] + 1, BOXES[0][1] + 1) == []


@pytest.fixture
def dressed(qtbot: QtBot) -> Iterator[None]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    palette, sheet = application.palette(), application.styleSheet()
    dress(application, dark=False)
    yield
    application.setPalette(palette)
    application.setStyleSheet(sheet)


@pytest.mark.usefixtures("dressed")
def test_names_stay_in_sight_when_the_rest_is_scrolled(qtbot: QtBot, session: Session) -> None:
    columns = (COLUMNS[0], *(Column(f"c{i}", Title(f"列{i}", f"C{i}"), ValueKind.AREA) for i in range(12)))
    rows = tuple((f"第{i}行", *(float(1000 * i + j) for j in range(12))) for i in range(3))
    table = ResultTable(session)
    qtbot.addWidget(table)
    table.resize(400, 200)
    table.show_table(Table("wide", Title("宽表", "Wide"), columns, rows, ("合计", *([1.0] * 12))))
    with qtbot.waitExposed(table):
        table.show()
    at_name = QPoint(5, table.view.rowViewportPosition(1) + 5)
    names = table.view.viewport().grab().toImage().copy(0, 0, table.view.columnWidth(0) - 2, 80)
    assert table.view.frozen_px == 0
    table.totals.horizontalScrollBar().setValue(table.totals.horizontalScrollBar().maximum())
    assert table.view.horizontalScrollBar().value() == table.totals.horizontalScrollBar().value()
    assert table.view.columnAt(5) > 0  # other columns lie beneath
    assert table.view.indexAt(at_name).column() == 0
    assert table.view.viewport().grab().toImage().copy(0, 0, table.view.columnWidth(0) - 2, 80) == names
    with qtbot.waitSignal(table.placeAsked) as asked:
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=at_name)
    assert asked.args == [1, 0]
