"""A footprint that a file brought is measured and offered its check; other layers are not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pytestqt.qtbot import QtBot

from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.result import Result
from yhgis.ui.main_window import MainWindow
from yhgis.ui.map_tools.landed_card import MOST_AREAS
from yhgis.ui.panels.style.styling import styling
from yhgis.ui.session import Session


def _layer(geometry: list[shapely.Geometry], title: str = "项目红线") -> Layer:
    shapes = np.array(geometry, dtype=object)
    return Layer(LayerInfo(title, Title(title)), shapes, {"名称": np.full(len(shapes), "甲", dtype=object)}, WORK_CRS)


def _box(i: int = 0) -> shapely.Geometry:
    return shapely.box(490_000 + 20 * i, 3_350_000, 490_010 + 20 * i, 3_350_010)


def test_one_click_checks_a_footprint_that_was_added(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    added = session.add(_layer([shapely.box(485_000, 3_358_000, 487_000, 3_359_000)]), "/数据/项目红线.shp")
    card = window.toolbox.landed_card
    assert not card.isHidden()
    assert "公顷" in card.words.text()
    assert "亩" in card.words.text()
    answers: list[Result] = []
    session.resultReady.connect(answers.append)
    card.check.click()
    qtbot.waitUntil(lambda: bool(answers), timeout=30_000)
    assert card.isHidden()
    assert answers[0].provenance.tool == "check"
    assert answers[0].document()["footprint"]["area_m2"] == pytest.approx(2_000_000, rel=1e-2)
    assert session.state.has(added)


def test_the_card_goes_with_its_layer_and_opens_the_table(window: MainWindow, session: Session) -> None:
    added = session.add(_layer([_box()]), "/数据/项目红线.shp")
    card = window.toolbox.landed_card
    session.remove(added)
    assert card.isHidden()
    session.add(_layer([_box()], "另一个"), "/数据/另一个.shp")
    assert not card.isHidden()
    card.table.click()
    assert card.isHidden()
    assert window.panels.is_open("table")


def test_lines_surveys_and_who_presents_are_not_asked(window: MainWindow, session: Session) -> None:
    session.add(_layer([shapely.linestrings([(490_000, 3_350_000), (491_000, 3_351_000)])], "线"), "/数据/线.shp")
    session.add(_layer([_box(i) for i in range(MOST_AREAS + 1)], "图斑"), "/数据/图斑.shp")
    session.set_role("presenter")
    session.add(_layer([_box()]), "/数据/项目红线.shp")
    assert "landed_card" not in vars(window.toolbox)


def test_the_card_gives_way_to_another_layer_and_to_a_style(window: MainWindow, session: Session) -> None:
    session.add(_layer([_box()]), "/数据/项目红线.shp")
    card = window.toolbox.landed_card
    session.add(_layer([shapely.Point(490_000, 3_350_000)], "点"), "/数据/点.shp")
    assert card.isHidden()
    added = session.add(_layer([_box()], "另一个"), "/数据/另一个.shp")
    assert not card.isHidden()
    styling(session).asked.emit(added)
    assert card.isHidden()
