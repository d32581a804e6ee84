"""How a footprint lies to one line: clear of it, touched by it, or inside it; how much, how far, what exactly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import shapely

from yhgis.analysis.check_fields import coefficients
from yhgis.analysis.check_near import Nearest, margin_within, near_features, nearest
from yhgis.analysis.compare_rest import real_and_touches, rest_of
from yhgis.analysis.dissolve import union
from yhgis.analysis.ground import Ground, ground_of
from yhgis.analysis.parts import Bools, Floats, Parts, mean_width, parts_of, sums
from yhgis.analysis.pieces import NO_PIECES, Pieces, common_pieces, together
from yhgis.analysis.polygons import Found
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.layer import Layer
from yhgis.model.result import Basis

#: Below this share of the footprint there is no need to look whether the line leaves anything of it.
_NEARLY_ALL = 0.9


class Verdict(Enum):
    """How the footprint lies to the line."""

    CLEAR = "clear"
    TOUCHED = "touched"
    INSIDE = "inside"

    @property
    def title(self) -> Title:
        """The word for it."""
        return {
            Verdict.CLEAR: Title("不涉及", "clear"),
            Verdict.TOUCHED: Title("涉及", "touched"),
            Verdict.INSIDE: Title("全部位于其内", "inside"),
        }[self]


@dataclass(frozen=True, eq=False)
class Footprint:
    """What is checked.

    Parameters
    ----------
    layer : Layer
    ground : Ground
    once : Parts
        Its ground, nothing twice; owned by position.
    net_m2 : float
    plot_m2 : array, shape (n,)
        Area of each feature.
    """

    layer: Layer
    ground: Ground
    once: Parts
    net_m2: float
    plot_m2: Floats

    @classmethod
    def of(cls, layer: Layer, basis: Basis, feedback: Feedback) -> Footprint:
        """Return ``layer`` ready to be checked."""
        ground = ground_of(layer, feedback.part(0.0, 0.5))
        once = ground.net_parts(feedback.part(0.5, 0.8))
        return cls(
            layer,
            ground,
            Parts(once.geometry, np.arange(len(once))),
            ground.net_area(basis, feedback.part(0.8, 0.9)),
            ground.feature_areas(basis, feedback.part(0.9, 1.0)),
        )


@dataclass(frozen=True, eq=False)
class LineFigures:
    """A footprint against one line; areas in m2, distances in metres, planar in `WORK_CRS`.

    Parameters
    ----------
    verdict : Verdict
    net_m2, gross_m2 : float
        Common ground counted once, and feature by feature of the line.
    deducted_m2 : float or None
        What the line's deduction coefficient takes off the net area; None where it has none.
    coefficient_field : str
    names : list of str
        Of the line's features.
    feature_m2 : array
        Common ground with each feature of the line.
    plot_net_m2 : array
        Net area within each feature of the footprint.
    distance_m : float
        To the nearest boundary where clear; 0 where it touches, and where touched or inside.
    margin_m : float or None
        Where inside: how far the line's boundary is from the footprint.
    width_m, rest_width_m : float or None
        Mean width of the widest overlap, and of the widest part of the footprint outside the line, where touched.
    neighbours : list of (int, float)
        Features of the line that are not touched but near, and how far they are.
    pieces : Found
        Common ground as polygons, the largest first; ``second`` is the line's feature or `UNITED`.
    slivers : Bools
        Which pieces are narrower than the least width.
    line_to : shapely.LineString or None
        Where clear, the shortest way to the line.
    """

    verdict: Verdict
    net_m2: float
    gross_m2: float
    deducted_m2: float | None
    coefficient_field: str
    names: list[str]
    feature_m2: Floats
    plot_net_m2: Floats
    distance_m: float
    margin_m: float | None
    width_m: float | None
    rest_width_m: float | None
    neighbours: list[tuple[int, float]]
    pieces: Found
    slivers: Bools
    line_to: shapely.Geometry | None

    @property
    def slivers_m2(self) -> float:
        """Area of the slivers, which is within net."""
        return float(self.pieces.area[self.slivers].sum())


def line_figures(
    footprint: Footprint, layer: Layer, basis: Basis, min_width: float, near_m: float, feedback: Feedback
) -> LineFigures:
    """Return how ``footprint`` lies to ``layer``.

    Parameters
    ----------
    min_width : float
        Pieces narrower on average are counted as slivers, within net, in metres.
    near_m : float
        How far a feature of the line that is not touched may be and still be named, in metres.
    """
    line = ground_of(layer, feedback.part(0.0, 0.2))
    net, gross = _net_and_gross(footprint.once, line, basis, feedback.part(0.2, 0.5))
    real = gross.overlaps()
    hit = sums(real.area, real.right, len(line))
    close = near_features(footprint.once, line, hit > 0, near_m, feedback.part(0.5, 0.55))
    if not len(net):
        return _clear(footprint, line, nearest(footprint.once, line.parts, feedback.part(0.55, 1.0)), close)
    pieces = Found(net.geometry, net.area, net.perimeter, net.left, net.right).largest_first()
    rest = _rest(footprint, net, basis, feedback.part(0.55, 0.7))
    inside = rest is not None and not len(rest)
    measured = feedback.part(0.7, 0.9)
    # All of the footprint is the footprint's own area, not the sum of pieces with the rounding of their cuts.
    net_m2 = footprint.net_m2 if inside else min(float(net.area.sum()), footprint.net_m2)
    field, off = _deducted(layer, net_m2, gross)
    return LineFigures(
        verdict=Verdict.INSIDE if inside else Verdict.TOUCHED,
        net_m2=net_m2,
        gross_m2=max(float(gross.area.sum()), net_m2),
        deducted_m2=off,
        coefficient_field=field,
        names=line.item.names,
        feature_m2=hit,
        plot_net_m2=_by_plot(footprint, line, net, basis, feedback.part(0.9, 1.0)),
        distance_m=0.0,
        margin_m=margin_within(footprint.once, line.net_parts(measured), measured) if inside else None,
        width_m=None if inside else _widest(pieces.geometry, measured),
        rest_width_m=None if inside or rest is None else _widest(rest.geometry, measured),
        neighbours=close,
        pieces=pieces,
        slivers=pieces.width < min_width,
        line_to=None,
    )


def _clear(footprint: Footprint, line: Ground, near: Nearest, close: list[tuple[int, float]]) -> LineFigures:
    none = np.empty(0, dtype=object)
    no_ints = np.zeros(0, dtype=np.intp)
    return LineFigures(
        verdict=Verdict.CLEAR,
        net_m2=0.0,
        gross_m2=0.0,
        deducted_m2=None,
        coefficient_field="",
        names=line.item.names,
        feature_m2=np.zeros(len(line)),
        plot_net_m2=np.zeros(len(footprint.ground)),
        distance_m=near.distance_m,
        margin_m=None,
        width_m=None,
        rest_width_m=None,
        neighbours=close,
        pieces=Found(none, np.zeros(0), np.zeros(0), no_ints, no_ints),
        slivers=np.zeros(0, dtype=bool),
        line_to=near.way,
    )


def _net_and_gross(once: Parts, line: Ground, basis: Basis, feedback: Feedback) -> tuple[Pieces, Pieces]:
    """Return common ground counted once and feature by feature; nothing where the two only touch.

    What of the line overlaps nothing of its own is cut once and stands in both.  Where there is any real overlap,
    touches stay, so that nothing is lost from the sum.
    """
    free, united = line.net(feedback.part(0.0, 0.3))
    net = gross = common_pieces(once, line.parts.select(free), basis, feedback.part(0.3, 0.7), keep_geometry=True)
    if len(united):
        shared = line.parts.select(~free)
        gross = together([net, common_pieces(once, shared, basis, feedback.part(0.7, 0.85), keep_geometry=True)])
        net = together([net, common_pieces(once, united, basis, feedback.part(0.85, 1.0), keep_geometry=True)])
    return (NO_PIECES, NO_PIECES) if bool(net.touch.all()) else (net, gross)


def _rest(footprint: Footprint, net: Pieces, basis: Basis, feedback: Feedback) -> Found | None:
    """Return what of the footprint lies outside the line; None where that is plainly much."""
    if net.area.sum() < _NEARLY_ALL * footprint.net_m2:
        return None
    return real_and_touches(rest_of(footprint.once, net, basis, feedback))[0]


def _widest(polygons: shapely.Geometry, feedback: Feedback) -> float:
    """Return the mean width of the widest of what ``polygons`` make up together, in metres."""
    whole = parts_of(np.array([union(polygons, feedback)], dtype=object)).geometry
    return float(mean_width(shapely.area(whole), shapely.length(whole)).max(initial=0.0))


def _by_plot(footprint: Footprint, line: Ground, net: Pieces, basis: Basis, feedback: Feedback) -> Floats:
    """Return the net area within each feature of the footprint."""
    plots = footprint.ground
    if len(footprint.once) == len(plots.parts) and footprint.once.geometry is plots.parts.geometry:
        return sums(net.area, plots.parts.owner[net.left], len(plots))
    once = line.net_parts(feedback.part(0.0, 0.2))
    pieces = common_pieces(plots.parts, once, basis, feedback.part(0.2, 1.0))
    real = np.zeros(len(plots), dtype=bool)
    real[pieces.left[~pieces.touch]] = True
    return np.where(real, sums(pieces.area, pieces.left, len(plots)), 0.0)


def _deducted(layer: Layer, net_m2: float, gross: Pieces) -> tuple[str, float | None]:
    """Return the coefficient's field and what it takes off the net area, or None where the line has none.

    Ground that several features share counts once: the mean of their coefficients, by area, is taken off it.
    """
    found = coefficients(layer)
    if found is None:
        return "", None
    field, value = found
    off = float((gross.area * value[gross.right]).sum())
    whole = float(gross.area.sum())
    return field, off * net_m2 / whole if whole > 0 else 0.0
