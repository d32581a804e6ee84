"""GeoPandas' figures for the differential test: ``python -m benchmarks.peers.geopandas_differential JOB,JOB… FOLDER``.

The plain way, by ``geopandas.overlay``; prints one JSON line.
"""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.county.make import LINES
from benchmarks.peers.geopandas_jobs import ellipsoidal_areas, read_layer
from benchmarks.stopwatch import Stopwatch


def _planar(frame: gpd.GeoDataFrame) -> Any:
    return frame.area


def _common(left: gpd.GeoDataFrame, right: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.overlay(left, right, how="intersection", keep_geom_type=True)


def overlap(folder: Path, areas: Any = _planar) -> Any:
    """12 towns x 3 lines: area of each town under the union of each line."""
    towns = read_layer(folder, "towns")[["id", "geometry"]]
    matrix = np.zeros((len(towns), len(LINES)))
    for column, name in enumerate(LINES):
        cut = _common(towns, read_layer(folder, name).dissolve()[["geometry"]])
        matrix[cut["id"].to_numpy() - 1, column] = areas(cut)
    return matrix.tolist()


def overlap_ellipsoidal(folder: Path) -> Any:
    """Do the same in statutory ellipsoidal areas."""
    return overlap(folder, ellipsoidal_areas)


def conflicts(folder: Path) -> Any:
    """Area that each two lines have in common, feature by feature."""
    layers = {name: read_layer(folder, name) for name in LINES}
    return {f"{a} {b}": float(_common(layers[a], layers[b]).area.sum()) for a, b in combinations(LINES, 2)}


def share(folder: Path) -> Any:
    """Area of every parcel under the red line."""
    parcels, red = read_layer(folder, "parcels"), read_layer(folder, "red")
    cut = _common(parcels[["id", "geometry"]], red[["geometry"]])
    return cut.area.groupby(cut["id"]).sum().reindex(parcels["id"], fill_value=0.0).tolist()


def coverage(folder: Path) -> Any:
    """All towns: covered by the three lines, by none, by two or more."""
    towns = read_layer(folder, "towns").dissolve()[["geometry"]]
    lines = {name: read_layer(folder, name).dissolve()[["geometry"]] for name in LINES}
    together = pd.concat(lines.values()).dissolve()[["geometry"]]
    twice = pd.concat([_common(lines[a], lines[b]) for a, b in combinations(LINES, 2)]).dissolve()[["geometry"]]
    gaps = gpd.overlay(towns, together, how="difference", keep_geom_type=True)
    found = {"covered": _common(towns, together), "gaps": gaps, "multiple": _common(towns, twice)}
    return {name: float(frame.area.sum()) for name, frame in found.items()}


JOBS = {
    "overlap": overlap,
    "overlap_ellipsoidal": overlap_ellipsoidal,
    "conflicts": conflicts,
    "share": share,
    "coverage": coverage,
}

if __name__ == "__main__":
    watch = Stopwatch()
    watch.done({job: JOBS[job](Path(sys.argv[2])) for job in sys.argv[1].split(",")})
