"""A fill and its outline as one thing, where that looks the same: half the vertices of a vector file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from yhgis.carto.display_list import Fill, Mark, Paths, Stroke
from yhgis.carto.hatching import spans

# Fewer features are not worth asking whether they overlap.
_LEAST_FEATURES = 100
# An overlap smaller than this on paper is not found, and its hidden outline not missed.
_ROW_MM = 0.5
# Outlines drawn to half a dot may run over each other by this.
_TOUCH_MM = 0.1


@dataclass(frozen=True, eq=False)
class Outlined:
    """Features that are each filled and then outlined."""

    fill: Fill
    stroke: Stroke


def with_outlines(marks: Iterable[Mark]) -> Iterator[Mark | Outlined]:
    """Yield ``marks``, a fill and the outline of the very same paths behind it as one `Outlined`.

    Only opaque, undashed ones of features that do not overlap: of others the order in which fills and outlines
    cover each other would show.
    """
    waiting: Fill | None = None
    for mark in marks:
        if waiting is not None:
            if isinstance(mark, Stroke) and _belong(waiting, mark):
                yield Outlined(waiting, mark)
                waiting = None
                continue
            yield waiting
            waiting = None
        if isinstance(mark, Fill):
            waiting = mark
        else:
            yield mark
    if waiting is not None:
        yield waiting


def _belong(fill: Fill, stroke: Stroke) -> bool:
    same = stroke.paths is fill.paths and len(fill.paths) >= _LEAST_FEATURES
    opaque = fill.color[3] == 255 and stroke.color[3] == 255 and not stroke.dash
    return same and opaque and not overlap(fill.paths)


def overlap(paths: Paths) -> bool:
    """Whether some of the features of ``paths`` lie over each other, looked at every half millimetre."""
    if not len(paths.xy):
        return False
    (x0, y0), (x1, y1) = paths.xy.min(axis=0), paths.xy.max(axis=0)
    # A place off the round millimetres, where the edges of made-up shapes like to lie.
    found = spans(paths, 0.0, _ROW_MM, np.array([0.0, _ROW_MM * 0.271828]), (x0 - 1.0, y0, x1 + 1.0, y1))
    order = np.lexsort((found.begin, found.row))
    row, begin, end = found.row[order], found.begin[order], found.end[order]
    return bool(((row[1:] == row[:-1]) & (begin[1:] < end[:-1] - _TOUCH_MM)).any())
