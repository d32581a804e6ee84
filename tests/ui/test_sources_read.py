"""Files read in another encoding, system or extent, in part, from a folder or an archive."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from tests.io.makers import boxes, shapefile
from tests.io.test_web_coordinates import web_file
from tests.ui.source_files import add, open_project, own, parcels
from yhgis.errors import UsageError
from yhgis.i18n import Message
from yhgis.io.vector_write import write_layer
from yhgis.model.view import View
from yhgis.model.web_offset import GCJ02
from yhgis.plan import official
from yhgis.settings import Settings
from yhgis.ui.dialogs.add_flow import AddFlow
from yhgis.ui.dialogs.crs_dialog import CrsDialog
from yhgis.ui.dialogs.encoding_dialog import EncodingDialog
from yhgis.ui.dialogs.large_file import LargeFileDialog
from yhgis.ui.dialogs.source_flow import SourceFlow
from yhgis.ui.main_window import MainWindow
from yhgis.ui.panels.layer_tip import tip
from yhgis.ui.session import Session
from yhgis.ui.session_sources import sources

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def settings() -> Settings:
    return Settings(language="en", checkup_on_add=False)


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
