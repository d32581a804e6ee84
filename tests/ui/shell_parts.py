"""What the tests of the whole window share."""

from __future__ import annotations

import numpy as np
import shapely
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.ui.main_window import MainWindow


def own_layer(title: str = "项目红线") -> Layer:
    shapes = np.array([shapely.box(492_000, 3_350_000, 493_000, 3_351_000)], dtype=object)
    info = LayerInfo(id=title, title=Title(title))
    return Layer(info, shapes, {"name": np.array(["地块"], dtype=object)}, WORK_CRS)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.canvas.is_settled)


def answer(window: MainWindow, role: QMessageBox.ButtonRole) -> None:
    box = window.commands.dialog
    assert isinstance(box, QMessageBox)
    button = next(b for b in box.buttons() if box.buttonRole(b) == role)
    button.click()
