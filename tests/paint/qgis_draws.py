"""Run by a Python that has QGIS: draws layers with style files, as a list of jobs says, and saves the pictures.

Usage: qgis_draws.py JOBS.json with [{"layer", "style", "picture", "size": [w, h], "dpi", "extent": [x0, y0, x1, y1]}]
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def draw(job: dict) -> str:
    """Draw one picture; return what QGIS says against the files."""
    layer = QgsVectorLayer(job["layer"], "layer", "ogr")
    load = layer.loadSldStyle if job["style"].endswith(".sld") else layer.loadNamedStyle
    message, good = load(job["style"])
    if not good or not layer.isValid():
        return f"QGIS does not load {job['style']}: {message}"
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(*job["size"]))
    settings.setOutputDpi(job["dpi"])
    settings.setExtent(QgsRectangle(*job["extent"]))
    settings.setBackgroundColor(QColor("#FBFAF7"))
    rendering = QgsMapRendererParallelJob(settings)
    rendering.start()
    rendering.waitForFinished()
    rendering.renderedImage().save(job["picture"])
    return ""


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    faults = [fault for fault in map(draw, json.loads(Path(sys.argv[1]).read_text("utf-8"))) if fault]
    sys.stderr.write("\n".join(faults))
    sys.stderr.flush()
    os._exit(1 if faults else 0)  # QGIS tears itself down in an order that Python's objects do not outlive


main()
