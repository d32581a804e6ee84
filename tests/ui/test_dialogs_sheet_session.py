"""The session keeps the user's legends and places of parts: undoable, and in the project."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from yhgis.model.sheet_edits import LegendEdits, SheetLayout
from yhgis.ui import session_sheets
from yhgis.ui.session import Session

EDITS = LegendEdits(order=("zones", "towns"), hidden=("rivers",), titles={"zones": "三片"})
LAYOUT = SheetLayout(paper="A3", orientation="landscape").with_place("legend", 30.0, 40.0)


def test_edits_are_undone_one_by_one(session: Session) -> None:
    session_sheets.set_legend(session, "layout", EDITS)
    session_sheets.set_layout(session, "A3", "landscape", LAYOUT)
    assert session_sheets.legend_of(session, "layout") == EDITS
    assert session_sheets.legend_of(session, "towns") == LegendEdits()
    assert session.open_map.unsaved
    session.undo()
    assert session_sheets.layout_of(session, "A3", "landscape") is None
    assert session_sheets.legend_of(session, "layout") == EDITS
    session.redo()
    assert session_sheets.layout_of(session, "A3", "landscape") == LAYOUT
    session_sheets.set_layout(session, "A3", "landscape", None)
    assert session_sheets.layout_of(session, "A3", "landscape") is None


def test_the_same_again_is_no_edit(session: Session) -> None:
    session_sheets.set_legend(session, "layout", LegendEdits())
    session_sheets.set_layout(session, "A3", "landscape", None)
    assert not session.open_map.can_undo


def test_the_project_keeps_them(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session_sheets.set_legend(session, "layout", EDITS)
    session_sheets.set_layout(session, "A3", "landscape", LAYOUT)
    path = tmp_path / "余杭 区.yhmap"
    assert session.save_project(path)
    session.new_project("towns")
    assert session_sheets.legend_of(session, "layout") == LegendEdits()
    with qtbot.waitSignal(session.mapChanged, timeout=20_000):
        session.open_project(path)
    assert session_sheets.legend_of(session, "layout") == EDITS
    assert session_sheets.layout_of(session, "A3", "landscape") == LAYOUT
