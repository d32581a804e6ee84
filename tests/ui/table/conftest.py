"""A session with parcels of its own on the map, and their attribute table."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.table.table_parts import parcels
from yhgis.ui.panels.table import TablePanel
from yhgis.ui.session import Session


@pytest.fixture
def theme() -> str:
    return "control_lines"


@pytest.fixture
def session(session: Session) -> Session:
    session.add(parcels(), "/data/DLTB.gpkg")
    return session


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> TablePanel:
    made = TablePanel(session)
    qtbot.addWidget(made)
    made.resize(1000, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.show_layer("DLTB")
    return made
