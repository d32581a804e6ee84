"""What the boundary of common ground sweeps: stretches of rings between crossings, summed without linking them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yhgis.analysis.equal_area import CENTER, to_equal_area
from yhgis.analysis.parts import Floats, Ints, sums
from yhgis.model.result import Basis

#: One unit of the integer sums, in m2.
UNIT = 2.0**-30
#: Edges of the cover near one feature that sweep more than this, in m2, could overflow the integers.
MOST_SWEPT = 2.0**62 * UNIT

Int64s = NDArray[np.int64]


def to_plane(x: Floats, y: Floats, basis: Basis) -> tuple[Floats, Floats]:
    """Map `WORK_CRS` to the plane in which areas are taken, counted from `CENTER`."""
    return to_equal_area(x, y) if basis is Basis.ELLIPSOIDAL else (x - CENTER[0], y - CENTER[1])


def steps_of(x: Floats, y: Floats) -> Floats:
    """Return twice the area that the step from each vertex to the next sweeps, seen from the origin."""
    steps: Floats = x[..., :-1] * np.diff(y) - y[..., :-1] * np.diff(x)
    return steps


def running_sum(steps: Floats) -> Int64s:
    """Return the sum of the steps up to each vertex, in units of `UNIT`; it may wrap round."""
    out = np.zeros((*steps.shape[:-1], steps.shape[-1] + 1), dtype=np.int64)
    np.cumsum(np.rint(steps / UNIT).astype(np.int64), axis=-1, out=out[..., 1:])
    return out


def summed(swept: tuple[Int64s, Floats], sense: Ints, own: Ints, n: int) -> Floats:
    """Return the sum for each polygon; integers wrap, so they are added up as integers."""
    whole = np.zeros(n, dtype=np.int64)
    np.add.at(whole, own, sense * swept[0])
    return whole * UNIT + sums(sense * swept[1], own, n)


@dataclass(frozen=True, eq=False)
class Crossings:
    """Where edges cross.

    Parameters
    ----------
    own, k : array of int
        Polygon, and its vertex before the crossing.
    edge : array of int
        Vertex of the cover before the crossing.
    x, y : array
        Place, from the polygon's origin in the working plane.
    along, cover_along : array
        Place along either edge, 0..1.
    sign : array of int
        1 where the polygon's edge goes from the left of the cover's edge to its right, else -1.
    """

    own: Ints
    k: Ints
    edge: Ints
    x: Floats
    y: Floats
    along: Floats
    cover_along: Floats
    sign: Ints


class Stretches:
    """Stretches of rings between crossings, told by where each crossing stands on its edge.

    Parameters
    ----------
    own, edge : array of int
        Polygon and edge, of the polygon or of the cover, that the crossing is on.
    along : array
        Place along the edge.
    sign : array of int
        1 where a stretch ends: the ring leaves the other's inside.
    x, y : array
        Place of the crossing in the plane of areas, from the polygon's origin.
    """

    def __init__(self, own: Ints, edge: Ints, along: Floats, sign: Ints, x: Floats, y: Floats) -> None:
        self.order = np.lexsort((along, edge, own))
        same = np.diff(own[self.order]) == 0
        same &= np.diff(edge[self.order]) == 0
        self.first, self.last = np.append(True, ~same)[: len(own)], np.append(~same, True)[: len(own)]
        self.leaves = sign[self.order] > 0
        self.x, self.y = x[self.order], y[self.order]

    def swept(
        self,
        before: tuple[Floats, Floats, Int64s],
        after: tuple[Floats, Floats, Int64s],
        zero: tuple[Floats, Floats] | None = None,
    ) -> tuple[Int64s, Floats]:
        """Return what each crossing adds to twice the area swept by the stretches, in the order given.

        Parameters
        ----------
        before, after : (x, y, swept)
            Vertices before and after each crossing, from the polygon's origin, and the ring's sum up to each.
        zero : (x, y), optional
            The polygon's origin, where the ring's sums count from another.
        """
        whole, rest = np.zeros(len(self.order), dtype=np.int64), np.zeros(len(self.order))
        ends, starts = self.leaves & self.first, ~self.leaves & self.last
        (ex, ey, e_sum), (sx, sy, s_sum) = (
            tuple(column[self.order[mask]] for column in vertex) for vertex, mask in ((before, ends), (after, starts))
        )
        whole[ends], whole[starts] = e_sum, -s_sum
        rest[ends] = ex * self.y[ends] - ey * self.x[ends]
        rest[starts] = self.x[starts] * sy - self.y[starts] * sx
        if zero is not None:
            zx, zy = zero[0][self.order], zero[1][self.order]
            rest[ends] -= zx[ends] * ey - zy[ends] * ex
            rest[starts] += zx[starts] * sy - zy[starts] * sx
        within = np.flatnonzero(self.leaves & ~self.first)
        rest[within] = self.x[within - 1] * self.y[within] - self.y[within - 1] * self.x[within]
        back = np.empty_like(self.order)
        back[self.order] = np.arange(len(back))
        return whole[back], rest[back]
