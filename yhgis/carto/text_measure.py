"""How much room a text takes when no font is at hand: wide and narrow characters by the Unicode tables."""

from __future__ import annotations

import unicodedata

from yhgis.carto.display_list import TextStyle

MM_PER_POINT = 25.4 / 72.0


def em_mm(style: TextStyle) -> float:
    """Return the size of ``style`` in mm: the side of a Chinese character's square."""
    return style.size_pt * MM_PER_POINT


def is_wide(character: str) -> bool:
    """Whether ``character`` fills a whole square, as Chinese characters do."""
    return unicodedata.east_asian_width(character) in "WF"


def estimated_measure(text: str, style: TextStyle) -> tuple[float, float, float]:
    """Return width, ascent and descent in mm, as a `TextMeasure`; letter spacing stands between letters only."""
    em = em_mm(style)
    width = sum(1.0 if is_wide(character) else 0.56 for character in text) * em
    return width + style.letter_spacing_mm * max(len(text) - 1, 0), 0.88 * em, 0.12 * em
