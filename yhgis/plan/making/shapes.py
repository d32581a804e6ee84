"""The kinds of shape that a themed source file may hold, and how each becomes a geometry in metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
import shapely
from pydantic import Field, model_validator

from yhgis.plan.drawing.areas import on_grid, parts
from yhgis.plan.drawing.curves import Points, along, band, blob, meander, spline
from yhgis.plan.making.admin import Ground
from yhgis.plan.making.course import XY, Stretch, knots
from yhgis.plan.making.figures import Figures, to_metres
from yhgis.schema import Schema

_SWAY_WAVELENGTH_M = 1700.0
#: Crumbs that cutting by another shape leaves are dropped below this.
_CRUMB_M2 = 2000.0


class PointShape(Schema):
    """A place of ``places.csv``; or a point ``at`` metres or ``lonlat`` degrees.

    With ``town``, all that is known is the town: the point is put where the map has room for it.
    """

    kind: Literal["point"]
    place: str = ""
    town: str = ""
    at: XY | None = None
    lonlat: XY | None = None

    @model_validator(mode="after")
    def _one_way(self) -> PointShape:
        if sum([bool(self.place), self.at is not None, self.lonlat is not None]) != 1:
            raise ValueError("a point is a place, or has either at or lonlat")
        return self


class LineShape(Schema):
    """A line through ``course``; ``within`` names what cuts it; ``sway_m`` is how far a country path swings."""

    kind: Literal["line"]
    course: tuple[Stretch, ...]
    smooth: bool = True
    sway_m: float = 0.0
    within: tuple[str, ...] = ()


class RingShape(Schema):
    """The smooth area inside a closed ring of control points."""

    kind: Literal["ring"]
    ring: tuple[XY, ...]
    within: tuple[str, ...] = ()


class BandShape(Schema):
    """The area about a line, with half-widths at shares of its length."""

    kind: Literal["band"]
    course: tuple[Stretch, ...]
    half_width_m: tuple[tuple[float, float], ...]
    within: tuple[str, ...] = ()


class ReachShape(Schema):
    """All that lies within ``reach_m`` of a river."""

    kind: Literal["reach"]
    river: str
    reach_m: float
    within: tuple[str, ...] = ()


class UnitsShape(Schema):
    """Whole towns, and the parts of towns that lie in a zone: (town, zone id)."""

    kind: Literal["units"]
    towns: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()


class TogetherShape(Schema):
    """Several bands as one area."""

    kind: Literal["together"]
    of: tuple[BandShape, ...]
    within: tuple[str, ...] = ()


AnyShape: TypeAlias = Annotated[
    PointShape | LineShape | RingShape | BandShape | ReachShape | UnitsShape | TogetherShape,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, eq=False)
class Drawing:
    """What shapes are drawn with: the figures, the ground and the rivers."""

    figures: Figures
    base: Ground
    rivers: dict[str, Points]

    def geometry(self, shape: AnyShape) -> Any:
        """Return ``shape`` in metres: valid, on the centimetre grid, with short edges.

        Raises
        ------
        KeyError
            It names a place, town, zone, way or river that does not exist.
        ValueError
            Nothing is left of it inside of what it is cut by.
        """
        if isinstance(shape, PointShape):
            return shapely.points(self.point(shape))
        if isinstance(shape, UnitsShape):
            return self._units(shape)
        drawn = self._cut(on_grid(self._whole(shape)), shape.within)
        if shapely.is_empty(drawn):
            raise ValueError(f"nothing is left of a {shape.kind} inside {', '.join(shape.within)}")
        return drawn

    def point(self, shape: PointShape) -> Points:
        """Return where a point is, in metres."""
        if shape.place:
            return self.figures.place(shape.place)
        if shape.lonlat is not None:
            xy: Points = to_metres([shape.lonlat])[0]
            return xy
        return np.array(shape.at)

    def accuracy_m(self, shape: AnyShape) -> float | None:
        """Return how far a point may be off, as its row of ``places.csv`` or the size of its town says.

        A place known by its town only may lie anywhere in it: the accuracy is the radius of a circle as large as
        the town, to the hundred metres.
        """
        if isinstance(shape, PointShape) and shape.place:
            return self.figures.places[shape.place].accuracy_m
        if isinstance(shape, PointShape) and shape.town:
            return round(float(np.sqrt(self.base.towns[shape.town].area / np.pi)), -2)
        return None

    def town(self, point: Any) -> str:
        """Return the town that covers a point; nothing outside the district."""
        return next((name for name, town in self.base.towns.items() if town.covers(point)), "")

    def _whole(self, shape: LineShape | RingShape | BandShape | ReachShape | TogetherShape) -> Any:
        if isinstance(shape, LineShape):
            return self._line(shape)
        if isinstance(shape, RingShape):
            return blob(np.array(shape.ring))
        if isinstance(shape, BandShape):
            return self._band(shape)
        if isinstance(shape, ReachShape):
            return shapely.linestrings(self.rivers[shape.river]).buffer(shape.reach_m, quad_segs=6)
        return shapely.union_all([self._band(one) for one in shape.of])

    def _line(self, shape: LineShape) -> Any:
        through = self._knots(shape.course)
        points = spline(through) if shape.smooth else along(through)
        if shape.sway_m:
            points = meander(points, shape.sway_m, _SWAY_WAVELENGTH_M, float(len(through)))
        return shapely.linestrings(points)

    def _band(self, shape: BandShape) -> Any:
        widths = np.array(shape.half_width_m)
        return shapely.make_valid(band(spline(self._knots(shape.course)), widths[:, 0], widths[:, 1]))

    def _knots(self, course: tuple[Stretch, ...]) -> Points:
        return np.vstack([knots(stretch, self.figures, self.rivers) for stretch in course])

    def _units(self, shape: UnitsShape) -> Any:
        pieces = [self.base.towns[name] for name in shape.towns]
        for town, zone in shape.parts:
            # Town and zone share every vertex, so what they have in common is exact; lines and points go.
            common = parts(shapely.intersection(self.base.towns[town], self.base.zones[zone]))
            pieces += list(common)
        return shapely.coverage_union_all(pieces)

    def _cut(self, geometry: Any, within: tuple[str, ...]) -> Any:
        """Return the part of ``geometry`` inside the district, the towns and the zones that are named, together."""
        if not within:
            return geometry
        area = shapely.union_all([self._named(name) for name in within])
        cut = shapely.intersection(geometry, area)
        if shapely.get_dimensions(geometry) == 1:
            pieces = shapely.get_parts(cut)
            longest = pieces[int(np.argmax(shapely.length(pieces)))]
            return longest if longest.length else shapely.LineString()
        return _joined(parts(cut, _CRUMB_M2))

    def _named(self, name: str) -> Any:
        if name == "district":
            return self.base.district
        return self.base.towns[name] if name in self.base.towns else self.base.zones[name]


def _joined(polygons: Any) -> Any:
    return polygons[0] if len(polygons) == 1 else shapely.multipolygons(list(polygons))
