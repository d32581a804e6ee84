"""Text as glyphs: which glyph of which face stands where. For writers that embed fonts themselves."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QPointF
from PySide6.QtGui import QGlyphRun, QPainterPath, QRawFont, QTextLayout

from yhgis.paint.text import drawable, em_font

EM = 1000
MOVE, LINE, CURVE, CURVE_DATA = range(4)


@dataclass(frozen=True)
class Face:
    """One face of a font: what a font file, or an embedded subset, stands for."""

    family: str
    style: str
    weight: int
    italic: bool


@dataclass(frozen=True)
class Glyph:
    """A glyph in its place.

    Parameters
    ----------
    index : int
        In its face.
    x : float
        Start, in thousandths of an em from the start of the text.
    text : str
        The characters it stands for; empty for the further glyphs of a cluster.
    """

    index: int
    x: float
    text: str


@dataclass(frozen=True)
class Run:
    """Glyphs of one face."""

    face: Face
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, eq=False)
class Outline:
    """A glyph's outline and width in an em of 1000, y up.

    ``kind`` (n,) is of MOVE, LINE, CURVE, CURVE_DATA; ``xy`` is (n, 2).
    """

    kind: NDArray[np.int64]
    xy: NDArray[np.float64]
    advance: float


class _Shelf(threading.local):
    """What a thread has laid out; a QRawFont may be used only in the thread that made it."""

    def __init__(self) -> None:
        self.runs: dict[tuple[str, int, bool], tuple[Run, ...]] = {}
        self.fonts: dict[tuple[Face, float], QRawFont] = {}


_shelf = _Shelf()
_TEXTS_KEPT = 8192


def shape(text: str, weight: int, italic: bool) -> tuple[Run, ...]:
    """Return ``text`` as glyphs, in writing order; a second face stands in for characters the first lacks."""
    key = (text, weight, italic)
    if key not in _shelf.runs:
        if len(_shelf.runs) >= _TEXTS_KEPT:
            _shelf.runs.clear()
        _shelf.runs[key] = _laid_out(text, weight, italic)
    return _shelf.runs[key]


def glyph_runs(text: str, weight: int, italic: bool, pixels: float, spacing: float) -> list[QGlyphRun]:
    """Return ``text`` as Qt draws it, an em of ``pixels`` large, each glyph at its measured place.

    Qt's own text drawing rounds widths to whole pixels on the screen, so a label would not fill its box.
    """
    made, order = [], 0
    for run in shape(text, weight, italic):
        places = []
        for glyph in run.glyphs:
            places.append(QPointF(glyph.x / EM * pixels + spacing * order, 0.0))
            order += 1
        drawn = QGlyphRun()
        drawn.setRawFont(_raw_font(run.face, pixels))
        drawn.setGlyphIndexes([glyph.index for glyph in run.glyphs])
        drawn.setPositions(places)
        made.append(drawn)
    return made


def _raw_font(face: Face, pixels: float = EM) -> QRawFont:
    """Return ``face``, which `shape` has met in this thread, in a size."""
    key = (face, round(pixels, 3))
    if key not in _shelf.fonts:
        font = QRawFont(_shelf.fonts[face, EM])
        font.setPixelSize(pixels)
        _shelf.fonts[key] = font
    return _shelf.fonts[key]


def _laid_out(text: str, weight: int, italic: bool) -> tuple[Run, ...]:
    text = drawable(text)
    layout = QTextLayout(text, em_font(weight, italic, 0.0, EM))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1e9)
    layout.endLayout()
    drawn = layout.glyphRuns(-1, -1, QTextLayout.GlyphRunRetrievalFlag.RetrieveAll)
    stands_for = _clusters(text, [start for run in drawn for start in run.stringIndexes()])
    runs = []
    for run in drawn:
        raw = run.rawFont()
        if raw.pixelSize() <= 0:  # the box that stands for no font at all; it has no name to ask for
            continue
        face = Face(raw.familyName(), raw.styleName(), weight, italic)
        _shelf.fonts.setdefault((face, EM), raw)
        rows = zip(run.glyphIndexes(), run.positions(), run.stringIndexes(), strict=True)
        # Of several glyphs for one cluster the first says its text, the others nothing.
        glyphs = [Glyph(int(index), float(place.x()), stands_for.pop(start, "")) for index, place, start in rows]
        if glyphs:
            runs.append(Run(face, tuple(glyphs)))
    return tuple(sorted(runs, key=lambda run: run.glyphs[0].x))


def _clusters(text: str, starts: list[int]) -> dict[int, str]:
    """Return the characters that begin at each start and end where the next begins."""
    utf16 = text.encode("utf-16-le")  # Qt counts in UTF-16 units
    edges = sorted({*starts, len(utf16) // 2})
    pairs = zip(edges[:-1], edges[1:], strict=True)
    return {start: utf16[2 * start : 2 * end].decode("utf-16-le", "replace") for start, end in pairs}


@cache
def outline(face: Face, index: int) -> Outline:
    """Return the outline of a glyph of a face that `shape` has met in this thread."""
    raw = _raw_font(face)
    kind, xy = elements(raw.pathForGlyph(index))
    advance = raw.advancesForGlyphIndexes([index])[0].x()
    return Outline(kind, xy * (1.0, -1.0), float(advance))


def elements(path: QPainterPath) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the kinds and coordinates of a path's elements."""
    if path.isEmpty():
        return np.empty(0, dtype=np.int64), np.empty((0, 2))
    content = QByteArray()
    stream = QDataStream(content, QIODevice.OpenModeFlag.WriteOnly)
    stream << path
    packed = np.frombuffer(
        content.data(), dtype=[("kind", ">i4"), ("xy", ">f8", 2)], count=path.elementCount(), offset=4
    )
    return packed["kind"].astype(np.int64), packed["xy"].astype(np.float64)
