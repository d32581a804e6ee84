"""What is compared, with whom, and which ratio is aimed at."""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
QGIS_PYTHON = Path("/usr/bin/python3")
#: Jobs of QGIS that are not among its others.
QGIS_SCRIPTS = {"start": "qgis_start.py"}
RENDER, WINDOW = "benchmarks.render", "benchmarks.window"
#: Largest relative difference at which two figures count as the same.
SAME = 1e-6


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    job : str
        Job of ours.
    geopandas, qgis : str
        Jobs of the peers, empty for none.
    goal : str
        In words, as printed.
    least_vs_geopandas, least_vs_qgis : float
        How many times faster ours must be; 0 for no goal.
    repeat : int
        Runs of each side, of which the median counts.
    ours : str
        Module that has our job.
    most_of_qgis_file : float
        Largest share of QGIS's file that ours may have; 0 for no goal.
    group : str
        Asked for together.
    recorded_qgis_s : float
        QGIS's time on another machine, named as such, where it is not installed here; 0 for none.
    most_s, most_kept_mb : float
        Seconds and memory that ours may take, whatever others do; 0 for no goal.
    """

    job: str
    title: str
    geopandas: str
    qgis: str
    goal: str
    least_vs_geopandas: float = 0.0
    least_vs_qgis: float = 0.0
    repeat: int = 3
    ours: str = "benchmarks.ours"
    most_of_qgis_file: float = 0.0
    group: str = ""
    recorded_qgis_s: float = 0.0
    most_s: float = 0.0
    most_kept_mb: float = 0.0


def _drawing_rows() -> Iterator[Row]:
    """Yield the rows of drawing: how many times QGIS's time ours may take, and QGIS's recorded seconds, an extent."""
    goals = {"full": (0.5, 0.25, 1.080), "quarter": (0.4, 0.25, 0.976), "64th": (0.7, 0.5, 0.155)}
    for kind, words in (("first", "layers read before"), ("repeat", "all layers anew, levels of detail kept")):
        for extent, (first, repeat, recorded) in goals.items():
            share = first if kind == "first" else repeat
            job, title = f"{kind}_{extent}", f"{kind} frame, {extent} extent, {words}; QGIS reads its files each time"
            goal = f"<={share}x QGIS's parallel job"
            yield Row(job, title, "", job, goal, least_vs_qgis=1 / share, ours=RENDER, group="render",
                      recorded_qgis_s=recorded)  # fmt: skip
    yield Row("first_from_file", "files opened, read and drawn for the first time", "", "first_from_file", "none",
              ours=RENDER, group="render")  # fmt: skip
    for extent in goals:
        yield Row(f"pan_{extent}", f"true image after a pan by 200 px, {extent} extent", "", "", "<=40 ms",
                  ours=RENDER, group="render", most_s=0.040, repeat=1)  # fmt: skip  # five pans are made each time
    yield Row("blocked", "longest stretch the main thread is blocked: load, pan, zoom, theme", "", "", "<=30 ms",
              ours=WINDOW, group="render", most_s=0.030, repeat=1)  # fmt: skip
    yield Row("open", "200,000 parcels from the choice of their file to the first picture", "", "", "<=3 s",
              ours=WINDOW, group="render", most_s=3.0)  # fmt: skip
    yield Row("render_memory", "memory kept of the county after all three extents", "", "",
              "<=240 MB, 3x the raw coordinates", ours=RENDER, group="render", most_kept_mb=240.0,
              repeat=1)  # fmt: skip
    yield Row("start", "process start to the drawn map, under xvfb; QGIS opens 5,000 parcels", "", "start",
              "<=1x QGIS", least_vs_qgis=1, ours=WINDOW, group="start", repeat=4, recorded_qgis_s=1.19)  # fmt: skip


ROWS = (
    Row(
        "overlap",
        "12 towns x 3 control lines, ellipsoidal areas",
        "overlap",
        "overlap",
        ">=12x GeoPandas, >=16x QGIS",
        12,
        16,
    ),
    Row(
        "conflicts",
        "pairwise conflicts of 3 control lines, with polygons",
        "conflicts",
        "conflicts",
        ">=2x GeoPandas, >=3x QGIS",
        2,
        3,
    ),
    Row(
        "share",
        "share of 200,000 parcels under the red line, fresh process",
        "share",
        "share_subdivided",
        ">=8x GeoPandas",
        8,
    ),
    Row(
        "share_warm",
        "the same asked again, both layers open as in the window; against GeoPandas reading the two files",
        "read",
        "",
        "<=2x reading",
        0.5,
    ),
    Row(
        "export_pdf",
        "the county on an A3 sheet as a PDF",
        "",
        "export_pdf",
        "<=0.5x QGIS's time, <=0.4x its size",
        least_vs_qgis=2,
        ours="benchmarks.export",
        most_of_qgis_file=0.4,
    ),
    Row(
        "export_png",
        "the county on an A3 sheet as a PNG of 300 dpi",
        "",
        "export_png",
        "<=0.5x QGIS's time",
        least_vs_qgis=2,
        ours="benchmarks.export",
    ),
    *_drawing_rows(),
)


def run_row(row: Row, folder: Path, with_qgis: bool) -> dict[str, Any]:
    """Run one line of the table, all sides, and return it with the contract's keys.

    The sides take turns, so that what else the machine does meets them alike.
    """
    runs: dict[str, list[dict[str, Any]]] = {"ours": [], "geopandas": [], "qgis": []}
    # QGIS's analyses take minutes; once is enough for them.
    often = row.repeat if not row.geopandas else 1
    for turn in range(row.repeat):
        runs["ours"].append(run_job(row.ours, row.job, folder))
        if row.geopandas:
            runs["geopandas"].append(run_job("benchmarks.peers.geopandas_jobs", row.geopandas, folder))
        if row.qgis and with_qgis and turn < often:
            script = str(ROOT / "benchmarks" / "peers" / (QGIS_SCRIPTS.get(row.qgis, "qgis_jobs.py")))
            runs["qgis"].append(run_command([str(QGIS_PYTHON), script, row.qgis, str(folder)]))
    ours, geopandas, qgis = (_median(found) if found else None for found in runs.values())
    assert ours is not None
    recorded = qgis is None and row.recorded_qgis_s > 0
    if recorded:
        qgis = {"seconds": row.recorded_qgis_s}
    ratio_qgis = _ratio(qgis, ours)
    return {
        "job": row.job,
        "title": row.title,
        "ours_s": round(ours["seconds"], 3),
        "geopandas_s": round(geopandas["seconds"], 3) if geopandas else None,
        "qgis_s": round(qgis["seconds"], 3) if qgis else None,
        "ratio": _ratio(geopandas, ours) if geopandas else ratio_qgis,
        "ratio_qgis": ratio_qgis,
        "goal": row.goal,
        "met": _met(row, ours, geopandas, qgis),
        "ours_mb": round(ours["peak_mb"]),
        "geopandas_mb": round(geopandas["peak_mb"]) if geopandas else None,
        "ours_file_mb": _file_mb(ours),
        "qgis_file_mb": _file_mb(qgis),
        "largest_difference": _difference(row, ours, geopandas),
        **({"qgis_is_recorded": True} if recorded else {}),
        **({"kept_mb": round(ours["kept_mb"])} if "kept_mb" in ours else {}),
    }


def _ratio(peer: dict[str, Any] | None, ours: dict[str, Any]) -> float | None:
    """Return how many times quicker ours is."""
    return round(peer["seconds"] / ours["seconds"], 2) if peer else None


def _file_mb(run: dict[str, Any] | None) -> float | None:
    return round(run["file_mb"], 2) if run and "file_mb" in run else None


def _difference(row: Row, ours: dict[str, Any], peer: dict[str, Any] | None) -> float | None:
    """Return how far our figures are from GeoPandas'; None where there is nothing to compare."""
    if peer is None or row.geopandas == "read":
        return None
    return largest_difference(ours["figures"], peer["figures"])


