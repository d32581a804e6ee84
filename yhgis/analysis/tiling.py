"""Where a layer of many neighbours overlaps itself: told by its loose edges, instead of neighbour by neighbour.

In a layer that tiles the ground, nearly every edge is answered by a neighbour's, and where two features overlap the
loose edges enclose it (`yhgis.analysis.topology_edges`).  So only the features beside such a place are compared with
each other; in a good layer of a million parcels there are none.
"""

from __future__ import annotations

import numpy as np
import shapely

from yhgis.analysis.dissolve import SelfOverlap, self_overlap
from yhgis.analysis.parts import Ints, Parts
from yhgis.analysis.slices import run_slices
from yhgis.analysis.topology_edges import UNKNOWN, faces, loose_edges
from yhgis.feedback import Feedback
from yhgis.model.crs import Geometries

#: Parts that tile the ground have some three pairs of neighbours each; of others few boxes meet.
_PAIRS_A_PART = 2.0
#: Parts looked at to tell which sort of layer it is.
_SAMPLE = 2_000
#: With a larger share of loose edges than this, comparing neighbours is quicker after all.
_MOST_LOOSE = 0.3


def layer_overlap(parts: Parts, feedback: Feedback) -> SelfOverlap:
    """Return where parts of a layer overlap each other, as `self_overlap` does."""
    if not _many_neighbours(parts):
        return self_overlap(parts, feedback)
    loose = loose_edges(parts, feedback.part(0.0, 0.4))
    if loose.loose > _MOST_LOOSE * loose.edges:
        return self_overlap(parts, feedback.part(0.4, 1.0))
    between = faces(loose, parts, feedback.part(0.4, 0.5), keep_touches=True)
    doubled = (between.covered > 1) | (between.covered == UNKNOWN)
    near = _near(parts, between.geometry[doubled], feedback.part(0.5, 0.6))
    found = self_overlap(parts.select(near), feedback.part(0.6, 1.0))
    return SelfOverlap(near[found.first], near[found.second], found.geometry)


def _many_neighbours(parts: Parts) -> bool:
    """Whether boxes meet as often as those of a tiling do."""
    tree = shapely.STRtree(parts.geometry)
    asked = parts.geometry[:: max(1, len(parts) // _SAMPLE)]
    met = tree.query(asked).shape[1] - len(asked)
    return bool(met / 2.0 >= _PAIRS_A_PART * len(asked))


def _near(parts: Parts, places: Geometries, feedback: Feedback) -> Ints:
    """Return the parts that any of ``places`` meets, in their order."""
    if not len(places):
        return np.zeros(0, dtype=np.intp)
    tree = shapely.STRtree(parts.geometry)
    return run_slices(
        lambda _start, _end: np.unique(tree.query(places, predicate="intersects")[1]), [(0, 1)], feedback
    )[0]
