"""The open map: every edit can be taken back, and unsaved work is known."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from yhgis.errors import DataError
from yhgis.i18n import Message, Title
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.map import MapEntry, MapState, OpenMap

EDIT = Message("edit")


def entry(name: str) -> MapEntry:
    geometry = np.array([shapely.Point(0, 0)], dtype=object)
    return MapEntry(Layer(LayerInfo(id=name, title=Title(name)), geometry, {}, "EPSG:4549"), spec=name)


def opened(*names: str) -> OpenMap:
    open_map = OpenMap()
    open_map.load(MapState(tuple(entry(name) for name in names)))
    return open_map


def ids(open_map: OpenMap) -> list[str]:
    return [one.id for one in open_map.state.entries]


def test_every_edit_is_undone_and_done_again() -> None:
    open_map = opened("a", "b")
    open_map.add(entry("c"), EDIT)
    open_map.move("c", 0, EDIT)
    open_map.update_entry("a", EDIT, opacity=0.3)
    open_map.remove("b", EDIT)
    assert ids(open_map) == ["c", "a"]
    for _ in range(4):
        assert open_map.undo() == EDIT
    assert ids(open_map) == ["a", "b"]
    assert open_map.undo() is None
    assert open_map.state.entry("a").opacity == 1.0
    for _ in range(4):
        open_map.redo()
    assert ids(open_map) == ["c", "a"]
    assert open_map.state.entry("a").opacity == 0.3
    assert not open_map.can_redo


def test_a_new_edit_ends_what_could_be_done_again() -> None:
    open_map = opened("a")
    open_map.update_entry("a", EDIT, visible=False)
    open_map.undo()
    open_map.update_entry("a", EDIT, opacity=0.5)
    assert open_map.redo() is None


def test_unsaved_is_known_and_undo_back_to_the_saved_state_is_saved() -> None:
    open_map = opened("a")
    assert not open_map.unsaved
    open_map.update_entry("a", EDIT, visible=False)
    assert open_map.unsaved
    open_map.undo()
    assert not open_map.unsaved
    open_map.redo()
    open_map.mark_saved()
    assert not open_map.unsaved


def test_listeners_hear_before_and_after() -> None:
    open_map = opened("a")
    heard: list[tuple[MapState, MapState]] = []
    open_map.listen(lambda before, after: heard.append((before, after)))
    before = open_map.state
    open_map.add(entry("b"), EDIT)
    assert heard == [(before, open_map.state)]


def test_wrong_ids_are_one_sentence() -> None:
    open_map = opened("towns", "zones")
    with pytest.raises(DataError, match="towns"):
        open_map.state.entry("town")
    with pytest.raises(DataError, match="zones"):
        open_map.add(entry("zones"), EDIT)
    assert not open_map.can_undo
