"""QGIS's figures for the differential test: ``/usr/bin/python3 qgis_differential.py JOB,JOB… FOLDER`` tells.

The native algorithms that its dialogs call; areas planar, but for ``overlap_ellipsoidal``.
"""

import os
import sys
from itertools import combinations
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.peers.qgis_jobs import LINES, layer, measure, run, start
from benchmarks.stopwatch import Stopwatch


def _area(found, of=None):
    return sum(of(feature.geometry()) if of else feature.geometry().area() for feature in found.getFeatures())


def _dissolved(found):
    return run("native:dissolve", INPUT=found)


def _common(a, b, **fields):
    return run("native:intersection", INPUT=a, OVERLAY=b, **fields)


def _merged(several):
    return run("native:mergevectorlayers", LAYERS=several)


def overlap(folder, of=None):
    """12 towns x 3 lines: area of each town under the union of each line."""
    towns = layer(folder, "towns")
    matrix = [[0.0] * len(LINES) for _ in range(towns.featureCount())]
    for column, name in enumerate(LINES):
        cut = _common(towns, _dissolved(layer(folder, name)), INPUT_FIELDS=["id"])
        for feature in cut.getFeatures():
            geometry = feature.geometry()
            matrix[feature["id"] - 1][column] += of(geometry) if of else geometry.area()
    return matrix


def overlap_ellipsoidal(folder):
    """Do the same in QGIS's ellipsoidal areas."""
    return overlap(folder, measure().measureArea)


def conflicts(folder):
    """Area that each two lines have in common, feature by feature."""
    return {f"{a} {b}": _area(_common(layer(folder, a), layer(folder, b))) for a, b in combinations(LINES, 2)}


def share(folder):
    """Area of every parcel under the red line, by the overlap analysis; the line in small pieces, or it takes hours."""
    cut = run("native:multiparttosingleparts", INPUT=run("native:subdivide", INPUT=layer(folder, "red"), MAX_NODES=256))
    cut.setName("red")
    found = run("native:calculatevectoroverlaps", INPUT=layer(folder, "parcels"), LAYERS=[cut])
    return [area for _, area in sorted((feature["id"], feature["red_area"]) for feature in found.getFeatures())]


def coverage(folder):
    """All towns: covered by the three lines, by none, by two or more."""
    towns = _dissolved(layer(folder, "towns"))
    lines = {name: _dissolved(layer(folder, name)) for name in LINES}
    together = _dissolved(_merged(list(lines.values())))
    twice = _dissolved(_merged([_common(lines[a], lines[b]) for a, b in combinations(LINES, 2)]))
    return {
        "covered": _area(_common(towns, together)),
        "gaps": _area(run("native:difference", INPUT=towns, OVERLAY=together)),
        "multiple": _area(_common(towns, twice)),
    }


JOBS = {
    "overlap": overlap,
    "overlap_ellipsoidal": overlap_ellipsoidal,
    "conflicts": conflicts,
    "share": share,
    "coverage": coverage,
}

if __name__ == "__main__":
    application = start()
    watch = Stopwatch()
    watch.done({job: JOBS[job](sys.argv[2]) for job in sys.argv[1].split(",")})
    sys.stdout.flush()
    os._exit(0)  # the teardown of Qt can crash offscreen
