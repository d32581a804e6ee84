"""Marks as the operators of a PDF page: vector throughout, transparency real, text as text.

User space is a hundredth of a millimetre, y downward like the display list's, so that vertices are whole
numbers and no line is further than 0.005 mm from the truth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.display_list import (
    DisplayList,
    Fill,
    GradientFill,
    Group,
    Mark,
    Markers,
    Paths,
    Picture,
    RadialFill,
    Rgba,
    Stroke,
    Text,
)
from yhgis.feedback import Feedback
from yhgis.model.view import MM_PER_INCH
from yhgis.paint import glyphs
from yhgis.paint.outlined import Outlined, with_outlines
from yhgis.paint.path_text import PDF, blocks, written
from yhgis.paint.pdf_file import number, numbers
from yhgis.paint.pdf_resources import Resources
from yhgis.paint.squeezer import Squeezer
from yhgis.paint.text import em_mm, start_offset

UNITS_PER_MM = 100
POINTS_PER_UNIT = 72 / MM_PER_INCH / UNITS_PER_MM
# Vertices stroked in one go: readers grow slow with very long paths.
_VERTICES_A_STROKE = 2000
_CAPS = {"flat": 0, "round": 1, "square": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}


@dataclass
class Content:
    """One content stream being written: a page, or a form that stands for a faded group.

    Parameters
    ----------
    base : (x, y, scale x, scale y)
        From the stream's user space to the space that patterns are measured in: for a page the paper's points,
        for a form its own.
    size : (width, height)
        In units; what a form may at most cover.
    """

    resources: Resources
    feedback: Feedback
    size: tuple[float, float]
    base: tuple[float, float, float, float]
    offset: tuple[float, float] = (0.0, 0.0)
    pieces: list[bytes] | Squeezer = field(default_factory=list)

    def put(self, text: str) -> None:
        """Add operators."""
        self.pieces.append(text.encode("ascii") + b"\n")

    def paint(self, marks: Iterable[Mark]) -> None:
        """Add ``marks``."""
        for mark in with_outlines(marks):
            self.feedback.check()
            _WRITERS[type(mark)](self, mark)

    def fill_color(self, rgba: Rgba) -> None:
        """Set colour and opacity of fills."""
        self.put(f"/{self.resources.opacity(rgba[3] / 255)} gs {_rgb(rgba)} rg")

    def stroke_color(self, rgba: Rgba) -> None:
        """Set colour and opacity of strokes."""
        self.put(f"/{self.resources.opacity(rgba[3] / 255)} gs {_rgb(rgba)} RG")

    def paths(self, paths: Paths, end: bytes, smallest: int) -> None:
        """Add the paths themselves, ``end`` after each feature."""
        for block in blocks(paths):
            self.feedback.check()
            self.pieces.append(written(block, UNITS_PER_MM, PDF, end, smallest=smallest))

    def pattern_matrix(self) -> tuple[float, float, float, float, float, float]:
        """Return the matrix that makes a pattern's coordinates those of the marks."""
        x, y, kx, ky = self.base
        return kx, 0.0, 0.0, ky, x + self.offset[0] * kx, y + self.offset[1] * ky


def write_page(page: DisplayList, pieces: Squeezer, resources: Resources, feedback: Feedback) -> None:
    """Append the content stream of ``page`` to ``pieces``."""
    width, height = page.width_mm * UNITS_PER_MM, page.height_mm * UNITS_PER_MM
    k, top = POINTS_PER_UNIT, height * POINTS_PER_UNIT
    content = Content(resources, feedback, (width, height), (0.0, top, k, -k), pieces=pieces)
    content.put(f"{number(k, 9)} 0 0 {number(-k, 9)} 0 {number(top, 5)} cm")
    content.fill_color(page.background)
    content.put(f"0 0 {numbers(width, height)} re f")
    content.paint(page.marks)


def _form(content: Content) -> tuple[Content, list[bytes]]:
    """Return an empty form for ``content`` to draw, and the pieces it will consist of."""
    pieces: list[bytes] = []
    return Content(content.resources, content.feedback, content.size, (0.0, 0.0, 1.0, 1.0), pieces=pieces), pieces


def _rgb(rgba: Rgba) -> str:
    return numbers(*(channel / 255 for channel in rgba[:3]))


def _fill(content: Content, mark: Fill) -> None:
    content.fill_color(mark.color)
    content.paths(mark.paths, b"f*\n", 3)


def _stroke(content: Content, mark: Stroke) -> None:
    content.stroke_color(mark.color)
    _set_pen(content, mark.width_mm, mark.dash, mark.cap, mark.join)
    for block in blocks(mark.paths, _VERTICES_A_STROKE):
        content.feedback.check()
        content.pieces.append(written(block, UNITS_PER_MM, PDF, b"", smallest=2))
        content.put("S")


def _outlined(content: Content, mark: Outlined) -> None:
    content.fill_color(mark.fill.color)
    content.put(f"{_rgb(mark.stroke.color)} RG")
    _set_pen(content, mark.stroke.width_mm, (), mark.stroke.cap, mark.stroke.join)
    content.paths(mark.fill.paths, b"B*\n", 2)


