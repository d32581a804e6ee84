"""A story as slides, one a step: the map as a picture, the words as real text, sources in the speaker's notes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from yhgis.carto.display_list import DisplayList, Fill, Group, Mark, Rgba, Stroke
from yhgis.carto.legend import words
from yhgis.carto.sheet_shapes import Box
from yhgis.feedback import Feedback
from yhgis.i18n import Language, Title
from yhgis.model.story import Story
from yhgis.report.office import saved
from yhgis.report.pptx_parts import (
    add_notes,
    add_run,
    color_of,
    describe,
    hex_of,
    new_show,
    new_slide,
    title_to_front,
)
from yhgis.report.story_map import MAP_ZOOM, compose_map
from yhgis.report.story_page import CAPTION, COUNTER, MARK, PAGE_MM, SECTION, STORY, TITLE, Block, StoryPage, page_of
from yhgis.report.story_scene import Scene
from yhgis.report.town_map import png

_DPI = 220.0
# Fonts of other machines are a little wider.
_CAPTION_SHARE = 0.95
_MAP, _LEGEND = Title("地图", "Map"), Title("图例", "Legend")
_MM_CM = 0.1


def story_pptx(story: Story, scenes: Sequence[Scene], lang: Language, width: float, feedback: Feedback) -> bytes:
    """Return the presentation.

    Parameters
    ----------
    scenes : sequence of Scene
        One a step.
    width : float
        Of a slide in mm; its height is `PAGE_MM`.

    Raises
    ------
    Cancelled
    """
    from pptx.util import Cm

    show = new_show(words(story.title.title, lang))
    show.slide_width, show.slide_height = Cm(width * _MM_CM), Cm(PAGE_MM * _MM_CM)
    for number, scene in enumerate(scenes):
        part = feedback.part(number / len(scenes), (number + 1) / len(scenes))
        page = page_of(story, number, scene, lang, width)
        _add_slide(show, page, scene, lang, part)
    return saved(show)


def _add_slide(show: Any, page: StoryPage, scene: Scene, lang: Language, feedback: Feedback) -> None:
    blocks = {block.kind: block for block in page.blocks}
    slide = new_slide(show, blocks[TITLE].text)
    picture = compose_map(scene, page.view(scene, _DPI), lang=lang, feedback=feedback.part(0.0, 0.7))
    _add_picture(slide, png(picture, _DPI * MAP_ZOOM), page.map_box, f"{words(_MAP, lang)}: {blocks[TITLE].text}")
    _add_plates(slide, page.plates)
    if page.legend_box is not None:
        _add_picture(slide, _cut(page.legend, page.legend_box), page.legend_box, words(_LEGEND, lang))
    _set_title(slide, blocks[TITLE])
    below = blocks[SECTION] if blocks[SECTION].anchor == "left" else None
    for block in page.blocks:
        if block.kind != TITLE and block.lines and block is not below:
            _add_block(slide, block, below if block.kind == CAPTION else None)
    if below is not None and not blocks[CAPTION].lines and below.lines:
        _add_block(slide, below)
    add_notes(slide, list(_notes(scene, lang)))
    feedback.progress(1.0)


def _notes(scene: Scene, lang: Language) -> Iterator[str]:
    """Yield what the speaker sees: the caption, where it stands in the plan, sources and caution."""
    for text in (words(scene.step.caption.title, lang), scene.step.section, scene.sources(lang), scene.caution(lang)):
        if text:
            yield text


def _add_picture(slide: Any, content: bytes, box: Box, name: str) -> None:
    from pptx.util import Cm

    left, top, width, height = (Cm(length * _MM_CM) for length in (box.x, box.y, box.width, box.height))
    picture = slide.shapes.add_picture(io.BytesIO(content), left, top, width, height)
    describe(picture, name, name)


def _cut(marks: Sequence[Mark], box: Box) -> bytes:
    """Return marks of a page inside ``box`` as a PNG on no ground."""
    moved = Group(tuple(marks), offset=(-box.x, -box.y))
    return png(DisplayList(box.width, box.height, (moved,)), _DPI, transparent=True)


def _add_plates(slide: Any, plates: Sequence[Mark]) -> None:
    """Add grounds and rules as shapes; they are rectangles."""
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Cm, Pt

    for mark in plates:
        if not isinstance(mark, Fill | Stroke):
            continue
        x0, y0 = mark.paths.xy.min(axis=0)
        x1, y1 = mark.paths.xy.max(axis=0)
        shape = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, *(Cm(float(length) * _MM_CM) for length in (x0, y0, x1 - x0, y1 - y0))
        )
        shape.shadow.inherit = False
        if isinstance(mark, Fill):
            shape.fill.solid()
            shape.fill.fore_color.rgb = _color(mark.color)
            shape.line.fill.background()
        else:
            shape.fill.background()
            shape.line.color.rgb = _color(mark.color)
            shape.line.width = Pt(0.75)


def _set_title(slide: Any, block: Block) -> None:
    """Put the slide's own title where the page has it, above the picture."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Cm, Pt

    title = title_to_front(slide)
    box = block.box
    title.left, title.top = Cm(box.x * _MM_CM), Cm(box.y * _MM_CM)
    title.width, title.height = Cm(box.width * _MM_CM), Cm(box.height * _MM_CM)
    title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    title.text_frame.margin_top = title.text_frame.margin_bottom = 0
    title.text_frame.word_wrap = True
    paragraph = title.text_frame.paragraphs[0]
    for run in list(paragraph.runs):
        paragraph._p.remove(run._r)  # noqa: SLF001 - python-pptx removes no run
    for number, line in enumerate(block.lines):
        if number:
            paragraph.add_line_break()
        add_run(paragraph, line, block.style.size_pt, hex_of(block.style.color), bold=True)
    paragraph.line_spacing = Pt(block.step / 25.4 * 72)


def _add_block(slide: Any, block: Block, below: Block | None = None) -> None:
    """Add a text box; ``below`` follows in it, so that it moves down where another font takes more lines."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Cm, Pt

    box = block.box
    shape = slide.shapes.add_textbox(*(Cm(n * _MM_CM) for n in (box.x, box.y, box.width, box.height)))
    shape.name = block.kind
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = block.kind not in (MARK, COUNTER, STORY)
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if block.anchor == "right" else PP_ALIGN.LEFT
    if block.kind == CAPTION or len(block.lines) > 1:
        paragraph.line_spacing = Pt(block.step / 25.4 * 72)
    size = block.style.size_pt * (_CAPTION_SHARE if block.kind == CAPTION else 1.0)
    add_run(paragraph, block.text, size, hex_of(block.style.color))
    if below is not None and below.lines:
        after = frame.add_paragraph()
        after.space_before = Pt(8)
        add_run(after, below.text, below.style.size_pt, hex_of(below.style.color))


def _color(color: Rgba) -> Any:
    return color_of(hex_of(color))
