"""yhgis's sheets of the county: ``python -m benchmarks.export JOB FOLDER`` prints one JSON line.

Timed as for QGIS: layers opened, sheet composed, file written; a fresh process, imports left out.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import fontTools.fontBuilder
import pyogrio.raw

from benchmarks.county.look import county_styles
from benchmarks.stopwatch import Stopwatch
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import Sheet, compose_sheet
from yhgis.feedback import Feedback
from yhgis.model.crs import WORK_CRS
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.export import export
from yhgis.paint.text import measure
from yhgis.plan.catalog import open_layer

#: Read when a file or a PDF first needs them; imports are not timed on any side.
IMPORTED = (fontTools.fontBuilder, pyogrio.raw)
DPI = 300.0


def export_pdf(folder: Path) -> None:
    """Put the county on an A3 sheet, as a PDF."""
    _export(folder, ".pdf")


def export_png(folder: Path) -> None:
    """Do the same as a PNG of 300 dpi."""
    _export(folder, ".png")


def _export(folder: Path, extension: str) -> None:
    watch = Stopwatch()
    layers = [
        MapLayer(open_layer(str(folder / f"{name}.gpkg")).to_crs(WORK_CRS), style)
        for name, style in county_styles().items()
    ]
    sheet = Sheet("土地利用与生态保护红线", paper="A3", dpi=DPI, extent=layers[0].layer.bounds)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"sheet{extension}"
        export(compose_sheet(sheet, layers, measure=measure, feedback=Feedback()), path, DPI, sheet.title)
        watch.done({}, file_mb=path.stat().st_size / 1e6)


JOBS = {"export_pdf": export_pdf, "export_png": export_png}

if __name__ == "__main__":
    ensure_gui_application()
    JOBS[sys.argv[1]](Path(sys.argv[2]))
