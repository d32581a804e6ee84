"""Files of parcels, and what a session knows of them, for the tests of the files behind the layers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from pytestqt.qtbot import QtBot

from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.ui.session import Session


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


def open_project(qtbot: QtBot, session: Session, path: Path) -> None:
    with qtbot.waitSignal(session.projectChanged):
        session.open_project(path)
    qtbot.waitUntil(lambda: not session.tasks.running)


def own(session: Session) -> list[str]:
    return [entry.id for entry in session.state.entries if entry.layer.info.group == "own"]