def _set_pen(
    content: Content, width_mm: float, dash: tuple[float, ...] = (), cap: str = "flat", join: str = "round"
) -> None:
    lengths = numbers(*(length * UNITS_PER_MM for length in dash), decimals=1)
    content.put(f"{number(width_mm * UNITS_PER_MM)} w {_CAPS[cap]} J {_JOINS[join]} j 4 M [{lengths}] 0 d")


def _gradient_fill(content: Content, mark: GradientFill) -> None:
    shape = [coordinate * UNITS_PER_MM for coordinate in (*mark.start, *mark.end)]
    if mark.radial:
        shape = [*shape[:2], 0.0, *shape[:2], math.dist(mark.start, mark.end) * UNITS_PER_MM]
    content.put("q")
    _set_gradient(content, "radial" if mark.radial else "axial", shape, mark.stops)
    content.paths(mark.paths, b"f*\n", 3)
    content.put("Q")


def _radial_fill(content: Content, mark: RadialFill) -> None:
    """One disc of radius 1000 is described, and set at every place."""
    if not len(mark.xy):
        return
    disc, disc_pieces = _form(content)
    _set_gradient(disc, "radial", [0, 0, 0, 0, 0, 1000], mark.stops)
    disc.put(_circle(1000) + " f")
    form = content.resources.form(disc_pieces, (-1000, -1000, 1000, 1000))
    for (x, y), radius in zip(mark.xy * UNITS_PER_MM, mark.radius_mm * UNITS_PER_MM / 1000, strict=True):
        scale = number(float(radius), 6)
        content.put(f"q {scale} 0 0 {scale} {numbers(float(x), float(y))} cm /{form} Do Q")


def _set_gradient(content: Content, kind: str, shape: list[float], stops: tuple[tuple[float, Rgba], ...]) -> None:
    """Set the colour of fills to a gradient, and its opacity where that changes."""
    colors = {rgba[:3] for _, rgba in stops}
    alphas = {rgba[3] for _, rgba in stops}
    if len(alphas) > 1:
        content.put(f"/{content.resources.fading(kind, shape, stops)} gs")
    else:
        content.put(f"/{content.resources.opacity(alphas.pop() / 255)} gs")
    if len(colors) > 1:
        pattern = content.resources.gradient(kind, shape, stops, content.pattern_matrix())
        content.put(f"/Pattern cs /{pattern} scn")
    else:
        content.put(f"{_rgb(stops[0][1])} rg")


def _circle(radius: float) -> str:
    r, c = number(radius), number(radius * 0.5522847498)
    return (
        f"{r} 0 m {r} {c} {c} {r} 0 {r} c -{c} {r} -{r} {c} -{r} 0 c "
        f"-{r} -{c} -{c} -{r} 0 -{r} c {c} -{r} {r} -{c} {r} 0 c h"
    )


def _markers(content: Content, mark: Markers) -> None:
    """Make the outline a form that every place draws; ten times finer than the page, for it may be small."""
    if not len(mark.xy):
        return
    form, pieces = _form(content)
    end, fine, outlined = b"n\n", 10, mark.stroke is not None and mark.stroke_mm > 0
    if mark.fill is not None:
        form.fill_color(mark.fill)
        end = b"f*\n"
    if mark.fill is not None and mark.stroke is not None and outlined:
        form.put(f"/{content.resources.opacities(mark.fill[3] / 255, mark.stroke[3] / 255)} gs")
    if mark.stroke is not None and outlined:
        if mark.fill is None:
            form.stroke_color(mark.stroke)
        form.put(f"{_rgb(mark.stroke)} RG")
        _set_pen(form, mark.stroke_mm * fine)
        end = b"S\n" if mark.fill is None else b"B*\n"
    form.pieces.append(written(mark.outline, UNITS_PER_MM * fine, PDF, end, smallest=2))
    reach = float(np.abs(mark.outline.xy).max(initial=0.0) + 2 * mark.stroke_mm) * UNITS_PER_MM * fine
    name = content.resources.form(pieces, (-reach, -reach, reach, reach), group=False)
    turns = np.zeros(len(mark.xy)) if mark.angle is None else np.radians(mark.angle)
    for (x, y), turn in zip((mark.xy * UNITS_PER_MM).tolist(), turns.tolist(), strict=True):
        cos, sin = math.cos(turn) / fine, math.sin(turn) / fine
        content.put(f"q {numbers(cos, sin, -sin, cos, decimals=5)} {numbers(x, y, decimals=1)} cm /{name} Do Q")


