"""A name measured: its size, its letters, its lines, and how it stands level or turned."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from yhgis.carto.display_list import TextMeasure, TextStyle
from yhgis.carto.label_collision import Box, Candidate, Piece
from yhgis.carto.packing import Floats
from yhgis.carto.text_measure import MM_PER_POINT, is_wide

#: Free paper round every label, mm, and more of it round a large one, as a share of its height.
PADDING, PADDING_SHARE = 0.35, 0.16
#: Letter spacing is meant for Chinese; narrow letters take this share of it.
NARROW_SPACING = 0.2
#: English beneath Chinese is written at this share of its size.
_SECOND_SIZE = 0.82


@dataclass(frozen=True)
class Row:
    """One line of a name; ``baseline`` is how far it stands below the top of the first line (mm)."""

    text: str
    style: TextStyle
    width: float
    baseline: float


@dataclass(frozen=True)
class Written:
    """A text with its style and its measured size (mm), letters apart.

    Parameters
    ----------
    width : float
        Of the widest line.
    ascent, descent : float
        Of a line of the style's size.
    letters : tuple of float
        Widths; empty for a text of several lines.
    rows : tuple of Row
        The lines, where there are several.
    """

    text: str
    style: TextStyle
    width: float
    ascent: float
    descent: float
    letters: tuple[float, ...]
    rows: tuple[Row, ...] = ()

    @classmethod
    def of(cls, text: str, style: TextStyle, measure: TextMeasure, line_spacing: float = 1.25) -> Written:
        """Measure ``text``; letter spacing is counted between letters only, and is less between narrow ones.

        Lines are parted by line feeds; one without Chinese beneath Chinese is written smaller.
        """
        if "\n" in text:
            return cls._of_lines(text, style, measure, line_spacing)
        if not any(is_wide(letter) for letter in text):
            style = replace(style, letter_spacing_mm=style.letter_spacing_mm * NARROW_SPACING)
        bare = TextStyle(style.size_pt, style.color, style.weight, style.italic)
        width, ascent, descent = measure(text, bare)
        letters = tuple(measure(letter, bare)[0] for letter in text)
        return cls(text, style, width + style.letter_spacing_mm * (len(text) - 1), ascent, descent, letters)

    @classmethod
    def _of_lines(cls, text: str, style: TextStyle, measure: TextMeasure, line_spacing: float) -> Written:
        chinese = any(is_wide(letter) for letter in text)
        rows: list[Row] = []
        first = cls.of(text.replace("\n", ""), style, measure)
        baseline = first.ascent
        for line in text.split("\n"):
            narrow = chinese and not any(is_wide(letter) for letter in line)
            own = replace(style, size_pt=style.size_pt * _SECOND_SIZE) if narrow else style
            one = cls.of(line, own, measure)
            baseline += line_spacing * own.size_pt * MM_PER_POINT if rows else 0.0
            rows.append(Row(line, one.style, one.width, baseline))
        return cls(text, style, max(row.width for row in rows), first.ascent, first.descent, (), tuple(rows))

    @property
    def height(self) -> float:
        """Of the ink, in mm."""
        return (self.rows[-1].baseline if self.rows else self.ascent) + self.descent

    @property
    def room(self) -> float:
        """Free paper round the ink, in mm."""
        return max(PADDING, PADDING_SHARE * (self.ascent + self.descent))

    def centred(self, x: float, y: float, cost: float = 0.0, side: float = 0.0) -> Candidate:
        """Return the text level, its middle at (x, y).

        Several lines stand one below another's middle; beside what they name (``side`` 1: on its right, -1: on its
        left) they begin, or end, at the same place.
        """
        left, top, room = x - self.width / 2, y - self.height / 2, self.room
        beside = max(room, self.style.letter_spacing_mm * 0.6)  # else the next name reads on from the last letter
        box = (left - beside, top - room, left + self.width + beside, top + self.height + room)
        if not self.rows:
            return Candidate((Piece(self.text, left, top + self.ascent),), (box,), cost)
        shift = (1.0 - float(np.sign(side))) / 2
        pieces = tuple(
            Piece(row.text, left + (self.width - row.width) * shift, top + row.baseline, style=row.style)
            for row in self.rows
        )
        return Candidate(pieces, (box,), cost)

    def turned(self, x: float, y: float, angle: float, cost: float = 0.0) -> Candidate:
        """Return the text turned clockwise by ``angle`` degrees about its middle (x, y)."""
        turn = np.radians(angle)
        along, down = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
        middle = np.array([x, y])
        foot = middle - along * self.width / 2 + down * (self.ascent - self.descent) / 2
        at = -self.width / 2
        boxes = []
        for letter in self.letters:
            boxes.append(turned_box(middle + along * (at + letter / 2), letter, self.height, angle, self.room))
            at += letter + self.style.letter_spacing_mm
        return Candidate((Piece(self.text, float(foot[0]), float(foot[1]), angle),), tuple(boxes), cost)


def turned_box(center: Floats, width: float, height: float, angle: float, room: float) -> Box:
    """Return the level box round a turned one, with ``room`` mm round it."""
    turn = np.radians(angle)
    c, s = abs(float(np.cos(turn))), abs(float(np.sin(turn)))
    half_w, half_h = (width * c + height * s) / 2 + room, (width * s + height * c) / 2 + room
    return float(center[0]) - half_w, float(center[1]) - half_h, float(center[0]) + half_w, float(center[1]) + half_h
