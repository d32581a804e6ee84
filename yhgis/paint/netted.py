"""Classes of one layer whose areas are filled and outlined alike: all are filled first, then their outlines drawn.

So an edge between two of them is drawn once, and no filling covers half of a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from yhgis.carto.dense import DensePaths
from yhgis.carto.display_list import Fill, Mark, Rgba, Stroke

#: Lines up to so many pixels are drawn as hairlines: an eighth of a pixel less on each side is not seen.
HAIR_PIXELS: Final = 1.25


@dataclass(frozen=True, eq=False)
class Netted:
    """Fills of dense areas, and the one hairline around them all.

    Parameters
    ----------
    fills : tuple of Fill
        Of one split in one view, bottom first.
    line : Rgba
    width_mm : float
    """

    fills: tuple[Fill, ...]
    line: Rgba
    width_mm: float

    @property
    def filled(self) -> list[tuple[DensePaths, Rgba]]:
        """The areas of each class and their colour."""
        return [(fill.paths, fill.color) for fill in self.fills if isinstance(fill.paths, DensePaths)]


def gathered(marks: Iterable[Mark], most_mm: float) -> Iterator[Mark | Netted]:
    """Yield ``marks``, with runs of dense fills and like outlines up to ``most_mm`` wide as one."""
    fills: list[Fill] = []
    line: Stroke | None = None
    waiting: Fill | None = None
    for mark in marks:
        if waiting is not None and isinstance(mark, Stroke) and _outlines(mark, waiting, most_mm):
            if line is not None and not (_alike(line, mark) and _neighbours(fills[-1], waiting)):
                yield _closed(fills, line)
                fills, line = [], None
            fills.append(waiting)
            line, waiting = mark, None
            continue
        if waiting is not None or not isinstance(mark, Fill):
            yield from _ended(fills, line, waiting)
            fills, line, waiting = [], None, None
        if isinstance(mark, Fill):
            waiting = mark
        else:
            yield mark
    yield from _ended(fills, line, waiting)


def _ended(fills: list[Fill], line: Stroke | None, waiting: Fill | None) -> Iterator[Mark | Netted]:
    if line is not None:
        yield _closed(fills, line)
    if waiting is not None:
        yield waiting


def _closed(fills: list[Fill], line: Stroke) -> Netted:
    return Netted(tuple(fills), line.color, line.width_mm)


def _outlines(line: Stroke, fill: Fill, most_mm: float) -> bool:
    """Whether ``line`` is a plain hairline around the dense areas of ``fill``."""
    plain = not (line.dash or line.join == "miter") and line.width_mm <= most_mm
    return plain and isinstance(fill.paths, DensePaths) and fill.paths.same_as(line.paths)


def _alike(one: Stroke, other: Stroke) -> bool:
    return one.color == other.color and one.width_mm == other.width_mm


def _neighbours(one: Fill, other: Fill) -> bool:
    """Whether the two fill classes of one split in one view."""
    a, b = one.paths, other.paths
    return isinstance(a, DensePaths) and isinstance(b, DensePaths) and a.beside(b)