def _text(content: Content, mark: Text) -> None:
    style = mark.style
    turn = math.radians(mark.angle)
    cos, sin = math.cos(turn), math.sin(turn)
    start = start_offset(mark.text, style, mark.anchor)
    x = (mark.x_mm + start * cos) * UNITS_PER_MM
    y = (mark.y_mm + start * sin) * UNITS_PER_MM
    runs = glyphs.shape(mark.text, style.weight, style.italic)
    if style.halo_mm > 0:
        _halo(content, mark, runs, (x, y, cos, sin))
    em = em_mm(style) * UNITS_PER_MM
    content.fill_color(style.color)
    scattered = bool(style.letter_spacing_mm or mark.angle)
    if scattered:
        # Readers take wide-set or slanted letters for separate words; this tells them what the word is.
        content.put(f"/Span <</ActualText {content.resources.text(mark.text)}>> BDC")
    order = 0
    for run in runs:
        gaps = style.letter_spacing_mm * UNITS_PER_MM
        along = run.glyphs[0].x / glyphs.EM * em + gaps * order
        matrix = numbers(em * cos, em * sin, em * sin, -em * cos, x + along * cos, y + along * sin)
        content.put(f"BT /{content.resources.fonts.subset(run.face).name} 1 Tf {matrix} Tm")
        content.put(f"[{_shown(content, run, style.letter_spacing_mm / em_mm(style) * glyphs.EM)}] TJ ET")
        order += len(run.glyphs)
    if scattered:
        content.put("EMC")


def _shown(content: Content, run: glyphs.Run, spacing: float) -> str:
    """Return glyph codes with the corrections between that put each at its measured place."""
    subset = content.resources.fonts.subset(run.face)
    parts, codes, reached = [], "", run.glyphs[0].x
    for position, glyph in enumerate(run.glyphs):
        wanted = glyph.x + spacing * position
        if abs(wanted - reached) > 0.5:
            parts.append(f"<{codes}>{number(reached - wanted, 1)}")
            codes, reached = "", wanted
        codes += f"{subset.code(glyph.index, glyph.text):04X}"
        reached += glyphs.outline(run.face, glyph.index).advance
    return "".join([*parts, f"<{codes}>"])


def _halo(content: Content, mark: Text, runs: tuple[glyphs.Run, ...], place: tuple[float, float, float, float]) -> None:
    """Stroke the letters' outlines; the text itself lies above and stays the only text."""
    x, y, cos, sin = place
    style = mark.style
    k = em_mm(style) * UNITS_PER_MM / glyphs.EM
    gap = style.letter_spacing_mm * UNITS_PER_MM
    content.stroke_color(style.halo_color)
    _set_pen(content, 2 * style.halo_mm, cap="round")
    order = 0
    for run in runs:
        for glyph in run.glyphs:
            outline = glyphs.outline(run.face, glyph.index)
            along, up = outline.xy[:, 0] * k + glyph.x * k + gap * order, outline.xy[:, 1] * k
            turned = np.column_stack([x + along * cos + up * sin, y + along * sin - up * cos])
            content.put(_outline(outline.kind, turned))
            order += 1
    content.put("S")


def _outline(kind: NDArray[np.int64], xy: NDArray[np.float64]) -> str:
    pairs = [f"{x:.0f} {y:.0f}" for x, y in xy.tolist()]
    kinds, parts, place = kind.tolist(), [], 0
    while place < len(kinds):
        if kinds[place] == glyphs.MOVE:
            parts.append(("h " if place else "") + pairs[place] + " m")
        elif kinds[place] == glyphs.CURVE:
            parts.append(" ".join(pairs[place : place + 3]) + " c")
            place += 2
        else:
            parts.append(pairs[place] + " l")
        place += 1
    return " ".join([*parts, "h"]) if parts else ""


def _picture(content: Content, mark: Picture) -> None:
    name = content.resources.picture(mark)
    x, y, width, height = (v * UNITS_PER_MM for v in (mark.x_mm, mark.y_mm, mark.width_mm, mark.height_mm))
    placed = numbers(width, 0, 0, -height, x, y + height)
    content.put(f"/{content.resources.opacity(1.0)} gs q {placed} cm /{name} Do Q")


def _group(content: Content, mark: Group) -> None:
    if mark.opacity <= 0.0:
        return
    dx, dy = (length * UNITS_PER_MM for length in mark.offset)
    content.put("q")
    if dx or dy:
        content.put(f"1 0 0 1 {numbers(dx, dy)} cm")
    if mark.clip is not None:
        content.put(f"{numbers(*(length * UNITS_PER_MM for length in mark.clip))} re W n")
    before = content.offset
    content.offset = (before[0] + dx, before[1] + dy)
    if mark.opacity < 1.0:
        _faded(content, mark)
    else:
        content.paint(mark.marks)
    content.offset = before
    content.put("Q")


def _faded(content: Content, mark: Group) -> None:
    """Draw a group as one transparent picture, still of vectors."""
    form, pieces = _form(content)
    form.paint(mark.marks)
    x, y = content.offset
    box = (-x, -y, content.size[0] - x, content.size[1] - y)
    name = content.resources.form(pieces, box)
    content.put(f"/{content.resources.opacity(mark.opacity)} gs /{name} Do")


_WRITERS: dict[type, Callable[[Content, Any], None]] = {
    Fill: _fill,
    GradientFill: _gradient_fill,
    RadialFill: _radial_fill,
    Stroke: _stroke,
    Outlined: _outlined,
    Markers: _markers,
    Text: _text,
    Picture: _picture,
    Group: _group,
}
