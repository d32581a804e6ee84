"""Whether our figures are the others': ``bootstrap.py bench --differential [--json] [--parcels N]``.

The overlap matrix, the conflicts, the covered area of every parcel and the coverage of a county, by yhgis, by
``geopandas.overlay`` and, where `python3-qgis` is installed, by QGIS.  Areas are planar, so that all measure alike and
only what was cut is compared; the matrix is taken once more on the ellipsoid.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.county.make import make_county
from benchmarks.rows import QGIS_PYTHON, ROOT, SAME, qgis_there, run_command

#: Parcels of the small county and of the large one.
SIZES = (5_000, 200_000)
#: A difference is told as a share of the area, or of this many m2 where the area is smaller: 0.001 m2 counts as
#: nothing, for coordinates are surveyed to the millimetre.
LEAST_M2 = 1_000.0
HEADER = f"{'parcels':>8}  {'job':<21}{'peer':<11}{'figures':>8}{'largest difference':>20}  same"


@dataclass(frozen=True)
class Difference:
    """How far a peer's figures of one job are from ours.

    Parameters
    ----------
    parcels : int
    job, peer : str
    figures : int
        How many were compared.
    largest : float
        Largest difference as a share of the area.
    """

    parcels: int
    job: str
    peer: str
    figures: int
    largest: float

    @property
    def met(self) -> bool:
        """Whether all figures are the same."""
        return self.largest <= SAME

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "parcels": self.parcels,
            "job": self.job,
            "peer": self.peer,
            "figures": self.figures,
            "largest_difference": self.largest,
            "met": self.met,
        }


def differential(folder: Path, sizes: tuple[int, ...] = SIZES, jobs: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON document: a row a county, job and peer.

    Parameters
    ----------
    folder : Path
        Counties stand, or are made, in folders of it that are named by their size.
    jobs : tuple of str
        Of `JOBS`; all unless told.
    """
    with_qgis = qgis_there()
    rows = []
    for size in sizes:
        make_county(folder / str(size), size)
        rows += [found.document() for found in differences(folder / str(size), jobs or tuple(JOBS), with_qgis)]
    return {"rows": rows, "qgis": with_qgis, "goal": SAME, "met": all(row["met"] for row in rows)}


def lines(document: dict[str, Any]) -> list[str]:
    """Return the printed table of a `differential` document."""
    table = [HEADER]
    for row in document["rows"]:
        named = f"{row['parcels']:>8,}  {row['job']:<21}{row['peer']:<11}{row['figures']:>8,}"
        table.append(f"{named}{row['largest_difference']:>20.1e}  {'yes' if row['met'] else 'NO'}")
    return table if document["qgis"] else [*table, "python3-qgis is not installed: no QGIS rows"]


def differences(county: Path, jobs: tuple[str, ...], with_qgis: bool) -> list[Difference]:
    """Return how far each peer is from us in each job."""
    print(f"{county.name} parcels, yhgis …", file=sys.stderr)
    ours = {job: flat(JOBS[job](county)) for job in jobs}
    peers = {"GeoPandas": [sys.executable, "-m", "benchmarks.peers.geopandas_differential"]}
    if with_qgis:
        peers["QGIS"] = [str(QGIS_PYTHON), str(ROOT / "benchmarks" / "peers" / "qgis_differential.py")]
    found = []
    for peer, command in peers.items():
        print(f"{county.name} parcels, {peer} …", file=sys.stderr)
        figures = run_command([*command, ",".join(jobs), str(county)])["figures"]
        for job in jobs:
            largest = largest_difference(ours[job], flat(figures[job]))
            found.append(Difference(int(county.name), job, peer, len(ours[job]), largest))
    return found


def flat(figures: Any) -> list[float]:
    """Return the numbers of nested lists and objects, objects by their keys in order."""
    if isinstance(figures, dict):
        figures = [figures[key] for key in sorted(figures)]
    if isinstance(figures, list):
        return [number for item in figures for number in flat(item)]
    return [float(figures)]


def largest_difference(ours: list[float], theirs: list[float]) -> float:
    """Return the largest difference as a share of the area, or of `LEAST_M2`."""
    return max(abs(a - b) / max(abs(a), abs(b), LEAST_M2) for a, b in zip(ours, theirs, strict=True))


# --- our figures -------------------------------------------------------------------------------------------------


def _ask(tool_id: str, **values: Any) -> dict[str, Any]:
    from yhgis.analysis.tools import tool
    from yhgis.feedback import Feedback

    asked = tool(tool_id)
    return asked.run(asked.complete({"basis": "planar", **values}), Feedback()).document()


def _open(county: Path, *names: str) -> list[Any]:
    from yhgis.plan.catalog import open_layer

    return [open_layer(str(county / f"{name}.gpkg")) for name in names]


def _overlap(county: Path, basis: str = "planar") -> Any:
    towns, *lines_ = _open(county, "towns", *LINES)
    rows = _ask("overlap", rows=towns, columns=lines_, basis=basis)["rows"]
    return [[cell["net_m2"] for cell in row["columns"]] for row in rows]


def _overlap_ellipsoidal(county: Path) -> Any:
    return _overlap(county, "ellipsoidal")


def _conflicts(county: Path) -> Any:
    pairs = _ask("conflicts", layers=_open(county, *LINES))["pairs"]
    names = [f"{a} {b}" for a, b in combinations(LINES, 2)]
    # Slivers are in the others' figures.
    return {name: pair["net_m2"] + pair["slivers"]["net_m2"] for name, pair in zip(names, pairs, strict=True)}


def _share(county: Path) -> Any:
    parcels, red = _open(county, "parcels", "red")
    return [feature["covered_m2"] for feature in _ask("share", features=parcels, cover=red)["features"]]


def _coverage(county: Path) -> Any:
    towns, *lines_ = _open(county, "towns", *LINES)
    found = _ask("coverage", target=towns, layers=lines_)
    parts = {name: found[name]["net_m2"] + found[name]["slivers"]["net_m2"] for name in ("gaps", "multiple")}
    return {"covered": found["covered"]["net_m2"], **parts}


LINES = ("red", "farmland", "urban")
JOBS: dict[str, Callable[[Path], Any]] = {
    "overlap": _overlap,
    "overlap_ellipsoidal": _overlap_ellipsoidal,
    "conflicts": _conflicts,
    "share": _share,
    "coverage": _coverage,
}
