"""A sheet as it is ordered: frozen, so that preview and export can be made in a thread, from the same thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import Sheet, compose_sheet
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.model.map import MapState
from yhgis.model.view import MM_PER_INCH
from yhgis.ui import session_layers
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from yhgis.carto.display_list import DisplayList

#: What the sheet shows of the map, beside a theme's id.
CURRENT_MAP = ""
#: Ground to show, beside a town's position in its layer.
WHOLE, CURRENT_VIEW = -2, -1


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

    def page(self, feedback: Feedback, dpi: float | None = None) -> DisplayList:
        """Return the page, thinned for ``dpi`` (by default the sheet's own)."""
        from yhgis.paint.text import measure

        return compose_sheet(
            replace(self.sheet, dpi=dpi) if dpi else self.sheet,
            self.layers,
            measure=measure,
            mask=self.mask,
            district=self.district,
            highlight=self.highlight,
            feedback=feedback,
        )

    def preview(self, width_px: int, height_px: int, feedback: Feedback) -> QImage:
        """Return the page as an image that fits into a box of device pixels."""
        from yhgis.paint.image import render

        template = self.sheet.template
        dpi = min(width_px / template.width_mm, height_px / template.height_mm) * MM_PER_INCH
        page = self.page(feedback.part(0.0, 0.6), dpi)
        return render(page, dpi, feedback=feedback.part(0.6, 1.0))

    def export(self, path: Path, feedback: Feedback) -> Path:
        """Write the page to ``path`` in the format of its extension; return it."""
        from yhgis.paint.export import export

        page = self.page(feedback.part(0.0, 0.5))
        export(page, path, self.sheet.dpi, self.sheet.title, feedback.part(0.5, 1.0))
        return path

    def pixels(self) -> tuple[int, int]:
        """Return the size of the PNG."""
        from yhgis.paint.image import pixels

        template = self.sheet.template
        return pixels(template.width_mm, self.sheet.dpi), pixels(template.height_mm, self.sheet.dpi)


def job_for(session: Session, sheet: Sheet, theme_id: str, ground: int) -> SheetJob:
    """Return the job for ``sheet``.

    Parameters
    ----------
    theme_id : str
        Whose layers to draw; `CURRENT_MAP` for those on the map now.
    ground : int
        Position of a town in its layer, or `WHOLE`, or `CURRENT_VIEW`.
    """
    theme = session_layers.theme(theme_id or session.state.theme)
    district = session.layer("district")
    highlight: Layer | None = None
    extent = session.layer(theme.extent).bounds
    if ground == CURRENT_VIEW and session.view is not None:
        extent = session.view.extent
    elif ground >= 0:
        highlight = session.layer("towns").select(np.array([ground]))
        extent = highlight.bounds
    return SheetJob(
        replace(sheet, extent=extent),
        _layers(session, theme_id),
        session.layer(theme.mask) if theme.mask else None,
        district,
        highlight,
    )


def _layers(session: Session, theme_id: str) -> tuple[MapLayer, ...]:
    """Return what is drawn: the map as it is, or a theme under the user's own layers."""
    if theme_id == CURRENT_MAP:
        return session.map_layers()
    entries = session_layers.theme_entries(session_layers.theme(theme_id), session.state, session.layer)
    return session_layers.map_layers(MapState(entries), session.style)
