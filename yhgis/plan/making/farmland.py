"""Permanent basic farmland: patches of irregular fields on the plains, cut by earlier drafts of the other lines."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pydantic import Field

from yhgis.plan.drawing.areas import on_grid, parts, without_small_holes
from yhgis.plan.drawing.curves import Points, blob
from yhgis.plan.drawing.mesh import cells, inside
from yhgis.plan.drawing.noise import Noise
from yhgis.plan.making.admin import Ground
from yhgis.plan.making.drafts import Spot, as_drafted
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.schema import Schema

XY = tuple[float, float]

_NOISE_WAVELENGTH_M = 1500.0
_CLOSE_M = 12.0


class Plain(Schema):
    """Ground on which fields lie: their size and direction, and how much of it is farmland."""

    id: str
    name: str
    name_en: str
    field_m: XY
    angle: float
    share: float
    ring: tuple[XY, ...]


class Conflict(Spot):
    """A place where the patches were not cut by another line."""

    other: Literal["urban_boundary", "red_line"] = Field(alias="with")


class FarmlandFile(Schema):
    """``layers/sources/permanent_farmland.json``."""

    version: Literal[1]
    crs: Literal["EPSG:4549"]
    note: str
    seed: int
    jitter: float
    patch_m: float
    lane_m: float
    river_m: float
    draft_m: float
    least_m2: float
    plains: tuple[Plain, ...]
    conflicts: tuple[Conflict, ...]


def make(
    figures: Figures,
    base: Ground,
    rivers: dict[str, Points],
    red_line: NDArray[np.object_],
    urban: list[Any],
    kept_clear: Any,
) -> Drawn:
    """Return the layer ``permanent_farmland``; ``kept_clear`` is ground that no draft would take."""
    plan = figures.shape("permanent_farmland", FarmlandFile)
    beds = shapely.union_all([shapely.linestrings(line) for line in rivers.values()]).buffer(plan.river_m)
    clear = shapely.union_all([beds, kept_clear])
    cuts = {"red_line": shapely.union_all(red_line), "urban_boundary": shapely.union_all(urban)}
    known = shapely.union_all(
        [
            as_drafted(other, plan.draft_m, [spot for spot in plan.conflicts if spot.other == name])
            for name, other in cuts.items()
        ]
    )
    features: list[tuple[Any, dict[str, Any]]] = []
    taken = shapely.Polygon()
    for number, plain in enumerate(plan.plains):
        ground = shapely.intersection(blob(np.array(plain.ring)), base.district)
        patches = _patches(plain, plan, ground, plan.seed + number)
        free = shapely.difference(patches, shapely.union(clear, taken))
        cut = shapely.difference(on_grid(free), known)
        pieces = parts(shapely.intersection(cut, base.district), plan.least_m2)
        taken = shapely.union(taken, shapely.union_all(pieces).buffer(plan.lane_m))
        features += [(piece, _fields(plain, i)) for i, piece in enumerate(_in_order(pieces), start=1)]
    return drawn("permanent_farmland", features)


def _fields(plain: Plain, number: int) -> dict[str, Any]:
    return {
        "id": f"{plain.id}_{number:02d}",
        "name": f"{plain.name}{number}号片",
        "name_en": f"{plain.name_en}, patch {number}",
        "plain": plain.name,
    }


def _patches(plain: Plain, plan: FarmlandFile, ground: Any, seed: int) -> NDArray[np.object_]:
    """Return patches of neighbouring fields, with lanes between them."""
    fields = inside(cells(ground.bounds, plain.field_m, plain.angle, plan.jitter, seed), ground)
    middles = shapely.get_coordinates(shapely.centroid(fields))
    worth = Noise(seed).fractal(middles[:, 0], middles[:, 1], _NOISE_WAVELENGTH_M, 3)
    taken = fields[worth >= np.quantile(worth, 1 - plain.share)]
    wide = plan.patch_m, plan.patch_m * plain.field_m[1] / plain.field_m[0]
    estates = cells(ground.bounds, wide, plain.angle, plan.jitter, seed + 1000)
    of_field = shapely.STRtree(estates).nearest(shapely.centroid(taken))
    joined = np.array([shapely.union_all(taken[of_field == estate]) for estate in np.unique(of_field)], dtype=object)
    # Closing joins fields that only touch in a corner; the lane then parts the patches.
    closed = shapely.buffer(joined, _CLOSE_M, join_style="mitre")
    closed = shapely.buffer(closed, -_CLOSE_M - plan.lane_m, join_style="mitre")
    return without_small_holes(parts(closed, plan.least_m2), 30000.0)


def _in_order(pieces: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return patches from north to south, west to east, so that their numbers can be found on the map."""
    middles = shapely.get_coordinates(shapely.point_on_surface(pieces))
    return pieces[np.lexsort((middles[:, 0], -np.round(middles[:, 1], -3)))]
