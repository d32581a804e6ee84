"""A sheet as it is ordered: frozen, so that preview and export can be made in a thread, from the same thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import ComposedSheet, Sheet, compose_page, frame_of
from yhgis.carto.sheet_shapes import Box
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.model.map import MapState
from yhgis.model.view import MM_PER_INCH, View
from yhgis.ui import session_layers
from yhgis.ui.session import Session
from yhgis.ui.session_sheets import PaperFrame

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

#: What the sheet shows of the map, beside a theme's id.
CURRENT_MAP = ""
#: Ground to show, beside a town's position in its layer.
PAPER_FRAME, WHOLE, CURRENT_VIEW = -3, -2, -1
SLIDE = ".pptx"
RASTERS = (".png", ".tif")
#: Formats that are made of dots, in whole or in part.
WITH_DPI = (*RASTERS, SLIDE)


@dataclass(frozen=True, eq=False)
class Preview:
    """A page as it is looked at: its pixels, and where things are on it."""

    image: QImage
    composed: ComposedSheet
    dpi: float


@dataclass(frozen=True, eq=False)
class SheetJob:
    """A sheet with all that is drawn on it.

    Parameters
    ----------
    sheet : Sheet
    layers : tuple of MapLayer
        Bottom first.
    mask, highlight : Layer or None
    district : Layer
        For the inset.
    """

    sheet: Sheet
    layers: tuple[MapLayer, ...]
    mask: Layer | None
    district: Layer
    highlight: Layer | None

    def composed(self, feedback: Feedback, dpi: float | None = None) -> ComposedSheet:
        """Return the page, thinned for ``dpi`` (by default the sheet's own)."""
        from yhgis.paint.text import measure

        return compose_page(
            replace(self.sheet, dpi=dpi) if dpi else self.sheet,
            self.layers,
            measure=measure,
            mask=self.mask,
            district=self.district,
            highlight=self.highlight,
            feedback=feedback,
        )

    def preview(self, width_px: int, height_px: int, feedback: Feedback) -> Preview:
        """Return the page as an image that fits into a box of device pixels."""
        from yhgis.paint.image import render

        template = self.sheet.template
        dpi = min(width_px / template.width_mm, height_px / template.height_mm) * MM_PER_INCH
        composed = self.composed(feedback.part(0.0, 0.6), dpi)
        return Preview(render(composed.page, dpi, feedback=feedback.part(0.6, 1.0)), composed, dpi)

    def picture(self, feedback: Feedback) -> QImage:
        """Return the page as an image of the sheet's resolution: for the clipboard."""
        from yhgis.paint.image import render

        composed = self.composed(feedback.part(0.0, 0.5))
        return render(composed.page, self.sheet.dpi, feedback=feedback.part(0.5, 1.0))

    def export(self, path: Path, feedback: Feedback) -> Path:
        """Write the page to ``path`` in the format of its extension; return it."""
        from yhgis.report.sheet_export import export_sheet

        composed = self.composed(feedback.part(0.0, 0.5))
        export_sheet(composed, self.sheet, [one.layer for one in self.layers], path, feedback.part(0.5, 1.0))
        return path

    def bytes_of(self, preview: Preview, extension: str, feedback: Feedback) -> int:
        """Return about how large the file will be; vectors are composed as they will be written."""
        from yhgis.paint.size_guess import raster_bytes, vector_bytes

        if extension == SLIDE:
            return raster_bytes(preview.image, preview.dpi, self.dpi_of(extension), ".png")
        if extension in RASTERS:
            return raster_bytes(preview.image, preview.dpi, self.sheet.dpi, extension)
        return vector_bytes(self.composed(feedback).page, extension)

    def frame(self) -> tuple[View, Box]:
        """Return what the map's frame will show, and its box on the paper; quick."""
        from yhgis.paint.text import measure

        return frame_of(self.sheet, self.layers, measure=measure, district=self.district)

    def dpi_of(self, extension: str) -> float:
        """Return the dots an inch that a file gets: a slide of large paper has fewer than were asked for."""
        from yhgis.report.sheet_pptx import slide_dpi

        return slide_dpi(self.sheet) if extension == SLIDE else self.sheet.dpi

    def pixels(self, extension: str = "") -> tuple[int, int]:
        """Return the size of the page in dots: of the clipboard's picture, or of a file's."""
        from yhgis.paint.image import pixels

        template, dpi = self.sheet.template, self.dpi_of(extension)
        return pixels(template.width_mm, dpi), pixels(template.height_mm, dpi)


def job_for(
    session: Session, sheet: Sheet, theme_id: str, ground: int, paper_frame: PaperFrame | None = None
) -> SheetJob:
    """Return the job for ``sheet``.

    Parameters
    ----------
    theme_id : str
        Whose layers to draw; `CURRENT_MAP` for those on the map now.
    ground : int
        Position of a town in its layer, or `WHOLE`, `CURRENT_VIEW`, or `PAPER_FRAME`.
    paper_frame : PaperFrame, optional
        For `PAPER_FRAME`: place and scale are kept exactly.
    """
    theme = session_layers.theme(theme_id or session.state.theme)
    district = session.layer("district")
    highlight: Layer | None = None
    extent = session.layer(theme.extent).bounds
    view: View | None = None
    if ground == PAPER_FRAME and paper_frame is not None:
        view = _view_of(paper_frame)
    elif ground == CURRENT_VIEW and session.view is not None:
        extent = session.view.extent
    elif ground >= 0:
        highlight = session.layer("towns").select(np.array([ground]))
        extent = highlight.bounds
    return SheetJob(
        replace(sheet, extent=extent, view=view),
        layers_of(session, theme_id),
        session.layer(theme.mask) if theme.mask else None,
        district,
        highlight,
    )


def _view_of(frame: PaperFrame) -> View:
    return View(frame.center_x, frame.center_y, frame.scale, frame.width_mm, frame.height_mm)


def layers_of(session: Session, theme_id: str) -> tuple[MapLayer, ...]:
    """Return what is drawn: the map as it is, or a theme under the user's own layers."""
    if theme_id == CURRENT_MAP:
        return session.map_layers()
    entries = session_layers.theme_entries(session_layers.theme(theme_id), session.state, session.layer)
    return session_layers.map_layers(MapState(entries), session.style)
