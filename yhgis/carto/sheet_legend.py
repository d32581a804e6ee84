"""The legend on a sheet: rows flowed into columns that fit their room. Nothing is ever cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yhgis.carto.display_list import Group, Mark, TextMeasure, TextStyle
from yhgis.carto.legend import LegendEntry, LegendGroup
from yhgis.carto.sheet_text import line_height, middle, wrapped

_INK = (51, 51, 51, 255)
_QUIET = (125, 125, 125, 255)
_MOST_COLUMNS = 8
# A legend text longer than this many of its own ems takes a second line.
_LONGEST_EM = 17.0
# Swatches may reach this far over their box: caps of lines, halves of strokes.
_SWATCH_REACH_MM = 0.3


@dataclass(frozen=True)
class LegendLook:
    """Sizes of a legend; all follow from the text's and the swatch's."""

    text_pt: float
    swatch_mm: tuple[float, float]

    def scaled(self, factor: float) -> LegendLook:
        """Return the look, everything ``factor`` as large."""
        return LegendLook(self.text_pt * factor, (self.swatch_mm[0] * factor, self.swatch_mm[1] * factor))

    @property
    def entry(self) -> TextStyle:
        """Style of an entry."""
        return TextStyle(self.text_pt, _INK)

    @property
    def mark(self) -> TextStyle:
        """Style of the small mark 示意 behind an entry."""
        return TextStyle(self.text_pt * 0.78, _QUIET)

    @property
    def group(self) -> TextStyle:
        """Style of a group's title."""
        return TextStyle(self.text_pt, _INK, weight=700)

    @property
    def row_gap(self) -> float:
        """Between two entries, mm."""
        return self.swatch_mm[1] * 0.34

    @property
    def group_gap(self) -> float:
        """Above a group's title, mm."""
        return self.swatch_mm[1] * 0.85

    @property
    def text_gap(self) -> float:
        """Between swatch and text, mm."""
        return self.swatch_mm[0] * 0.28

    @property
    def column_gap(self) -> float:
        """Between two columns, mm."""
        return self.swatch_mm[0] * 0.9


@dataclass(frozen=True, eq=False)
class Row:
    """A title or an entry, its marks from (0, 0); ``above`` is the gap to a row before it in the same column."""

    marks: tuple[Mark, ...]
    width: float
    height: float
    above: float
    is_title: bool


Section = list[Row]
"""A group's title and its entries."""


@dataclass(frozen=True, eq=False)
class Block:
    """A legend laid out, its marks from (0, 0); mm."""

    marks: tuple[Mark, ...]
    width: float
    height: float


def rows_of(
    groups: Sequence[LegendGroup], look: LegendLook, measure: TextMeasure, schematic_mark: str = ""
) -> list[Section]:
    """Return the rows of a legend, group by group.

    Parameters
    ----------
    groups : sequence of LegendGroup
        With swatches of the size that ``look`` says.
    schematic_mark : str
        Set behind schematic entries where not all are; empty where the heading says it for all.
    """
    sections = []
    for group in groups:
        style = look.group
        height = line_height(style)
        title = middle(group.title, 0.0, height / 2, style)
        head = Row((title,), measure(group.title, style)[0], height, look.group_gap, is_title=True)
        entries = [_entry_row(one, look, measure, schematic_mark if one.schematic else "") for one in group.entries]
        sections.append([head, *entries])
    return sections


def _entry_row(entry: LegendEntry, look: LegendLook, measure: TextMeasure, mark: str) -> Row:
    swatch_width, swatch_height = look.swatch_mm
    style, x = look.entry, swatch_width + look.text_gap
    lines = wrapped(entry.title, style, _LONGEST_EM * style.size_pt * 25.4 / 72, measure)
    step = line_height(style) * 0.92
    height = max(swatch_height, len(lines) * step)
    reach = _SWATCH_REACH_MM
    clip = (-reach, -reach, swatch_width + 2 * reach, swatch_height + 2 * reach)
    marks: list[Mark] = [Group(entry.swatch, clip=clip, offset=(0.0, (height - swatch_height) / 2))]
    first = height / 2 - (len(lines) - 1) * step / 2
    marks += [middle(line, x, first + number * step, style) for number, line in enumerate(lines)]
    widths = [measure(line, style)[0] for line in lines]
    if mark:
        start = x + widths[-1] + 0.8
        marks.append(middle(mark, start, first + (len(lines) - 1) * step, look.mark))
        widths[-1] += 0.8 + measure(mark, look.mark)[0]
    return Row(tuple(marks), x + max(widths), height, look.row_gap, is_title=False)


