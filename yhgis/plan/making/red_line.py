"""The ecological red line: hills with spurs, valleys kept clear, wetlands."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.plan.drawing.areas import on_grid, parts, without_small_holes
from yhgis.plan.drawing.curves import round_corners, spline
from yhgis.plan.drawing.noise import Grid, Noise, Values, above, distance_to
from yhgis.plan.making.admin import Ground
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.schema import Schema

XY = tuple[float, float]

_NUMERALS = "一二三四五六七八九十"
_FUNCTIONS = {
    "water_source": "水源涵养",
    "soil": "水土保持",
    "forest": "森林生态",
    "reservoir": "饮用水水源",
    "wetland": "湿地",
}
_SIMPLIFY_M = 14.0
_CALM_M = 55.0
#: A town with less of a hill's area than this does not stand in its name.
_SHARE_TO_NAME = 0.12
#: Beyond this many times its reach a hill or a valley does nothing, so no distance is computed there.
_FAR = 2.5


class NoiseShape(Schema):
    """How rough the slopes are; ``strength`` against a ridge height of 1."""

    wavelength_m: float
    octaves: int
    gain: float
    strength: float


class Hill(Schema):
    """A ridge or a wetland's middle, and how far its ground reaches from it."""

    name: str
    name_en: str
    kind: Literal["water_source", "soil", "forest", "reservoir", "wetland"]
    reach_m: float
    ridge: tuple[XY, ...]


class Valley(Schema):
    """A line, from the valley's head down, along which the ground stays out of the red line."""

    name: str
    half_width_m: float
    line: tuple[XY, ...]


class RedLineFile(Schema):
    """``layers/sources/red_line.json``."""

    version: Literal[1]
    crs: Literal["EPSG:4549"]
    note: str
    seed: int
    cell_m: float
    noise: NoiseShape
    ravines: NoiseShape
    least_m2: float
    least_hole_m2: float
    hills: tuple[Hill, ...]
    valleys: tuple[Valley, ...]


def polygons(figures: Figures, base: Ground) -> NDArray[np.object_]:
    """Return the polygons of the red line, the largest first."""
    plan = figures.shape("red_line", RedLineFile)
    grid = Grid.over(base.district.bounds, plan.cell_m, margin=600.0)
    hills, valleys = _height(plan, grid)
    shapes = above(np.minimum(hills, valleys), grid)
    shapes = shapely.simplify(shapes, _SIMPLIFY_M)
    # Slits and tongues narrower than a stream's banks are no boundary that anyone would draw.
    calm = shapely.union_all(shapely.make_valid(shapes)).buffer(_CALM_M).buffer(-2 * _CALM_M).buffer(_CALM_M)
    shapes = round_corners(parts(calm.simplify(_SIMPLIFY_M)), 2)
    inside = parts(shapely.intersection(on_grid(shapely.union_all(shapes)), base.district), plan.least_m2)
    inside = without_small_holes(inside, plan.least_hole_m2)
    largest_first: NDArray[np.object_] = inside[np.argsort(-shapely.area(inside), kind="stable")]
    return largest_first


def make(figures: Figures, base: Ground, pieces: NDArray[np.object_]) -> Drawn:
    """Return the layer ``ecological_redline``; pieces of one name are numbered."""
    plan = figures.shape("red_line", RedLineFile)
    names = [_name(piece, plan, figures, base) for piece in pieces]
    seen: Counter[str] = Counter()
    features = []
    for number, (piece, (zh, en)) in enumerate(zip(pieces, names, strict=True), start=1):
        seen[zh] += 1
        nth = seen[zh] if [name for name, _ in names].count(zh) > 1 else 0
        kinds = list(dict.fromkeys(hill.kind for hill in _hills_of(piece, plan)))
        properties = {
            "id": f"red_{number:02d}",
            "name": f"{zh}（{_NUMERALS[nth - 1]}）" if nth else zh,
            "name_en": f"{en} ({nth})" if nth else en,
            "kind": kinds[0],
            "functions": ";".join(_FUNCTIONS[kind] for kind in kinds),
        }
        features.append((piece, properties))
    return drawn("ecological_redline", features)


