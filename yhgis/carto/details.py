"""The levels of detail of layers, made once a layer, kept as long as its geometry is.

Small layers have none: thinning them anew for each picture is quicker than looking after them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
import shapely

from yhgis.carto.detail import Blocked
from yhgis.carto.detail_build import build
from yhgis.carto.detail_fresh import fresh
from yhgis.carto.packing import pack_areas, pack_lines, single_parts
from yhgis.feedback import Feedback, silent
from yhgis.model.crs import Geometries
from yhgis.model.kept import KeptByGeometry
from yhgis.model.layer import Layer
from yhgis.model.view import Extent

#: Layers of fewer vertices have no levels of detail.
WORTHWHILE_VERTICES = 20_000
_POLL_S = 0.01


@dataclass(frozen=True, eq=False)
class Details:
    """Levels of detail of a layer's areas and lines; None for a kind that it has none of."""

    areas: Blocked | None
    lines: Blocked | None

    def within(self, extent: Extent) -> Details:
        """Return the same for a picture of ``extent`` (metres) alone."""
        areas, lines = (one and one.within(extent) for one in (self.areas, self.lines))
        return self if areas is self.areas and lines is self.lines else Details(areas, lines)


@dataclass(eq=False)
class _Entry:
    """What is known of one geometry array; ``lock`` is held while it is being worked out."""

    vertices: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    made: Details | None = None
    fresh: Details | None = None


_entries: KeptByGeometry[_Entry] = KeptByGeometry()


def details(layer: Layer, feedback: Feedback | None = None) -> Details | None:
    """Return the levels of detail of ``layer``, None where it is small (any thread).

    The first caller works them out; another one meanwhile waits, polling its ``feedback``.

    Raises
    ------
    Cancelled
        While working or waiting.
    """
    entry = _entry(layer.geometry)
    if entry.vertices < WORTHWHILE_VERTICES:
        return None
    feedback = feedback or silent()
    while entry.made is None:
        if entry.lock.acquire(timeout=_POLL_S):
            try:
                _fill(entry, layer.geometry, feedback)
            finally:
                entry.lock.release()
        feedback.check()
    return entry.made


def _fill(entry: _Entry, geometry: Geometries, feedback: Feedback) -> None:
    if entry.made is None:  # else another thread was quicker
        entry.made = _make(geometry, feedback)
        entry.fresh = None


def details_at_hand(layer: Layer) -> Details | None:
    """Return what `details` has made, or else levels that are worked out where somebody looks; None for a small layer.

    Answers at once, or, when nobody has asked for this layer before, in the time that an index of its parts takes.
    """
    entry = _entry(layer.geometry)
    if entry.vertices < WORTHWHILE_VERTICES:
        return None
    known = entry.made or entry.fresh
    if known is None:
        known = entry.fresh = _make_fresh(layer.geometry)
    return known


def _make_fresh(geometry: Geometries) -> Details:
    parts, feature = single_parts(geometry)
    kind = shapely.get_type_id(parts)
    is_line, is_area = (kind == 1) | (kind == 2), kind == 3
    lines, areas = (
        fresh(parts[wanted], feature[wanted], closed=closed) if wanted.any() else None
        for wanted, closed in ((is_line, False), (is_area, True))
    )
    return Details(areas, lines)


def is_ready(layer: Layer) -> bool:
    """Whether `details` would answer at once."""
    entry = _entry(layer.geometry)
    return entry.vertices < WORTHWHILE_VERTICES or entry.made is not None


def _entry(geometry: Geometries) -> _Entry:
    return _entries.get(geometry, lambda: _Entry(int(shapely.get_num_coordinates(geometry).sum())))


def _make(geometry: Geometries, feedback: Feedback) -> Details:
    parts, feature = single_parts(geometry)
    kind = shapely.get_type_id(parts)
    is_line, is_area = (kind == 1) | (kind == 2), kind == 3
    lines = _lines(parts[is_line], feature[is_line], feedback.part(0.0, 0.1 if is_area.any() else 1.0))
    areas = _areas(parts[is_area], feature[is_area], feedback.part(0.1 if is_line.any() else 0.0, 1.0))
    return Details(areas, lines)


def _areas(parts: Geometries, feature: np.ndarray, feedback: Feedback) -> Blocked | None:
    if not len(parts):
        return None
    return build(pack_areas(parts, np.arange(len(parts))), feature, feedback)


def _lines(parts: Geometries, feature: np.ndarray, feedback: Feedback) -> Blocked | None:
    if not len(parts):
        return None
    return build(pack_lines(parts, np.arange(len(parts))), feature, feedback)
