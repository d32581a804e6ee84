"""The page of a step: where map and words stand, in millimetres; window, PDF and slides are made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yhgis.carto.display_list import Anchor, DisplayList, Fill, Group, Mark, Rgba, Stroke, TextStyle
from yhgis.carto.legend import LegendEntry, legend, words
from yhgis.carto.sheet_shapes import Box, rectangle
from yhgis.carto.sheet_text import fitted, line_height, middle, wrapped
from yhgis.i18n import Language
from yhgis.model.story import Story
from yhgis.model.view import View
from yhgis.paint.text import measure
from yhgis.report.story_map import map_view
from yhgis.report.story_scene import Scene

#: Every page is as high; its width follows from the screen's or the slide's shape.
PAGE_MM = 190.5
#: From this width over height the words stand beside the map, else beneath it.
WIDE = 1.5
TITLE, CAPTION, SECTION, STORY, COUNTER, MARK, SOURCE, CAUTION = (
    "title", "caption", "section", "story", "counter", "mark", "source", "caution",
)  # fmt: skip

_INK, _QUIET, _ACCENT, _WARN = (34, 34, 34, 255), (96, 96, 96, 255), (31, 111, 139, 255), (150, 74, 0, 255)
_PAPER, _PLATE, _HAIRLINE = (255, 255, 255, 255), (255, 255, 255, 232), (213, 220, 224, 255)
_EDGE, _COLUMN_SHARE = 10.0, 0.31
_SMALL = TextStyle(8.5, _QUIET)
_TITLE = TextStyle(25.0, _INK, weight=700)
_CAPTION, _LEAST_PT = TextStyle(15.0, _INK), 9.0
_CAPTION_LEADING = 1.16
_SWATCH, _ROW_MM = (7.0, 4.0), (4.7, 6.4)
#: Groups of layers that need no explaining.
_PLAIN_GROUPS = ("admin",)
#: A legend on the map is no wider.
_PLATE_MM, _LEAST_LEGEND_PT = 62.0, 8.5
_TAG = {"zh": "示意", "en": "Schematic"}


@dataclass(frozen=True)
class Block:
    """Lines of text in a box; on slides a text box."""

    kind: str
    box: Box
    lines: tuple[str, ...]
    style: TextStyle
    step: float
    anchor: Anchor = "left"

    @property
    def text(self) -> str:
        """The text without the breaks that only this page has."""
        wide = any(ord(char) > 0x2E7F for line in self.lines for char in line)
        return ("" if wide else " ").join(self.lines)

    def marks(self) -> tuple[Mark, ...]:
        """Return the lines, drawn."""
        x = {"left": self.box.x, "right": self.box.right, "center": self.box.x + self.box.width / 2}[self.anchor]
        return tuple(
            middle(line, x, self.box.y + (number + 0.5) * self.step, self.style, self.anchor)
            for number, line in enumerate(self.lines)
        )


@dataclass(frozen=True, eq=False)
class StoryPage:
    """A page laid out.

    Parameters
    ----------
    width : float
        Of the page, mm; its height is `PAGE_MM`.
    map_box : Box
    blocks : tuple of Block
    plates : tuple of Mark
        Grounds and rules beneath the words.
    legend : tuple of Mark
    legend_box : Box or None
        What the legend takes of the page; None where there is none.
    """

    width: float
    map_box: Box
    blocks: tuple[Block, ...]
    plates: tuple[Mark, ...]
    legend: tuple[Mark, ...] = ()
    legend_box: Box | None = None

    def view(self, scene: Scene, dpi: float) -> View:
        """Return the view of the map; what the step is about lies beside a legend that stands on the map."""
        covered = self.legend_box.right if self.legend_box and self.legend_box.x >= self.map_box.x else 0.0
        width, height = self.map_box.width, self.map_box.height
        view = map_view(scene.extent, width - covered, height, dpi)
        shift = covered / 2 / width * view.width_mm / (1 - covered / width) * view.metres_per_mm
        return replace(view, width_mm=view.width_mm * width / (width - covered), center_x=view.center_x - shift)

    def over(self) -> DisplayList:
        """Return everything but the map, on no ground."""
        marks = (*self.plates, *self.legend, *(mark for block in self.blocks for mark in block.marks()))
        return DisplayList(self.width, PAGE_MM, marks, (0, 0, 0, 0))

    def whole(self, picture: DisplayList) -> DisplayList:
        """Return the page with ``picture`` (of the map box's size) in it."""
        clip = (0.0, 0.0, self.map_box.width, self.map_box.height)
        ground = Fill(rectangle(Box(*clip)), picture.background)
        at = (self.map_box.x, self.map_box.y)
        map_group = Group((ground, *picture.marks), clip=clip, offset=at, name="map")
        return DisplayList(self.width, PAGE_MM, (map_group, *self.over().marks), _PAPER)


def page_of(story: Story, number: int, scene: Scene, lang: Language, width: float, *, bare: bool = False) -> StoryPage:
    """Return the page of the step at ``number`` (from 0).

    Parameters
    ----------
    width : float
        Of the page in mm, for a height of `PAGE_MM`.
    bare : bool
        The map alone; what must be said of its data stays.
    """
    said = _Said.of(story, number, scene, lang)
    if bare:
        return _bare(said, width)
    if width / PAGE_MM >= WIDE:
        return _beside(said, scene, width)
    return _beneath(said, scene, width)


@dataclass(frozen=True)
class _Said:
    """The words of a step in one language."""

    story: str
    title: str
    caption: str
    section: str
    counter: str
    mark: str
    source: str
    caution: str
    lang: Language

    @classmethod
    def of(cls, story: Story, number: int, scene: Scene, lang: Language) -> _Said:
        step = scene.step
        return cls(
            words(story.title.title, lang),
            words(step.title.title, lang),
            words(step.caption.title, lang),
            step.section,
            f"{number + 1} / {len(story.steps)}",
            _TAG[lang] if scene.schematic else "",
            scene.sources(lang),
            scene.caution(lang),
            lang,
        )


def _beside(said: _Said, scene: Scene, width: float) -> StoryPage:
    """Put words in a column at the left, the map beside it."""
    column = width * _COLUMN_SHARE
    x, room = _EDGE, column - 2 * _EDGE
    foot = _foot(said, x, PAGE_MM - _EDGE, room)
    head = _small_block(STORY, said.story, Box(x, 9.0, room - 16.0, 5.0))
    counter = _small_block(COUNTER, said.counter, Box(column - _EDGE - 16.0, 9.0, 16.0, 5.0), anchor="right")
    title = _title(said.title, Box(x, 23.0, room, 60.0), most_lines=3)
    y = title.box.bottom + 5.0
    caption = _fitted(CAPTION, said.caption, Box(x, y, room, foot[0].box.y - 6.0 - y - 8.0), _CAPTION)
    section = _small_block(SECTION, said.section, Box(x, caption.box.bottom + 3.0, room, 5.0), color=_ACCENT)
    map_box = Box(column, 0.0, width - column, PAGE_MM)
    plates: list[Mark] = [
        Fill(rectangle(Box(0.0, 0.0, column, PAGE_MM)), _PAPER),
        Fill(rectangle(Box(x, 17.5, 16.0, 1.1)), _ACCENT),
        Fill(rectangle(Box(column - 0.15, 0.0, 0.3, PAGE_MM)), _HAIRLINE),
    ]
    top = section.box.bottom + 6.0
    entries = _entries(scene, map_view(scene.extent, map_box.width, map_box.height, 96.0), said.lang)
    rows = tuple(_legend_rows(entries, x, top, room, foot[0].box.y - 5.0))
    plates += _tag_frame(foot)
    box = Box(x, top, room, foot[0].box.y - 5.0 - top) if rows else None
    return StoryPage(width, map_box, (head, counter, title, caption, section, *foot), tuple(plates), rows, box)


def _beneath(said: _Said, scene: Scene, width: float) -> StoryPage:
    """Put the map above, words in a band below it."""
    x, room = _EDGE, width - 2 * _EDGE
    foot = _foot(said, x, PAGE_MM - 5.0, room)
    style = TextStyle(13.5, _INK)
    lines = _fitted(CAPTION, said.caption, Box(x, 0.0, room, 32.0), style)
    title = _title(said.title, Box(x, 0.0, room - 70.0, 12.0), most_lines=1, size=23.0)
    top = foot[0].box.y - 3.5 - lines.box.height - 2.5 - title.box.height - 5.0
    title = replace(title, box=replace(title.box, y=top + 5.0))
    caption = replace(lines, box=replace(lines.box, y=title.box.bottom + 2.5))
    y = title.box.y + title.box.height / 2
    counter = _small_block(COUNTER, said.counter, Box(x + room - 16.0, y - 2.5, 16.0, 5.0), anchor="right")
    section = _small_block(SECTION, said.section, Box(x + room - 70.0, y - 2.5, 52.0, 5.0), _ACCENT, "right")
    map_box = Box(0.0, 0.0, width, top)
    entries = _entries(scene, map_view(scene.extent, map_box.width, map_box.height, 96.0), said.lang)
    plate, rows = _legend_plate(entries, map_box)
    plates = [
        Fill(rectangle(Box(0.0, top, width, PAGE_MM - top)), _PAPER),
        Fill(rectangle(Box(0.0, top, width, 0.9)), _ACCENT),
        *_tag_frame(foot),
    ]
    return StoryPage(width, map_box, (title, counter, section, caption, *foot), tuple(plates), rows, plate)


def _bare(said: _Said, width: float) -> StoryPage:
    """Let the map fill the page; mark, sources and counter stand on plates at its foot."""
    room = width - 2 * _EDGE - 30.0
    foot = _foot(said, 6.0, PAGE_MM - 5.0, room)
    right = max(block.box.x + max(measure(line, block.style)[0] for line in block.lines) for block in foot)
    counter = _small_block(COUNTER, said.counter, Box(width - 22.0, PAGE_MM - 10.0, 16.0, 5.0), anchor="right")
    plates = (
        Fill(rectangle(Box(3.0, foot[0].box.y - 2.0, right + 2.0, PAGE_MM - foot[0].box.y - 1.0)), _PLATE),
        Fill(rectangle(Box(width - 23.0, PAGE_MM - 11.5, 20.0, 8.5)), _PLATE),
        *_tag_frame(foot),
    )
    return StoryPage(width, Box(0.0, 0.0, width, PAGE_MM), (*foot, counter), plates)


def _foot(said: _Said, x: float, bottom: float, room: float) -> tuple[Block, ...]:
    """Return mark with its sentence, and sources, ending at ``bottom``."""
    step = line_height(_SMALL) * 0.95
    made: list[Block] = []
    source = wrapped(said.source, _SMALL, room, measure)
    tag = measure(said.mark, _SMALL)[0] + 3.0 if said.mark else 0.0
    sentence = said.caution.partition("：" if said.lang == "zh" else ": ")[2] or said.caution
    caution = wrapped(sentence, replace(_SMALL, color=_WARN), room - tag - 2.0, measure) if said.mark else []
    top = bottom - step * (len(source) + len(caution)) - (1.5 if caution else 0.0)
    if said.mark:
        style = replace(_SMALL, color=_WARN)
        made.append(Block(MARK, Box(x + 1.5, top, tag - 3.0, step), (said.mark,), style, step))
        box = Box(x + tag + 2.0, top, room - tag - 2.0, step * len(caution))
        made.append(Block(CAUTION, box, tuple(caution), style, step))
    made.append(
        Block(SOURCE, Box(x, bottom - step * len(source), room, step * len(source)), tuple(source), _SMALL, step)
    )
    return tuple(made)


def _tag_frame(foot: Sequence[Block]) -> list[Mark]:
    """Return the thin frame around the mark 示意."""
    return [
        Stroke(
            rectangle(Box(block.box.x - 1.5, block.box.y + 0.1, block.box.width + 3.0, block.step - 0.2)), _WARN, 0.25
        )
        for block in foot
        if block.kind == MARK
    ]


def _title(text: str, box: Box, *, most_lines: int, size: float = 25.0) -> Block:
    """Return the title, smaller where it would take more lines than there is room for."""
    style = replace(_TITLE, size_pt=size)
    while style.size_pt > 16.0 and len(_title_lines(text, style, box.width)) > most_lines:
        style = replace(style, size_pt=style.size_pt - 1.0)
    lines = _shortened(_title_lines(text, style, box.width), most_lines)
    step = line_height(style) * 0.92
    return Block(TITLE, replace(box, height=step * len(lines)), lines, style, step)


def _title_lines(text: str, style: TextStyle, width: float) -> list[str]:
    """Return a title in lines: broken behind its colon rather than before its last character."""
    lines = wrapped(text, style, width, measure)
    for colon in ("：", ": "):
        head, found, rest = text.partition(colon)
        if len(lines) > 1 and found and rest:
            parts = [*wrapped((head + found).rstrip(), style, width, measure), *wrapped(rest, style, width, measure)]
            return parts if len(parts) <= len(lines) else lines
    return lines


def _fitted(kind: str, text: str, box: Box, style: TextStyle) -> Block:
    """Return a text in ``box``: smaller where it is long, cut with … where even that is not enough."""
    lines = wrapped(text, style, box.width, measure) if text else []
    step = line_height(style) * _CAPTION_LEADING
    while len(lines) * step > box.height and style.size_pt > _LEAST_PT:
        style = replace(style, size_pt=style.size_pt - 0.5)
        lines, step = wrapped(text, style, box.width, measure), line_height(style) * _CAPTION_LEADING
    kept = _shortened(lines, max(int(box.height // step), 1))
    return Block(kind, replace(box, height=step * len(kept)), kept, style, step)


def _shortened(lines: Sequence[str], most: int) -> tuple[str, ...]:
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], lines[most - 1][:-1] + "…")


def _small_block(
    kind: str, text: str, box: Box, color: Rgba = _QUIET, anchor: Anchor = "left", size: float = 10.0
) -> Block:
    """Return one small line, or more where it is long."""
    style = TextStyle(size, color)
    lines = _shortened(wrapped(text, style, box.width, measure), 2) if text else ()
    return Block(kind, replace(box, height=box.height * max(len(lines), 1)), lines, style, box.height, anchor)


def _entries(scene: Scene, view: View, lang: Language) -> list[LegendEntry]:
    """Return what the legend explains: what the step outlines first, then the theme's other figures."""
    plain = {one.id for one in scene.layers if one.layer.info.group in _PLAIN_GROUPS}
    groups = legend(scene.layers, view, lang, swatch_mm=_SWATCH)
    found = [entry for group in groups for entry in group.entries if entry.layer_id not in plain]
    kept = {entry.title: entry for entry in reversed(found)}
    found = [entry for entry in found if kept[entry.title] is entry]
    outlined = {layer.id for layer in scene.highlight}
    return sorted(found, key=lambda entry: entry.layer_id not in outlined)


def _legend_rows(entries: Sequence[LegendEntry], x: float, top: float, room: float, bottom: float) -> list[Mark]:
    """Return the entries below each other; the last are left out where there is no room, texts made to fit."""
    style = TextStyle(9.5, _INK)
    step = min(max((bottom - top) / max(len(entries), 1), _ROW_MM[0]), _ROW_MM[1])
    made: list[Mark] = []
    for place, entry in enumerate(entries[: max(int((bottom - top + 0.01) // step), 0)]):
        y = top + place * step
        clip = (-0.6, -0.6, _SWATCH[0] + 1.2, _SWATCH[1] + 1.2)
        made.append(Group(entry.swatch, clip=clip, offset=(x, y + (step - _SWATCH[1]) / 2)))
        text, fit = _legend_text(entry.title, style, room - _SWATCH[0] - 2.5)
        made.append(middle(text, x + _SWATCH[0] + 2.5, y + step / 2, fit))
    return made


def _legend_text(title: str, style: TextStyle, room: float) -> tuple[str, TextStyle]:
    """Return a title that takes one line: a little smaller if need be, then cut with …, for it must be read afar."""
    fit = fitted(title, style, room, measure)
    if fit.size_pt >= _LEAST_LEGEND_PT:
        return title, fit
    fit, text = replace(style, size_pt=_LEAST_LEGEND_PT), title
    while len(text) > 1 and measure(text.rstrip() + "…", fit)[0] > room:
        text = text[:-1]
    return text.rstrip() + "…", fit


def _legend_plate(entries: Sequence[LegendEntry], map_box: Box) -> tuple[Box | None, tuple[Mark, ...]]:
    """Return the legend on a pale plate in the map's lower left corner, and the plate."""
    shown = entries[:10]
    if not shown:
        return None, ()
    style = TextStyle(9.5, _INK)
    room = min(max(measure(entry.title, style)[0] for entry in shown) + _SWATCH[0] + 5.0, _PLATE_MM)
    height = len(shown) * _ROW_MM[1] + 3.0
    plate = Box(5.0, map_box.bottom - 5.0 - height, room + 4.0, height)
    rows = _legend_rows(shown, plate.x + 2.0, plate.y + 1.5, room, plate.bottom)
    return plate, (Fill(rectangle(plate), _PLATE), *rows)