def _name(piece: Any, plan: RedLineFile, figures: Figures, base: Ground) -> tuple[str, str]:
    """Return a wetland's own name, and for hills the towns that share them, the largest share first."""
    first = _hills_of(piece, plan)[0]
    if first.kind == "wetland":
        return first.name, first.name_en
    shares = {town: shapely.intersection(piece, base.towns[town.name]).area / piece.area for town in figures.towns}
    shared = sorted((t for t, share in shares.items() if share > _SHARE_TO_NAME), key=lambda t: -shares[t])
    zh = "—".join(town.name.removesuffix("街道").removesuffix("镇") for town in shared)
    return f"{zh}山地", "–".join(town.name_en.rsplit(" ", 1)[0] for town in shared) + " hills"


def _height(plan: RedLineFile, grid: Grid) -> tuple[Values, Values]:
    """Return two fields that are positive where hills reach, and where no valley lies."""
    x, y = grid.coordinates()
    noise = Noise(plan.seed)
    rough = _roughness(plan, noise, x, y)
    hills = np.full(x.shape, -np.inf)
    for hill in plan.hills:
        ridge = shapely.linestrings(spline(np.array(hill.ridge)))
        lifted = 1.0 - distance_to(ridge, x, y, _FAR * hill.reach_m) / hill.reach_m
        # A wetland's shore is calm; a hill's slopes are not.
        hills = np.maximum(hills, lifted + rough * (0.45 if hill.kind == "wetland" else 1.0))
    valleys = np.full(x.shape, np.inf)
    for valley in plan.valleys:
        line = shapely.linestrings(spline(np.array(valley.line)))
        distance = distance_to(line, x, y, _FAR * valley.half_width_m)
        near = np.isfinite(distance)
        width = valley.half_width_m * (1.0 + 0.7 * noise.fractal(x[near] + 9000.0, y[near], 1500.0, 3))
        width *= _widening(line, x[near], y[near])
        valleys[near] = np.minimum(valleys[near], distance[near] / width - 1.0)
    return np.maximum(hills, -9.0), np.minimum(valleys, 9.0)


def _widening(line: Any, x: Values, y: Values) -> Values:
    """Return how wide a valley is abreast of each node: a third at its head, whole from halfway down."""
    share = shapely.line_locate_point(line, shapely.points(x, y)) / line.length
    wide: Values = 0.35 + 0.65 * np.clip(share / 0.5, 0.0, 1.0)
    return wide


def _roughness(plan: RedLineFile, noise: Noise, x: Values, y: Values) -> Values:
    """Return spurs up and ravines down, against a ridge height of 1."""
    spurs = plan.noise.strength * noise.fractal(x, y, plan.noise.wavelength_m, plan.noise.octaves, plan.noise.gain)
    folds = noise.fractal(x + 40000.0, y, plan.ravines.wavelength_m, plan.ravines.octaves, plan.ravines.gain)
    # Where folded noise passes through zero it draws long branching lines: the beds of the ravines.
    ravines = plan.ravines.strength * np.clip(1.0 - np.abs(folds) / 0.11, 0.0, 1.0)
    rough: Values = spurs - ravines
    return rough


def _hills_of(polygon: Any, plan: RedLineFile) -> list[Hill]:
    """Return the hills whose ridges run in ``polygon``, the longest first, or else the nearest one."""
    ridges = [shapely.linestrings(np.array(hill.ridge)) for hill in plan.hills]
    inside = shapely.length(shapely.intersection(ridges, polygon))
    if inside.max() > 0:
        return [plan.hills[i] for i in np.argsort(-inside, kind="stable") if inside[i] > 0]
    return [plan.hills[int(shapely.distance(ridges, polygon).argmin())]]
