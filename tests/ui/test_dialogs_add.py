"""From files to the map: which layers, in which CRS, and what is said when a file is bad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from yhgis.i18n import Message, Title
from yhgis.io.crs_guess import propose
from yhgis.io.inspect import InnerLayer
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS, transform
from yhgis.model.layer import GeometryKind, Layer, LayerInfo, Status
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.dialogs.add_file import AddFileDialog, FoundLayer
from yhgis.ui.dialogs.add_flow import AddFlow
from yhgis.ui.dialogs.add_official import OfficialDialog
from yhgis.ui.dialogs.crs_dialog import CrsDialog, CrsQuestion
from yhgis.ui.dialogs.landing import landing
from yhgis.ui.dialogs.layer_choices import first_choice, layer_choices
from yhgis.ui.session import Session

BOX = (490_000.0, 3_350_000.0, 490_600.0, 3_350_400.0)
DISTRICT = shapely.box(480_000, 3_340_000, 500_000, 3_360_000)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    made.new_project()
    yield made
    made.tasks.close()


@pytest.fixture
def flow(qtbot: QtBot, session: Session) -> AddFlow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.flow = AddFlow(session, window)  # type: ignore[attr-defined]
    return window.flow  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "余杭 区" / "数据（终稿）"
    made.mkdir(parents=True)
    return made


def layer(name: str = "地块", crs: str = WORK_CRS) -> Layer:
    shapes = np.array([shapely.box(*BOX), shapely.box(490_700, 3_350_000, 490_900, 3_350_400)], dtype=object)
    fields = {"名称": np.array(["甲", "乙"], dtype=object)}
    made = Layer(LayerInfo(name, Title(name)), shapes, fields, WORK_CRS)
    return made.to_crs(crs)


def without_crs(folder: Path, name: str = "无坐标", shapes: list[shapely.Geometry] | None = None) -> Path:
    """Write a shapefile and take its .prj away, as people do when they send three of the five files."""
    source = layer(name)
    if shapes is not None:
        source = Layer(source.info, np.array(shapes, dtype=object), {"名称": np.array(["甲"] * len(shapes))}, WORK_CRS)
    path = folder / f"{name}.shp"
    write_layer(source, path)
    path.with_suffix(".prj").unlink()
    return path


def two_layers(folder: Path) -> Path:
    import geopandas

    path = folder / "多图层.gpkg"
    for name in ("红线", "道路"):
        frame = layer(name).to_geodataframe()
        assert isinstance(frame, geopandas.GeoDataFrame)
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    return path


def idle(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: not session.tasks.running, timeout=10_000)


def offered(qtbot: QtBot, flow: AddFlow, session: Session, *paths: Path) -> None:
    session.open_files(list(paths))
    idle(qtbot, session)


# --- without a question ---------------------------------------------------------------------------------------------


def test_a_plain_file_comes_without_a_question(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    path = folder / "地块.gpkg"
    write_layer(layer(crs="EPSG:4490"), path)
    with qtbot.waitSignals([session.layerAdded, session.viewRequested, session.messageShown], timeout=10_000):
        session.open_files([path])
    entry = session.state.entry("地块")
    assert flow.dialog is None
    assert entry.layer.crs == WORK_CRS
    assert entry.layer.bounds == pytest.approx((490_000, 3_350_000, 490_900, 3_350_400), abs=0.01)
    assert entry.spec == str(path)
    assert session.settings.recent_files[0] == str(path)
    assert session.settings.last_folders["open"] == str(folder)


def test_one_bad_file_does_not_stop_the_good_ones(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    good, bad, gone = folder / "好.gpkg", folder / "坏.gpkg", folder / "没有.shp"
    write_layer(layer("好"), good)
    bad.write_bytes(b"no geopackage")
    said: list[tuple[str, Message]] = []
    session.messageShown.connect(lambda level, message: said.append((level, message)))
    offered(qtbot, flow, session, bad, gone, good)
    assert session.state.has("好")
    faults = [str(message) for level, message in said if level == "error"]
    assert len(faults) == 2
    assert "坏.gpkg" in faults[0]
    assert "没有.shp" in faults[1]
    assert said[-1][0] == "success"


def test_an_empty_layer_is_refused_in_one_sentence(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    path = folder / "空.gpkg"
    write_layer(layer("空").select(np.array([False, False])), path)
    with qtbot.waitSignal(session.messageShown, timeout=10_000) as said:
        session.open_files([path])
    idle(qtbot, session)
    assert said.args[0] == "error"
    assert "空" in str(said.args[1])
    assert not session.state.has("空")


# --- several layers -------------------------------------------------------------------------------------------------


def test_a_file_of_several_layers_asks_which(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    path = two_layers(folder)
    offered(qtbot, flow, session, path)
    dialog = flow.dialog
    assert isinstance(dialog, AddFileDialog)
    assert [item.inner.name for item in dialog.chosen] == ["红线", "道路"]
    dialog.list.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
    assert dialog.ok.text() == "添加"
    dialog.accept()
    idle(qtbot, session)
    assert not session.state.has("红线")
    assert session.state.entry("道路").spec == f"{path}|layername=道路"


def test_nothing_ticked_adds_nothing(qtbot: QtBot) -> None:
    full = InnerLayer("a", GeometryKind.POLYGON, 3, WORK_CRS, ("名称",))
    empty = InnerLayer("b", GeometryKind.POINT, 0, "", ())
    dialog = AddFileDialog([FoundLayer(Path("x.gpkg"), inner, True) for inner in (full, empty)])
    qtbot.addWidget(dialog)
    assert [item.inner.name for item in dialog.chosen] == ["a"]
    dialog.tick_all(False)
    assert dialog.chosen == ()
    assert not dialog.ok.isEnabled()
    dialog.tick_all(True)
    assert [item.inner.name for item in dialog.chosen] == ["a"]  # what is empty cannot be ticked


# --- no CRS ---------------------------------------------------------------------------------------------------------


def test_a_file_without_crs_is_asked_about(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    path = without_crs(folder)
    offered(qtbot, flow, session, path)
    dialog = flow.dialog
    assert isinstance(dialog, CrsDialog)
    assert not session.state.has("无坐标")
    assert dialog.verdict.text() == "落在余杭区范围内。"
    assert dialog.ok.isEnabled()
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    idle(qtbot, session)
    entry = session.state.entry("无坐标")
    assert entry.crs == "EPSG:4549"
    assert entry.layer.bounds[0] == pytest.approx(490_000)


def test_not_to_add_adds_nothing(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    before = session.state
    offered(qtbot, flow, session, without_crs(folder))
    assert isinstance(flow.dialog, CrsDialog)
    flow.dialog.reject()
    idle(qtbot, session)
    assert session.state is before


def test_swapped_axes_are_proposed_and_put_right(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    swapped = shapely.transform(shapely.box(*BOX), lambda xy: xy[:, ::-1])
    offered(qtbot, flow, session, without_crs(folder, "测量", [swapped]))
    dialog = flow.dialog
    assert isinstance(dialog, CrsDialog)
    dialog.accept_choice()
    idle(qtbot, session)
    assert session.state.entry("测量").layer.bounds == pytest.approx(BOX)
    assert (session.state.entry("测量").crs, session.state.entry("测量").swap_xy) == ("EPSG:4549", True)


def test_a_project_keeps_that_axes_were_exchanged(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    swapped = shapely.transform(shapely.box(*BOX), lambda xy: xy[:, ::-1])
    offered(qtbot, flow, session, without_crs(folder, "测量", [swapped]))
    assert isinstance(flow.dialog, CrsDialog)
    flow.dialog.accept_choice()
    idle(qtbot, session)
    assert session.save_project(folder / "规划.yhmap")
    session.new_project()
    assert not session.state.has("测量")
    session.open_project(folder / "规划.yhmap")
    qtbot.waitUntil(lambda: session.state.has("测量"), timeout=10_000)
    assert session.state.entry("测量").layer.bounds == pytest.approx(BOX)
    assert session.state.entry("测量").swap_xy


def test_one_answer_serves_the_folder(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    offered(qtbot, flow, session, without_crs(folder, "甲"), without_crs(folder, "乙"), without_crs(folder, "丙"))
    dialog = flow.dialog
    assert isinstance(dialog, CrsDialog)
    assert dialog.for_all.isChecked()
    assert "2" in dialog.for_all.text()
    dialog.accept_choice()
    idle(qtbot, session)
    assert all(session.state.has(name) for name in ("甲", "乙", "丙"))
    assert flow.dialog is dialog  # no second question


def test_an_answer_is_remembered_for_the_folder_and_told(
    qtbot: QtBot, flow: AddFlow, session: Session, folder: Path
) -> None:
    offered(qtbot, flow, session, without_crs(folder, "甲"))
    first = flow.dialog
    assert isinstance(first, CrsDialog)
    first.accept_choice()
    idle(qtbot, session)
    said: list[str] = []
    session.messageShown.connect(lambda level, message: said.append(f"{level}: {message}"))
    offered(qtbot, flow, session, without_crs(folder, "乙"))
    assert flow.dialog is first  # not asked again
    assert session.state.entry("乙").crs == "EPSG:4549"
    assert said[0] == "info: “乙”未注明坐标系，已按您对本文件夹的选择读作 EPSG:4549。"
    elsewhere = [shapely.box(119.9, 30.2, 120.0, 30.3)]
    offered(qtbot, flow, session, without_crs(folder, "丙", elsewhere))
    assert flow.dialog is not first  # there these numbers would be nowhere near
    assert isinstance(flow.dialog, CrsDialog)
    flow.dialog.reject()
    idle(qtbot, session)


def survey(folder: Path, system: str, name: str = "界址.txt") -> Path:
    x0, y0, x1, y1 = BOX
    corners = [(y0, x0), (y0, x1), (y1, x1), (y1, x0)]
    lines = ["[属性描述]", f"坐标系={system}", "几度分带=3", "带号=40", "[地块坐标]", "4,24,1,东湖地块,面,,,,@"]
    lines += [f"J{number},1,{north},{east}" for number, (north, east) in enumerate(corners, 1)]
    (folder / name).write_bytes("\r\n".join(lines).encode("gbk"))
    return folder / name


def test_a_survey_file_comes_without_a_question(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    offered(qtbot, flow, session, survey(folder, "2000国家大地坐标系"))
    assert flow.dialog is None
    assert session.state.entry("界址").layer.bounds == pytest.approx(BOX)


def test_xian_80_is_asked_and_nothing_is_proposed(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    offered(qtbot, flow, session, survey(folder, "1980西安坐标系"))
    dialog = flow.dialog
    assert isinstance(dialog, CrsDialog)
    assert any("1980西安坐标系" in words.text() for words in dialog.findChildren(QLabel))
    assert not dialog.ok.isEnabled()
    dialog.code.setCurrentIndex(dialog.code.findData("EPSG:2385"))
    assert dialog.ok.isEnabled()
    said: list[str] = []
    session.messageShown.connect(lambda level, message: said.append(str(message)))
    dialog.accept_choice()
    idle(qtbot, session)
    assert session.state.entry("界址").crs == "EPSG:2385"
    assert any("位置可能相差上百米" in text for text in said)


def test_a_folder_asks_which_of_its_files(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    (folder / "下级").mkdir()
    write_layer(layer("红线"), folder / "红线.gpkg")
    write_layer(layer("道路"), folder / "下级" / "道路.gpkg")
    (folder / "说明.txt").write_text("请查收", encoding="gbk")
    (folder / "坏.shp").write_bytes(b"x")
    said: list[str] = []
    session.messageShown.connect(lambda level, message: said.append(f"{level}: {message}"))
    offered(qtbot, flow, session, folder)
    dialog = flow.dialog
    assert isinstance(dialog, AddFileDialog)
    assert sorted(item.inner.name for item in dialog.chosen) == ["红线", "道路"]
    assert len(said) == 1
    assert "坏.shp" in said[0]
    dialog.accept()
    idle(qtbot, session)
    assert session.state.entry("红线").spec == str(folder / "红线.gpkg")


# --- official data --------------------------------------------------------------------------------------------------


def red_line(folder: Path) -> Path:
    shapes = np.array([shapely.box(*BOX)], dtype=object)
    fields = {"HXMC": np.array(["天目山"], dtype=object), "LHLX": np.array(["1"], dtype=object)}
    path = folder / "STBHHX.gpkg"
    write_layer(Layer(LayerInfo("STBHHX", Title("STBHHX")), shapes, fields, WORK_CRS), path)
    return path


@pytest.fixture
def _catalog_forgets() -> Iterator[None]:
    yield
    Catalog.load().forget("ecological_redline")


@pytest.mark.usefixtures("_catalog_forgets")
def test_a_control_line_is_offered_as_official_and_takes_the_place(
    qtbot: QtBot, flow: AddFlow, session: Session, folder: Path
) -> None:
    path = red_line(folder)
    offered(qtbot, flow, session, path)
    dialog = flow.dialog
    assert isinstance(dialog, OfficialDialog)
    assert str(session.state.entry("STBHHX").layer.info.title) == "生态保护红线（STBHHX）"
    assert dialog.keep.isDefault()
    dialog.accept()
    idle(qtbot, session)
    entry = session.state.entry("ecological_redline")
    assert (entry.layer.info.status, len(entry.layer), entry.visible) == (Status.OFFICIAL, 1, True)
    assert entry.layer.bounds == pytest.approx(BOX)
    assert not session.state.has("STBHHX")
    assert session.catalog.layer("ecological_redline").info.source == str(path)
    assert sorted(file.name for file in folder.iterdir()) == ["STBHHX.gpkg"]
    offered(qtbot, flow, session, path)
    assert flow.dialog is dialog  # what is official is not asked about again


def test_statutory_layers_are_offered_first_and_a_question_opens_with_the_newest(session: Session) -> None:
    parcel = layer("DLTB")
    statutory = Layer(parcel.info, parcel.geometry, {"DLBM": np.array(["0101", "0301"], dtype=object)}, WORK_CRS)
    session.add(statutory, "DLTB.gpkg")
    session.add(layer("项目范围"), "项目范围.gpkg")
    kinds = (GeometryKind.POLYGON,)
    assert [choice.id for choice in layer_choices(session, kinds) if choice.own] == ["DLTB", "项目范围"]
    assert first_choice(session, kinds) == "项目范围"


@pytest.mark.usefixtures("_catalog_forgets")
def test_a_no_leaves_everything_as_it_was(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    offered(qtbot, flow, session, red_line(folder))
    assert isinstance(flow.dialog, OfficialDialog)
    flow.dialog.reject()
    idle(qtbot, session)
    assert session.catalog.layer("ecological_redline").info.status is Status.SCHEMATIC
    assert session.state.has("STBHHX")


def test_add_layer_that_needs_a_crs_asks_too(qtbot: QtBot, flow: AddFlow, session: Session, folder: Path) -> None:
    session.add_layer(str(without_crs(folder)))
    qtbot.waitUntil(lambda: isinstance(flow.dialog, CrsDialog), timeout=10_000)
    assert isinstance(flow.dialog, CrsDialog)
    flow.dialog.accept_choice()
    qtbot.waitUntil(lambda: session.state.has("无坐标"), timeout=10_000)


def question(bounds: tuple[float, float, float, float] | None) -> CrsQuestion:
    return CrsQuestion("a.shp", "a", bounds, propose(bounds) if bounds else ())


def test_the_dialog_shows_where_a_choice_lands(qtbot: QtBot, session: Session) -> None:
    dialog = CrsDialog(question(BOX), session)
    qtbot.addWidget(dialog)
    dialog.code.setEditText("EPSG:3857")
    assert dialog.verdict.text().startswith("落在 1000 公里以外")
    assert dialog.ok.isEnabled()  # the user decides
    dialog.code.setEditText("EPSG:4490")
    assert not dialog.ok.isEnabled()
    assert dialog.verdict.text() == "这些数值在该坐标系中不成立。"
    dialog.code.setEditText("EPSG:99999999")
    assert not dialog.ok.isEnabled()
    assert "EPSG:99999999" in dialog.verdict.text()
    dialog.code.setEditText("4549")
    assert dialog.verdict.text() == "落在余杭区范围内。"
    dialog.accept_choice()
    assert dialog.answer is not None
    assert dialog.answer.crs == "EPSG:4549"


def test_without_a_proposal_nothing_is_chosen_for_the_user(qtbot: QtBot, session: Session) -> None:
    for bounds in (None, (1e9, 1e9, 2e9, 2e9)):
        dialog = CrsDialog(question(bounds), session)
        qtbot.addWidget(dialog)
        assert not dialog.ok.isEnabled()
        dialog.accept_choice()
        assert dialog.answer is None


def test_the_dialog_paints_with_and_without_a_place(qtbot: QtBot, session: Session) -> None:
    dialog = CrsDialog(question(BOX), session)
    qtbot.addWidget(dialog)
    pictures = []
    for code in ("EPSG:4549", "EPSG:3857", "x"):
        dialog.code.setEditText(code)
        pictures.append(bytes(dialog.sketch.grab().toImage().constBits()))
    assert len(set(pictures)) == 3


@given(st.floats(-50_000, 50_000), st.floats(-50_000, 50_000), st.floats(0, 20_000), st.floats(0, 20_000))
def test_landing_agrees_with_geometry(x: float, y: float, width: float, height: float) -> None:
    box = (490_000 + x, 3_350_000 + y, 490_000 + x + width, 3_350_000 + y + height)
    found = landing(box, WORK_CRS, False, DISTRICT)
    expected = shapely.distance(shapely.box(*box), DISTRICT)
    assert found.extent == pytest.approx(box)
    assert found.distance_m == pytest.approx(expected, abs=1e-6)
    assert found.inside == (expected == 0)
    south_first = (box[1], box[0], box[3], box[2])
    assert landing(south_first, WORK_CRS, True, DISTRICT).extent == pytest.approx(box)


def test_landing_through_degrees() -> None:
    degrees = transform(np.array([shapely.box(*BOX)], dtype=object), WORK_CRS, "EPSG:4490")[0].bounds
    found = landing(degrees, "EPSG:4490", False, DISTRICT)
    assert found.inside
    assert found.extent == pytest.approx(BOX, abs=5.0)
    assert str(landing((0.0, 0.0, 1.0, 1.0), "EPSG:4490", False, DISTRICT).message).startswith("落在 1000 公里以外")
