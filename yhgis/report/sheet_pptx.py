"""Sheets as slides: the page as a picture in the paper's own size, its title as real text, its sources as notes."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path
from yhgis.carto.display_list import DisplayList, Group, Mark, Text
from yhgis.carto.sheet import ComposedSheet, Sheet
from yhgis.carto.sheet_parts import Part
from yhgis.carto.text_measure import em_mm
from yhgis.feedback import Feedback
from yhgis.i18n import Language
from yhgis.model.layer import Layer
from yhgis.model.view import MM_PER_INCH

EXTENSION = ".pptx"
#: A slide is looked at on a screen: more dots only make the file too large to be sent.
_MOST_PIXELS = 24_000_000
#: The height of a line and where its letters stand in it, in ems, when the distance of lines is stated exactly.
_LINE, _ABOVE = 1.2, 0.96
_ROOM = 1.15

#: Composes one sheet when its turn comes: a long series needs no more memory than a short one.
Compose = Callable[[Feedback], ComposedSheet]


def slide_dpi(sheet: Sheet) -> float:
    """Return the dots an inch of a slide's picture: the sheet's, or fewer where the paper is large."""
    area = sheet.template.width_mm * sheet.template.height_mm / MM_PER_INCH**2
    return min(sheet.dpi, math.sqrt(_MOST_PIXELS / area))


def write_sheets_pptx(
    sheets: Sequence[tuple[Sheet, Compose]], layers: Sequence[Layer], path: Path, title: str, feedback: Feedback
) -> None:
    """Write a presentation with a slide a sheet, whole or not at all.

    Parameters
    ----------
    sheets : sequence of (Sheet, callable)
        All of one paper.
    layers : sequence of Layer
        What the maps show: their sources stand in the speaker's notes.
    title : str
        Of the presentation.

    Raises
    ------
    DataError
        The folder cannot be written.
    Cancelled
    """
    from pptx.util import Mm

    from yhgis.report.office import saved
    from yhgis.report.pptx_parts import new_show

    show = new_show(title)
    template = sheets[0][0].template
    show.slide_width, show.slide_height = Mm(template.width_mm), Mm(template.height_mm)
    for number, (sheet, compose) in enumerate(sheets):
        part = feedback.part(number / len(sheets), (number + 1) / len(sheets))
        _add_slide(show, sheet, compose(part.part(0.0, 0.6)), layers, part.part(0.6, 1.0))
    with atomic_path(path) as temporary:
        temporary.write_bytes(saved(show))


def _add_slide(show: Any, sheet: Sheet, composed: ComposedSheet, layers: Sequence[Layer], feedback: Feedback) -> None:
    from yhgis.report.pptx_parts import add_notes

    slide = show.slides.add_slide(show.slide_layouts[5])
    title, texts = _title_of(composed)
    picture = _without(composed.page, title, texts)
    _add_picture(slide, picture, slide_dpi(sheet), "\n".join(text.text for text in texts), feedback)
    _set_texts(slide, title, texts)
    add_notes(slide, list(_notes(sheet, layers)))
    feedback.progress(1.0)


def _title_of(composed: ComposedSheet) -> tuple[Part, list[Text]]:
    """Return the part that is the title, and its lines."""
    part = next(part for part in composed.parts if part.element == "title")
    return part, [mark for mark in part.marks if isinstance(mark, Text) and mark.text]


def _without(page: DisplayList, title: Part, texts: Sequence[Text]) -> DisplayList:
    """Return the page without the lines of its title; the plate that they may lie on stays."""

    def kept(mark: Mark) -> Mark:
        if not isinstance(mark, Group) or mark.name != title.element:
            return mark
        return replace(mark, marks=tuple(one for one in mark.marks if one not in texts))

    return replace(page, marks=tuple(kept(mark) for mark in page.marks))


def _add_picture(slide: Any, page: DisplayList, dpi: float, words: str, feedback: Feedback) -> None:
    """Fill the slide with the page."""
    from pptx.util import Mm

    from yhgis.paint.image import render
    from yhgis.report.pptx_parts import describe
    from yhgis.report.town_map import png_of

    content = io.BytesIO(png_of(render(page, dpi, feedback=feedback)))
    picture = slide.shapes.add_picture(content, 0, 0, Mm(page.width_mm), Mm(page.height_mm))
    describe(picture, words.partition("\n")[0], words)


def _set_texts(slide: Any, title: Part, texts: Sequence[Text]) -> None:
    """Put the title and what stands under it where the page has them, above the picture."""
    from yhgis.report.pptx_parts import title_to_front

    shape = title_to_front(slide)
    for number, text in enumerate(texts):
        _set_text(shape if number == 0 else slide.shapes.add_textbox(0, 0, 0, 0), text, title)


def _set_text(shape: Any, text: Text, title: Part) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Mm, Pt

    from yhgis.report.pptx_parts import add_run, hex_of

    em = em_mm(text.style)
    shape.left, shape.top = Mm(title.box.x + text.x_mm), Mm(title.box.y + text.y_mm - _ABOVE * em)
    # Fonts of other machines are a little wider.
    shape.width, shape.height = Mm(title.box.width * _ROOM), Mm(_LINE * em)
    frame = shape.text_frame
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    paragraph.line_spacing = Pt(text.style.size_pt * _LINE)
    add_run(paragraph, text.text, text.style.size_pt, hex_of(text.style.color), bold=text.style.weight >= 600)


def _notes(sheet: Sheet, layers: Sequence[Layer]) -> list[str]:
    """Return what the speaker may be asked: sources, basis, compiler and date, and what is schematic."""
    from yhgis.carto.sheet_words import caution_words, footer_words, sources_of

    lang: Language = sheet.lang
    lines = footer_words(
        lang,
        sources=sheet.sources or sources_of(layers, lang),
        basis=sheet.basis.title,
        compiler=sheet.compiler,
        day=sheet.date,
        approval=sheet.approval,
    )
    return [line for line in (*lines, caution_words(layers, lang), *map(str, sheet.warnings())) if line]
