"""Lines as an earlier draft knew them: what leaves slivers and conflicts between control lines, as in real drafts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from yhgis.plan.drawing.curves import STEP_M, Points, blob
from yhgis.schema import Schema


class Spot(Schema):
    """A place where one line was not cut by another: an uneven round of about ``radius_m`` metres."""

    at: tuple[float, float]
    radius_m: float


def as_drafted(line: Any, coarser_m: float, spots: Iterable[Spot]) -> Any:
    """Return the area of another line as a draft knew it.

    Parameters
    ----------
    line : geometry
        The other line's area.
    coarser_m : float
        The draft's vertices were thinned to this tolerance, so slivers of up to that width lie between the two.
    spots : iterable of Spot
        Places that the draft did not know at all; a conflict is left there.
    """
    known = shapely.segmentize(shapely.simplify(line, coarser_m), STEP_M)
    rounds = [blob(_ring(spot)) for spot in spots]
    return shapely.difference(known, shapely.union_all(rounds)) if rounds else known


def _ring(spot: Spot) -> Points:
    angles = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    reach = spot.radius_m * (1 + 0.28 * np.sin(3 * angles + spot.at[0] % 7))
    ring: Points = np.column_stack([np.cos(angles), np.sin(angles)]) * reach[:, None] + spot.at
    return ring
