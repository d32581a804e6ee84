"""Results on screen: the table model, units, copying, saving, and the way from a cell to the map."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.answer_making import BOXES, COLUMNS, Answer, shown
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.quantity import AreaUnit
from yhgis.model.result import Table
from yhgis.ui.panels.how_made import HowMadeDialog
from yhgis.ui.panels.results import WIDE_PX, ResultsPanel
from yhgis.ui.session import Session


@pytest.fixture
def theme() -> str:
    return "control_lines"


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> ResultsPanel:
    made = ResultsPanel(session)
    qtbot.addWidget(made)
    made.resize(1280, 320)
    with qtbot.waitExposed(made):
        made.show()
    return made


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


def test_the_keys_go_to_the_answer_that_takes_the_questions_place(qtbot: QtBot, panel: ResultsPanel) -> None:
    panel.resize(WIDE_PX - 200, 300)
    panel.activateWindow()
    panel.show_tool("overlap").setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    panel.forms["overlap"].setFocus()
    qtbot.waitUntil(lambda: panel.question.isAncestorOf(QApplication.focusWidget()))
    panel.show_result(Answer())
    focus = QApplication.focusWidget()
    assert focus is panel.view.table or panel.view.table.isAncestorOf(focus)


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
