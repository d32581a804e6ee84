"""Results on screen: the table model, units, copying, saving, and the way from a cell to the map."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from yhgis.i18n import Message, Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.quantity import AreaUnit
from yhgis.model.result import Basis, Column, Places, Provenance, Result, Table, ValueKind
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.app import dress
from yhgis.ui.panels.cell_places import CellPlaces
from yhgis.ui.panels.how_made import HowMadeDialog
from yhgis.ui.panels.result_model import LEFT, RIGHT, ResultTableModel
from yhgis.ui.panels.result_table import ResultTable, default_unit
from yhgis.ui.panels.results import WIDE_PX, ResultsPanel
from yhgis.ui.session import Session

Role = Qt.ItemDataRole
COLUMNS = (
    Column("name", Title("名称", "Name")),
    Column("area", Title("面积", "Area"), ValueKind.AREA),
    Column("share", Title("占比", "Share"), ValueKind.SHARE),
    Column("count", Title("个数", "Count"), ValueKind.COUNT),
)
ROWS = (("丙", 20_000.0, 0.25, 3), ("甲", 5_000.0, None, 1), ("乙", 1_234_567.891, 0.75, 2))
BOXES = [(490_000.0 + 1000 * i, 3_350_000.0, 490_500.0 + 1000 * i, 3_350_400.0) for i in range(3)]
TABLE = Table("main", Title("测试表", "Test table"), COLUMNS, ROWS, ("合计", 1_259_567.891, 1.0, 6), tuple(BOXES))
BARE = Table("bare", Title("无位置", "No places"), COLUMNS[:1], (("甲",),))


class Answer(Result):
    """A result of known numbers, with a polygon a row."""

    provenance = Provenance(
        "overlap",
        Basis.ELLIPSOIDAL,
        WORK_CRS,
        (),
        warnings=(Message("Cancelled."),),
        made_at="2026-11-24T11:08:00+08:00",
    )

    def document(self) -> dict[str, Any]:
        return {"rows": 3}

    def tables(self) -> tuple[Table, ...]:
        return TABLE, BARE

    def places(self) -> Places:
        shapes = np.array([shapely.box(*box) for box in BOXES], dtype=object)
        return Places(shapes, {"name": [row[0] for row in ROWS]}, WORK_CRS)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    made.new_project("control_lines")
    yield made
    made.tasks.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> ResultsPanel:
    made = ResultsPanel(session)
    qtbot.addWidget(made)
    made.resize(1280, 320)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(model: ResultTableModel, column: int) -> list[str]:
    return [str(model.index(i, column).data()) for i in range(model.rowCount())]


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


# --- panel ---------------------------------------------------------------------------------------------------------


def test_a_cell_leads_to_its_place(qtbot: QtBot, panel: ResultsPanel, session: Session) -> None:
    panel.show_result(Answer())
    table = panel.view.table
    table.model.sort(1, Qt.SortOrder.DescendingOrder)
    place = table.view.visualRect(table.model.index(0, 1)).center()
    with qtbot.waitSignals([session.viewRequested, session.flashRequested]):
        qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    seen: list[Any] = []
    session.viewRequested.connect(seen.append)
    session.flashRequested.connect(seen.append)
    table.view.setCurrentIndex(table.model.index(1, 1))
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    extent, geometry = seen
    assert extent == BOXES[0]  # the second largest is the table's first row
    assert shapely.equals(geometry[0], shapely.box(*BOXES[0]))


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


def test_a_place_of_the_map_leads_to_the_rows_of_its_polygons_alone() -> None:
    places = CellPlaces(Mixed())
    at = [places.rows_at(TABLE, box[0] + 1, box[1] + 1) for box in (*BOXES, Mixed.boxes[1])]
    assert at == [[0], [], [2], []]
    assert places.rows_at(BARE, BOXES[0][0] + 1, BOXES[0][1] + 1) == []


def test_a_tiny_place_is_shown_in_its_ground(qtbot: QtBot, panel: ResultsPanel, session: Session) -> None:
    class Tiny(Answer):
        def tables(self) -> tuple[Table, ...]:
            return (Table("t", Title("t", "t"), COLUMNS[:2], (("x", 1.0),), None, ((10.0, 20.0, 11.0, 21.0),)),)

        def places(self) -> None:  # type: ignore[override]
            return None

    panel.show_result(Tiny())
    with qtbot.waitSignal(session.viewRequested) as asked:
        panel.view.table.placeAsked.emit(0, 0)
    x0, y0, x1, y1 = asked.args[0]
    assert (x0 + x1) / 2 == pytest.approx(10.5)
    assert x1 - x0 >= 299
    assert y1 - y0 >= 299


def test_a_row_without_a_place_leads_nowhere(qtbot: QtBot, panel: ResultsPanel, session: Session) -> None:
    panel.show_result(Answer())
    panel.view._show_table(1)
    with qtbot.assertNotEmitted(session.viewRequested, wait=0):
        panel.view.table.placeAsked.emit(0, 0)


def test_a_click_on_the_map_chooses_the_row(panel: ResultsPanel, session: Session) -> None:
    panel.show_result(Answer())
    session.identify(491_100.0, 3_350_100.0)
    assert {index.row() for index in panel.view.table.view.selectionModel().selectedIndexes()} == {1}
    session.identify(0.0, 0.0)
    assert {index.row() for index in panel.view.table.view.selectionModel().selectedIndexes()} == {1}


def test_places_are_outlined_as_the_button_says(qtbot: QtBot, panel: ResultsPanel, session: Session) -> None:
    with qtbot.waitSignal(session.placesHighlighted) as outlined:
        panel.show_result(Answer())
    assert len(outlined.args[0].geometry) == 3
    with qtbot.waitSignal(session.placesHighlighted) as cleared:
        panel.view.outline.click()
    assert cleared.args == [None]


def test_unit_chosen_stays_for_the_next_result(qtbot: QtBot, panel: ResultsPanel) -> None:
    panel.show_result(Answer())
    assert panel.view.unit is AreaUnit.HA
    qtbot.mouseClick(panel.view.units.button("mu"), Qt.MouseButton.LeftButton)
    assert shown(panel.view.table.model, 1)[0] == "30.00"
    panel.show_result(Answer())
    assert panel.view.unit is AreaUnit.MU
    assert shown(panel.view.table.model, 1)[0] == "30.00"


def test_earlier_results_are_kept_and_can_be_closed(panel: ResultsPanel) -> None:
    first, second = Answer(), Answer()
    panel.show_result(first)
    assert panel.history.isHidden()
    panel.show_result(second)
    assert not panel.history.isHidden()
    panel.close_result.click()
    assert panel.view.result is first
    panel.close_result.click()
    assert panel.results == []
    assert panel.answers.currentWidget() is panel.empty


def test_copy_goes_to_the_clipboard(qtbot: QtBot, panel: ResultsPanel, session: Session) -> None:
    panel.show_result(Answer())
    with qtbot.waitSignal(session.messageShown):
        panel.view.copy.click()
    assert QApplication.clipboard().text().startswith("名称\t面积")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json", ".docx", ".gpkg"])
def test_save_writes_by_extension(
    qtbot: QtBot, panel: ResultsPanel, session: Session, tmp_path: Path, suffix: str
) -> None:
    folder = tmp_path / "余杭 区"
    folder.mkdir()
    panel.show_result(Answer())
    with qtbot.waitSignal(session.messageShown, timeout=20_000) as said:
        panel.view.save_to(folder / f"结果{suffix}")
    assert said.args[0] == "success", str(said.args[1])
    assert (folder / f"结果{suffix}").stat().st_size > 0
    assert session.settings.last_folders["export"] == str(folder)


def test_save_to_a_missing_folder_is_one_sentence(
    qtbot: QtBot, panel: ResultsPanel, session: Session, tmp_path: Path
) -> None:
    panel.show_result(Answer())
    with qtbot.waitSignal(session.messageShown) as said:
        panel.view.save_to(tmp_path / "没有" / "a.json")
    assert said.args[0] == "error"
    assert "没有" in str(said.args[1])


def test_everything_is_said_in_the_language_in_use(panel: ResultsPanel, session: Session) -> None:
    panel.show_result(Answer())
    session.set_language("en")
    assert panel.view.which.itemText(0) == "Test table"
    assert panel.view.table.model.headerData(1, Qt.Orientation.Horizontal) == "Area (ha)"
    assert panel.which_tool.button("overlap").text() == str(panel.forms["overlap"].tool.title)
    assert "Areas are" in panel.view.notes.text()


def test_how_it_was_made_lists_basis_and_time(qtbot: QtBot, panel: ResultsPanel) -> None:
    panel.show_result(Answer())
    panel.view.how.click()
    dialog = panel.view.dialog
    assert isinstance(dialog, HowMadeDialog)
    texts = [w.text() for w in dialog.findChildren(type(panel.empty))]
    assert any("图斑椭球面积" in text for text in texts)
    dialog.reject()


def test_question_and_answer_share_the_room(qtbot: QtBot, panel: ResultsPanel) -> None:
    panel.show_result(Answer())
    assert panel.question.isVisible()
    assert panel.answers.isVisible()
    panel.resize(WIDE_PX - 200, 300)
    assert not panel.question.isVisible()
    panel.back.click()
    assert panel.question.isVisible()
    assert not panel.answers.isVisible()
    panel.resize(WIDE_PX, 300)
    assert panel.question.isVisible()
    assert panel.answers.isVisible()


# --- from the question to the answer, with the real engine ----------------------------------------------------------


def test_towns_against_control_lines(qtbot: QtBot, panel: ResultsPanel, session: Session) -> None:
    form = panel.show_tool("overlap")
    assert form.values()["rows"] == "towns"
    assert "ecological_redline" in form.values()["columns"]
    with qtbot.waitSignal(session.resultReady, timeout=20_000) as ready:
        form.run()
    qtbot.waitUntil(lambda: not form.running)
    document = ready.args[0].document()
    table = panel.view.table
    assert table.model.rowCount() == 12
    area = sum(row["area_m2"] for row in document["rows"])
    assert table.totals_model.value(0, 1) == pytest.approx(area, rel=1e-9)
    assert not panel.view.mark.isHidden()  # 示意
    assert json.loads(json.dumps(document))["basis"] == "ellipsoidal"
    asked: list[Any] = []
    session.viewRequested.connect(asked.append)
    row = next(i for i in range(12) if table.model.value(i, 2) > 0)
    table.placeAsked.emit(table.model.table_row(row), 2)
    x0, y0, x1, y1 = asked[0]
    town = session.layer("towns").select(np.array([table.model.table_row(row)])).bounds
    assert town[0] - 1 <= x0 < x1 <= town[2] + 1
    assert town[1] - 1 <= y0 < y1 <= town[3] + 1


def test_conflicts_are_rows_with_places(qtbot: QtBot, panel: ResultsPanel, session: Session, tmp_path: Path) -> None:
    form = panel.show_tool("conflicts")
    with qtbot.waitSignal(session.resultReady, timeout=20_000):
        form.run()
    qtbot.waitUntil(lambda: not form.running)
    table = panel.view.table
    assert table.model.rowCount() > 10
    with qtbot.waitSignal(session.flashRequested) as flashed:
        table.placeAsked.emit(0, 0)
    point = shapely.point_on_surface(flashed.args[0][0])
    session.identify(point.x, point.y)
    assert 0 in {index.row() for index in table.view.selectionModel().selectedIndexes()}
    with qtbot.waitSignal(session.messageShown, timeout=20_000):
        panel.view.save_to(tmp_path / "冲突.csv")
    with (tmp_path / "冲突.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) > table.model.rowCount()


def test_a_layer_just_brought_becomes_the_question(panel: ResultsPanel, session: Session) -> None:
    shapes = np.array([shapely.box(490_000, 3_350_000, 490_500, 3_350_400)], dtype=object)
    layer = Layer(LayerInfo("红线", Title("红线")), shapes, {"项目名": np.array(["甲"], dtype=object)}, WORK_CRS)
    session.add(layer, "红线.gpkg")
    form = panel.show_tool("overlap")
    assert form.values()["rows"] == "红线"
    panel.ask("overlap", {"rows": "zones"})
    assert panel.forms["overlap"].values()["rows"] == "zones"


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
