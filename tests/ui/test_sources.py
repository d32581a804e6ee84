"""The files behind the layers: lost and found, changed on the disk, read in another encoding, system or extent."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from tests.ui.source_files import add, open_project, own, parcels
from yhgis.i18n import Message
from yhgis.io.vector_write import write_layer
from yhgis.model.selection import Selection
from yhgis.settings import Settings
from yhgis.ui.dialogs.source_flow import SourceFlow
from yhgis.ui.messages import Offer
from yhgis.ui.panels.layer_menu import LayerMenu
from yhgis.ui.panels.layer_tip import tip
from yhgis.ui.panels.layer_tree import LayerTreePanel
from yhgis.ui.panels.tree_model import NODE
from yhgis.ui.panels.tree_nodes import Node, NodeKind
from yhgis.ui.session import Session
from yhgis.ui.session_sources import sources
from yhgis.ui.source_watch import SourceWatch

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def settings() -> Settings:
    return Settings(language="en", checkup_on_add=False)


def project_of_two(qtbot: QtBot, session: Session, folder: Path) -> Path:
    """Save a project of two files in two folders, one with a style of its own and faded, and go on to another map."""
    for name in ("a", "b"):
        (folder / name).mkdir()
    write_layer(parcels("红线"), folder / "a" / "红线.gpkg")
    write_layer(parcels("地块", north=900), folder / "b" / "地块.geojson")
    first = add(qtbot, session, folder / "a" / "红线.gpkg")
    add(qtbot, session, folder / "b" / "地块.geojson")
    session.set_style(first, session.style(session.state.entry(first)).model_copy(update={"opacity": 0.5}))
    session.set_opacity(first, 0.35)
    path = folder.parent / "工程.yhmap"
    assert session.save_project(path)
    session.new_project()
    return path


def lost(session: Session) -> list[str]:
    return [entry.id for entry in session.state.entries if entry.lost is not None]


def lines(panel: LayerTreePanel) -> list[tuple[QModelIndex, Node]]:
    found = []

    def walk(parent: QModelIndex) -> None:
        for number in range(panel.model.rowCount(parent)):
            index = panel.model.index(number, 0, parent)
            found.append((index, index.data(NODE)))
            walk(index)

    walk(QModelIndex())
    return found


def test_moved_files_keep_their_place_until_they_are_found_together(
    qtbot: QtBot, session: Session, folder: Path, said: list[Message]
) -> None:
    path = project_of_two(qtbot, session, folder)
    before = json.loads(path.read_text("utf-8"))
    moved = folder.with_name("搬走了")
    shutil.move(folder, moved)
    open_project(qtbot, session, path)
    assert own(session) == lost(session) == ["红线", "地块"]
    (offer,) = [message for message in said if isinstance(message, Offer)]
    assert "2 layers" in str(offer)
    assert session.map_layers()  # the rest is drawn

    # Saved while they are lost, nothing is forgotten.
    assert session.save_project(path)
    assert json.loads(path.read_text("utf-8"))["layers"] == before["layers"]

    panel = LayerTreePanel(session)
    qtbot.addWidget(panel)
    found = [(index, node) for index, node in lines(panel) if node.kind is NodeKind.FIND]
    assert [node.layer_id for _, node in found] == ["地块", "红线"]
    with qtbot.waitSignal(sources(session).findAsked) as asked:
        offer.run()
    assert asked.args == ["红线"]

    sources(session).find(moved, "红线")
    qtbot.waitUntil(lambda: not lost(session), timeout=10_000)
    assert [len(session.state.entry(name).layer) for name in ("红线", "地块")] == [2, 2]
    assert session.state.entry("红线").opacity == 0.35
    assert session.state.entry("红线").style is not None
    assert session.state.entry("红线").spec == str(moved / "a" / "红线.gpkg")
    assert not [node for _, node in lines(panel) if node.kind is NodeKind.FIND]
    session.undo()
    assert lost(session) == ["红线", "地块"]  # one step
    session.redo()
    assert not lost(session)


def test_a_line_of_the_tree_asks_for_the_folder(qtbot: QtBot, session: Session, folder: Path) -> None:
    path = project_of_two(qtbot, session, folder)
    (folder / "a" / "红线.gpkg").unlink()
    open_project(qtbot, session, path)
    window = QMainWindow()
    qtbot.addWidget(window)
    flow = SourceFlow(session, window)
    panel = LayerTreePanel(session)
    qtbot.addWidget(panel)
    panel.resize(264, 1200)
    with qtbot.waitExposed(panel):
        panel.show()
    index, node = next((index, node) for index, node in lines(panel) if node.kind is NodeKind.FIND)
    panel.view.scrollTo(index)
    place = panel.view.visualRect(index).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert isinstance(flow.dialog, QFileDialog)
    flow.dialog.reject()
    panel.view.setCurrentIndex(index)
    with qtbot.waitSignal(sources(session).findAsked):
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert "not where it was" in tip(session, node.layer_id)
    menu = LayerMenu(session, index.parent().data(NODE))
    qtbot.addWidget(menu)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Find in a folder …", "Source and properties …", "Remove from the map"]


def test_a_search_without_success_says_so(
    qtbot: QtBot, session: Session, folder: Path, tmp_path: Path, said: list[Message]
) -> None:
    path = project_of_two(qtbot, session, folder)
    (folder / "a" / "红线.gpkg").unlink()
    open_project(qtbot, session, path)
    empty = tmp_path / "空"
    empty.mkdir()
    sources(session).find(empty, "红线")
    qtbot.waitUntil(lambda: any("is not in this folder" in str(message) for message in said))
    assert lost(session) == ["红线"]


def test_a_file_that_cannot_be_read_keeps_its_place_and_can_be_tried_again(
    qtbot: QtBot, session: Session, folder: Path, said: list[Message]
) -> None:
    path = project_of_two(qtbot, session, folder)
    geojson = folder / "b" / "地块.geojson"
    whole = geojson.read_bytes()
    geojson.write_bytes(whole[: len(whole) // 2])
    open_project(qtbot, session, path)
    assert lost(session) == ["地块"]
    gone = session.state.entry("地块").lost
    assert gone is not None
    assert not gone.gone
    geojson.write_bytes(whole)
    sources(session).try_again("地块")
    qtbot.waitUntil(lambda: not lost(session))
    assert len(session.state.entry("地块").layer) == 2


def changed(qtbot: QtBot, watch: SourceWatch, said: list[Message]) -> Offer:
    """Return what is offered once the file has come to rest."""

    def heard() -> None:
        watch.look()
        assert [message for message in said if isinstance(message, Offer)]

    qtbot.waitUntil(heard, timeout=10_000)
    return next(message for message in said if isinstance(message, Offer))


def settled(qtbot: QtBot, watch: SourceWatch) -> None:
    qtbot.waitUntil(lambda: bool(watch._known) and all(watch._known.values()))


def test_a_changed_file_offers_reload_which_keeps_style_order_and_selection(
    qtbot: QtBot, session: Session, folder: Path, said: list[Message]
) -> None:
    watch = SourceWatch(session)
    write_layer(parcels("地块"), folder / "地块.gpkg")
    name = add(qtbot, session, folder / "地块.gpkg")
    session.set_opacity(name, 0.4)
    session.selecting.take(Selection(name, np.array([1])))
    assert session.save_project(folder / "工程.yhmap")
    settled(qtbot, watch)
    watch.look()
    qtbot.waitUntil(lambda: not session.tasks.running)
    assert not [message for message in said if isinstance(message, Offer)]

    write_layer(parcels("地块", north=500), folder / "地块.gpkg")
    offer = changed(qtbot, watch, said)
    assert "地块.gpkg" in str(offer)
    before = session.state.entry(name).layer.bounds
    offer.run()
    qtbot.waitUntil(lambda: session.state.entry(name).layer.bounds != before)
    assert session.state.entry(name).opacity == 0.4
    assert session.selecting.current.features.tolist() == [1]
    assert not session.open_map.unsaved  # what is on the disk is no edit
    session.undo()  # the opacity; the features stay as they are on the disk
    assert session.state.entry(name).layer.bounds != before
    session.redo()

    write_layer(parcels("地块", 3), folder / "地块.gpkg")
    sources(session).reload([name])
    qtbot.waitUntil(lambda: len(session.state.entry(name).layer) == 3)
    assert not len(session.selecting.current.features)


def test_a_half_written_file_leaves_what_was_read(
    qtbot: QtBot, session: Session, folder: Path, said: list[Message]
) -> None:
    watch = SourceWatch(session)
    path = folder / "地块.geojson"
    write_layer(parcels("地块"), path)
    whole = path.read_bytes()
    name = add(qtbot, session, path)
    settled(qtbot, watch)
    path.write_bytes(whole[:200])
    changed(qtbot, watch, said).run()
    qtbot.waitUntil(lambda: any("what was read before stays" in str(message) for message in said))
    assert len(session.state.entry(name).layer) == 2
    said.clear()
    path.write_bytes(whole.replace("甲".encode(), "乙".encode()))
    changed(qtbot, watch, said).run()
    qtbot.waitUntil(lambda: session.state.entry(name).layer.field("名称").tolist() == ["乙", "乙"])


def test_a_file_that_is_deleted_stays_on_the_map_and_is_told_once(
    qtbot: QtBot, session: Session, folder: Path, said: list[Message]
) -> None:
    watch = SourceWatch(session)
    path = folder / "地块.geojson"
    write_layer(parcels("地块"), path)
    name = add(qtbot, session, path)
    settled(qtbot, watch)
    path.unlink()

    def told() -> int:
        watch.look()
        return len([message for message in said if "is gone from the disk" in str(message)])

    qtbot.waitUntil(lambda: told() == 1, timeout=10_000)
    for _ in range(3):
        assert told() == 1
        qtbot.waitUntil(lambda: not session.tasks.running)
    assert len(session.state.entry(name).layer) == 2
