"""The bottom line: scale in and out, places in degrees and metres, work that can be stopped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from yhgis.errors import UsageError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, set_language
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transformer
from yhgis.model.view import View
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.session import Session
from yhgis.ui.status_bar import StatusBar, degrees_text, metres_text, parse_scale, scale_text

VIEW = View(500_000, 3_350_000, 50_000, 200, 150)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    yield made
    made.tasks.close()


@pytest.fixture
def bar(qtbot: QtBot, session: Session) -> StatusBar:
    made = StatusBar(session)
    qtbot.addWidget(made)
    made.resize(1200, 28)
    made.show()
    session.note_view(VIEW)
    return made


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("1:50000", 50_000),
        ("1:50 000", 50_000),
        ("1：50,000", 50_000),
        ("1/2000", 2_000),
        (" 25000 ", 25_000),
        ("5万", 50_000),
        ("1:2.5万", 25_000),
        ("50k", 50_000),
        ("1.5M", 1_500_000),
    ],
)
def test_a_scale_is_read_as_people_write_it(text: str, scale: float) -> None:
    assert parse_scale(text) == pytest.approx(scale)


@pytest.mark.parametrize("text", ["", "abc", "1:", "0", "-5", "1:0.5", "1:5:5", "1:1.2.3", "∞"])
def test_what_is_no_scale_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_scale(text)


@given(st.floats(200, 5_000_000))
def test_a_shown_scale_reads_back_to_three_figures(scale: float) -> None:
    assert parse_scale(scale_text(scale)) == pytest.approx(scale, rel=0.005)


def test_places_are_written_in_degrees_and_in_metres_north_first() -> None:
    x, y = transformer(DEGREES_CRS, WORK_CRS).transform(119.98765, 30.28765)
    assert degrees_text(x, y) == "119.98765°E  30.28765°N"
    set_language("en")
    assert metres_text(498_812.4, 3_351_700.6) == "X 3 351 701 m  Y 498 812 m"


def test_the_line_shows_the_mouse_and_else_the_centre(bar: StatusBar) -> None:
    assert bar.degrees.text() == degrees_text(500_000, 3_350_000)
    bar.show_pointer(QPointF(490_000, 3_340_000))
    assert bar.degrees.text() == degrees_text(490_000, 3_340_000)
    bar.show_pointer(None)
    assert bar.degrees.text() == degrees_text(500_000, 3_350_000)
    assert bar.scale.text() == "1:50 000"


def test_typing_a_scale_asks_for_it(qtbot: QtBot, bar: StatusBar) -> None:
    bar.scale.selectAll()
    QTest.keyClicks(bar.scale, "2.5w".replace("w", "k"))
    with qtbot.waitSignal(bar.scale.scaleChosen) as asked:
        QTest.keyClick(bar.scale, Qt.Key.Key_Return)
    assert asked.args == [2_500]


def test_what_is_typed_is_not_overwritten_by_a_moving_map(bar: StatusBar, session: Session) -> None:
    bar.scale.setFocus()
    bar.scale.selectAll()
    QTest.keyClicks(bar.scale, "123")
    session.note_view(View(500_000, 3_350_000, 60_000, 200, 150))
    if bar.scale.hasFocus():  # a window without a window manager may have none
        assert bar.scale.text() == "123"
    QTest.keyClick(bar.scale, Qt.Key.Key_Escape)
    assert bar.scale.text() == "1:60 000"


def test_nonsense_is_told_and_the_scale_comes_back(qtbot: QtBot, bar: StatusBar, session: Session) -> None:
    bar.scale.setText("abc")
    with qtbot.waitSignal(session.messageShown) as said:
        QTest.keyClick(bar.scale, Qt.Key.Key_Return)
    assert said.args[0] == "error"
    assert "abc" in str(said.args[1])
    assert bar.scale.text() == "1:50 000"


def test_work_shows_its_title_and_progress_and_can_be_stopped(qtbot: QtBot, bar: StatusBar, session: Session) -> None:
    ended: list[str] = []

    def work(feedback: Feedback) -> None:
        while True:
            feedback.progress(0.4)
            feedback._stop.wait(0.01)

    assert not bar.work.isVisible()
    title = Message("Reading {file}", {"file": "a.gpkg"})
    task = session.tasks.run(work, done=ended.append, cancelled=lambda: ended.append("stopped"), title=title)
    assert bar.work.isVisible()
    assert "a.gpkg" in bar.work.title.text()
    qtbot.waitUntil(lambda: bar.work.bar.value() == 400)
    with qtbot.waitSignal(task.ended):
        bar.work.cross.click()
    assert ended == ["stopped"]
    assert not bar.work.isVisible()


def test_work_without_a_title_does_not_show(qtbot: QtBot, bar: StatusBar, session: Session) -> None:
    task = session.tasks.run(lambda _: None, done=lambda _: None)
    assert not bar.work.isVisible()
    with qtbot.waitSignal(task.ended):
        pass


def test_two_works_show_the_later_and_how_many_more(qtbot: QtBot, bar: StatusBar, session: Session) -> None:
    def work(feedback: Feedback) -> None:
        while True:
            feedback.check()
            feedback._stop.wait(0.01)

    tasks = [
        session.tasks.run(work, done=lambda _: None, title=Message("Reading {file}", {"file": name})) for name in "ab"
    ]
    assert "b" in bar.work.title.text()
    assert "+1" in bar.work.title.text()
    with qtbot.waitSignals([task.ended for task in tasks]):
        for task in tasks:
            task.cancel()
