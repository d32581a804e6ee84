"""What themes show is read before anybody asks for it, in a worker's thread."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from yhgis.carto.classes import codes
from yhgis.carto.styles import style_for
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Title
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.style import CategoriesRenderer
from yhgis.plan import catalog as catalog_module
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.session import Session
from yhgis.ui.session_layers import at_hand, read_ahead, themes
from yhgis.ui.warm_up import WarmUp


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> tuple[Catalog, list[tuple[str, int]]]:
    """A catalog of which nothing was read, and which layers are read in which thread."""
    known = Catalog.load()
    read: list[tuple[str, int]] = []
    usual = catalog_module._read

    def told(entry: Any, folder: Path) -> Layer:
        read.append((entry.id, threading.get_ident()))
        return usual(entry, folder)

    monkeypatch.setattr(catalog_module, "_read", told)
    return Catalog(known.folder, known.groups, known.entries), read


def test_a_theme_that_is_chosen_reads_nothing(
    qtbot: QtBot, unread: tuple[Catalog, list[tuple[str, int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog, read = unread
    session = Session(catalog, Settings())
    session.new_project()
    of_the_first = len(read)
    WarmUp(session=session).run()
    qtbot.waitUntil(lambda: not session.tasks.running, timeout=20_000)
    ahead = read[of_the_first:]
    assert ahead
    assert threading.get_ident() not in {thread for _, thread in ahead}
    before = len(read)
    monkeypatch.setattr("yhgis.carto.styles.schema.read", lambda *_: pytest.fail("a style was read"))
    for theme in themes():
        session.set_theme(theme.id)
    assert len(read) == before
    session.tasks.close()


def test_what_cannot_be_read_is_said_when_it_is_asked_for() -> None:
    known = Catalog.load()
    elsewhere = known.entry(themes()[0].layers[0].id).model_copy(update={"file": "none.geojson"})
    catalog = Catalog(
        known.folder, known.groups, tuple(elsewhere if one.id == elsewhere.id else one for one in known.entries)
    )
    read_ahead(catalog, silent())
    with pytest.raises(DataError):
        catalog.layer(elsewhere.id)
    assert len(catalog._read) > 20


def test_reading_ahead_can_be_given_up(unread: tuple[Catalog, list[tuple[str, int]]]) -> None:
    catalog, read = unread
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        read_ahead(catalog, feedback)
    assert read == []


def test_values_are_coded_once_for_all_copies_of_a_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    import shapely

    column = np.array(["0101", "0301", "1101"] * 5, dtype=object)
    squares = shapely.box(np.arange(15.0), 0.0, np.arange(15.0) + 1.0, 1.0)
    layer = Layer(LayerInfo("parcels", Title("图斑")), squares, {"DLBM": column}, "EPSG:4549")
    at_hand(layer)
    monkeypatch.setattr("yhgis.carto.classes._coded", lambda _: pytest.fail("coded again"))
    renamed = layer.with_info(id="parcels_2")
    assert codes(renamed, "DLBM")[0] == ["0101", "0301", "1101"]
    renderer = style_for(renamed).renderer
    assert isinstance(renderer, CategoriesRenderer)
    assert len(renderer.categories) == 3
