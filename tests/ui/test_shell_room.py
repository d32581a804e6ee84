"""How the window makes room, and how those find their way who do not see it: names, Tab, what is said next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from yhgis.ui.main_window import MainWindow
from yhgis.ui.main_window_panels import LEAST_LEFT_WIDTH
from yhgis.ui.palette_style import SEPARATOR_PX, QuietStyle
from yhgis.ui.panels.pieces import WrappingSegments
from yhgis.ui.session import Session
from yhgis.ui.status_bar import NARROW_PX


def test_the_edge_of_the_lower_panel_is_dragged_and_remembered(
    qtbot: QtBot, window: MainWindow, session: Session
) -> None:
    style = QuietStyle()
    window.setStyle(style)
    window.panels.set_open("results", True)
    window.resize(1280, 800)
    QApplication.processEvents()
    dock = window.panels.docks["results"]
    before, top = dock.height(), dock.mapTo(window, QPoint(300, 0))
    grip = top - QPoint(0, SEPARATOR_PX // 2)
    QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, grip)
    for up in (20, 60, 120):
        at = QPointF(grip - QPoint(0, up))
        move = QMouseEvent(
            QEvent.Type.MouseMove, at, window.mapToGlobal(at), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(window, move)
        QApplication.processEvents()
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, grip - QPoint(0, 120))
    assert dock.height() == pytest.approx(before + 120, abs=SEPARATOR_PX)
    window.keep()
    again = MainWindow(session)
    qtbot.addWidget(again, before_close_func=lambda w: setattr(w, "_may_close", True))
    again.show()
    qtbot.waitUntil(lambda: again.panels.docks["results"].height() == dock.height())


def test_what_scrolls_a_page_has_the_pages_name(window: MainWindow, session: Session) -> None:
    panels = window.panels
    for language, expected in (("en", "Town card"), ("zh", "镇街卡")):
        session.set_language(language)
        areas = panels.town.findChildren(QScrollArea)
        assert areas
        assert {area.accessibleName() for area in areas} == {expected}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_in_a_small_window_the_menus_come_before_the_words_of_buttons(
    window: MainWindow, session: Session, language: str
) -> None:
    session.set_language(language)
    bars = window.bars
    for width, words in ((1280, True), (860, False)):
        window.resize(width, 700)
        QApplication.processEvents()
        assert bool(bars.export_button.text()) is words
        assert bool(bars.search_button.text()) is words
        assert bars.export_button.accessibleName()
        assert bars.search_button.accessibleName()
        assert words or bars.export_button.toolTip()


def test_a_narrow_status_line_leaves_the_metres_out(window: MainWindow) -> None:
    for width, shown in ((1280, True), (NARROW_PX - 40, False)):
        window.resize(width, 700)
        QApplication.processEvents()
        assert window.status.metres.isVisible() is shown


def test_a_window_that_was_small_keeps_room_for_the_names_of_layers(window: MainWindow) -> None:
    for page in ("identity", "results"):
        window.panels.set_open(page, True)
    window.resize(640, 480)
    QApplication.processEvents()
    assert window.panels.docks["layers"].width() >= LEAST_LEFT_WIDTH


def test_words_that_do_not_fit_in_one_line_take_more(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    made = WrappingSegments(parent=place)
    made.offer([(word, word, word) for word in ("Overlap matrix", "Conflicts", "Coverage and gaps", "Footprint check")])
    made.resize(900, 40)
    place.show()
    QApplication.processEvents()
    one_line = {made.button(word).y() for word in ("Overlap matrix", "Footprint check")}
    assert len(one_line) == 1
    made.resize(240, 200)
    QApplication.processEvents()
    buttons = [made.button(word).geometry() for word in ("Overlap matrix", "Conflicts", "Coverage and gaps")]
    assert not any(one.intersects(other) for i, one in enumerate(buttons) for other in buttons[:i])
    assert all(box.right() <= 240 for box in buttons)
    assert made.minimumSizeHint().width() < 240


def test_tab_leads_from_the_map_to_the_card_of_its_tool(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    window.bars.actions["draw"].trigger()
    card = window.toolbox.drawing.card
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    met = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    assert met == [card.square, card.snap, card.place_box, card.cross]  # nothing is drawn: the others are off
    QTest.keyClick(card.cross, Qt.Key.Key_Escape)
    assert window.canvas.tool.id == "hand"


def test_a_screen_reader_hears_what_to_do_next(window: MainWindow) -> None:
    canvas = window.canvas
    keys = canvas.accessibleDescription()
    window.bars.actions["measure_length"].trigger()
    begin = canvas.accessibleDescription()
    assert begin == canvas.tool.hint()
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert canvas.accessibleDescription() == canvas.tool.hint() != begin
    canvas.use(None)
    assert canvas.accessibleDescription() == keys
