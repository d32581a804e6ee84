"""Ten themes: keys, two tidy rows with 更多, and a presenter's bar beside the district."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from yhgis.ui.main_window import MainWindow
from yhgis.ui.panels.theme_bar import MORE, ThemeBar, theme_key
from yhgis.ui.session import Session


@pytest.fixture
def bar(qtbot: QtBot, session: Session) -> ThemeBar:
    made = ThemeBar(session)
    qtbot.addWidget(made)
    made.resize(256, 70)
    made.show()
    return made


def rows(bar: ThemeBar) -> set[int]:
    words = [*bar.shown, *([MORE] if bar.hidden else [])]
    return {bar.segments.button(word).y() for word in words}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [200, 256, 340, 480, 900])
def test_two_rows_at_most_and_nothing_wider_than_the_panel(
    qtbot: QtBot, bar: ThemeBar, session: Session, lang: str, width: int
) -> None:
    session.set_language(lang)  # type: ignore[arg-type]
    bar.resize(width, 70)
    qtbot.waitUntil(lambda: bar.width() == width)
    QTest.qWait(0)
    assert len(rows(bar)) <= 2
    assert {*bar.shown, *(theme.id for theme in bar.hidden)} == {theme.id for theme in session.themes()}
    assert len(bar.shown) >= 3
    if width >= 256 and lang == "zh":
        assert len(bar.shown) >= 5
    if width == 900:
        assert not bar.hidden


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_is_cut_whichever_theme_is_shown(qtbot: QtBot, bar: ThemeBar, session: Session, lang: str) -> None:
    session.set_language(lang)  # type: ignore[arg-type]
    for width in (bar.minimumSizeHint().width(), 300, 420):
        bar.resize(width, 70)
        qtbot.waitUntil(lambda width=width: bar.width() == width)
        for theme in session.themes():
            session.set_theme(theme.id)
            bar.layout().activate()
            for word in [*bar.shown, *([MORE] if bar.hidden else [])]:
                button = bar.segments.button(word)
                assert button.width() >= button.minimumWidth(), (width, theme.id, word)
                assert bar.segments.geometry().left() + button.geometry().right() < width, (width, theme.id, word)


def test_more_offers_the_others_and_then_has_the_name(
    qtbot: QtBot, bar: ThemeBar, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda _menu, _place: None)  # the offscreen platform cannot grab the keyboard
    wanted = bar.hidden[1]
    qtbot.mouseClick(bar.segments.button(MORE), Qt.MouseButton.LeftButton)
    assert bar.menu is not None
    assert session.state.theme == "layout"
    assert bar.segments.current == "layout"
    offered = [action.text() for action in bar.menu.actions()]
    assert len(offered) == len(bar.hidden)
    with qtbot.waitSignal(session.themeChanged):
        bar.menu.actions()[1].trigger()
    assert session.state.theme == wanted.id
    assert bar.segments.current == MORE
    assert str(wanted.title.title) in bar.segments.button(MORE).text()
    session.undo()
    assert bar.segments.current == "layout"
    assert str(wanted.title.title) not in bar.segments.button(MORE).text()


def test_keys_are_one_to_nine_and_nought(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    themes = [theme.id for theme in session.themes()]
    assert len(themes) == 10
    assert [theme_key(number) for number in range(11)] == [*"1234567890", ""]
    for key, theme in zip("2345678901", [*themes[1:], themes[0]], strict=True):
        QTest.keyClick(window.canvas, key)
        assert session.state.theme == theme
    qtbot.waitUntil(lambda: window.canvas.is_settled, timeout=20_000)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_presenter_s_bar_leaves_the_district_free(
    qtbot: QtBot, window: MainWindow, session: Session, lang: str
) -> None:
    session.set_language(lang)  # type: ignore[arg-type]
    session.set_role("presenter")
    window.resize(1280, 800)
    session.zoom_to_all()
    qtbot.waitUntil(lambda: window.canvas.is_settled, timeout=20_000)
    view, bar = window.canvas.view, window.overlays.themes
    assert view is not None
    assert bar is not None
    assert bar.isVisible()
    assert len(bar.findChild(ThemeBar).shown) == len(session.themes())  # type: ignore[union-attr]
    pixels = window.canvas.width() / view.width_mm
    district = shapely.union_all(session.layer("district").geometry)
    drawn = shapely.transform(district, lambda xy: np.asarray(view.to_paper(xy)) * pixels)
    frame = bar.geometry()
    assert not shapely.box(frame.left(), frame.top(), frame.right(), frame.bottom()).intersects(drawn)
