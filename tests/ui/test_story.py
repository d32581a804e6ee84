"""Story mode in the window: told by keys, prepared ahead, edited with undo, saved with the project, exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdf
import pytest
import shapely
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from yhgis.i18n import Message, Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.story import Step, Story, Target
from yhgis.model.style import Words
from yhgis.model.view import View
from yhgis.plan.catalog import Catalog
from yhgis.report.story_files import load_story
from yhgis.settings import Settings
from yhgis.ui.commands.story import Handlers
from yhgis.ui.dialogs.story_edit import StoryDialog
from yhgis.ui.main_window import MainWindow
from yhgis.ui.session import Session
from yhgis.ui.story import StoryWindow
from yhgis.ui.story_pictures import key_for
from yhgis.ui.story_session import new_story, put_story, step_of_view, stories

Key = Qt.Key
SIZE = QSize(640, 360)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    made.new_project("layout")
    made.note_view(View(490_000.0, 3_355_000.0, 200_000.0, 200.0, 150.0))
    yield made
    made.tasks.close()


def told(qtbot: QtBot, session: Session, story: Story, number: int = 0) -> StoryWindow:
    made = StoryWindow(session, story, number)
    made.glide_ms = 0
    made.resize(SIZE)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.is_settled, timeout=20_000)
    return made


def press(qtbot: QtBot, window: StoryWindow, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(window, key)
    qtbot.waitUntil(lambda: window.is_settled or window.blank, timeout=20_000)


# --- telling ---------------------------------------------------------------------------------------------------------


def test_the_story_is_told_by_keys_alone(qtbot: QtBot, session: Session) -> None:
    window = told(qtbot, session, load_story("plan"))
    for key, number in (
        (Key.Key_Right, 1), (Key.Key_Space, 2), (Key.Key_PageDown, 3), (Key.Key_Left, 2), (Key.Key_PageUp, 1),
        (Key.Key_End, 7), (Key.Key_Right, 7), (Key.Key_Home, 0), (Key.Key_Left, 0), (Key.Key_5, 4), (Key.Key_9, 4),
    ):  # fmt: skip
        press(qtbot, window, key)
        assert window.number == number, key
    assert window.shown is not None
    assert window.shown.key.number == 4
    assert "三片" in window.accessibleName()
    with qtbot.waitSignal(window.ended) as ended:
        QTest.keyClick(window, Key.Key_Escape)
    assert ended.args == [4]
    assert not window.isVisible()


def test_two_digits_reach_a_late_step(qtbot: QtBot, session: Session) -> None:
    plan = load_story("plan")
    long = plan.model_copy(update={"steps": plan.steps[:1] * 12})
    window = told(qtbot, session, long)
    press(qtbot, window, Key.Key_1, Key.Key_2)
    assert window.number == 11
    press(qtbot, window, Key.Key_3)  # no step from 30 to 39
    assert window.number == 2
    QTest.keyClick(window, Key.Key_1)
    press(qtbot, window, Key.Key_Return)
    assert window.number == 0


def test_b_makes_the_screen_black_and_any_way_on_ends_it(qtbot: QtBot, session: Session) -> None:
    window = told(qtbot, session, load_story("plan"))
    press(qtbot, window, Key.Key_B)
    image = window.grab().toImage()
    assert {image.pixelColor(x, y).name() for x in (5, 300, 630) for y in (5, 180, 350)} == {"#000000"}
    press(qtbot, window, Key.Key_B)
    assert window.grab().toImage().pixelColor(5, 180).name() != "#000000"
    press(qtbot, window, Key.Key_B, Key.Key_Right)
    assert (window.blank, window.number) == (False, 1)


def test_c_gives_the_map_all_of_the_screen(qtbot: QtBot, session: Session) -> None:
    window = told(qtbot, session, load_story("plan"))
    beside = window.shown
    press(qtbot, window, Key.Key_C)
    assert window.shown is not None
    assert beside is not None
    assert window.shown.page.map_box.width > beside.page.map_box.width
    assert {block.kind for block in window.shown.page.blocks} >= {"mark", "source"}
    press(qtbot, window, Key.Key_C)
    assert window.shown is beside  # kept, not painted again


def test_the_next_step_stands_ready_and_comes_at_once(qtbot: QtBot, session: Session) -> None:
    window = told(qtbot, session, load_story("plan"), 2)
    after = key_for(3, window.size(), window.devicePixelRatioF(), "zh", bare=False)
    before = key_for(1, window.size(), window.devicePixelRatioF(), "zh", bare=False)
    qtbot.waitUntil(lambda: None not in (window.pictures.get(after), window.pictures.get(before)), timeout=20_000)
    QTest.keyClick(window, Key.Key_Right)
    assert window.is_settled  # without the event loop: nothing was waited for


def test_a_glide_passes_between_the_views_and_ends_at_the_step(qtbot: QtBot, session: Session) -> None:
    window = told(qtbot, session, load_story("plan"), 1)
    after = key_for(2, window.size(), window.devicePixelRatioF(), "zh", bare=False)
    qtbot.waitUntil(lambda: window.pictures.get(after) is not None, timeout=20_000)
    start = window.grab().toImage()
    window.glide_ms = 400
    QTest.keyClick(window, Key.Key_Right)
    assert not window.is_settled
    qtbot.waitUntil(lambda: 0.2 < window._share < 1.0 or window.is_settled, timeout=5_000)
    between = window.grab().toImage()
    qtbot.waitUntil(lambda: window.is_settled, timeout=5_000)
    end = window.grab().toImage()
    assert start != end
    assert between not in (start, end)


def test_pictures_have_the_dots_of_the_screen_and_both_shapes(qtbot: QtBot, session: Session) -> None:
    window = told(qtbot, session, load_story("plan"))
    assert window.shown is not None
    ratio = window.devicePixelRatioF()
    assert window.shown.over.width() == round(640 * ratio)
    assert window.shown.page.map_box.x > 0  # words beside the map
    window.resize(640, 480)
    qtbot.waitUntil(lambda: window.is_settled, timeout=20_000)
    assert window.shown.page.map_box.x == 0  # words beneath it


def test_a_step_that_cannot_be_shown_says_why_and_the_others_go_on(qtbot: QtBot, session: Session) -> None:
    steps = load_story("plan").steps
    wrong = Step(title=Words(zh="错"), highlight=(Target(layer="towns", features=("没有的镇",)),))
    story = Story(id="s", title=Words(zh="讲"), steps=(steps[0], wrong, steps[1]))
    window = told(qtbot, session, story)
    QTest.keyClick(window, Key.Key_Right)
    qtbot.waitUntil(lambda: window.fault is not None, timeout=20_000)
    assert "没有的镇" in str(window.fault)
    window.grab()
    press(qtbot, window, Key.Key_Right)
    assert window.fault is None
    assert window.number == 2


def test_the_users_own_layer_is_told_too(qtbot: QtBot, session: Session) -> None:
    shapes = np.array([shapely.box(492_000, 3_350_000, 493_000, 3_351_000)], dtype=object)
    info = LayerInfo(id="项目红线", title=Title("项目红线"), name_field="name")
    own = session.add(Layer(info, shapes, {"name": np.array(["地块"], dtype=object)}, WORK_CRS), "x.gpkg")
    target = Target(layer=own, features=("地块",))
    step = Step(title=Words(zh="地块"), frame=(target,), highlight=(target,))
    window = told(qtbot, session, Story(id="s", title=Words(zh="讲"), steps=(step,)))
    assert window.shown is not None
    assert abs(window.shown.view.center_x - 492_500) < 1.0


# --- editing ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> MainWindow:
    made = MainWindow(session)
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_may_close", True))
    return made


@pytest.fixture
def editor(qtbot: QtBot, window: MainWindow) -> StoryDialog:
    handlers: Handlers = window.commands.part("story")
    handlers.edit()
    assert handlers.editor is not None
    qtbot.addWidget(handlers.editor)
    return handlers.editor


def test_a_built_in_story_is_copied_to_be_changed(session: Session, editor: StoryDialog) -> None:
    assert editor.story.id == "plan"
    assert not editor.form.isEnabled()
    editor.make(editor.story)
    assert [story.id for story in session.state.stories] == ["story_1"]
    assert editor.form.isEnabled()
    editor.move_by(1)
    assert [step.title.zh[:2] for step in editor.story.steps[:2]] == ["一廊", "余杭"]
    editor.remove_step()
    assert len(editor.story.steps) == 7
    for count in (8, 8):
        session.undo()
        assert editor.list.count() == count
    assert load_story("plan").steps == editor.story.steps
    session.undo()
    assert session.state.stories == ()
    assert editor.story.id == "plan"


def test_words_theme_and_outline_are_edits_of_their_own(session: Session, editor: StoryDialog) -> None:
    editor.make()
    editor.add_step()
    form = editor.form
    assert session.view is not None
    assert editor.story.steps[0].extent == session.view.extent
    form.title.setText("  我们的镇  ")
    form.title.editingFinished.emit()
    form.caption.setPlainText("一句\n话")
    form.commit()
    assert (editor.story.steps[0].title.zh, editor.story.steps[0].caption.zh) == ("我们的镇", "一句 话")
    assert editor.list.item(0).text().endswith("我们的镇")
    form.theme.themeChosen.emit("towns")
    form.layer.setCurrentIndex(form.layer.findData("towns"))
    form.layer.activated.emit(form.layer.currentIndex())
    form.feature.setCurrentIndex(form.feature.findData("径山镇"))
    form.feature.activated.emit(form.feature.currentIndex())
    form.spotlight.click()
    step = editor.story.steps[0]
    assert step.highlight == (Target(layer="towns", features=("径山镇",)),)
    assert (step.theme, step.spotlight) == ("towns", True)
    session.undo()
    assert not editor.form.spotlight.isChecked()


def test_several_stories_are_saved_with_the_project(
    qtbot: QtBot, session: Session, window: MainWindow, tmp_path: Path
) -> None:
    handlers: Handlers = window.commands.part("story")
    handlers.add_step()
    handlers.add_step()
    assert len(handlers.story.steps) == 2
    put_story(session, new_story(session, load_story("plan")), Message("New story"))
    kept = session.state.stories
    assert [story.id for story in kept] == ["story_1", "story_2"]
    assert session.save_project(tmp_path / "讲.yhmap")
    session.new_project()
    assert [story.id for story in stories(session)] == ["plan"]
    with qtbot.waitSignal(session.projectChanged, timeout=10_000):
        session.open_project(tmp_path / "讲.yhmap")
    qtbot.waitUntil(lambda: session.state.stories == kept, timeout=10_000)
    assert not session.open_map.unsaved


def test_a_step_keeps_the_other_language(session: Session, editor: StoryDialog) -> None:
    editor.make(load_story("plan"))
    editor.form.title.setText("改过的")
    editor.form.title.editingFinished.emit()
    assert editor.story.steps[0].title == Words(zh="改过的", en="Where Yuhang lies")
    step = step_of_view(session)
    assert step is not None
    assert step.theme == "layout"


# --- from the menu ---------------------------------------------------------------------------------------------------


def test_the_story_is_exported_from_the_window(
    qtbot: QtBot, session: Session, window: MainWindow, tmp_path: Path
) -> None:
    handlers: Handlers = window.commands.part("story")
    handlers.add_step()
    with qtbot.waitSignal(session.messageShown, timeout=20_000) as said:
        handlers.export_to(tmp_path / "a.pdf")
    assert said.args[0] == "success"
    assert len(pypdf.PdfReader(tmp_path / "a.pdf").pages) == 1
    with qtbot.waitSignal(session.messageShown) as said:
        handlers.export_to(tmp_path / "none" / "a.pdf")
    assert said.args[0] == "error"


def test_export_can_be_cancelled(qtbot: QtBot, session: Session, window: MainWindow, tmp_path: Path) -> None:
    handlers: Handlers = window.commands.part("story")
    (tmp_path / "a.pptx").write_bytes(b"old")
    handlers.export_to(tmp_path / "a.pptx")
    assert handlers.task is not None
    with qtbot.waitSignal(handlers.task.ended, timeout=20_000):
        handlers.task.cancel()
    assert (tmp_path / "a.pptx").read_bytes() == b"old"


def test_the_story_is_played_from_the_menu(qtbot: QtBot, session: Session, window: MainWindow) -> None:
    handlers: Handlers = window.commands.part("story")
    window.bars.actions["story_play"].trigger()
    played = handlers.told
    assert played is not None
    qtbot.waitUntil(played.isVisible, timeout=5_000)
    assert played.isFullScreen()
    played.close()
    QApplication.processEvents()
    assert handlers.told is None