def stood(sections: Sequence[Section], look: LegendLook, width: float, height: float) -> Block | None:
    """Return the groups below each other, in as few columns as ``height`` allows; None when they do not fit.

    A group stays whole if that can be; else it runs on in the next column.
    """
    if not sections:
        return Block((), 0.0, 0.0)
    whole = [[_joined(section)] for section in sections]
    for kept in (whole, sections):
        rows = [row for section in kept for row in section]
        for count in range(1, min(_MOST_COLUMNS, len(rows)) + 1):
            columns = _balanced(rows, count, height)
            if columns is not None and _total_width(columns, look) <= width + 1e-6:
                return _block(columns, look)
    return None


def laid(sections: Sequence[Section], look: LegendLook, width: float, height: float, room: float) -> Block | None:
    """Return the groups side by side, each with its entries in columns beneath its title; None if they do not fit.

    Parameters
    ----------
    room : float
        Height that is there anyway: no need to be lower than this.
    """
    if not sections:
        return Block((), 0.0, 0.0)
    best = None
    for most in range(1, max(len(section) for section in sections)):
        block = _side_by_side([_spread(section, most, look) for section in sections], look)
        if block.width > width + 1e-6:
            continue
        if block.height > height + 1e-6 or (best is not None and block.height > room):
            break
        best = block
        if block.height > room:
            break
    return best or stood(sections, look, width, height)


def _spread(section: Section, most: int, look: LegendLook) -> Block:
    """Return a group with at most ``most`` entries above each other."""
    title, entries = section[0], section[1:]
    columns = [entries[start : start + most] for start in range(0, len(entries), most)]
    body = _block(columns, look)
    below = title.height + look.row_gap
    return Block(
        (*title.marks, Group(body.marks, offset=(0.0, below))), max(title.width, body.width), below + body.height
    )


def _side_by_side(blocks: Sequence[Block], look: LegendLook) -> Block:
    marks: list[Mark] = []
    x = 0.0
    for block in blocks:
        marks.append(Group(block.marks, offset=(x, 0.0)))
        x += block.width + 1.7 * look.column_gap
    return Block(tuple(marks), x - 1.7 * look.column_gap, max(block.height for block in blocks))


def _joined(section: Section) -> Row:
    """Return a whole group as one row."""
    block = _block([section], LegendLook(1.0, (0.0, 0.0)))
    return Row(block.marks, block.width, block.height, section[0].above, is_title=False)


def _total_width(columns: Sequence[Sequence[Row]], look: LegendLook) -> float:
    return sum(_width(column) for column in columns) + look.column_gap * (len(columns) - 1)


def _balanced(rows: Sequence[Row], count: int, height: float) -> list[list[Row]] | None:
    """Return the rows in at most ``count`` columns as low as can be, or None when they are higher than ``height``."""
    low, high = max(row.height for row in rows), height
    best = _flowed(rows, height)
    if len(best) > count or low > height:
        return None
    for _ in range(24):  # to a thousandth of a millimetre and better
        middle_height = (low + high) / 2
        columns = _flowed(rows, middle_height)
        if len(columns) <= count and max(map(_height, columns)) <= middle_height + 1e-9:
            best, high = columns, middle_height
        else:
            low = middle_height
    return best if max(map(_height, best)) <= height + 1e-6 else None


def _flowed(rows: Sequence[Row], height: float) -> list[list[Row]]:
    """Fill columns of ``height`` one after the other; a title never stands last in a column."""
    columns: list[list[Row]] = [[]]
    for place, row in enumerate(rows):
        follower = rows[place + 1] if row.is_title and place + 1 < len(rows) else None
        needed = _height([*columns[-1], row, follower] if follower is not None else [*columns[-1], row])
        if columns[-1] and needed > height + 1e-9:
            columns.append([])
        columns[-1].append(row)
    return columns


def _height(column: Sequence[Row]) -> float:
    return sum(row.height + (row.above if place else 0.0) for place, row in enumerate(column))


def _width(column: Sequence[Row]) -> float:
    return max(row.width for row in column)


def _block(columns: Sequence[Sequence[Row]], look: LegendLook) -> Block:
    marks: list[Mark] = []
    x = 0.0
    for column in columns:
        y = 0.0
        for place, row in enumerate(column):
            y += row.above if place else 0.0
            marks.append(Group(row.marks, offset=(x, y)))
            y += row.height
        x += _width(column) + look.column_gap
    return Block(tuple(marks), x - look.column_gap, max(map(_height, columns)))


def heading_style(look: LegendLook) -> TextStyle:
    """Return the style of the word that heads the legend."""
    return replace(look.group, size_pt=look.text_pt * 1.3)


def heading(text: str, mark: str, look: LegendLook, measure: TextMeasure) -> Block:
    """Return the legend's heading, with a quiet ``mark`` behind it."""
    style = heading_style(look)
    height = line_height(style)
    marks: list[Mark] = [middle(text, 0.0, height / 2, style)]
    width = measure(text, style)[0]
    if mark:
        quiet = TextStyle(style.size_pt * 0.85, _QUIET)
        marks.append(middle(mark, width, height / 2, quiet))
        width += measure(mark, quiet)[0]
    return Block(tuple(marks), width, height)
