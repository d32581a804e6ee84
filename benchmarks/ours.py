"""yhgis: ``python -m benchmarks.ours JOB FOLDER`` prints one JSON line; the same calls as the command line makes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pyogrio.raw  # noqa: F401 - brings pandas along; here, so that its import is not timed, as with the peers

import yhgis.io.vector  # noqa: F401 - likewise: the program imports it when the first file is read
from benchmarks.stopwatch import Stopwatch
from yhgis.analysis.share import ShareResult
from yhgis.analysis.tools import tool
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.model.result import Result
from yhgis.plan.catalog import open_layer

LINES = ("red", "farmland", "urban")


def _open(folder: Path, name: str) -> Layer:
    return open_layer(str(folder / f"{name}.gpkg"))


def _ask(tool_id: str, **values: Any) -> Result:
    asked = tool(tool_id)
    return asked.run(asked.complete(values), Feedback())


def overlap(folder: Path) -> None:
    """12 towns x 3 lines, ellipsoidal."""
    watch = Stopwatch()
    result = _ask("overlap", rows=_open(folder, "towns"), columns=[_open(folder, name) for name in LINES])
    rows = result.document()["rows"]
    watch.done([[cell["net_m2"] for cell in row["columns"]] for row in rows])


def overlap_land_use(folder: Path) -> None:
    """13 land-use classes, made of all parcels, x the red line."""
    watch = Stopwatch()
    result = _ask("overlap", rows=_open(folder, "parcels"), key="DLBM", columns=[_open(folder, "red")])
    rows = result.document()["rows"]
    watch.done({row["row"]: row["columns"][0]["net_m2"] for row in rows})


def conflicts(folder: Path) -> None:
    """Every pairwise overlap polygon of the three lines; slivers are in the sum, as in the peers' figure."""
    watch = Stopwatch()
    result = _ask("conflicts", layers=[_open(folder, name) for name in LINES])
    pairs = result.document()["pairs"]
    watch.done({f"{p['a']} {p['b']}": p["net_m2"] + p["slivers"]["net_m2"] for p in pairs})


def share(folder: Path) -> None:
    """Every parcel's share under the red line, in a fresh process."""
    watch = Stopwatch()
    _told(watch, _ask("share", features=_open(folder, "parcels"), cover=_open(folder, "red")))


def share_warm(folder: Path) -> None:
    """Ask the same again with both layers open, as in the window: what was worked out of a layer is kept with it."""
    parcels, red = _open(folder, "parcels"), _open(folder, "red")
    _ask("share", features=parcels, cover=red)
    watch = Stopwatch()
    _told(watch, _ask("share", features=parcels, cover=red))


def _told(watch: Stopwatch, result: Result) -> None:
    """Stop the watch when each parcel has its share: an array, as the peers have it."""
    assert isinstance(result, ShareResult)
    shares, totals = result.share, result.totals()
    watch.done({"covered_m2": totals["covered_m2"], "mean_share": totals["mean_share"]}, rows=len(shares))


JOBS = {
    "overlap": overlap,
    "overlap_land_use": overlap_land_use,
    "conflicts": conflicts,
    "share": share,
    "share_warm": share_warm,
}

if __name__ == "__main__":
    JOBS[sys.argv[1]](Path(sys.argv[2]))
