"""What the tests of the style panel share."""

from __future__ import annotations

import numpy as np
import shapely
from pytestqt.qtbot import QtBot

from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import FieldName, Layer, LayerInfo
from yhgis.ui.session import Session


def parcels(count: int = 200, name: str = "DLTB") -> Layer:
    """Squares in a row, 1 km apart; a tenth of the areas is missing."""
    x = 490_000.0 + 1000.0 * np.arange(count)
    kinds = np.array(["水田", "旱地", None, "水田"], dtype=object)[np.arange(count) % 4]
    fields = {
        "DLMC": kinds,
        "TBMJ": np.where(np.arange(count) % 10 == 9, np.nan, 100.0 * np.arange(count)),
        "BSM": np.array([f"33{i:06d}" for i in range(count)], dtype=object),
    }
    info = LayerInfo(name, Title("图斑"), field_names={"DLMC": FieldName("DLMC", Title("地类名称", "Land use"))})
    return Layer(info, shapely.box(x, 3_350_000.0, x + 100, 3_350_100.0), fields, WORK_CRS)


def settle(qtbot: QtBot, session: Session) -> None:
    """Wait until nothing is being worked out."""
    qtbot.waitUntil(lambda: not session.tasks.running, timeout=20_000)
