"""Styles on their way: from layer to layer, to files and back, to the default; and how the window opens the panel."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.style_making import parcels, settle
from yhgis.carto.styles import default_style
from yhgis.model.style import LayerStyle, SingleRenderer
from yhgis.model.symbol import FillSymbol, GradientSymbol, HatchSymbol, Stop, StrokeSymbol, Symbol
from yhgis.ui.main_window import MainWindow
from yhgis.ui.panels.layer_menu import LayerMenu
from yhgis.ui.panels.style.panel import StylePanel
from yhgis.ui.panels.tree_model import NODE
from yhgis.ui.session import Session

HATCHED: Symbol = (
    FillSymbol(color="#F4B183", opacity=0.3),
    HatchSymbol(color="#D7191C", angle=45.0, spacing_mm=2.0, width_mm=0.2),
    StrokeSymbol(color="#112233", width_mm=0.5, dash=(3.0, 1.5)),
)


@pytest.fixture
def theme() -> str:
    return "control_lines"


@pytest.fixture
def session(session: Session) -> Session:
    session.add(parcels(), "/data/DLTB.gpkg")
    session.set_style("DLTB", LayerStyle(renderer=SingleRenderer(symbol=HATCHED)))
    return session


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> StylePanel:
    made = StylePanel(session)
    qtbot.addWidget(made)
    made.show_layer("DLTB")
    return made


@pytest.fixture
def told(session: Session) -> list[str]:
    """What the quiet bar said."""
    said: list[str] = []
    session.messageShown.connect(lambda _level, message: said.append(str(message)))
    return said


def style(session: Session, layer_id: str = "DLTB") -> LayerStyle:
    return session.style(session.state.entry(layer_id))


# --- copies ----------------------------------------------------------------------------------------------------------


def test_a_style_is_pasted_onto_another_layer_and_can_be_taken_back(panel: StylePanel, session: Session) -> None:
    panel.files.copy()
    before = style(session, "towns")
    panel.show_layer("towns")
    panel.files.paste()
    assert style(session, "towns") == style(session)
    session.undo()
    assert style(session, "towns") == before


def test_what_is_no_style_or_not_for_this_layer_is_told_and_changes_nothing(
    panel: StylePanel, session: Session, told: list[str]
) -> None:
    clipboard = QGuiApplication.clipboard()
    session.set_visible("zones", True)
    before = session.state
    clipboard.setText("水田")
    panel.files._guarded(panel.files.paste)
    clipboard.setText('{\n "version": 1,\n "renderer": {"kind": "single", "symbol": [{"kind": "fill"}]}\n}')
    panel.files._guarded(panel.files.paste)
    panel.show_layer("zones")
    panel.files.copy()
    panel.show_layer("DLTB")
    panel.files._guarded(panel.files.paste)
    clipboard.setText(
        '{"version": 1, "renderer": {"kind": "single", "symbol": [{"kind": "soft_disc", "color": "#FF0000"}]}}'
    )
    panel.files._guarded(panel.files.paste)
    assert session.state is before
    assert "剪贴板" in told[0]
    assert "3" in told[1]  # the line
    assert "color" in told[1]
    assert "图斑" in told[3]
    assert "图斑" in told[4]


def test_reset_gives_the_look_of_the_theme_back_and_the_default_of_an_own_layer(
    panel: StylePanel, session: Session
) -> None:
    session.set_theme("towns")
    variant = next(
        part for part in session.themes()[[t.id for t in session.themes()].index("towns")].layers if part.style
    )
    panel.show_layer(variant.id)
    before = style(session, variant.id)
    session.set_style(variant.id, LayerStyle(renderer=SingleRenderer(symbol=HATCHED)))
    panel.files.reset()
    assert style(session, variant.id) == before
    panel.show_layer("DLTB")
    panel.files.reset()
    assert session.state.entry("DLTB").style is None
    session.undo()
    assert style(session).renderer.symbol == HATCHED  # type: ignore[union-attr]


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["json", "qml", "sld"])
def test_a_style_comes_back_from_each_kind_of_file(
    panel: StylePanel, session: Session, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"图斑.{ending}"
    panel.files.save_file(path)
    session.set_style("DLTB", default_style(parcels()))
    panel.files.open_file(path)
    symbol = style(session).renderer.symbol  # type: ignore[union-attr]
    fill = next(part for part in symbol if part.kind == "fill")
    assert (fill.color, round(fill.opacity, 2)) == ("#F4B183", 0.3)
    assert next(part for part in symbol if part.kind == "stroke").width_mm == pytest.approx(0.5, abs=0.01)
    assert panel.page is not None
    assert panel.page.editor.lines[0].color.color == "#F4B183"  # type: ignore[attr-defined]
    session.undo()
    assert style(session) == default_style(parcels())


def test_what_a_format_cannot_say_is_listed_until_it_is_closed(
    panel: StylePanel, session: Session, tmp_path: Path
) -> None:
    stops = (Stop(at=0, color="#F28E2B", opacity=0.1), Stop(at=1, color="#F28E2B"))
    session.set_style("DLTB", LayerStyle(renderer=SingleRenderer(symbol=(*HATCHED, GradientSymbol(stops=stops)))))
    panel.files.save_file(tmp_path / "a.sld")
    assert panel.notes.isVisibleTo(panel)
    assert "a.sld" in panel.notes.headline.text()
    assert "gradient" in panel.notes.lines.text()
    panel.notes.cross.click()
    assert not panel.notes.isVisibleTo(panel)
    panel.files.save_file(tmp_path / "a.json")
    assert not panel.notes.isVisibleTo(panel)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "a.json",
            '{\n"version": 1,\n"renderer": {"kind": "single",\n"symbol": [{"kind": "fill", "color": "rot"}]}}',
            "4",
        ),
        ("a.qml", "<qgis>\n<renderer-v2 type='singleSymbol'>\n", "a.qml"),
        ("a.sld", "<html/>", "a.sld"),
        ("a.txt", "x", "a.txt"),
    ],
)
def test_a_wrong_file_is_told_with_its_place_and_changes_nothing(
    panel: StylePanel, session: Session, told: list[str], tmp_path: Path, name: str, text: str, said: str
) -> None:
    path, before = tmp_path / name, session.state
    path.write_text(text)
    panel.files.open_file(path)
    assert session.state is before
    assert name in told[0]
    assert said in told[0]
    panel.files.open_file(tmp_path / "none.qml")
    assert "none.qml" in told[1]


# --- the window ------------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> MainWindow:
    made = MainWindow(session)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_window_opens_it_by_key_by_menu_and_by_a_double_click_on_the_swatch(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    tree = window.panels.tree
    tree.choose("DLTB")
    window.bars.actions["style_panel"].trigger()
    assert window.panels.is_open("style")
    panel = window.panels.panel("style")
    assert isinstance(panel, StylePanel)
    assert panel.title.text() == "图斑"
    tree.choose("towns")
    assert panel.title.text() == str(session.state.entry("towns").layer.info.title)
    window.bars.actions["style_panel"].trigger()
    assert not window.panels.is_open("style")
    index = tree.model.index_of("DLTB")
    menu = LayerMenu(session, index.data(NODE))
    next(action for action in menu.actions() if action.text() == "样式…").trigger()
    assert window.panels.is_open("style")
    assert panel.edit.layer_id == "DLTB"
    window.panels.set_open("style", False)
    tree.view.scrollTo(index)
    slots = tree.view.delegate.slots_of(tree.view.visualRect(index), index.data(NODE))
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(tree.view.viewport(), left, pos=slots.swatch.center())
    QTest.mouseDClick(tree.view.viewport(), left, pos=slots.swatch.center())
    assert window.panels.is_open("style")
    settle(qtbot, session)


def test_the_commands_copy_from_and_paste_to_the_layer_in_the_tree(window: MainWindow, session: Session) -> None:
    window.panels.tree.choose("DLTB")
    window.bars.actions["style_copy"].trigger()
    window.panels.tree.choose("towns")
    window.bars.actions["style_paste"].trigger()
    assert style(session, "towns") == style(session)


def test_language_and_dark_leave_the_panel_where_it_is(window: MainWindow, session: Session) -> None:
    window.panels.show_style("DLTB")
    panel = window.panels.panel("style")
    assert isinstance(panel, StylePanel)
    session.set_language("en")
    try:
        assert panel.kind.itemText(0) == "Single symbol"
        assert panel.page is not None
    finally:
        session.set_language("zh")
    session.set_dark(True, remember=False)
    assert panel.edit.layer_id == "DLTB"
