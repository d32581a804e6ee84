"""The urban development boundary: hand-placed shapes whose edges follow irregular blocks."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.plan.drawing.areas import on_grid, parts, without_small_holes
from yhgis.plan.drawing.curves import blob
from yhgis.plan.drawing.mesh import cells, inside
from yhgis.plan.making.admin import Ground
from yhgis.plan.making.drafts import Spot, as_drafted
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.schema import Schema

XY = tuple[float, float]


class UrbanShape(Schema):
    """One built-up area."""

    id: str
    name: str
    name_en: str
    angle: float
    covers: str
    ring: tuple[XY, ...]


class Hole(Schema):
    """Open ground inside a built-up area."""

    name: str
    ring: tuple[XY, ...]


class UrbanFile(Schema):
    """``layers/sources/urban_boundary.json``.

    ``draft_m`` is how coarsely this line's draft knew the red line: between the two lie slivers of that width.
    """

    version: Literal[1]
    crs: Literal["EPSG:4549"]
    note: str
    seed: int
    block_m: XY
    jitter: float
    soften_m: float
    draft_m: float
    least_hole_m2: float
    shapes: tuple[UrbanShape, ...]
    holes: tuple[Hole, ...]
    conflicts: tuple[Spot, ...]


def polygons(figures: Figures, base: Ground, red_line: NDArray[np.object_]) -> list[Any]:
    """Return one polygon a shape of the sources, cut by ``red_line`` as a draft knew it."""
    plan = figures.shape("urban_boundary", UrbanFile)
    known = as_drafted(shapely.union_all(red_line), plan.draft_m, plan.conflicts)
    holes = shapely.union_all([blob(np.array(hole.ring)) for hole in plan.holes])
    return [_polygon(shape, plan, base, shapely.union(known, holes)) for shape in plan.shapes]


def make(figures: Figures, pieces: list[Any]) -> Drawn:
    """Return the layer ``urban_boundary``."""
    plan = figures.shape("urban_boundary", UrbanFile)
    return drawn(
        "urban_boundary",
        [
            (piece, {"id": shape.id, "name": shape.name, "name_en": shape.name_en, "covers": shape.covers})
            for shape, piece in zip(plan.shapes, pieces, strict=True)
        ],
    )


def _polygon(shape: UrbanShape, plan: UrbanFile, base: Ground, left_out: Any) -> Any:
    ring = blob(np.array(shape.ring))
    blocks = inside(cells(ring.buffer(400).bounds, plan.block_m, shape.angle, plan.jitter, plan.seed), ring)
    edge = shapely.union_all(blocks)
    soft = plan.soften_m
    # In, out and in again: notches and teeth narrower than a street go, corners become round.
    edge = edge.buffer(soft, quad_segs=4).buffer(-2 * soft, quad_segs=4).buffer(soft, quad_segs=4).simplify(0.4)
    cut = shapely.intersection(shapely.difference(on_grid(edge), left_out), base.district)
    whole = without_small_holes(parts(cut), plan.least_hole_m2)
    return whole[int(np.argmax(shapely.area(whole)))]
