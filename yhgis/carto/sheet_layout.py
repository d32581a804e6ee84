"""Where the parts of a sheet lie: header, map frame, panel, footer. Boxes only."""

from __future__ import annotations

from dataclasses import dataclass

from yhgis.carto.display_list import TextStyle
from yhgis.carto.graticule import band_mm
from yhgis.carto.sheet_shapes import Box
from yhgis.carto.sheet_template import SheetTemplate
from yhgis.carto.sheet_text import line_height
from yhgis.carto.text_measure import em_mm

_TITLE_INK = (34, 34, 34, 255)
_SUBTITLE_INK = (95, 95, 95, 255)
_SMALL_INK = (110, 110, 110, 255)
_GRID_INK = (90, 90, 90, 255)
_INK = (51, 51, 51, 255)


@dataclass(frozen=True)
class Styles:
    """The text styles of a template."""

    title: TextStyle
    subtitle: TextStyle
    small: TextStyle
    grid: TextStyle
    furniture: TextStyle

    @classmethod
    def of(cls, template: SheetTemplate) -> Styles:
        """Return the styles of ``template``."""
        return cls(
            TextStyle(template.title_pt, _TITLE_INK, weight=700),
            TextStyle(template.subtitle_pt, _SUBTITLE_INK),
            TextStyle(template.small_pt, _SMALL_INK),
            TextStyle(template.grid_pt, _GRID_INK),
            TextStyle(template.legend_pt, _INK),
        )


@dataclass(frozen=True)
class Rooms:
    """The boxes of a sheet.

    Parameters
    ----------
    header, footer : Box
    frame : Box
        The map itself; the kilometre grid lies outside of it.
    panel : Box
        Legend, scale bar, north arrow.
    """

    header: Box
    frame: Box
    panel: Box
    footer: Box


def inner_box(template: SheetTemplate) -> Box:
    """Return the sheet within its margins."""
    margin = template.margin_mm
    return Box(0.0, 0.0, template.width_mm, template.height_mm).shrunk(margin, margin, margin, margin)


def header_mm(template: SheetTemplate) -> float:
    """Return the height of title and subtitle."""
    styles = Styles.of(template)
    return em_mm(styles.title) * 1.05 + line_height(styles.subtitle) * 1.25


def grid_band_mm(template: SheetTemplate) -> float:
    """Return the room of the kilometre grid on each side of the frame."""
    return band_mm(Styles.of(template).grid) if template.grid else 0.0


def rooms(template: SheetTemplate, footer_height: float, panel_size: float) -> Rooms:
    """Return the boxes of a sheet.

    Parameters
    ----------
    footer_height : float
        What the footer's lines take, mm.
    panel_size : float
        Width of the panel at the right, or height of the one below the map, mm.
    """
    inner, gap, band = inner_box(template), template.gap_mm, grid_band_mm(template)
    header = Box(inner.x, inner.y, inner.width, header_mm(template))
    footer = Box(inner.x, inner.bottom - footer_height, inner.width, footer_height)
    top, bottom = header.bottom + gap * 0.6, footer.y - gap * 0.6
    if template.legend == "right":
        # Level with the frame, not with the figures around it.
        panel = Box(inner.right - panel_size, top + band, panel_size, bottom - top - 2 * band)
        around = Box(inner.x, top, panel.x - gap - inner.x, bottom - top)
    else:
        panel = Box(inner.x, bottom - panel_size, inner.width, panel_size)
        around = Box(inner.x, top, inner.width, panel.y - gap - top)
    return Rooms(header, around.shrunk(band, band, band, band), panel, footer)


def most_panel_mm(template: SheetTemplate) -> float:
    """Return the largest panel that leaves the map its due."""
    inner = inner_box(template)
    return template.legend_share * (inner.width if template.legend == "right" else inner.height)
