"""A composed sheet into a file of any kind: what `yhgis.paint.export` writes, and a slide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yhgis.carto.sheet import ComposedSheet, Sheet
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.paint.export import EXTENSIONS as PAINTED
from yhgis.paint.export import export
from yhgis.paint.georeference import Georeference
from yhgis.paint.series import Write
from yhgis.report.sheet_pptx import EXTENSION as SLIDE
from yhgis.report.sheet_pptx import write_sheets_pptx

#: What a sheet can be written as.
EXTENSIONS = (*PAINTED, SLIDE)


def export_sheet(
    composed: ComposedSheet, sheet: Sheet, layers: Sequence[Layer], path: Path, feedback: Feedback
) -> None:
    """Write a composed sheet to ``path`` in the format of its extension; rasters get a world file beside.

    Parameters
    ----------
    layers : sequence of Layer
        What the map shows: a slide names their sources in its notes.

    Raises
    ------
    UsageError, DataError, Cancelled
        As `yhgis.paint.export.export`.
    """
    if path.suffix.lower() == SLIDE:
        write_sheets_pptx([(sheet, lambda _feedback: composed)], layers, path, sheet.title, feedback)
        return
    ground = Georeference.of_sheet(composed.view, composed.frame, sheet.dpi)
    export(composed.page, path, sheet.dpi, sheet.title, feedback, ground=ground)


def sheet_writer(layers: Sequence[Layer]) -> Write:
    """Return what writes a sheet of a series of which all maps show ``layers``."""
    return lambda composed, sheet, path, feedback: export_sheet(composed, sheet, layers, path, feedback)