def _met(row: Row, ours: dict[str, Any], peer: dict[str, Any] | None, qgis: dict[str, Any] | None) -> bool:
    """Whether the goals of speed and size hold and the figures are the same."""
    quick = peer is None or peer["seconds"] / ours["seconds"] >= row.least_vs_geopandas
    quicker = qgis is None or qgis["seconds"] / ours["seconds"] >= row.least_vs_qgis
    share = row.most_of_qgis_file
    small = qgis is None or not share or ours["file_mb"] <= share * qgis["file_mb"]
    same = (_difference(row, ours, peer) or 0.0) <= SAME
    in_time = not row.most_s or ours["seconds"] <= row.most_s
    kept = not row.most_kept_mb or ours["kept_mb"] <= row.most_kept_mb
    return bool(quick and quicker and small and same and in_time and kept)


def qgis_there() -> bool:
    """Whether Debian's python3-qgis can be asked."""
    if not QGIS_PYTHON.exists():
        return False
    done = subprocess.run([str(QGIS_PYTHON), "-c", "import qgis.core"], capture_output=True, check=False)
    return done.returncode == 0


def run_job(module: str, job: str, folder: Path) -> dict[str, Any]:
    """Run a job of one of our modules in a fresh process and return its line."""
    return run_command([sys.executable, "-m", module, job, str(folder)])


def run_command(command: list[str]) -> dict[str, Any]:
    """Run one job in a process of its own and return its line."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"{' '.join(command)} gave no figures:\n{done.stderr[-2000:]}")
    return dict(json.loads(lines[-1]))


def _median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the first run's figures with the median time and the largest peak."""
    seconds = statistics.median(run["seconds"] for run in runs)
    return {**runs[0], "seconds": seconds, "peak_mb": max(run["peak_mb"] for run in runs)}


def largest_difference(ours: Any, theirs: Any) -> float:
    """Return the largest relative difference between two nested structures of numbers.

    Raises
    ------
    ValueError
        They are not shaped alike.
    """
    if isinstance(ours, dict):
        if ours.keys() != theirs.keys():
            raise ValueError(f"{sorted(ours)} is compared with {sorted(theirs)}")
        return max(largest_difference(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list):
        return max(largest_difference(a, b) for a, b in zip(ours, theirs, strict=True))
    if ours == theirs:
        return 0.0
    return abs(ours - theirs) / max(abs(ours), abs(theirs), math.ulp(0.0))
