"""``bootstrap.py bench [--only JOB] [--json] [--parcels N]``: make the county, run all sides, print the table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.county.make import make_county
from benchmarks.rows import ROWS, qgis_there, run_row

HEADER = (
    f"{'job':<12}{'ours s':>9}{'GeoPandas s':>13}{'ratio':>8}{'QGIS s':>9}{'ratio':>8}"
    f"{'MB':>6}{'peer MB':>9}  {'met':<5}goal"
)


def main() -> int:
    """Run the benchmarks; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="bootstrap.py bench")
    parser.add_argument("--only", metavar="JOB", choices=[row.job for row in ROWS])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--parcels", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "yhgis-county")
    asked = parser.parse_args()
    print("making the county (half a minute, once) …", file=sys.stderr)
    folder = asked.folder / str(asked.parcels)
    make_county(folder, asked.parcels)
    with_qgis = qgis_there()
    if not with_qgis:
        print("python3-qgis is not installed: no QGIS column", file=sys.stderr)
    results = []
    for row in ROWS:
        if asked.only in (None, row.job):
            print(f"{row.job}: {row.title} …", file=sys.stderr)
            results.append(run_row(row, folder, with_qgis))
    if asked.json:
        print(json.dumps({"rows": results}, ensure_ascii=False, indent=1))
    else:
        print(HEADER)
        for r in results:
            qgis = f"{r['qgis_s']:>9.2f}{r['ratio_qgis']:>7.1f}x" if r["qgis_s"] else f"{'-':>9}{'-':>8}"
            print(
                f"{r['job']:<12}{r['ours_s']:>9.2f}{r['geopandas_s']:>13.2f}{r['ratio']:>7.1f}x{qgis}"
                f"{r['ours_mb']:>6}{r['geopandas_mb']:>9}  {'yes' if r['met'] else 'NO':<5}{r['goal']}"
            )
    return 0 if all(r["met"] for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
