"""The features of one class, made ready for drawing: picked, culled to the picture, thinned, set on paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from yhgis.carto.classes import Bools
from yhgis.carto.dense import Split
from yhgis.carto.display_list import Paths
from yhgis.carto.frame import Frame
from yhgis.carto.packing import Floats, Ints, Packed, bounds_of, meets, pick, points_of, shapes, to_paths
from yhgis.model.crs import Geometries
from yhgis.model.layer import Layer


@dataclass(frozen=True, eq=False)
class Dense:
    """How a layer with levels of detail is told apart by class: the split of its areas and of its lines."""

    areas: tuple[Split, int] | None = None
    lines: tuple[Split, int] | None = None


def sound_areas(geometry: Geometries) -> Geometries:
    """Return ``geometry`` with only its areas, made valid; for finding places on paper, never for measuring."""
    sound = np.array(geometry, dtype=object)
    bad = ~shapely.is_valid(sound)
    sound[bad] = shapely.make_valid(sound[bad], method="structure", keep_collapsed=False)
    for i in np.flatnonzero(shapely.get_type_id(sound) == 7):
        parts = shapely.get_parts(shapely.get_parts(sound[i]))
        sound[i] = shapely.union_all(parts[shapely.get_type_id(parts) == 3])
    return sound


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the painters of symbol layers draw: ``layer``'s ``members`` in ``frame``.

    Every property is worked out when first asked for, once, however many symbol layers use it.
    """

    layer: Layer
    members: Bools
    frame: Frame
    dense: Dense = Dense()

    @cached_property
    def all_areas(self) -> Packed:
        """Areas, shown or not, at full detail (ground metres)."""
        return self._of_members(shapes(self.layer).areas)

    @cached_property
    def areas(self) -> Packed:
        """Areas that may show, thinned (ground metres)."""
        levels = self.frame.details(self.layer)
        if levels is not None:
            return self.frame.at_level(levels.areas, self.members, closed=True)
        return self._of_members(self.frame.shown(shapes(self.layer).areas))

    @cached_property
    def lines(self) -> Packed:
        """Lines that may show, thinned (ground metres)."""
        levels = self.frame.details(self.layer)
        if levels is not None:
            return self.frame.at_level(levels.lines, self.members, closed=False)
        return self._of_members(self.frame.shown(shapes(self.layer).lines))

    @cached_property
    def area_paths(self) -> Paths:
        """Areas that may show, on paper."""
        return to_paths(self.areas, self.frame.view)

    @cached_property
    def line_paths(self) -> Paths:
        """Lines that may show, on paper."""
        return to_paths(self.lines, self.frame.view)

    @cached_property
    def plain_areas(self) -> Paths:
        """The same as ``area_paths``, for marks that only fill or stroke them: left packed where there are levels."""
        return self.area_paths if self.dense.areas is None else self.frame.dense(*self.dense.areas)

    @cached_property
    def plain_lines(self) -> Paths:
        """The same as ``line_paths``, for marks that only stroke them: left packed where there are levels."""
        return self.line_paths if self.dense.lines is None else self.frame.dense(*self.dense.lines)

    @cached_property
    def visible_polygons(self) -> Geometries:
        """Areas that may show, whole and valid, as shapely geometries in ground metres."""
        wanted = self.members & meets(bounds_of(self.layer), self.frame.reach)
        wanted[wanted] = shapely.get_dimensions(self.layer.geometry[wanted]) == 2
        sound = sound_areas(self.layer.geometry[wanted])
        real: Geometries = sound[shapely.area(sound) > 0.0]
        return real

    @cached_property
    def _points(self) -> tuple[Floats, Ints]:
        places, feature = points_of(self.layer)
        x0, y0, x1, y1 = self.frame.reach
        x, y = places[:, 0], places[:, 1]
        wanted = self.members[feature] & (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        return places[wanted], feature[wanted]

    @property
    def points_mm(self) -> Floats:
        """Points that may show, on paper."""
        return self.frame.view.to_paper(self._points[0])

    @property
    def point_features(self) -> Ints:
        """Position in the layer of each of ``points_mm``."""
        return self._points[1]

    def _of_members(self, packed: Packed) -> Packed:
        wanted = self.members[packed.features] if len(packed) else np.zeros(0, dtype=bool)
        return pick(packed, wanted)
