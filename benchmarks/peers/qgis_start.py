"""QGIS from the start of its process to the first drawn canvas: ``qgis_start.py start FOLDER`` prints one JSON line.

The project is a county of 5,000 parcels, beside FOLDER, under xvfb, without plug-ins; the profile is kept from run to
run.  QGIS itself loads this file (``--code``) and writes the time at which its canvas was drawn.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

SMALL = "5000"
LAYERS = 3


def inside(marker):
    """Wait in QGIS for the canvas with all layers, and end."""
    from qgis.utils import iface

    canvas = iface.mapCanvas()

    def drawn(*_):
        if len(canvas.layers()) >= LAYERS:
            with open(marker, "w") as out:
                json.dump(time.time(), out)
            os._exit(0)

    canvas.mapCanvasRefreshed.connect(drawn)
    if not canvas.isDrawing() and canvas.layers():
        canvas.refresh()
    globals()["_kept"] = drawn


def start(folder):
    """Make the project if there is none, and time QGIS opening it."""
    place = os.path.join(os.path.dirname(os.path.abspath(folder)), SMALL)
    project = os.path.join(place, "county.qgz")
    here = os.path.dirname(os.path.abspath(__file__))
    if not os.path.exists(project):
        script = os.path.join(here, "qgis_jobs.py")
        subprocess.run([sys.executable, script, "project", place], check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as scratch:
        marker = os.path.join(scratch, "drawn")
        environment = dict(os.environ, QGIS_BENCH_MARKER=marker, LC_ALL="C.UTF-8", XDG_RUNTIME_DIR=scratch)
        environment.pop("QT_QPA_PLATFORM", None)
        environment["PATH"] = "/usr/bin:/bin"  # QGIS looks for its Python through PATH
        command = ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24", "qgis", "--nologo", "--noplugins"]
        command += ["--noversioncheck", "--profiles-path", os.path.join(place, "qgis-profile")]
        command += ["--code", os.path.abspath(__file__), "--project", project]
        begin = time.time()
        subprocess.run(command, env=environment, capture_output=True, timeout=90, check=False)
        with open(marker) as written:
            seconds = json.load(written) - begin
    print(json.dumps({"seconds": seconds, "peak_mb": 0.0, "figures": {}}), flush=True)


if "QGIS_BENCH_MARKER" in os.environ and "qgis.utils" in sys.modules:
    inside(os.environ["QGIS_BENCH_MARKER"])
elif __name__ == "__main__":
    start(sys.argv[2])
