"""Blocks of a printed page: lines of text, captioned facts, bars, tags; each a tuple of marks and a height in mm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yhgis.carto.colour import rgba
from yhgis.carto.display_list import Anchor, Fill, Group, Mark, Rgba, Stroke, Text, TextStyle
from yhgis.carto.sheet_shapes import Box, lines, rectangle
from yhgis.carto.sheet_text import fitted, line_height, middle, wrapped
from yhgis.i18n import Title
from yhgis.paint.text import measure
from yhgis.report.chart_looks import ACCENT

INK, QUIET, CAUTION = rgba("#222222"), rgba("#6A7378"), rgba("#B35900")
HAIRLINE, TRACK, TAG, ACCENT_INK = rgba("#D5DCE0"), rgba("#EDF1F3"), rgba("#E8F1F4"), rgba(ACCENT)
HAIR_MM = 0.15
SWATCH_MM = (5.0, 2.8)
_VALUE_MM = 17.0
_COMMA = Title("、", ", ")


@dataclass(frozen=True)
class Block:
    """Marks from (0, 0) downwards, and how high they are."""

    marks: tuple[Mark, ...]
    height: float

    def at(self, x: float, y: float) -> Group:
        """Return the block in its place."""
        return Group(self.marks, offset=(x, y))


def style(size_pt: float, color: Rgba = INK, *, strong: bool = False) -> TextStyle:
    """Return a text style."""
    return TextStyle(size_pt, color, weight=700 if strong else 400)


def stacked(blocks: Sequence[Block], gap: float) -> Block:
    """Return blocks beneath each other; empty ones are left out."""
    marks: list[Mark] = []
    y = 0.0
    shown = [block for block in blocks if block.height > 0]
    for block in shown:
        marks.append(block.at(0.0, y))
        y += block.height + gap
    return Block(tuple(marks), max(y - gap, 0.0))


def paragraph(text: str, kind: TextStyle, width: float) -> Block:
    """Return ``text`` in lines of ``width`` mm."""
    step = line_height(kind)
    found = wrapped(text, kind, width, measure) if text else []
    marks = [middle(line, 0.0, (number + 0.5) * step, kind) for number, line in enumerate(found)]
    return Block(tuple(marks), step * len(found))


def listed(items: Sequence[str], kind: TextStyle, width: float) -> Block:
    """Return ``items`` as a list in lines of ``width`` mm; a line ends between two of them, never within one."""
    found: list[str] = []
    for number, item in enumerate(items, start=1):
        piece = item if number == len(items) else f"{item}{_COMMA}"
        if found and measure((found[-1] + piece).rstrip(), kind)[0] <= width:
            found[-1] += piece
        else:
            found.append(piece)
    step = line_height(kind)
    marks = [middle(line.rstrip(), 0.0, (number + 0.5) * step, kind) for number, line in enumerate(found)]
    return Block(tuple(marks), step * len(found))


def one_line(text: str, kind: TextStyle, width: float, height: float, anchor: Anchor = "left") -> Text:
    """Return ``text`` in the middle of a line ``height`` mm high, smaller if it would not fit ``width``."""
    x = {"left": 0.0, "center": width / 2, "right": width}[anchor]
    return middle(text, x, height / 2, fitted(text, kind, width, measure), anchor)


def heading(text: str, width: float) -> Block:
    """Return the title of a part with a hairline beneath."""
    height = 6.0
    return Block(
        (one_line(text, style(9.0, ACCENT_INK, strong=True), width, height - 1.0), rule(0.0, height - 0.6, width)),
        height,
    )


def rule(x: float, y: float, width: float, color: Rgba = HAIRLINE, mm: float = HAIR_MM) -> Stroke:
    """Return a horizontal line."""
    return Stroke(lines([[(x, y), (x + width, y)]]), color, mm)


def filled(box: Box, color: Rgba) -> Fill:
    """Return a plain rectangle."""
    return Fill(rectangle(box), color)


def fact(caption: str, value: str, width: float, *, swatch: Sequence[Mark] = (), second: str = "") -> Block:
    """Return a caption at the left and a value at the right, with a hairline beneath.

    Parameters
    ----------
    swatch : sequence of Mark
        Drawn before the caption, in a box of `SWATCH_MM`.
    second : str
        Another value, set before the first.
    """
    indent, kind = (7.0 if swatch else 0.0), style(8.5)
    values = max(measure(value, kind)[0], _VALUE_MM if second else 0.0) + (_VALUE_MM if second else 0.0)
    said = paragraph(caption, style(8.0), width - indent - values - 2.0)
    height = max(5.4, said.height + 1.2)
    marks: list[Mark] = [in_box(swatch, 0.0, height / 2)] if swatch else []
    marks.append(said.at(indent, (height - said.height) / 2))
    marks.append(one_line(value, kind, width, height, "right"))
    if second:
        marks.append(one_line(second, kind, width - _VALUE_MM + 1.0, height, "right"))
    return Block((*marks, rule(0.0, height, width)), height)


def in_box(swatch: Sequence[Mark], x: float, center_y: float) -> Group:
    """Return a swatch of `SWATCH_MM` in its place, cut at its box: the ends of a wide line reach beyond it."""
    width, height = SWATCH_MM
    return Group(tuple(swatch), clip=(0.0, 0.0, width, height), offset=(x, center_y - height / 2))


def tags(texts: Sequence[str], width: float) -> Block:
    """Return short terms, each on a plate of its own, in as many rows as they need."""
    kind, pad, gap, height = style(8.0, ACCENT_INK), 1.8, 1.8, 5.0
    marks: list[Mark] = []
    x = y = 0.0
    for text in texts:
        size = measure(text, kind)[0] + 2 * pad
        if x and x + size > width:
            x, y = 0.0, y + height + gap
        marks.append(filled(Box(x, y, size, height), TAG))
        marks.append(middle(text, x + pad, y + height / 2, kind))
        x += size + gap
    return Block(tuple(marks), y + height if texts else 0.0)


def captioned(caption: str, text: str, size_pt: float, caption_width: float, width: float) -> Block:
    """Return a quiet caption and, beside it, ``text`` in lines."""
    body = paragraph(text, style(size_pt), width - caption_width)
    head = middle(caption, 0.0, line_height(style(size_pt)) / 2, style(size_pt, QUIET))
    return Block((head, body.at(caption_width, 0.0)), body.height)


def plate_mark(text: str, right: float, center_y: float) -> Group:
    """Return the mark 示意 in a thin frame that ends at ``right``."""
    kind = style(7.5, CAUTION)
    width, height = measure(text, kind)[0] + 2.6, line_height(kind)
    box = Box(right - width, center_y - height / 2, width, height)
    return Group((Stroke(rectangle(box), CAUTION, 0.2), middle(text, box.x + 1.3, center_y, kind)))
