"""``bootstrap.py bench [--only JOB] [--json] [--parcels N]``: make the county, run all sides, print the table.

``bootstrap.py bench --growth [--json] [--parcels N]`` prints how our time and memory grow, up to N parcels.
``bootstrap.py bench --differential [--json] [--parcels N]`` prints how far our figures are from the others'.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import differential
from benchmarks.county.make import make_county
from benchmarks.growth import SIZES, growth, lines
from benchmarks.rows import ROWS, qgis_there, run_row

#: Of the county that all sides are compared on.
PARCELS = 200_000
GROUPS = {row.group for row in ROWS if row.group}
#: Of the project that the start of QGIS is measured with.
SMALL_PARCELS = 5_000
HEADER = (
    f"{'job':<12}{'ours s':>9}{'GeoPandas s':>13}{'ratio':>8}{'QGIS s':>9}{'ratio':>8}"
    f"{'MB':>6}{'peer MB':>9}  {'met':<5}goal"
)


def main() -> int:
    """Run the benchmarks; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="bootstrap.py bench")
    parser.add_argument("--only", metavar="JOB", choices=sorted({row.job for row in ROWS} | GROUPS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--growth", action="store_true", help="our own jobs on counties of growing size")
    parser.add_argument("--differential", action="store_true", help="our figures against GeoPandas' and QGIS's")
    parser.add_argument("--parcels", type=int, help="of the county (200,000), or of the largest one (800,000)")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "yhgis-county")
    asked = parser.parse_args()
    if asked.growth:
        return _growth(asked)
    if asked.differential:
        return _differential(asked)
    print("making the county (half a minute, once) …", file=sys.stderr)
    parcels = asked.parcels or PARCELS
    folder = asked.folder / str(parcels)
    make_county(folder, parcels)
    if asked.only in (None, "start"):
        make_county(asked.folder / str(SMALL_PARCELS), SMALL_PARCELS)
    with_qgis = qgis_there()
    if not with_qgis:
        print("python3-qgis is not installed: no QGIS column", file=sys.stderr)
    results = []
    for row in ROWS:
        if asked.only in (None, row.job, row.group):
            print(f"{row.job}: {row.title} …", file=sys.stderr)
            results.append(run_row(row, folder, with_qgis))
    if asked.json:
        print(json.dumps({"rows": results}, ensure_ascii=False, indent=1))
    else:
        print(HEADER)
        for r in results:
            print(_line(r))
        if any(r.get("qgis_is_recorded") for r in results):
            print("* against QGIS's time on another machine (PEERS.md), for it is not installed here")
    return 0 if all(r["met"] for r in results) else 1


def _growth(asked: argparse.Namespace) -> int:
    """Print the table of growth; exit 1 when it is more than linear."""
    most = asked.parcels or SIZES[-1]
    document = growth(asked.folder, tuple(size for size in SIZES if size <= most) or (most,))
    print(json.dumps(document, ensure_ascii=False, indent=1) if asked.json else "\n".join(lines(document)))
    return 0 if document["met"] else 1


def _differential(asked: argparse.Namespace) -> int:
    """Print how far our figures are from the others'; exit 1 when one is not the same."""
    document = differential.differential(asked.folder, (asked.parcels,) if asked.parcels else differential.SIZES)
    table = "\n".join(differential.lines(document))
    print(json.dumps(document, ensure_ascii=False, indent=1) if asked.json else table)
    return 0 if document["met"] else 1


def _line(row: dict[str, Any]) -> str:
    """Return one line of the printed table; files are compared in brackets."""
    peer = f"{row['geopandas_s']:>13.2f}{row['ratio']:>7.1f}x" if row["geopandas_s"] else f"{'-':>13}{'-':>8}"
    mark = "*" if row.get("qgis_is_recorded") else "x"
    qgis = f"{row['qgis_s']:>9.2f}{row['ratio_qgis']:>7.1f}{mark}" if row["qgis_s"] else f"{'-':>9}{'-':>8}"
    memory = f"{row['ours_mb']:>6}{row['geopandas_mb'] or '-':>9}"
    files = f"  (files {row['ours_file_mb']} / {row['qgis_file_mb']} MB)" if row["qgis_file_mb"] else ""
    start = f"{row['job']:<12}{row['ours_s']:>9.2f}{peer}{qgis}{memory}"
    return f"{start}  {'yes' if row['met'] else 'NO':<5}{row['goal']}{files}"


if __name__ == "__main__":
    sys.exit(main())
