"""Write the county as GeoPackages; the same seed gives the same county."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.county.ground import SEATS, Floats, Grid, choose_seats, noise
from benchmarks.county.lines import Fields, make_fields, make_lines
from benchmarks.county.parcels import make_parcels

SEED = 20240601
CRS = "EPSG:4549"
LINES = ("red", "farmland", "urban")
LAND_USE = ("0101", "0103", "0201", "0202", "0301", "0302", "0404", "0601", "0701", "0702", "1003", "1101", "1104")
#: Smaller counties get a coarser grid and fewer features, so that tests can make one.
SMALL_BELOW = 50_000


def make_county(folder: Path, parcels: int = 200_000, seed: int = SEED) -> dict[str, Any]:
    """Write ``parcels``, ``towns`` and the three control lines to ``folder`` and return their counts.

    A county already there with the same size and seed is kept.
    """
    stamp = folder / "county.json"
    wanted = {"parcels": parcels, "seed": seed, "recipe": 1}
    if stamp.exists() and json.loads(stamp.read_text())["made_from"] == wanted:
        return dict(json.loads(stamp.read_text()))
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    small = parcels < SMALL_BELOW
    grid = Grid(60.0 if small else 22.0)
    seats = choose_seats(rng)
    geometry, seeds = make_parcels(rng, parcels, seats)
    fields = make_fields(rng, grid, seats)
    nearest = np.linalg.norm(seeds[:, None] - seats[None], axis=2).argmin(axis=1)
    towns = np.array([shapely.coverage_union_all(geometry[nearest == i]) for i in range(SEATS)])
    county = shapely.coverage_union_all(towns)
    counts: dict[str, Any] = {"made_from": wanted, "county_km2": float(shapely.area(county)) / 1e6}
    codes = _land_use(rng, grid, fields, seeds)
    counts["parcels"] = _write(
        folder, "parcels", geometry, {"DLBM": codes, "TBMJ": np.round(shapely.area(geometry), 3)}
    )
    counts["towns"] = _write(folder, "towns", towns, {"XZMC": [f"第{i + 1}镇" for i in range(SEATS)]})
    for name, features in make_lines(rng, grid, fields, county, small).items():
        counts[name] = _write(folder, name, features, {})
    stamp.write_text(json.dumps(counts, ensure_ascii=False, indent=1))
    return counts


def _land_use(rng: np.random.Generator, grid: Grid, fields: Fields, seeds: Floats) -> list[str]:
    """Return a land-use code a parcel: forest under the red line, fields on farmland, housing in urban areas."""
    red, farmland, urban = (grid.sample(f, seeds) for f in (fields.red, fields.farmland, fields.urban))
    other = grid.sample(noise(rng, grid.shape, 3.0, 30), seeds)
    dice = rng.random(len(seeds))
    code = np.select(
        [
            dice < 0.04,
            dice < 0.10,
            urban > 1.2,
            (urban > 0.6) & (dice > 0.5),
            red > 0.5,
            farmland > 0.6,
            farmland > 0.2,
            other > 0.5,
        ],
        [10, np.where(dice < 0.07, 11, 12), np.where(dice < 0.7, 8, 7), 9, np.where(dice < 0.7, 4, 5), 0, 1, 3],
        4 + 2 * (dice > 0.8),
    )
    return [LAND_USE[int(c)] for c in code]


def _write(folder: Path, name: str, geometry: Any, fields: dict[str, Any]) -> dict[str, Any]:
    frame = gpd.GeoDataFrame({"id": np.arange(1, len(geometry) + 1), **fields}, geometry=list(geometry), crs=CRS)
    path = folder / f"{name}.gpkg"
    path.unlink(missing_ok=True)
    frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    parts = shapely.get_parts(geometry)
    return {
        "features": len(geometry),
        "parts": len(parts),
        "holes": int(shapely.get_num_interior_rings(parts).sum()),
        "vertices": int(shapely.get_num_coordinates(geometry).sum()),
        "km2": round(float(shapely.area(geometry).sum()) / 1e6, 3),
    }
