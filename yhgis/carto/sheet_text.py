"""Lines of text on a sheet: measured, broken, made to fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from yhgis.carto.display_list import Anchor, Text, TextMeasure, TextStyle
from yhgis.carto.text_measure import em_mm, is_wide

# Never at the start of a line, never at its end.
_NOT_FIRST = "，。、；：！？）】》”’…,.;:!?)]}%·"
_NOT_LAST = "（【《“‘([{"
LINE_HEIGHT = 1.4


def wrapped(text: str, style: TextStyle, width_mm: float, measure: TextMeasure) -> list[str]:
    """Return ``text`` in lines no wider than ``width_mm``, as far as a single word allows."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and measure((line + piece).rstrip(), style)[0] > width_mm:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def filled(
    statements: Sequence[str], between: str, style: TextStyle, width_mm: float, measure: TextMeasure
) -> list[str]:
    """Return ``statements`` in lines of ``width_mm``, ``between`` them; one that fits a line is never broken."""
    lines: list[str] = []
    for statement in statements:
        longer = lines[-1] + between + statement if lines else statement
        if lines and measure(longer, style)[0] <= width_mm:
            lines[-1] = longer
        else:
            lines += wrapped(statement, style, width_mm, measure)
    return lines


def _pieces(text: str) -> list[str]:
    """Cut ``text`` where a line may break: behind a blank, and between Chinese characters."""
    pieces: list[str] = []
    for token in re.findall(r"\S+|\s+", text):
        if token.isspace():
            if pieces:
                pieces[-1] += token
            continue
        start = True
        for char in token:
            joins = not start and (
                not (is_wide(char) or is_wide(pieces[-1][-1])) or char in _NOT_FIRST or pieces[-1][-1] in _NOT_LAST
            )
            if joins:
                pieces[-1] += char
            else:
                pieces.append(char)
            start = False
    return pieces


def fitted(text: str, style: TextStyle, width_mm: float, measure: TextMeasure) -> TextStyle:
    """Return ``style``, smaller if need be, so that ``text`` takes one line of ``width_mm``."""
    width = measure(text, style)[0]
    return style if width <= width_mm else replace(style, size_pt=style.size_pt * width_mm / width)


def line_height(style: TextStyle) -> float:
    """Return the distance between two baselines, mm."""
    return em_mm(style) * LINE_HEIGHT


def middle(text: str, x: float, center_y: float, style: TextStyle, anchor: Anchor = "left") -> Text:
    """Return ``text`` with its characters centred on the height ``center_y``."""
    # A Chinese character reaches from 0.12 em below the baseline to 0.88 em above it.
    return Text(text, x, center_y + em_mm(style) * 0.38, style, anchor)
