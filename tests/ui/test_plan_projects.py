"""The plan's projects in the window: every row, found by words and choosers, shown on the map, copied and saved."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
import shapely
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from yhgis.plan.projects import projects
from yhgis.ui.panels.projects import UNKNOWN, ProjectsPanel
from yhgis.ui.session import Session


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> ProjectsPanel:
    made = ProjectsPanel(session)
    qtbot.addWidget(made)
    made.resize(1000, 300)
    return made


def choose(panel: ProjectsPanel, chooser: str, value: str) -> None:
    box = getattr(panel, chooser)
    at = box.findData(value)
    assert at >= 0, value
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_every_row_of_the_plan_is_there(panel: ProjectsPanel) -> None:
    assert panel.rows == projects()
    assert len(panel.rows) == 206
    assert "206" in panel.note.text()
    assert panel.table.model.rowCount() == 206


def test_what_the_plan_does_not_say_is_not_guessed(panel: ProjectsPanel) -> None:
    towns = [panel.table.model.value(row, 4) for row in range(206)]
    assert [town == "未注明" for town in towns] == [project.town is None for project in projects()]
    choose(panel, "town", UNKNOWN)
    assert all(project.town is None for project in panel.rows)
    assert len(panel.rows) == 194


def test_choosers_and_words_narrow_the_rows(panel: ProjectsPanel) -> None:
    choose(panel, "box", "16")
    assert panel.rows == projects(box=16)
    offered = [panel.category.itemData(i) for i in range(1, panel.category.count())]
    assert offered
    assert all(category.startswith("16") for category in offered)
    choose(panel, "category", "16-1-7")
    assert panel.rows == projects(category="16-1-7")
    panel.text.setText("10号线")
    assert [project.title.zh for project in panel.rows] == [
        project.title.zh for project in projects(category="16-1-7") if "10号线" in project.title.zh
    ]
    panel.text.clear()
    choose(panel, "box", "1")
    assert len(panel.rows) == 5  # a list of another box is no longer asked for


@pytest.mark.parametrize("wanted", ["湖杭铁路", "huhang", "hhtl", "Huzhou–Hangzhou"])
def test_a_project_is_found_by_name_pinyin_initials_and_english(panel: ProjectsPanel, wanted: str) -> None:
    panel.text.setText(wanted)
    assert "湖杭铁路" in [project.title.zh for project in panel.rows]
    assert len(panel.rows) < 30


def test_a_click_shows_a_placed_project_on_the_map(qtbot: QtBot, panel: ProjectsPanel, session: Session) -> None:
    panel.text.setText("湖杭铁路")
    with qtbot.waitSignal(session.viewRequested) as view, qtbot.waitSignal(session.flashRequested) as flash:
        panel.table.placeAsked.emit(0, 0)
    shapes = flash.args[0]
    assert shapely.box(*view.args[0]).contains(shapely.union_all(shapes))
    assert shapely.intersects(shapely.union_all(session.layer("railways").geometry).buffer(500), shapes).all()


def test_a_project_without_a_place_says_so(qtbot: QtBot, panel: ProjectsPanel, session: Session) -> None:
    unplaced = next(project for project in panel.rows if not panel._placed[project.id])
    with qtbot.assertNotEmitted(session.viewRequested), qtbot.waitSignal(session.messageShown) as said:
        panel.show_on_map(unplaced)
    assert unplaced.title.zh in str(said.args[1])


def test_all_that_the_plan_places_is_on_the_map(panel: ProjectsPanel) -> None:
    missing = [project.id for project in projects() if project.placed and not panel._placed[project.id]]
    assert not missing


def test_a_project_asked_for_is_chosen_whatever_was_filtered(panel: ProjectsPanel) -> None:
    panel.text.setText("zzz")
    choose(panel, "box", "20")
    assert not panel.rows
    wanted = projects()[120]
    panel.show_project(wanted.id)
    assert len(panel.rows) == 206
    rows = {index.row() for index in panel.table.view.selectionModel().selectedIndexes()}
    assert [panel.rows[panel.table.model.table_row(row)] for row in rows] == [wanted]


def test_a_town_shows_its_rows(panel: ProjectsPanel) -> None:
    panel.show_town("鸬鸟镇")
    assert [project.town for project in panel.rows] == ["鸬鸟镇", "鸬鸟镇"]


def test_copying_takes_what_is_shown(panel: ProjectsPanel) -> None:
    choose(panel, "box", "1")
    panel.copy_table()
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 6
    assert lines[0].startswith("项目名称\t类别\t专栏")
    assert lines[1].split("\t")[0] == projects()[0].title.zh


def test_saving_as_workbook_and_csv(qtbot: QtBot, panel: ProjectsPanel, session: Session, tmp_path: Path) -> None:
    choose(panel, "box", "17")
    for name in ("项目 表.xlsx", "项目 表.csv"):
        with qtbot.waitSignal(session.messageShown, timeout=10_000) as said:
            panel.save_to(tmp_path / name)
        assert said.args[0] == "success"
    sheet = openpyxl.load_workbook(tmp_path / "项目 表.xlsx").active
    assert sheet is not None
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    head = next(number for number, row in enumerate(rows) if row[0] == "项目名称")
    with (tmp_path / "项目 表.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert rows[head:] == table
    assert [row[0] for row in table[1:]] == [project.title.zh for project in projects(box=17)]
    assert "专栏17" in str(rows[1][0])
    assert any("未注明" in str(row[0]) for row in rows[:head])


def test_another_extension_is_one_sentence(
    qtbot: QtBot, panel: ProjectsPanel, session: Session, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.messageShown) as said:
        panel.save_to(tmp_path / "a.pdf")
    assert said.args[0] == "error"
    assert ".xlsx" in str(said.args[1])


def test_the_other_language(panel: ProjectsPanel, session: Session) -> None:
    choose(panel, "town", "鸬鸟镇")
    session.set_language("en")
    assert len(panel.rows) == 2, "what was chosen stays chosen"
    assert panel.table.model.value(0, 4) == "Luniao Town"
    assert panel.table.model.headerData(0, panel.table.view.horizontalHeader().orientation()) == "Project"
