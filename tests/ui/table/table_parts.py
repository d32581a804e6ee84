"""What the tests of the attribute table share."""

from __future__ import annotations

import numpy as np
import shapely
from pytestqt.qtbot import QtBot

from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import FieldName, Layer, LayerInfo
from yhgis.ui.session import Session


def parcels(count: int = 200, name: str = "DLTB") -> Layer:
    """Squares 1 km apart, 200 in a row: many of them still lie where coordinates can be projected."""
    x = 490_000.0 + 1000.0 * (np.arange(count) % 200)
    y = 3_350_000.0 + 1000.0 * (np.arange(count) // 200)
    kinds = np.array(["水田", "旱地", None, ""], dtype=object)[np.arange(count) % 4]
    fields = {
        "DLMC": kinds,
        "TBMJ": np.where(np.arange(count) % 10 == 9, np.nan, 100.0 * np.arange(count)),
        "BSM": np.array([f"33{i:06d}" for i in range(count)], dtype=object),
    }
    names = {"DLMC": FieldName("DLMC", Title("地类名称", "Land use"))}
    info = LayerInfo(name, Title("图斑"), field_names=names)
    return Layer(info, shapely.box(x, y, x + 100, y + 100), fields, WORK_CRS)


def settle(qtbot: QtBot, session: Session, after_ms: int = 0) -> None:
    """Wait until nothing is being worked out."""
    if after_ms:
        qtbot.wait(after_ms)
    qtbot.waitUntil(lambda: not session.tasks.running)


def selected(session: Session) -> list[int]:
    return session.selecting.current.features.tolist()
