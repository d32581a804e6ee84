"""GeoPandas: ``python -m benchmarks.peers.geopandas_jobs JOB FOLDER`` prints one JSON line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd  # here, so that its import is not timed
import pyarrow as pa  # noqa: F401 - likewise: reading uses it
import pyproj
import shapely

from benchmarks.county.make import LINES
from benchmarks.stopwatch import Stopwatch

EQUAL_AREA = "+proj=cea +lat_ts=0 +lon_0=120 +ellps=GRS80 +units=m"
PAIRS = (("red", "farmland"), ("red", "urban"), ("farmland", "urban"))


def read_layer(folder: Path, name: str) -> gpd.GeoDataFrame:
    """Return one layer of the county."""
    return gpd.read_file(folder / f"{name}.gpkg", engine="pyogrio", use_arrow=True)


def ellipsoidal_areas(frame: gpd.GeoDataFrame) -> Any:
    """Return the statutory ellipsoidal areas, the quickest way a GeoPandas user has: the equal-area projection."""
    to_equal = pyproj.Transformer.from_crs(frame.crs, EQUAL_AREA, always_xy=True)
    moved = shapely.transform(
        np.asarray(frame.geometry), lambda xy: np.column_stack(to_equal.transform(xy[:, 0], xy[:, 1]))
    )
    return shapely.area(moved)


def overlap(folder: Path) -> None:
    """12 towns x 3 lines: dissolve, overlay, ellipsoidal areas."""
    watch = Stopwatch()
    towns = read_layer(folder, "towns")[["id", "geometry"]]
    matrix = np.zeros((len(towns), len(LINES)))
    for column, name in enumerate(LINES):
        dissolved = read_layer(folder, name).dissolve()[["geometry"]]
        cut = gpd.overlay(towns, dissolved, how="intersection", keep_geom_type=True)
        matrix[cut["id"].to_numpy() - 1, column] = ellipsoidal_areas(cut)
    watch.done(matrix.tolist())


def conflicts(folder: Path) -> None:
    """Every pairwise overlap polygon of the three lines."""
    watch = Stopwatch()
    layers = {name: read_layer(folder, name) for name in LINES}
    figures = {}
    for a, b in PAIRS:
        cut = gpd.overlay(layers[a], layers[b], how="intersection", keep_geom_type=True).explode(index_parts=False)
        figures[f"{a} {b}"] = float(ellipsoidal_areas(cut).sum())
    watch.done(figures)


def share(folder: Path) -> None:
    """Area of every parcel under the red line, by overlay."""
    watch = Stopwatch()
    parcels, red = read_layer(folder, "parcels"), read_layer(folder, "red")
    cut = gpd.overlay(parcels[["id", "geometry"]], red[["geometry"]], how="intersection", keep_geom_type=True)
    covered = pd.Series(ellipsoidal_areas(cut)).groupby(cut["id"]).sum().reindex(parcels["id"], fill_value=0.0)
    shares = covered.to_numpy() / ellipsoidal_areas(parcels)
    watch.done({"covered_m2": float(covered.sum()), "mean_share": float(shares.mean())}, rows=len(shares))


def read(folder: Path) -> None:
    """Only the reading of what `share` reads."""
    watch = Stopwatch()
    counts = [len(read_layer(folder, "parcels")), len(read_layer(folder, "red"))]
    watch.done(counts)


JOBS = {"overlap": overlap, "conflicts": conflicts, "share": share, "read": read}

if __name__ == "__main__":
    JOBS[sys.argv[1]](Path(sys.argv[2]))
