"""What reads files is imported while the user still chooses one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui import session_reading
from yhgis.ui.dialogs.add_flow import AddFlow
from yhgis.ui.session import Session


@pytest.mark.parametrize("ask", ["ask", "ask_folder"])
def test_readers_are_imported_while_the_user_chooses(qtbot: QtBot, ask: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session, window = Session(Catalog.load(), Settings()), QMainWindow()
    qtbot.addWidget(window)
    flow = AddFlow(session, window)
    called: list[bool] = []
    monkeypatch.setattr(session_reading, "_import_readers", lambda: called.append(True))
    monkeypatch.setattr(session_reading, "sys", SimpleNamespace(modules={}))
    getattr(flow, ask)()
    qtbot.waitUntil(lambda: bool(called))
    assert flow.dialog is not None
    flow.dialog.reject()
    session.tasks.close()


def test_nothing_is_imported_twice(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(Catalog.load(), Settings())
    monkeypatch.setattr(session_reading, "sys", SimpleNamespace(modules={"fiona": 1, "pyogrio": 1}))
    session_reading.readers_at_hand(session)
    assert not session.tasks.running
    session.tasks.close()
