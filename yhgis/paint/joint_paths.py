"""Areas that are filled in one opaque colour and outlined: paths made once, in which neighbours share a path.

Where a colour is opaque it does not matter how often a dot is covered, so areas that lie next to each other, or on
each other, may be filled together by the non-zero rule; there is then no seam between them.  The same paths serve
the pen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter, QPainterPath

from yhgis.carto.display_list import Paths
from yhgis.paint.path_player import Player, command_word
from yhgis.paint.path_stream import PathRows, path_rows
from yhgis.paint.path_text import ranges
from yhgis.paint.paths import FEATURES_A_PATH, VERTICES_A_BLOCK, features_of, fill_paths, within

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]
"""Smallest x, y, largest x, y."""

#: The rasteriser's cost grows faster than a path: so many vertices are about ten parcels.
VERTICES_A_PATH = 120


#: Fewer features are not worth the trouble.
LEAST_FEATURES = 40


@dataclass(frozen=True, eq=False)
class Joint:
    """Areas as paths, in device units.

    Parameters
    ----------
    packed : tuple of PathRows
        Of areas of one ring, to be filled by the non-zero rule.
    others : tuple of QPainterPath
        Of areas with holes or of several parts, each with its own rule.
    """

    packed: tuple[PathRows, ...]
    others: tuple[QPainterPath, ...]

    def draw(self, painter: QPainter, check: Callable[[], None]) -> None:
        """Draw them with the painter's pen and brush; ``check`` is called every few milliseconds."""
        for path in self.others:
            painter.drawPath(path)
        with Player(painter, check) as player:
            for rows in self.packed:
                player.add(rows, 0, len(rows))


class JointPaths:
    """The joint paths of what was painted last: an area's outline follows its fill."""

    def __init__(self) -> None:
        self._source: tuple[Paths, Box, float] | None = None
        self._made = Joint((), ())

    def of(self, paths: Paths, box: Box, scale: float) -> Joint:
        """Return the paths of those features of ``paths`` that meet ``box`` (millimetres), made now or just before."""
        source = self._source
        if source is None or source[0] is not paths or source[1:] != (box, scale):
            self._source, self._made = None, Joint((), ())  # not two layers' paths at a time
            self._made = joint_paths(within(paths, box, 0.0), scale)
            self._source = (paths, box, scale)
        return self._made


def can_join(paths: Paths, alpha: int) -> bool:
    """Whether ``paths`` are many areas to be painted in an opaque colour."""
    return alpha == 255 and paths.closed and len(paths) >= LEAST_FEATURES


def joint_paths(paths: Paths, scale: float) -> Joint:
    """Return paths to fill in one opaque colour and to outline in another, in device units.

    Parameters
    ----------
    paths : Paths
        Closed rings, paper millimetres.  Features of several rings are filled by the odd-even rule, as ever.
    scale : float
        Device units a millimetre.
    """
    single = np.diff(paths.groups) == 1
    others = tuple(fill_paths(features_of(paths, np.flatnonzero(~single)), scale))
    rings = paths.groups[:-1][single]
    rings = rings[np.diff(paths.starts)[rings] >= 2]
    if not len(rings):
        return Joint((), others)
    rings = rings[_row_by_row(paths.xy[paths.starts[rings]])]
    sizes = np.diff(paths.starts)[rings]
    before = np.cumsum(sizes) - sizes
    cuts = np.flatnonzero(np.diff(before // VERTICES_A_BLOCK)) + 1
    blocks = zip(np.split(rings, cuts), np.split(sizes, cuts), strict=True)
    return Joint(tuple(_block(paths, block, count, scale) for block, count in blocks), others)


def _block(paths: Paths, rings: Ints, sizes: Ints, scale: float) -> PathRows:
    starts = np.concatenate([[0], np.cumsum(sizes)])
    xy = paths.xy[ranges(paths.starts[rings], sizes)] * scale
    xy = xy[_alike(xy, starts, sizes)]
    new = np.flatnonzero(np.diff(starts[:-1] // VERTICES_A_PATH)) + 1
    edges = np.concatenate([[0], new, [len(rings)]])
    return path_rows(xy[:, 0], xy[:, 1], starts, edges, closed=True, winding=True, command=command_word())


def _alike(xy: Floats, starts: Ints, sizes: Ints) -> Ints:
    """Return the vertices in an order in which all rings run the same way round: where two meet, none cancels."""
    following = np.arange(1, len(xy) + 1)
    following[starts[1:] - 1] = starts[:-1]
    # From each ring's own first vertex: far from the origin the products would lose their last digits.
    x, y = (xy - np.repeat(xy[starts[:-1]], sizes, axis=0)).T
    area = np.add.reduceat(x * y[following] - x[following] * y, starts[:-1])
    index = np.arange(len(x))
    mirrored = np.repeat(starts[:-1] + starts[1:] - 1, sizes) - index
    return np.where(np.repeat(area < 0.0, sizes), mirrored, index)


def _row_by_row(places: Floats) -> Ints:
    """Return an order in which places near each other follow each other: strips of a grid, there and back again."""
    low = places.min(axis=0)
    span = float((places.max(axis=0) - low).max()) or 1.0
    cells = max(1, int(np.sqrt(len(places) / FEATURES_A_PATH)))
    column, row = ((places - low) / span * cells).astype(np.int64).T
    return np.argsort(row * (cells + 1) + np.where(row % 2, cells - column, column), kind="stable")
