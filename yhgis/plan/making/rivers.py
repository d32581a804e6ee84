"""The rivers: smooth through the way-points, and exactly on the town boundary where they are one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
import shapely
from pydantic import Field

from yhgis.plan.drawing.curves import STEP_M, Points, along, distance_along, meander, spline
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.schema import Schema

_MEANDER_WAVELENGTH_M = 1900.0


class Stretch(Schema):
    """A piece of a course: way-points ``points`` (first, last), or ``vertices`` of an arc, or the river it joins."""

    points: tuple[int, int] | None = None
    arc: str = ""
    vertices: tuple[int, int] | None = None
    join: str = ""


class RiverShape(Schema):
    """One river of ``rivers.json``."""

    id: str
    name: str
    name_en: str
    kind: Literal["river", "canal"]
    course: tuple[Stretch, ...]
    widths: tuple[tuple[Annotated[float, Field(ge=0, lt=1)], Annotated[int, Field(ge=1, le=4)]], ...]
    meander_m: float


class RiversFile(Schema):
    """``layers/sources/rivers.json``."""

    version: Literal[1]
    note: str
    rivers: tuple[RiverShape, ...]


def courses(figures: Figures) -> dict[str, Points]:
    """Return every river's line by id, downstream, in metres."""
    lines: dict[str, Points] = {}
    for river in figures.shape("rivers", RiversFile).rivers:
        lines[river.id] = _course(river, figures, lines)
    return lines


def make(figures: Figures, lines: dict[str, Points]) -> Drawn:
    """Return the layer ``rivers``: one feature a reach, with a width class that grows downstream."""
    features: list[tuple[Any, dict[str, Any]]] = []
    for river in figures.shape("rivers", RiversFile).rivers:
        starts = [share for share, _ in river.widths]
        for number, (reach, (_, width)) in enumerate(
            zip(_reaches(lines[river.id], starts), river.widths, strict=True), start=1
        ):
            properties = {
                "id": f"{river.id}_{number}",
                "name": river.name,
                "name_en": river.name_en,
                "kind": river.kind,
                "river": river.id,
                "reach": number,
                "width_class": width,
            }
            features.append((shapely.linestrings(reach), properties))
    return drawn("rivers", features)


def _course(river: RiverShape, figures: Figures, done: dict[str, Points]) -> Points:
    """Return the line through a river's stretches; boundary vertices stay as they are, the rest is a curve."""
    knots, fixed = _knots(river, figures, done)
    pieces = [knots[:1]]
    i = 0
    while i < len(knots) - 1:
        if fixed[i] and fixed[i + 1]:
            pieces.append(knots[i + 1 : i + 2])
            i += 1
            continue
        j = next((k for k in range(i + 1, len(knots)) if fixed[k]), len(knots) - 1)
        free = spline(knots[i : j + 1])
        if river.meander_m:
            phase = 0.7 * len(river.id) + i
            free = meander(along(free, STEP_M / 3), river.meander_m, _MEANDER_WAVELENGTH_M, phase)
        pieces.append(free[1:])
        i = j
    return np.vstack(pieces)


def _knots(river: RiverShape, figures: Figures, done: dict[str, Points]) -> tuple[Points, list[bool]]:
    """Return the points of a course in order, and which of them are vertices of a town boundary or of a river."""
    points: list[Points] = []
    fixed: list[bool] = []
    for stretch in river.course:
        if stretch.points:
            first, last = stretch.points
            piece = figures.ways[river.name][first - 1 : last]
        elif stretch.vertices:
            piece = _vertices(figures.arcs[stretch.arc], *stretch.vertices)
        else:
            piece = _nearest(done[stretch.join], points[-1][-1])
        points.append(piece)
        fixed += [stretch.points is None] * len(piece)
    return np.vstack(points), fixed


def _vertices(arc: Points, first: int, last: int) -> Points:
    """Return vertices ``first`` to ``last`` (from 1, either way round) of an arc."""
    return arc[first - 1 : last] if first <= last else arc[last - 1 : first][::-1]


def _nearest(line: Points, point: Points) -> Points:
    return line[[int(np.argmin(np.hypot(*(line - point).T)))]]


def _reaches(line: Points, starts: list[float]) -> list[Points]:
    """Return ``line`` cut at vertices nearest to shares of its length; neighbours share that vertex."""
    share = distance_along(line) / distance_along(line)[-1]
    cuts = [int(np.argmin(np.abs(share - start))) for start in starts] + [len(line) - 1]
    return [line[a : b + 1] for a, b in zip(cuts[:-1], cuts[1:], strict=True)]
