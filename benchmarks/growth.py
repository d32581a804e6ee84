"""How time and memory grow with the county: ``python -m benchmarks --growth``, every job in a fresh process."""

from __future__ import annotations

import math
import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks.county.make import make_county
from benchmarks.rows import run_job

SIZES = (50_000, 100_000, 200_000, 400_000, 800_000)
#: Job of `benchmarks.ours`, and what it asks, by tool.
GROWING = {
    "share": ("share", "share of every parcel under the red line"),
    "overlap": ("overlap_land_use", "overlap of 13 land-use classes, made of all parcels, with the red line"),
}
#: Doubling the parcels may take this many times as long before growth counts as more than linear.
MOST_A_DOUBLING = 2.4
RUNS = 3


def growth(folder: Path, sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Return the table as a document: seconds (median of some runs) and the largest peak of each size and job."""
    rows = []
    for parcels in sizes:
        print(f"{parcels:,} parcels …", file=sys.stderr)
        county = folder / str(parcels)
        make_county(county, parcels)
        row: dict[str, Any] = {"parcels": parcels}
        for tool, (job, _) in GROWING.items():
            runs = [run_job("benchmarks.ours", job, county) for _ in range(RUNS)]
            row[tool] = {
                "seconds": round(statistics.median(run["seconds"] for run in runs), 3),
                "peak_mb": round(max(run["peak_mb"] for run in runs)),
            }
        rows.append(row)
    doublings = {tool: _a_doubling(rows, tool) for tool in GROWING}
    return {
        "jobs": {tool: title for tool, (_, title) in GROWING.items()},
        "rows": rows,
        "times_a_doubling": doublings,
        "most_times_a_doubling": MOST_A_DOUBLING,
        "met": all(value is None or value <= MOST_A_DOUBLING for value in doublings.values()),
    }


def _a_doubling(rows: list[dict[str, Any]], tool: str) -> float | None:
    """Return how many times as long twice the parcels take, on average from the smallest county to the largest."""
    first, last = rows[0], rows[-1]
    doublings = math.log2(last["parcels"] / first["parcels"])
    if not doublings:
        return None
    return round(float((last[tool]["seconds"] / first[tool]["seconds"]) ** (1.0 / doublings)), 2)


def lines(document: dict[str, Any]) -> list[str]:
    """Return the printed table."""
    jobs = list(document["jobs"])
    head = f"{'parcels':>9}" + "".join(f"{job + ' s':>20}{'us/parcel':>11}{'MB':>7}" for job in jobs)
    out = [head]
    for row in document["rows"]:
        cells = "".join(
            f"{row[job]['seconds']:>20.2f}{row[job]['seconds'] / row['parcels'] * 1e6:>11.2f}{row[job]['peak_mb']:>7}"
            for job in jobs
        )
        out.append(f"{row['parcels']:>9,}{cells}")
    for job, title in document["jobs"].items():
        times = document["times_a_doubling"][job]
        out.append(f"{job}: {title}; twice the parcels take {'-' if times is None else times} times as long")
    return out
