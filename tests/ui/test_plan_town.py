"""The card of a town: its figures are the overlap's, everything in it leads on, and one page can be printed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.plan_making import words
from yhgis.analysis.overlap import OVERLAP
from yhgis.errors import UsageError
from yhgis.feedback import silent
from yhgis.model.quantity import AreaUnit, format_area
from yhgis.plan.towns import profiles
from yhgis.ui.main_window import MainWindow
from yhgis.ui.panels.identity_parts import FactLine
from yhgis.ui.panels.town import TownPanel
from yhgis.ui.panels.town_parts import ShareLine, Tags
from yhgis.ui.session import Session


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> TownPanel:
    made = TownPanel(session)
    qtbot.addWidget(made)
    made.resize(296, 700)
    made.show()
    return made


def open_card(qtbot: QtBot, panel: TownPanel, town: str) -> None:
    with qtbot.waitSignal(panel.cards.mapReady, timeout=20_000):
        panel.show_town(town)


def test_without_a_town_there_are_twelve_to_choose(qtbot: QtBot, panel: TownPanel, session: Session) -> None:
    lines = panel.list_area.widget().findChildren(FactLine)
    assert len(lines) == 12
    with qtbot.waitSignal(session.planAsked) as asked:
        qtbot.mouseClick(lines[3], Qt.MouseButton.LeftButton)
    assert asked.args == ["town", profiles()[3].title.zh]


def test_the_card_says_what_the_overlap_says(qtbot: QtBot, panel: TownPanel, session: Session) -> None:
    open_card(qtbot, panel, "瓶窑镇")
    page = panel.area.widget()
    catalog = session.catalog
    values = OVERLAP.complete({"rows": catalog.layer("towns"), "columns": [catalog.layer("ecological_redline")]})
    row = next(r for r in OVERLAP.run(values, silent()).document()["rows"] if r["row"] == "瓶窑镇")
    shown = words(page)
    assert f"{format_area(row['columns'][0]['net_m2'], AreaUnit.HA)} {AreaUnit.HA.symbol}" in shown
    assert any("西部片" in text for text in shown)
    assert any("东部片" in text for text in shown)
    shares = [line for line in page.findChildren(ShareLine) if line._share > 0]
    assert len(shares) >= 4


def test_positioning_terms_and_section_stand_on_it(qtbot: QtBot, panel: TownPanel) -> None:
    open_card(qtbot, panel, "余杭街道")
    profile = next(town for town in profiles() if town.title.zh == "余杭街道")
    shown = words(panel.area.widget())
    assert str(profile.positioning) in shown
    assert any(profile.plan_ref in text for text in shown)
    tags = panel.area.widget().findChild(Tags)
    assert tags is not None
    assert [tag.text() for tag in tags.labels] == list(profile.key_terms)
    assert not any(a.geometry().intersects(b.geometry()) for a in tags.labels for b in tags.labels if a is not b)
    assert not panel.picture.pixmap().isNull()


def test_all_cards_come_from_one_question(qtbot: QtBot, panel: TownPanel, session: Session) -> None:
    started = []
    session.tasks.started.connect(lambda task: started.append(str(task.title)) if task.title else None)
    open_card(qtbot, panel, "余杭街道")
    kept = panel.cards.cards
    open_card(qtbot, panel, "径山镇")
    assert len(started) == 1
    assert panel.cards.cards is kept
    assert len(kept) == 12


def test_neighbours_and_projects_lead_on(qtbot: QtBot, panel: TownPanel, session: Session) -> None:
    open_card(qtbot, panel, "仁和街道")
    card = panel.cards.cards["仁和街道"]
    lines = {line.accessibleName().partition("  ")[0]: line for line in panel.area.widget().findChildren(FactLine)}
    neighbour = card.neighbours[0].name.zh
    with qtbot.waitSignal(session.planAsked) as asked:
        qtbot.mouseClick(lines[neighbour], Qt.MouseButton.LeftButton)
    assert asked.args == ["town", neighbour]
    with qtbot.waitSignal(session.planAsked) as asked:
        qtbot.mouseClick(lines[card.projects[0].title.zh], Qt.MouseButton.LeftButton)
    assert asked.args == ["project", card.projects[0].id]


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".pptx", ".xlsx"])
def test_one_page_is_printed(qtbot: QtBot, panel: TownPanel, session: Session, tmp_path: Path, suffix: str) -> None:
    open_card(qtbot, panel, "百丈镇")
    path = tmp_path / f"百丈镇 卡片{suffix}"
    with qtbot.waitSignal(session.messageShown, timeout=20_000) as said:
        panel.save_to(path)
    assert said.args[0] == "success"
    assert path.stat().st_size > 4000
    assert path.read_bytes()[:2] in (b"%P", b"PK")


def test_another_extension_is_refused(qtbot: QtBot, panel: TownPanel, tmp_path: Path) -> None:
    open_card(qtbot, panel, "百丈镇")
    with pytest.raises(UsageError):
        panel.save_to(tmp_path / "card.bmp")


def test_the_other_language_says_it_all_again(qtbot: QtBot, panel: TownPanel, session: Session) -> None:
    open_card(qtbot, panel, "瓶窑镇")
    with qtbot.waitSignal(panel.cards.mapReady, timeout=20_000):
        session.set_language("en")
    shown = " ".join(words(panel.area.widget()))
    assert "Pingyao" in shown
    assert "Western Zone" in shown
    assert not [text for text in words(panel.area.widget()) if "控制线" in text]


# --- in the window -------------------------------------------------------------------------------------------------


def double_click(window: MainWindow, x: float, y: float) -> None:
    """Send one double click at a place (working CRS metres)."""
    view = window.canvas.view
    assert view is not None
    scale = window.canvas.width() / view.width_mm
    px, py = view.to_paper(np.array([[x, y]]))[0] * scale
    place = QPointF(float(px), float(py))
    button = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseButtonDblClick,
        place,
        window.canvas.mapToGlobal(place),
        button,
        button,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window.canvas, event)


def test_a_double_click_opens_the_card_for_who_looks_at_towns(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    seat = session.layer("towns").geometry[5].representative_point()
    before = window.canvas.view
    session.set_role("town")
    assert window.panels.is_open("town")
    qtbot.waitUntil(lambda: window.canvas.is_settled)
    with qtbot.waitSignal(session.planAsked) as asked:
        double_click(window, seat.x, seat.y)
    assert asked.args == ["town", session.layer("towns").names()[5]]
    assert window.panels.town.town == session.layer("towns").names()[5]
    assert window.panels.towns is not None
    assert window.panels.towns.box.currentIndex() == 6
    assert window.canvas.view != before
    qtbot.waitUntil(lambda: not session.tasks.running, timeout=20_000)


def test_a_planner_s_double_click_zooms(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    seat = session.layer("towns").geometry[5].representative_point()
    assert window.canvas.view is not None
    scale = window.canvas.view.scale
    with qtbot.assertNotEmitted(session.planAsked):
        double_click(window, seat.x, seat.y)
    qtbot.waitUntil(lambda: window.canvas.view is not None and window.canvas.view.scale < scale)
    qtbot.waitUntil(lambda: not session.tasks.running, timeout=20_000)


def test_the_pages_of_a_dock_take_turns(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    window.bars.actions["projects_panel"].trigger()
    assert window.panels.is_open("projects")
    window.bars.actions["indicators_panel"].trigger()
    assert window.panels.is_open("indicators")
    assert not window.panels.is_open("projects")
    assert window.bars.actions["indicators_panel"].isChecked()
    qtbot.mouseClick(window.panels.docks["results"].choice.button("projects"), Qt.MouseButton.LeftButton)
    assert window.panels.is_open("projects")
    window.bars.actions["projects_panel"].trigger()
    assert window.panels.docks["results"].isHidden()
    qtbot.waitUntil(lambda: not session.tasks.running, timeout=20_000)


def test_the_presenter_keeps_the_map_alone(window: MainWindow, session: Session) -> None:
    session.set_role("presenter")
    session.show_plan("project", "1-1-01")
    assert not window.panels.is_open("projects")


def test_the_identity_card_leads_to_the_town(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    seat = session.layer("towns").geometry[0].representative_point()
    session.identify(seat.x, seat.y)
    qtbot.waitUntil(lambda: window.panels.identity.found is not None, timeout=20_000)
    window.panels.identity._town_button("余杭街道").click()
    assert window.panels.is_open("town")
    qtbot.waitUntil(lambda: not session.tasks.running, timeout=20_000)
