"""The settings: each holds as soon as it is chosen, and a cluster is asked whether it answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from yhgis.analysis import slices
from yhgis.feedback import Feedback
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.action import Action
from yhgis.ui.commands import settings as commands
from yhgis.ui.dialogs import tool_form
from yhgis.ui.dialogs.settings import SettingsDialog
from yhgis.ui.dialogs.tool_form import ToolForm
from yhgis.ui.session import Session


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    yield made
    made.tasks.close()
    slices.limit_workers(0)


@pytest.fixture
def dialog(qtbot: QtBot, session: Session) -> SettingsDialog:
    made = SettingsDialog(session)
    qtbot.addWidget(made)
    made.show()
    return made


def free_address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{free.getsockname()[1]}"


def test_the_action_is_where_settings_are_looked_for() -> None:
    row: Action = commands.ACTIONS[0]
    assert (row.shortcut, row.menu, row.title.zh) == ("Ctrl+,", "file", "设置…")


def test_language_appearance_and_role_hold_at_once(dialog: SettingsDialog, session: Session) -> None:
    page = dialog.general
    page.language.button("en").click()
    assert (session.settings.language, dialog.windowTitle()) == ("en", "Settings")
    page.appearance.button("dark").click()
    assert (session.settings.appearance, session.dark) == ("dark", True)
    page.appearance.button("system").click()
    assert session.settings.appearance == "system"
    page.role.button("presenter").click()
    assert session.role == session.settings.role == "presenter"
    session.set_role("town")
    assert page.role.current == "town"


def test_threads_are_limited(dialog: SettingsDialog, session: Session) -> None:
    dialog.compute.threads.setValue(1)
    assert session.settings.threads == slices.workers() == 1
    dialog.compute.threads.setValue(0)
    assert slices.workers() == slices.processors()


def test_half_an_address_leaves_work_here(dialog: SettingsDialog, session: Session) -> None:
    page = dialog.compute
    page.where.button("cluster").click()
    page.address.setText("tcp://node")
    assert (session.settings.scheduler, session.settings.cluster) == ("local", "")
    assert not page.test.isEnabled()
    assert "本机" in page.found.text()
    page.address.setText("tcp://node:8786")
    assert session.settings.scheduler == session.settings.cluster == "tcp://node:8786"
    page.where.button("local").click()
    assert (session.settings.scheduler, session.settings.cluster) == ("local", "tcp://node:8786")
    again = SettingsDialog(session)
    assert (again.compute.where.current, again.compute.address.text()) == ("local", "tcp://node:8786")
    again.deleteLater()


def test_a_cluster_that_does_not_answer_is_said_in_one_sentence(qtbot: QtBot, dialog: SettingsDialog) -> None:
    page, address = dialog.compute, free_address()
    page.where.button("cluster").click()
    page.address.setText(address)
    qtbot.mouseClick(page.test, Qt.MouseButton.LeftButton)
    assert page.found.text().startswith("正在询问")
    qtbot.waitUntil(lambda: page.found.text().startswith(f"{address} 没有 Dask 调度器应答"), timeout=20_000)
    assert page.found.property("kind") == "danger"
    assert page.test.text() == "测试"


def test_a_form_asks_where_the_settings_say(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    @contextmanager
    def computing_on(address: str, _feedback: Feedback) -> Iterator[None]:
        asked.append(address)
        yield

    monkeypatch.setattr(tool_form, "computing_on", computing_on)
    session.remember(scheduler="tcp://node:8786")
    for tool_id in ("overlap", "topology"):
        from yhgis.analysis.tools import tool

        form = ToolForm(tool(tool_id), session)
        qtbot.addWidget(form)
        with pytest.raises(KeyError):  # no layers were chosen; where is what is asked
            form._work({}, Feedback())
    assert asked == ["tcp://node:8786", "local"]
