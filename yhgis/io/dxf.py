"""CAD drawings (DXF) through ezdxf: areas, lines, points and texts by drawing layer; the CRS is never in the file.

Every drawing layer is a layer here, or one a kind where it mixes areas, lines and points.  A text inside an area names
it: first the texts of its own drawing layer, then those of layers that hold nothing but text.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.io.content import Content, OtherContentError
from yhgis.io.dxf_entities import Drawn, drawn_things
from yhgis.io.dxf_file import open_drawing

LAYER, TYPE, TEXT, HEIGHT = "图层", "类型", "文字", "高程"
_KINDS = ("面", "线", "点")
_MOST_TEXTS = 5

#: The drawing that was read last: a dialog lists its layers, then reads them one after another, and each asks for all.
_last: list[tuple[tuple[str, int, int], tuple[Content, ...]]] = []
_last_lock = threading.Lock()


def read_dxf(path: Path) -> tuple[Content, ...]:
    """Return the layers of the drawing ``path``.

    Raises
    ------
    OtherContentError
        Nothing in it can stand on a map.
    DataError
        Not a drawing, or damaged beyond saving.
    """
    try:
        stat = path.stat()
    except OSError as error:
        raise DataError("{file} cannot be read: {reason}.", file=str(path), reason=str(error.strerror)) from error
    key = (str(path), stat.st_mtime_ns, stat.st_size)
    with _last_lock:
        if not _last or _last[0][0] != key:
            _last[:] = [(key, _read(path))]
        return _last[0][1]


def _read(path: Path) -> tuple[Content, ...]:
    space, notes = open_drawing(path)
    things, skipped = drawn_things(path, space)
    if not things:
        raise OtherContentError("{file} is a drawing without areas, lines, points or texts.", file=str(path))
    notes += _skipped_note(path, skipped)
    texts = [thing for thing in things if thing.text]
    groups: dict[tuple[str, str], list[Drawn]] = {}
    for thing in things:
        groups.setdefault((thing.layer, thing.kind), []).append(thing)
    by_layer = Counter(layer for layer, _ in groups)
    lone_texts = _lone_text_layers(things)
    contents = []
    for (layer, kind), members in sorted(groups.items(), key=lambda item: (item[0][0], _KINDS.index(item[0][1]))):
        name = layer if by_layer[layer] == 1 else f"{layer}（{kind}）"
        near = [text for text in texts if text.layer == layer] or [text for text in texts if text.layer in lone_texts]
        contents.append(_content(name, _without_twins(members), near if kind == "面" else (), notes))
    return tuple(contents)


def _lone_text_layers(things: Iterable[Drawn]) -> set[str]:
    """Return the drawing layers that hold nothing but text."""
    things = list(things)
    return {thing.layer for thing in things} - {thing.layer for thing in things if not thing.text}


def _without_twins(members: list[Drawn]) -> list[Drawn]:
    """Return ``members`` without the fillings that have an outline of the same shape: nothing may count twice."""
    outlines = {_mark(thing.geometry) for thing in members if thing.type != "HATCH"}
    return [thing for thing in members if thing.type != "HATCH" or _mark(thing.geometry) not in outlines]


def _mark(geometry: shapely.Geometry) -> tuple[float, ...]:
    return (round(geometry.area, 2), *(round(number, 2) for number in geometry.bounds))


def _content(name: str, members: list[Drawn], texts: Iterable[Drawn], notes: tuple[Message, ...]) -> Content:
    geometry = np.empty(len(members), dtype=object)
    geometry[:] = [thing.geometry for thing in members]
    words = [thing.text or None for thing in members]
    texts = list(texts)
    if texts:
        words = _texts_inside(geometry, texts)
    heights = np.array([thing.height for thing in members], dtype=np.float64)
    fields: dict[str, NDArray[Any]] = {
        TEXT: _column(words),
        LAYER: _column([thing.layer for thing in members]),
        TYPE: _column([thing.type for thing in members]),
    }
    if heights.any():
        fields[HEIGHT] = heights
    return Content(name, geometry, fields, notes=notes)


def _texts_inside(areas: NDArray[np.object_], texts: list[Drawn]) -> list[str | None]:
    """Return for each area the texts that stand in it, in the drawing's order, up to five."""
    points = np.array([text.geometry for text in texts], dtype=object)
    found: list[list[str]] = [[] for _ in areas]
    inside = shapely.STRtree(points).query(areas, predicate="intersects")
    for area, text in sorted(zip(inside[0].tolist(), inside[1].tolist(), strict=True)):
        if texts[text].text not in found[area]:
            found[area].append(texts[text].text)
    return ["；".join(words[:_MOST_TEXTS]) or None for words in found]


def _column(values: list[str | None]) -> NDArray[np.object_]:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _skipped_note(path: Path, skipped: Counter[str]) -> tuple[Message, ...]:
    if not skipped:
        return ()
    kinds = ", ".join(f"{kind} × {count}" for kind, count in skipped.most_common(6))
    return (
        Message(
            "{file}: objects that cannot stand on a map are left out: {kinds}.", {"file": path.name, "kinds": kinds}
        ),
    )
