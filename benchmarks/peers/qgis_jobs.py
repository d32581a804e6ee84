"""QGIS: ``/usr/bin/python3 qgis_jobs.py JOB FOLDER`` prints one JSON line. Needs Debian's python3-qgis.

Runs under the system's Python, without the Processing plugin: the native algorithms are what its dialogs call.
"""

import os
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from qgis import core
from qgis.analysis import QgsNativeAlgorithms

from benchmarks.peers import qgis_drawing as drawing
from benchmarks.stopwatch import Stopwatch

LINES = ("red", "farmland", "urban")
PAIRS = (("red", "farmland"), ("red", "urban"), ("farmland", "urban"))
ELLIPSOID = "EPSG:1024"  # CGCS2000


def start(gui=False):
    """Start QGIS without a window; not timed."""
    core.QgsApplication.setPrefixPath("/usr", True)
    application = core.QgsApplication([], gui)
    application.initQgis()
    core.QgsApplication.processingRegistry().addProvider(QgsNativeAlgorithms())
    core.QgsProject.instance().setCrs(core.QgsCoordinateReferenceSystem("EPSG:4549"))
    return application


def layer(folder, name):
    """Open one layer of the county."""
    found = core.QgsVectorLayer(f"{folder}/{name}.gpkg|layername={name}", name, "ogr")
    assert found.isValid(), name
    return found


def run(algorithm, ellipsoid="NONE", **parameters):
    """Run a native algorithm and return its output layer."""
    project = core.QgsProject.instance()
    project.setEllipsoid(ellipsoid)
    context = core.QgsProcessingContext()
    context.setProject(project)
    feedback = core.QgsProcessingFeedback(False)
    made = core.QgsApplication.processingRegistry().createAlgorithmById(algorithm)
    results, done = made.run(dict(parameters, OUTPUT="memory:"), context, feedback)
    assert done, feedback.textLog()[-500:]
    output = context.takeResultLayer(results["OUTPUT"])
    output.kept = context
    return output


def measure():
    """Return QGIS's ellipsoidal measuring."""
    area = core.QgsDistanceArea()
    area.setSourceCrs(core.QgsCoordinateReferenceSystem("EPSG:4549"), core.QgsProject.instance().transformContext())
    area.setEllipsoid(ELLIPSOID)
    return area


def overlap(folder):
    """12 x 3 the quicker of the two usual ways: dissolve, intersection, ellipsoidal areas of the pieces."""
    watch = Stopwatch()
    towns, area = layer(folder, "towns"), measure()
    matrix = [[0.0] * len(LINES) for _ in range(towns.featureCount())]
    for column, name in enumerate(LINES):
        dissolved = run("native:dissolve", INPUT=layer(folder, name))
        cut = run("native:intersection", INPUT=towns, OVERLAY=dissolved, INPUT_FIELDS=["id"])
        for feature in cut.getFeatures():
            matrix[feature["id"] - 1][column] += area.measureArea(feature.geometry())
    watch.done(matrix)


def conflicts(folder):
    """Every pairwise overlap polygon of the three lines."""
    watch = Stopwatch()
    area, figures = measure(), {}
    for a, b in PAIRS:
        cut = run(
            "native:intersection",
            INPUT=layer(folder, a),
            OVERLAY=layer(folder, b),
            INPUT_FIELDS=["id"],
            OVERLAY_FIELDS=["id"],
        )
        parts = run("native:multiparttosingleparts", INPUT=cut)
        figures[f"{a} {b}"] = sum(area.measureArea(feature.geometry()) for feature in parts.getFeatures())
    watch.done(figures)


def share(folder):
    """Every parcel's area under the red line by QGIS's overlap analysis, as its dialog runs it (minutes)."""
    watch = Stopwatch()
    found = run(
        "native:calculatevectoroverlaps", ELLIPSOID, INPUT=layer(folder, "parcels"), LAYERS=[layer(folder, "red")]
    )
    _share_done(watch, found)


def share_subdivided(folder):
    """As a QGIS user in the know would: the red line cut into single polygons of at most 256 vertices first."""
    watch = Stopwatch()
    cut = run("native:multiparttosingleparts", INPUT=run("native:subdivide", INPUT=layer(folder, "red"), MAX_NODES=256))
    cut.setName("red")
    found = run("native:calculatevectoroverlaps", ELLIPSOID, INPUT=layer(folder, "parcels"), LAYERS=[cut])
    _share_done(watch, found)


def _share_done(watch, found):
    covered = percent = 0.0
    for feature in found.getFeatures():
        covered += feature["red_area"]
        percent += feature["red_pc"]
    count = found.featureCount()
    watch.done({"covered_m2": covered, "mean_share": percent / 100 / count}, rows=count)


def export_pdf(folder):
    """Put the county on an A3 sheet, as a PDF; layers opened and styled, layout made, file written."""
    _export(folder, ".pdf")


def export_png(folder):
    """Do the same as a PNG of 300 dpi."""
    _export(folder, ".png")


def _export(folder, extension):
    watch = Stopwatch()
    made = drawing.layout(drawing.styled(*(layer(folder, name) for name in ("parcels", "red", "towns"))))
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, "sheet" + extension)
        drawing.export(made, path)
        watch.done({}, file_mb=os.path.getsize(path) / 1e6)


def first(folder, times):
    """Draw the county, or a part of it, for the first time; opened and styled before."""
    settings = drawing.map_settings(_styled(folder), times)
    watch = Stopwatch()
    drawing.frame(settings)
    watch.done({})


def repeat(folder, times):
    """Draw the same over and over; the median of five."""
    settings = drawing.map_settings(_styled(folder), times)
    drawing.frame(settings)
    seconds = []
    for _ in range(5):
        begin = time.perf_counter()
        drawing.frame(settings)
        seconds.append(time.perf_counter() - begin)
    Stopwatch().done({}, seconds=statistics.median(seconds))


def first_from_file(folder):
    """Open, style and draw the county."""
    watch = Stopwatch()
    drawing.frame(drawing.map_settings(_styled(folder), 1.0))
    watch.done({})


def project(folder):
    """Not a timing: write the project that the start of QGIS opens."""
    made, layers = core.QgsProject.instance(), _styled(folder)
    made.addMapLayers(layers)
    extent = layers[2].extent()
    extent.scale(1.05)
    made.viewSettings().setDefaultViewExtent(core.QgsReferencedRectangle(extent, layers[2].crs()))
    made.write(f"{folder}/county.qgz")
    Stopwatch().done({})


def _styled(folder):
    return drawing.styled(*(layer(folder, name) for name in ("parcels", "red", "towns")))


EXTENTS = {"full": 1.0, "quarter": 2.0, "64th": 8.0}
JOBS = {
    "overlap": overlap,
    "conflicts": conflicts,
    "share": share,
    "share_subdivided": share_subdivided,
    "export_pdf": export_pdf,
    "export_png": export_png,
    "first_from_file": first_from_file,
    "project": project,
}
for _name, _times in EXTENTS.items():
    JOBS[f"first_{_name}"] = partial(first, times=_times)
    JOBS[f"repeat_{_name}"] = partial(repeat, times=_times)
DRAWING = ("export_pdf", "export_png", "first", "repeat", "project")

if __name__ == "__main__":
    application = start(gui=sys.argv[1].startswith(DRAWING))
    JOBS[sys.argv[1]](sys.argv[2])
    sys.stdout.flush()
    os._exit(0)  # the teardown of Qt can crash offscreen
