"""The files behind the layers: lost and found, changed on the disk, read in another encoding, system or extent."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from tests.io.makers import boxes, shapefile
from tests.io.test_web_coordinates import web_file
from yhgis.errors import UsageError
from yhgis.i18n import Message, Title, set_language
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.selection import Selection
from yhgis.model.view import View
from yhgis.model.web_offset import GCJ02
from yhgis.plan import official
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.dialogs.add_flow import AddFlow
from yhgis.ui.dialogs.crs_dialog import CrsDialog
from yhgis.ui.dialogs.encoding_dialog import EncodingDialog
from yhgis.ui.dialogs.large_file import LargeFileDialog
from yhgis.ui.dialogs.source_flow import SourceFlow
from yhgis.ui.main_window import MainWindow
from yhgis.ui.messages import Offer
from yhgis.ui.panels.layer_menu import LayerMenu
from yhgis.ui.panels.layer_tip import tip
from yhgis.ui.panels.layer_tree import LayerTreePanel
from yhgis.ui.panels.tree_model import NODE
from yhgis.ui.panels.tree_nodes import Node, NodeKind
from yhgis.ui.session import Session
from yhgis.ui.session_sources import sources
from yhgis.ui.source_watch import SourceWatch


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    set_language("en")
    made = Session(Catalog.load(), Settings(language="en", checkup_on_add=False))
    made.new_project()
    yield made
    made.tasks.close()


@pytest.fixture
def said(session: Session) -> list[Message]:
    heard: list[Message] = []
    session.messageShown.connect(lambda _level, message: heard.append(message))
    return heard


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "余杭 区" / "数据（终稿）"
    made.mkdir(parents=True)
    return made


def parcels(name: str, count: int = 2, north: float = 0.0) -> Layer:
    shapes = np.array(
        [shapely.box(490_000 + 700 * i, 3_350_000 + north, 490_600 + 700 * i, 3_350_400 + north) for i in range(count)],
        dtype=object,
    )
    return Layer(LayerInfo(name, Title(name)), shapes, {"名称": np.array(["甲"] * count, dtype=object)}, WORK_CRS)


def add(qtbot: QtBot, session: Session, path: Path) -> str:
    with qtbot.waitSignal(session.layerAdded) as added:
        session.add_layer(str(path))
    return str(added.args[0])


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


def open_project(qtbot: QtBot, session: Session, path: Path) -> None:
    with qtbot.waitSignal(session.projectChanged):
        session.open_project(path)
    qtbot.waitUntil(lambda: not session.tasks.running)


def own(session: Session) -> list[str]:
    return [entry.id for entry in session.state.entries if entry.layer.info.group == "own"]


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


@pytest.fixture
def flow(qtbot: QtBot, session: Session) -> AddFlow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.flow = AddFlow(session, window)  # type: ignore[attr-defined]
    window.sources = SourceFlow(session, window)  # type: ignore[attr-defined]
    return window.flow  # type: ignore[attr-defined,no-any-return]


def test_a_text_that_reads_both_ways_is_shown_both_ways_once_a_folder(
    qtbot: QtBot, session: Session, flow: AddFlow, folder: Path
) -> None:
    # 一 is D2 BB in GBK, which is strict UTF-8 too, a Cyrillic letter.
    names = ["一", "一", "一", "一"]
    plain = {"field": "name", "number_field": "area"}
    first = shapefile(folder / "甲.shp", "gb18030", cpg=None, language_byte=0, names=names, **plain)
    second = shapefile(folder / "乙.shp", "gb18030", cpg=None, language_byte=0, names=names, **plain)
    session.open_files([first])
    qtbot.waitUntil(lambda: isinstance(flow.dialog, EncodingDialog))
    dialog = flow.dialog
    assert isinstance(dialog, EncodingDialog)
    assert set(dialog.buttons) == {"gb18030", "utf-8"}
    with qtbot.waitSignal(session.layerAdded) as added:
        dialog.buttons["gb18030"].click()
    entry = session.state.entry(str(added.args[0]))
    assert entry.layer.field("name").tolist() == names
    assert entry.encoding == "gb18030"
    with qtbot.waitSignal(session.layerAdded) as added:
        session.open_files([second])  # remembered for the folder
    assert session.state.entry(str(added.args[0])).layer.field("name").tolist() == names
    path = folder / "工程.yhmap"
    assert session.save_project(path)
    session.new_project()
    open_project(qtbot, session, path)
    assert session.state.entry("甲").layer.field("name").tolist() == names


def test_a_layer_is_read_again_in_another_encoding_as_one_step(
    qtbot: QtBot, session: Session, flow: AddFlow, folder: Path
) -> None:
    path = shapefile(folder / "镇街.shp", "utf-8", cpg="UTF-8", language_byte=0)
    name = add(qtbot, session, path)
    right = session.state.entry(name).layer.field("名称").tolist()
    source_flow = flow.parent().sources  # type: ignore[attr-defined]
    sources(session).encodingAsked.emit(name)
    qtbot.waitUntil(lambda: isinstance(source_flow.dialog, EncodingDialog))
    with qtbot.waitSignal(sources(session).wasRead):
        source_flow.dialog.buttons["gb18030"].click()
    layer = session.state.entry(name).layer
    assert "名称" not in layer.fields
    session.undo()
    assert session.state.entry(name).layer.field("名称").tolist() == right
    assert session.state.entry(name).encoding == ""


def test_web_map_coordinates_are_declared_and_say_so(
    qtbot: QtBot, session: Session, flow: AddFlow, folder: Path, said: list[Message]
) -> None:
    name = add(qtbot, session, web_file(folder, GCJ02))
    source_flow = flow.parent().sources  # type: ignore[attr-defined]
    sources(session).crsAsked.emit(name)
    qtbot.waitUntil(lambda: isinstance(source_flow.dialog, CrsDialog))
    dialog = source_flow.dialog
    dialog.code.setEditText("GCJ-02")
    assert dialog.ok.isEnabled()
    assert "not to decide about a parcel" in dialog.caution.text()
    with qtbot.waitSignal(sources(session).wasRead):
        dialog.accept_choice()
    entry = session.state.entry(name)
    assert entry.crs == GCJ02
    assert np.abs(np.array(entry.layer.bounds) - shapely.total_bounds(boxes())).max() < 0.01
    assert "shifted back approximately" in tip(session, name)
    assert any("no basis for a decision" in str(note) for note in entry.layer.info.notes)
    with pytest.raises(UsageError, match="never in web-map coordinates"):
        official.declare("ecological_redline", folder / "x.geojson", crs=GCJ02)


def test_a_file_larger_than_memory_opens_in_part_and_never_silently(
    qtbot: QtBot, session: Session, flow: AddFlow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yhgis.io.part.free_memory", lambda: 1000)
    path = folder / "大.gpkg"
    write_layer(parcels("大", 20), path)
    x0, y0 = 490_000.0, 3_350_000.0
    session.view = _view((x0, y0, x0 + 800, y0 + 400))
    session.open_files([path])
    qtbot.waitUntil(lambda: isinstance(flow.dialog, LargeFileDialog))
    dialog = flow.dialog
    assert isinstance(dialog, LargeFileDialog)
    with qtbot.waitSignal(session.layerAdded) as added:
        dialog.part.click()
    name = str(added.args[0])
    entry = session.state.entry(name)
    assert 1 < len(entry.layer) < 20
    assert any("only the part" in str(note) for note in entry.layer.info.notes)
    assert "Only a part" in tip(session, name)
    project = folder / "工程.yhmap"
    assert session.save_project(project)
    session.new_project()
    open_project(qtbot, session, project)
    assert session.state.entry(name).extent == entry.extent
    assert len(session.state.entry(name).layer) == len(entry.layer)
    with qtbot.waitSignal(sources(session).wasRead):
        sources(session).read_again(name, Message("All of {layer}", {"layer": name}), extent=None)
    assert len(session.state.entry(name).layer) == 20
    assert "Only a part" not in tip(session, name)


def _view(extent: tuple[float, float, float, float]) -> View:
    x0, y0, x1, y1 = extent
    return View((x0 + x1) / 2, (y0 + y1) / 2, 1000.0, x1 - x0, y1 - y0)


@pytest.mark.parametrize("kind", ["folder", "archive"])
def test_a_folder_and_an_archive_are_dropped_or_chosen(qtbot: QtBot, session: Session, folder: Path, kind: str) -> None:
    window = MainWindow(session)
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_may_close", True))
    inside = folder / "一批 数据"
    inside.mkdir()
    write_layer(parcels("红线"), inside / "红线.geojson")
    drop = inside
    if kind == "archive":
        drop = Path(shutil.make_archive(str(folder / "打包"), "zip", inside))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(drop))])
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    flow = window.panels.add_flow

    def answered() -> bool:
        if flow.dialog is not None and hasattr(flow.dialog, "ok"):
            flow.dialog.ok.click()
            flow.dialog = None
        return bool(own(session))

    window.dropEvent(event)
    qtbot.waitUntil(answered, timeout=10_000)
    assert Path(session.settings.last_folders["open"]) == (inside if kind == "folder" else folder)
    window.commands.add_folder()
    assert isinstance(flow.dialog, QFileDialog)
    assert flow.dialog.fileMode() == QFileDialog.FileMode.Directory
    flow.dialog.reject()
