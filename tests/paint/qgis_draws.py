"""Run by a Python that has QGIS: draws a layer with a style file and saves the picture, and the style as QGIS has it.

Usage: qgis_draws.py LAYER STYLE PICTURE WIDTH HEIGHT DPI X0 Y0 X1 Y1 (pixels; ground metres)
"""

from __future__ import annotations

import os
import sys

from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def main() -> None:
    layer_file, style_file, picture = sys.argv[1:4]
    width, height = (int(text) for text in sys.argv[4:6])
    extent = QgsRectangle(*(float(text) for text in sys.argv[7:11]))
    application = QgsApplication([], False)
    application.initQgis()
    layer = QgsVectorLayer(layer_file, "layer", "ogr")
    load = layer.loadSldStyle if style_file.endswith(".sld") else layer.loadNamedStyle
    message, good = load(style_file)
    if not good or not layer.isValid():
        sys.exit(f"QGIS does not load {style_file}: {message}")
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(width, height))
    settings.setOutputDpi(float(sys.argv[6]))
    settings.setExtent(extent)
    settings.setBackgroundColor(QColor("#FBFAF7"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)
    os._exit(0)  # QGIS tears itself down in an order that Python's objects do not outlive


main()
