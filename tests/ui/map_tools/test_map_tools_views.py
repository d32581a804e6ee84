"""Bookmarks, the curtain, linked maps."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from yhgis import settings
from yhgis.errors import UsageError
from yhgis.settings import MAX_BOOKMARKS, Bookmark
from yhgis.ui.dialogs.edit_bookmarks import EditBookmarks
from yhgis.ui.main_window import MainWindow
from yhgis.ui.session import Session
from yhgis.ui.session_bookmarks import bookmarks, set_bookmarks
from yhgis.ui.views.bookmarks import suggested_name


def test_a_view_is_kept_found_and_returned_to(hand, window: MainWindow, session: Session) -> None:
    window.canvas.navigator.show(490_000.0, 3_358_000.0, 60_000.0)
    hand.do("bookmark_add")
    (kept,) = bookmarks(session)
    assert (kept.center_x, kept.center_y, kept.scale) == pytest.approx((490_000.0, 3_358_000.0, 60_000.0))
    assert session.settings.bookmarks == (kept,)
    assert not session.open_map.unsaved
    session.zoom_to_all()
    box = window.search_box()
    box.open()
    QTest.keyClicks(box.field, "1:60 000")
    hand.until(lambda: any(item.kind == "bookmark" for item in box.found.items))
    (item,) = [item for item in box.found.items if item.kind == "bookmark"]
    assert item.title.zh == kept.name
    item.run()
    box.hide()
    assert (window.canvas.view.center_x, window.canvas.view.scale) == pytest.approx((490_000.0, 60_000.0))
    window.bars.bookmarks.fill()
    session.zoom_to_all()
    window.bars.bookmarks.actions()[0].trigger()
    assert window.canvas.view.scale == pytest.approx(60_000.0)
    hand.idle()


def test_settings_and_projects_keep_them(
    hand, window: MainWindow, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    hand.do("bookmark_add")
    hand.do("bookmark_add")
    names = [one.name for one in bookmarks(session)]
    assert len(set(names)) == 2
    settings.save(session.settings, tmp_path / "settings.json")
    assert [one.name for one in settings.load(tmp_path / "settings.json").bookmarks] == names
    path = tmp_path / "a.yhmap"
    assert session.save_project(path)
    assert [one.name for one in session.state.bookmarks] == names
    set_bookmarks(session, bookmarks(session)[:1])
    assert session.open_map.unsaved
    assert len(session.settings.bookmarks) == 2  # the built-in map's stay
    session.undo()
    assert len(bookmarks(session)) == 2
    set_bookmarks(session, bookmarks(session)[1:])
    session.save_project()
    session.new_project()
    assert len(bookmarks(session)) == 2
    with qtbot.waitSignal(session.projectChanged, timeout=20_000):
        session.open_project(path)
    assert [one.name for one in bookmarks(session)] == names[1:]
    hand.idle()


def test_there_is_an_end_to_them(session: Session) -> None:
    one = Bookmark(name="a", center_x=0.0, center_y=0.0, scale=1.0)
    set_bookmarks(session, [one] * MAX_BOOKMARKS)
    with pytest.raises(UsageError, match=str(MAX_BOOKMARKS)):
        set_bookmarks(session, [one] * (MAX_BOOKMARKS + 1))


def test_they_are_renamed_ordered_and_deleted_by_keys(hand, window: MainWindow, session: Session) -> None:
    set_bookmarks(session, [Bookmark(name=n, center_x=0.0, center_y=0.0, scale=1e5) for n in "abcd"])
    hand.do("bookmarks_edit")
    dialog = window.commands.dialog
    assert isinstance(dialog, EditBookmarks)
    dialog.list.setCurrentRow(0)
    QTest.keyClick(dialog, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    dialog.list.setCurrentRow(3)
    QTest.keyClick(dialog, Qt.Key.Key_Delete)
    dialog.list.item(0).setText("  甲 ")
    assert all(b.accessibleName() for b in (dialog.up, dialog.down, dialog.rename, dialog.delete, dialog.go))
    dialog.buttons.accepted.emit()
    assert [one.name for one in bookmarks(session)] == ["甲", "a", "c"]


def test_a_curtain_shows_another_theme_right_of_the_divider(hand, window: MainWindow, session: Session) -> None:
    hand.do("swipe")
    swipe = window.commands.part("views").curtain
    curtain, divider = swipe.curtain, swipe.divider
    assert curtain is not None
    assert divider is not None
    assert curtain.themed.state.theme != session.state.theme
    swipe.card.right.show_theme("control_lines")
    swipe.card.right.themeChosen.emit("control_lines")
    hand.until(lambda: curtain.is_settled)
    hand.idle()
    both = window.canvas.grab().toImage()
    divider.move_to(1.0)
    left = window.canvas.grab().toImage()
    divider.move_to(0.0)
    right = window.canvas.grab().toImage()
    ratio = both.devicePixelRatio()
    y = round(window.canvas.height() * 0.45 * ratio)
    wide = round(window.canvas.width() * ratio)
    def strip(image, a: float, b: float) -> list[int]:
        return [image.pixel(x, y) for x in range(round(a * wide), round(b * wide))]

    assert strip(both, 0.25, 0.45) == strip(left, 0.25, 0.45)
    assert strip(both, 0.55, 0.75) == strip(right, 0.55, 0.75)
    assert strip(left, 0.25, 0.75) != strip(right, 0.25, 0.75)
    divider.move_to(0.5)
    QTest.keyClick(divider, Qt.Key.Key_Left)
    assert curtain.share == pytest.approx(0.45)
    QTest.mousePress(divider, Qt.MouseButton.LeftButton, pos=QPoint(17, divider.height() // 2))
    QTest.mouseMove(divider, QPoint(17 + 100, divider.height() // 2))
    QTest.mouseRelease(divider, Qt.MouseButton.LeftButton, pos=QPoint(17, divider.height() // 2))
    assert curtain.share > 0.5
    assert "%" in divider.accessibleName()
    swipe.card.exchange.click()
    assert session.state.theme == "control_lines"
    assert curtain.themed.state.theme == "towns"
    QTest.keyClick(divider, Qt.Key.Key_Escape)
    assert swipe.curtain is None
    assert window.canvas.curtain is None
    assert not window.bars.actions["swipe"].isChecked()
    session.set_language("en")  # nothing of the curtain listens any more
    hand.idle()


def test_linked_maps_look_at_one_place_and_close_again(
    qtbot: QtBot, hand, window: MainWindow, session: Session
) -> None:
    hand.do("linked_4")
    maps = window.commands.part("views").maps
    hand.until(lambda: all(one.is_settled for one in maps.others) and window.canvas.is_settled)
    assert maps.count == 4
    assert window.bars.actions["linked_4"].isChecked()
    assert len({session.state.theme, *(one.theme for one in maps.others)}) == 4
    sizes = {(c.width() // 4, c.height() // 4) for c in (window.canvas, *maps.others)}
    assert len(sizes) == 1

    def together() -> bool:
        views = [canvas.view for canvas in (window.canvas, *maps.others)]
        return len({(round(v.center_x, 3), round(v.center_y, 3), round(v.scale, 3)) for v in views}) == 1

    assert together()
    window.canvas.navigator.show(490_000.0, 3_358_000.0, 60_000.0)
    assert together()
    other = maps.others[1]
    other.pan(30.0, -20.0)
    other.zoom_by(1.5, QPointF(10, 10))
    hand.until(lambda: window.canvas.view.scale == pytest.approx(40_000.0))
    hand.until(together)
    with qtbot.waitSignal(session.identified):
        QTest.mouseClick(other, Qt.MouseButton.LeftButton, pos=QPoint(100, 150))
    other.picker.show_theme("greenways")
    other.picker.themeChosen.emit("greenways")
    assert other.theme == "greenways"
    assert session.state.theme == "towns"
    layers = {id(entry.layer) for entry in other.themed.state.entries}
    assert all(id(session.layer(entry.id)) in layers for entry in other.themed.state.entries)
    assert other.accessibleName()
    other.closed.click()
    assert maps.count == 3
    hand.do("linked_2")
    assert maps.count == 2
    hand.do("linked_2")
    assert maps.count == 1
    hand.until(lambda: window.canvas.width() > 600)
    session.set_language("en")
    hand.idle()


def test_ones_own_layers_show_on_every_map(hand, window: MainWindow, session: Session) -> None:
    from tests.ui.map_tools.test_map_tools_select import squares

    hand.do("linked_2")
    (other,) = window.commands.part("views").maps.others
    layer_id = squares(session)
    assert other.themed.state.has(layer_id)
    session.set_visible(layer_id, False)
    assert not other.themed.state.entry(layer_id).visible
    session.set_theme("layout")
    assert other.theme != "layout" or other.themed.state.has(layer_id)
    session.remove(layer_id)
    assert not other.themed.state.has(layer_id)
    hand.until(lambda: other.is_settled)
    hand.idle()


def test_theme_names_are_written_in_full_beside_the_arrow(hand, window: MainWindow, session: Session) -> None:
    hand.do("linked_2")
    (other,) = window.commands.part("views").maps.others
    for language in ("en", "zh"):
        session.set_language(language)
        picker = other.picker
        widest = max(picker.fontMetrics().horizontalAdvance(picker.itemText(i)) for i in range(picker.count()))
        assert picker.minimumWidth() >= widest + 40
        assert other.card.width() >= picker.minimumWidth()
    hand.idle()


def test_a_bookmark_is_named_in_the_language_in_use(hand, window: MainWindow, session: Session) -> None:
    window.canvas.navigator.show(483_000.0, 3_360_000.0, 60_000.0)
    hand.idle()
    assert suggested_name(window).startswith("径山镇 1:")
    session.set_language("en")
    assert suggested_name(window).startswith("Jingshan Town 1:")
    hand.idle()
