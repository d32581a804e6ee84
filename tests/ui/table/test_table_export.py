"""Writing features of a layer: which rows, fields, format, coordinate system and encoding; sources stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from yhgis.errors import UsageError
from yhgis.i18n import Title
from yhgis.io.formats import FORMATS
from yhgis.io.vector import read_layer
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.selection import Selection
from yhgis.plan.catalog import Catalog
from yhgis.resources import layers_folder
from yhgis.settings import Settings
from yhgis.ui.dialogs.export_layer import ExportLayerDialog, refuse_source
from yhgis.ui.panels.table import TablePanel
from yhgis.ui.session import Session

WRITTEN = [fmt.id for fmt in FORMATS if fmt.writes]


def parcels(path: Path | None = None) -> Layer:
    x = 490_000.0 + 1000.0 * np.arange(12)
    fields = {
        "DLMC": np.array(["水田", "旱地", None] * 4, dtype=object),
        "TBMJ": np.array([math_or_nan(i) for i in range(12)]),
        "BSM": np.arange(12) + 330_110_000_000,
    }
    shapes = shapely.box(x, 3_350_000.0, x + 100, 3_350_100.0)
    return Layer(LayerInfo("DLTB", Title("图斑"), path=path), shapes, fields, WORK_CRS)


def math_or_nan(i: int) -> float:
    return float("nan") if i == 5 else i * 100.5


@pytest.fixture
def session(qtbot: QtBot, folder: Path) -> Iterator[Session]:
    source = folder / "DLTB.gpkg"
    write_layer(parcels(), source)
    made = Session(Catalog.load(), Settings())
    made.new_project("control_lines")
    made.add(parcels(source), str(source))
    yield made
    made.tasks.close()


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def dialog(session: Session, owner: QWidget, shown: list[int], chosen: list[int]) -> ExportLayerDialog:
    layer = session.state.entry("DLTB").layer
    return ExportLayerDialog(session, layer, np.array(shown), np.array(chosen, dtype=np.int64), ["BSM", "DLMC"], owner)


def write(qtbot: QtBot, session: Session, asked: ExportLayerDialog, path: Path) -> None:
    with qtbot.waitSignal(session.messageShown) as heard:
        asked.write_to(path)
    assert heard.args[0] in ("success", "warning")
    qtbot.waitUntil(lambda: not session.tasks.running)


@pytest.mark.parametrize("fmt", WRITTEN)
def test_what_is_written_is_read_back_in_every_format(
    fmt: str, qtbot: QtBot, session: Session, owner: QWidget, folder: Path
) -> None:
    asked = dialog(session, owner, [8, 4, 1, 0], [1, 4, 11])
    asked.format.setCurrentIndex(asked.format.findData(fmt))
    asked.crs.setCurrentIndex(asked.crs.findData("EPSG:4528"))
    asked.encoding.setCurrentText("GBK")
    suffix = asked.chosen_format.extensions[0]
    path = folder / f"导出{suffix}"
    write(qtbot, session, asked, path)
    back = read_layer(path, crs="EPSG:4528" if fmt == "txt" else None)
    assert len(back) == 3
    assert back.crs == "EPSG:4528"
    wanted = session.state.entry("DLTB").layer.to_crs("EPSG:4528").geometry[[4, 1, 11]]
    assert shapely.hausdorff_distance(back.geometry, wanted).max() < 2e-3
    if fmt != "txt":  # survey coordinates have their own few fields
        assert list(back.fields) == ["BSM", "DLMC"]
        assert back.fields["BSM"].tolist() == [330_110_000_004, 330_110_000_001, 330_110_000_011]
        assert back.fields["DLMC"].tolist() == ["旱地", "旱地", None]
    assert Path(session.settings.last_folders["export"]) == folder


def test_which_rows_and_fields(qtbot: QtBot, session: Session, owner: QWidget, folder: Path) -> None:
    asked = dialog(session, owner, [2, 1], [])
    assert asked.which.current == "shown"
    asked.shown_fields.setChecked(False)
    write(qtbot, session, asked, folder / "a.gpkg")
    assert list(read_layer(folder / "a.gpkg").fields) == ["DLMC", "TBMJ", "BSM"]
    assert read_layer(folder / "a.gpkg").fields["BSM"].tolist() == [330_110_000_002, 330_110_000_001]
    asked = dialog(session, owner, [2, 1], [7])
    assert asked.which.current == "selected"
    asked.which.choose("all")
    write(qtbot, session, asked, folder / "b.gpkg")
    assert len(read_layer(folder / "b.gpkg")) == 12


def test_encoding_is_asked_only_where_there_is_one(session: Session, owner: QWidget) -> None:
    asked = dialog(session, owner, [1], [])
    on = {}
    for fmt in WRITTEN:
        asked.format.setCurrentIndex(asked.format.findData(fmt))
        on[fmt] = asked.encoding.currentText() if asked.encoding.isEnabled() else ""
    assert on == {"gpkg": "", "shp": "UTF-8", "zip": "UTF-8", "geojson": "", "fgb": "", "txt": "GBK"}


def test_a_source_is_never_written_over(qtbot: QtBot, session: Session, owner: QWidget, folder: Path) -> None:
    source = folder / "DLTB.gpkg"
    before = source.read_bytes()
    asked = dialog(session, owner, [1], [])
    asked.write_to(source)
    assert "数据源" in asked.fault.text()
    assert not session.tasks.running
    link = folder / "link.gpkg"
    link.symlink_to(source)
    for path in (link, folder / "x" / ".." / "DLTB.gpkg", layers_folder() / "towns.gpkg"):
        with pytest.raises(UsageError):
            refuse_source(path, session)
    refuse_source(folder / "other.gpkg", session)
    assert source.read_bytes() == before


def test_an_unknown_crs_is_said_and_nothing_is_written(session: Session, owner: QWidget, folder: Path) -> None:
    asked = dialog(session, owner, [1], [])
    asked.crs.setEditText("EPSG:99999")
    asked.write_to(folder / "c.gpkg")
    assert "EPSG:99999" in asked.fault.text()
    assert not (folder / "c.gpkg").exists()
    asked.crs.setEditText("4490")
    assert asked.chosen_crs() == "EPSG:4490"


def test_the_table_asks_for_its_rows_by_key(qtbot: QtBot, session: Session) -> None:
    panel = TablePanel(session)
    qtbot.addWidget(panel)
    panel.show_layer("DLTB")
    session.selecting.take(Selection("DLTB", np.array([3, 4])))
    panel.bar.save.setFocus()
    QTest.keyClick(panel.bar.save, Qt.Key.Key_Space)
    asked = panel.findChild(ExportLayerDialog)
    assert asked.which.current == "selected"
    assert "2" in asked.which.button("selected").text()
    names = [part.accessibleName() for part in (asked.which, asked.format, asked.crs, asked.encoding)]
    assert all(names)
    asked.reject()
