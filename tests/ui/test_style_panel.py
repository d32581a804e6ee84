"""The style panel in use: the map looks on, one step of undo for each choice, nothing lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.style_making import parcels, settle
from yhgis.carto.styles import default_style
from yhgis.model.style import CategoriesRenderer, GraduatedRenderer, LayerStyle, RulesRenderer, SingleRenderer
from yhgis.model.symbol import SvgSymbol
from yhgis.ui.panels.style.categories_page import CategoriesPage
from yhgis.ui.panels.style.colour_button import ColourButton
from yhgis.ui.panels.style.display_page import DisplayPage
from yhgis.ui.panels.style.graduated_page import GraduatedPage
from yhgis.ui.panels.style.labels_page import LabelsPage
from yhgis.ui.panels.style.page import SinglePage
from yhgis.ui.panels.style.panel import StylePanel
from yhgis.ui.panels.style.rules_page import RulesPage
from yhgis.ui.session import Session

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def theme() -> str:
    return "control_lines"


@pytest.fixture
def session(session: Session) -> Session:
    session.add(parcels(), "/data/DLTB.gpkg")
    session.set_style("DLTB", default_style(parcels()))
    return session


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> StylePanel:
    made = StylePanel(session)
    qtbot.addWidget(made)
    made.resize(300, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.show_layer("DLTB")
    return made


def style(session: Session) -> LayerStyle:
    return session.style(session.state.entry("DLTB"))


def steps(session: Session) -> int:
    """Count the edits that can be taken back."""
    return len(session.open_map._undo)


def drag(slider: QSlider, *values: int) -> None:
    """Move a slider as a held hand does."""
    slider.setSliderDown(True)
    for value in values:
        slider.setValue(value)
    slider.setSliderDown(False)


# --- one symbol ------------------------------------------------------------------------------------------------------


def test_a_slider_shows_itself_on_the_map_and_is_one_step_of_undo(panel: StylePanel, session: Session) -> None:
    assert isinstance(panel.page, SinglePage)
    before, count = style(session), steps(session)
    seen: list[LayerStyle] = []
    session.mapChanged.connect(lambda *_: seen.append(style(session)))
    opacity = panel.page.editor.lines[0].opacity
    assert opacity is not None
    drag(opacity.slider, 40, 55, 70)
    assert [one.renderer.symbol[0].opacity for one in seen[:3]] == [0.4, 0.55, 0.7]  # type: ignore[union-attr]
    assert steps(session) == count + 1
    session.undo()
    assert style(session) == before
    assert opacity.slider.value() == round(before.renderer.symbol[0].opacity * 100)  # type: ignore[union-attr]
    session.redo()
    assert style(session).renderer.symbol[0].opacity == 0.7  # type: ignore[union-attr]


def test_only_the_layer_that_is_changed_becomes_another(panel: StylePanel, session: Session) -> None:
    others = {entry.id: entry for entry in session.state.entries if entry.id != "DLTB"}
    opacity = panel.page.editor.lines[0].opacity  # type: ignore[union-attr]
    assert opacity is not None
    drag(opacity.slider, 12, 90)
    assert all(session.state.entry(layer_id) is entry for layer_id, entry in others.items())


def test_keys_on_a_slider_become_one_step_when_they_rest(panel: StylePanel, session: Session, qtbot: QtBot) -> None:
    count = steps(session)
    opacity = panel.page.editor.lines[0].opacity  # type: ignore[union-attr]
    assert opacity is not None
    opacity.slider.setFocus()
    for _ in range(5):
        QTest.keyClick(opacity.slider, Qt.Key.Key_Right)
    assert steps(session) == count
    assert session.open_map.settled is not session.state
    qtbot.waitUntil(lambda: steps(session) == count + 1, timeout=4000)
    assert session.open_map.settled is session.state


def test_a_hand_that_comes_back_changes_nothing(panel: StylePanel, session: Session) -> None:
    count, before = steps(session), style(session)
    opacity = panel.page.editor.lines[0].opacity  # type: ignore[union-attr]
    assert opacity is not None
    here = opacity.slider.value()
    drag(opacity.slider, here + 20, here)
    assert steps(session) == count
    assert style(session) == before


def test_undo_in_the_middle_of_a_preview_ends_it_and_nothing_comes_after(
    panel: StylePanel, session: Session, qtbot: QtBot
) -> None:
    before = style(session)
    panel.edit.put(before.model_copy(update={"in_legend": False}), settled=False)
    assert style(session).in_legend is False
    session.undo()
    session.undo()  # takes the adding of the layer back
    assert not session.state.has("DLTB")
    assert panel.hint.isVisible()
    session.redo()
    session.redo()
    qtbot.wait(1000)
    assert style(session) == before
    assert isinstance(panel.page, SinglePage)


def test_a_colour_is_shown_while_it_is_looked_for_and_taken_when_the_window_goes(
    panel: StylePanel, session: Session
) -> None:
    count = steps(session)
    button = panel.page.editor.lines[0].color  # type: ignore[union-attr]
    button.click()
    window = button.window_open
    assert window is not None
    window.code.setText("")
    QTest.keyClicks(window.code, "#00ff00")
    assert style(session).renderer.symbol[0].color == "#00FF00"  # type: ignore[union-attr]
    assert steps(session) == count
    QTest.keyClick(window.code, Qt.Key.Key_Return)
    assert steps(session) == count + 1
    assert session.settings.recent_colors == ("#00FF00",)
    QApplication.processEvents()
    button.click()
    again = button.window_open
    assert again is not None
    again.swatches[4].click()
    assert style(session).renderer.symbol[0].color == again.swatches[4].color  # type: ignore[union-attr]


def test_escape_gives_the_colour_back(panel: StylePanel, session: Session) -> None:
    before, count = style(session), steps(session)
    button = panel.page.editor.lines[0].color  # type: ignore[union-attr]
    button.click()
    window = button.window_open
    assert window is not None
    QTest.keyClick(window.field.hues, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert style(session) != before
    QTest.keyClick(window, Qt.Key.Key_Escape)
    panel.edit.settle()
    assert style(session) == before
    assert steps(session) == count
    assert session.settings.recent_colors == ()


def test_parts_are_added_moved_changed_and_taken_away(panel: StylePanel, session: Session) -> None:
    editor = panel.page.editor  # type: ignore[union-attr]
    editor.show_more(True)
    parts = editor.parts
    assert parts is not None
    drawn = parts.list.count()
    actions = {action.text(): action for action in parts.add.menu().actions()}
    actions["斜线填充"].trigger()
    assert style(session).renderer.symbol[-1].kind == "hatch"  # type: ignore[union-attr]
    assert parts.list.count() == drawn + 1
    parts._fields["spacing_mm"].box.setValue(4.4)  # type: ignore[attr-defined]
    panel.edit.settle()
    assert style(session).renderer.symbol[-1].spacing_mm == 4.4  # type: ignore[union-attr]
    parts.down.click()
    assert style(session).renderer.symbol[-1].kind != "hatch"  # type: ignore[union-attr]
    assert parts.part is not None
    assert parts.part.kind == "hatch"
    parts.drop.click()
    assert "hatch" not in [part.kind for part in style(session).renderer.symbol]  # type: ignore[union-attr]


def test_a_ready_made_symbol_keeps_the_colour(panel: StylePanel, session: Session) -> None:
    editor = panel.page.editor  # type: ignore[union-attr]
    color = editor.main_color
    editor.open_presets()
    assert editor.presets_open is not None
    names = [button.accessibleName() for button in editor.presets_open.buttons]
    editor.presets_open.buttons[names.index("斜线")].click()
    assert [part.kind for part in style(session).renderer.symbol] == ["hatch", "stroke"]  # type: ignore[union-attr]
    assert editor.main_color == color


def test_an_own_svg_travels_with_the_style_and_a_bad_one_is_told(
    panel: StylePanel, session: Session, tmp_path: Path
) -> None:
    session.set_visible("places", True)
    panel.show_layer("places")
    panel.turn_into("single")
    editor = panel.page.editor  # type: ignore[union-attr]
    editor.show_more(True)
    parts = editor.parts
    assert parts is not None
    parts._add("svg")
    good, bad = tmp_path / "a.svg", tmp_path / "b.svg"
    good.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><circle cx="2" cy="2" r="2"/></svg>')
    bad.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n<text>A</text></svg>')
    parts.take_svg(good)
    symbol = session.style(session.state.entry("places")).renderer.symbol[-1]  # type: ignore[union-attr]
    assert isinstance(symbol, SvgSymbol)
    assert "circle" in symbol.content
    told: list[str] = []
    session.messageShown.connect(lambda _level, message: told.append(str(message)))
    parts.take_svg(bad)
    assert "b.svg" in told[0]
    assert "2" in told[0]
    assert session.style(session.state.entry("places")).renderer.symbol[-1] == symbol  # type: ignore[union-attr]


# --- classes ---------------------------------------------------------------------------------------------------------


def test_categories_are_found_changed_together_merged_and_taken_away(
    panel: StylePanel, session: Session, qtbot: QtBot
) -> None:
    panel.kind.setCurrentIndex(panel.kind.findData("categories"))
    panel.turn_into("categories")
    settle(qtbot, session)
    page, renderer = panel.page, style(session).renderer
    assert isinstance(page, CategoriesPage)
    assert isinstance(renderer, CategoriesRenderer)
    assert renderer.field == "DLMC"
    count = steps(session)
    opacity = page.editor.lines[0].opacity
    assert opacity is not None
    drag(opacity.slider, 20, 33)
    changed = style(session).renderer
    assert {one.symbol[0].opacity for one in changed.categories} == {0.33}  # type: ignore[union-attr]
    before = [one.symbol[0].color for one in renderer.categories]  # type: ignore[union-attr]
    assert [one.symbol[0].color for one in changed.categories] == before  # type: ignore[union-attr]
    assert steps(session) == count + 1
    page.table.item(0, 0).setText("水浇地")
    assert style(session).renderer.categories[0].title.zh == "水浇地"  # type: ignore[union-attr]
    page.table.selectAll()
    page.merge.click()
    assert len(style(session).renderer.categories) == 1  # type: ignore[union-attr]
    page.other.click()
    assert style(session).renderer.other is None  # type: ignore[union-attr]
    session.undo()
    session.undo()
    assert len(style(session).renderer.categories) == len(renderer.categories)  # type: ignore[union-attr]
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert len(style(session).renderer.categories) == len(renderer.categories) - 1  # type: ignore[union-attr]
    page._fill_add()
    assert page.add_menu.actions()[0].isEnabled()
    page.add_menu.actions()[0].trigger()
    assert len(style(session).renderer.categories) == len(renderer.categories)  # type: ignore[union-attr]


def test_a_built_in_table_is_one_click_and_one_that_does_not_fit_says_so(
    panel: StylePanel, session: Session, qtbot: QtBot
) -> None:
    panel.turn_into("categories")
    settle(qtbot, session)
    page = panel.page
    assert isinstance(page, CategoriesPage)
    page.use_table("survey_2019")
    settle(qtbot, session)
    renderer = style(session).renderer
    assert isinstance(renderer, CategoriesRenderer)
    colors = {one.title.zh: one.symbol[0].color for one in renderer.categories}  # type: ignore[union-attr]
    assert colors["水田"] == "#F8D072"  # 248, 208, 114
    told: list[str] = []
    session.messageShown.connect(lambda _level, message: told.append(str(message)))
    page.use_table("plan_structure")
    settle(qtbot, session)
    assert "DLMC" in told[0]
    assert style(session).renderer == renderer


def test_classes_of_numbers_follow_method_count_ramp_and_the_hand(
    panel: StylePanel, session: Session, qtbot: QtBot
) -> None:
    panel.turn_into("graduated")
    settle(qtbot, session)
    page, renderer = panel.page, style(session).renderer
    assert isinstance(page, GraduatedPage)
    assert isinstance(renderer, GraduatedRenderer)
    assert (renderer.field, len(renderer.steps)) == ("TBMJ", 5)
    settle(qtbot, session)
    assert page.chart.spread is not None
    page.count.setValue(4)
    settle(qtbot, session)
    assert len(style(session).renderer.steps) == 4  # type: ignore[union-attr]
    page.ramp.setCurrentIndex(page.ramp.findData("blues"))
    page.ramp.activated.emit(page.ramp.currentIndex())
    assert style(session).renderer.ramp == "blues"  # type: ignore[union-attr]
    count, limit = steps(session), page.chart.limits[0]
    x = round(page.chart._x(limit))
    QTest.mousePress(page.chart, LEFT, NONE, QPoint(x, 40))
    for by in (4, 9, 14):
        QTest.mouseMove(page.chart, QPoint(x + by, 40))
    assert style(session).renderer.steps[0].upper > limit  # type: ignore[union-attr]
    assert steps(session) == count
    QTest.mouseRelease(page.chart, LEFT, NONE, QPoint(x + 14, 40))
    assert steps(session) == count + 1
    assert style(session).renderer.method == ""  # type: ignore[union-attr]
    page.table.item(1, 1).setText("9,999")
    assert style(session).renderer.steps[1].upper == 9999.0  # type: ignore[union-attr]
    page.table.item(1, 1).setText("viel")
    assert style(session).renderer.steps[1].upper == 9999.0  # type: ignore[union-attr]
    page.chart.setFocus()
    QTest.keyClick(page.chart, Qt.Key.Key_Left)
    assert page.chart.accessibleDescription().startswith("第 1 个界限")


def test_rules_are_added_ordered_and_told_apart_by_field_and_scale(panel: StylePanel, session: Session) -> None:
    panel.turn_into("rules")
    page = panel.page
    assert isinstance(page, RulesPage)
    page.add.click()
    page.where.box.setCurrentIndex(page.where.box.findData("=TBMJ"))
    page.where.box.activated.emit(page.where.box.currentIndex())
    page.where.values.setText("≥ 100 < 5000")
    page.where.values.editingFinished.emit()
    page.scales.farthest.setText("5万")
    page.scales.farthest.editingFinished.emit()
    renderer = style(session).renderer
    assert isinstance(renderer, RulesRenderer)
    rule = renderer.rules[1]
    assert rule.where is not None
    assert (rule.where.at_least, rule.where.below, rule.scales.farthest) == (100.0, 5000.0, 50_000.0)
    page.up.click()
    assert style(session).renderer.rules[0] == rule  # type: ignore[union-attr]
    page.drop.click()
    assert rule not in style(session).renderer.rules  # type: ignore[union-attr]


# --- labels, display, language ---------------------------------------------------------------------------------------


def test_labels_are_switched_on_written_larger_and_in_both_languages(panel: StylePanel, session: Session) -> None:
    panel.subject.button("labels").click()
    page = panel.page
    assert isinstance(page, LabelsPage)
    assert not style(session).labels
    page.on.click()
    page.fields["size_pt"].box.setValue(11.0)  # type: ignore[attr-defined]
    panel.edit.settle()
    page.fields["language"].chosen.emit("both")
    page.fields["wrap"].chosen.emit(6.0)
    label = style(session).labels[0]
    assert (label.field, label.size_pt, label.language, label.wrap) == ("DLMC", 11.0, "both", 6.0)
    page.on.click()
    assert not style(session).labels
    page.on.click()
    assert style(session).labels == (label,)


def test_the_display_page_fades_the_layer_and_limits_its_scales(panel: StylePanel, session: Session) -> None:
    panel.subject.button("display").click()
    page = panel.page
    assert isinstance(page, DisplayPage)
    count = steps(session)
    drag(page.opacity.slider, 80, 60)
    assert session.state.entry("DLTB").opacity == 0.6
    assert steps(session) == count + 1
    page.scales.farthest.setText("1:20000")
    page.scales.farthest.editingFinished.emit()
    assert style(session).scales.farthest == 20_000
    page.scales.closest.setText("30000")  # nearer than the farthest: not taken
    page.scales.closest.editingFinished.emit()
    assert style(session).scales.closest == 0.0
    session.set_opacity("DLTB", 0.25)
    assert panel.page is page
    assert page.opacity.slider.value() == 25


def test_everything_has_a_name_and_can_be_reached_by_tab(panel: StylePanel, session: Session, qtbot: QtBot) -> None:
    session.set_language("en")
    try:
        for kind in ("single", "categories", "graduated", "rules"):
            panel.turn_into(kind)
            settle(qtbot, session)
            assert panel.page is not None
            nameless = [
                widget
                for wanted in (QSlider, QComboBox, QAbstractSpinBox, QPushButton, ColourButton, QLineEdit)
                for widget in panel.page.findChildren(wanted)
                if not (widget.accessibleName() or getattr(widget, "text", str)()) and not _inside(widget)
            ]
            assert not nameless, kind
            assert all(widget.focusPolicy() & Qt.FocusPolicy.TabFocus for widget in panel.page.findChildren(QSlider))
    finally:
        session.set_language("zh")


def _inside(widget: QWidget) -> bool:
    """Whether a line edit is the inside of a box with a name of its own."""
    return isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)


def test_a_layer_that_is_not_on_the_map_says_what_to_do(panel: StylePanel, session: Session) -> None:
    panel.show_layer("villages")
    assert not session.state.has("villages")
    assert "勾选" in panel.hint.text()
    session.set_visible("villages", True)
    assert panel.page is not None
    session.remove("DLTB")
    panel.show_layer("")
    assert panel.page is None
    assert isinstance(style_of(session, "towns"), SingleRenderer | CategoriesRenderer | RulesRenderer)


def style_of(session: Session, layer_id: str) -> object:
    return session.style(session.state.entry(layer_id)).renderer
