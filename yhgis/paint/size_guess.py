"""How large a sheet's file will be, told before it is written, to about a tenth.

The weights are fits over every theme of the plan on A4, A3, A0 and the slide, written by this program; a sheet of
200,000 parcels is guessed a fifth too small.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtGui import QImage

from yhgis.carto.display_list import DisplayList, Group, Mark, Markers, Paths, Picture, RadialFill, Text
from yhgis.paint.png import png_band

#: Bytes a vertex, a marker, a character, a character with a halo, a different glyph, by format.
_WEIGHTS = {".pdf": (4.2, 9.2, 17.8, 382.6, 148.5), ".svg": (13.7, 66.5, 86.8, 1040.0, 0.0)}
# Edges, which cost, grow with the dots of a side; surfaces, which grow with its square, cost little.
_GROWTH = 1.34
_TIFF_TO_PNG = 1.08


@dataclass
class _Counts:
    vertices: int = 0
    markers: int = 0
    characters: int = 0
    halos: int = 0
    pictures: int = 0
    glyphs: set[tuple[str, int, bool]] = field(default_factory=set)


def vector_bytes(page: DisplayList, extension: str) -> int:
    """Return about how many bytes ``page`` takes as a ``.pdf`` or ``.svg``."""
    counts = _Counts()
    _count(page.marks, counts, once=extension == ".pdf")
    amounts = (counts.vertices, counts.markers, counts.characters, counts.halos, len(counts.glyphs))
    weights = _WEIGHTS[extension]
    return round(sum(amount * weight for amount, weight in zip(amounts, weights, strict=True))) + counts.pictures


def raster_bytes(preview: QImage, preview_dpi: float, dpi: float, extension: str) -> int:
    """Return about how many bytes the page of ``preview`` takes as a ``.png`` or ``.tif`` of ``dpi``."""
    small = len(png_band(preview, alpha=False).deflated)
    return int(small * (dpi / preview_dpi) ** _GROWTH * (1.0 if extension == ".png" else _TIFF_TO_PNG))


def _count(marks: Iterable[Mark], counts: _Counts, *, once: bool) -> None:
    """Add up what ``marks`` consist of; a fill and its outline share their vertices when they are written ``once``."""
    before: Paths | None = None
    for mark in marks:
        match mark:
            case Group():
                _count(mark.marks, counts, once=once)
            case Markers():
                counts.markers += len(mark.xy)
            case RadialFill():
                counts.markers += len(mark.xy)
            case Text():
                counts.characters += len(mark.text)
                counts.halos += len(mark.text) if mark.style.halo_mm else 0
                counts.glyphs.update((char, mark.style.weight, mark.style.italic) for char in mark.text)
            case Picture():
                counts.pictures += len(mark.content)
            case _:
                counts.vertices += 0 if once and mark.paths is before else len(mark.paths.xy)
                before = mark.paths
