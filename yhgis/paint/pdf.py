"""A display list, or several, as a PDF: vector, text selectable, fonts embedded, the page exactly the paper.

Written here rather than by Qt's QPdfWriter, which rounds the page to whole points, cannot fade a group as one,
paints a gradient's alpha solid in common readers, loses digits and some Chinese characters from the text, and
spells every coordinate in nine digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from yhgis.carto.display_list import DisplayList
from yhgis.feedback import Feedback, silent
from yhgis.i18n import language
from yhgis.model.view import MM_PER_INCH
from yhgis.paint.pdf_content import write_page
from yhgis.paint.pdf_file import PdfFile, numbers, text_string
from yhgis.paint.pdf_resources import Resources

CREATOR = "yhgis"


def write_pdf(
    pages: Iterable[DisplayList],
    path: Path,
    title: str,
    *,
    bookmarks: Sequence[str] = (),
    feedback: Feedback | None = None,
) -> None:
    """Write ``pages`` to ``path`` as one PDF; not atomic, `yhgis.paint.export` is.

    Parameters
    ----------
    pages : iterable of DisplayList
        Asked for one at a time, so they may be composed as they are needed; at least one.
    title : str
        For the document's properties and the reader's title bar.
    bookmarks : sequence of str
        One a page, or none.

    Raises
    ------
    OSError
        The file cannot be written.
    Cancelled
    """
    feedback = feedback or silent()
    with PdfFile(path) as file:
        tree, resources = file.reserve(), Resources(file)
        numbers_of_pages = []
        for page in pages:
            feedback.check()
            numbers_of_pages.append(_write_page(file, page, tree, resources, feedback))
        resources.write()
        kids = " ".join(f"{page} 0 R" for page in numbers_of_pages)
        file.write(tree, f"<</Type /Pages /Kids [{kids}] /Count {len(numbers_of_pages)}>>")
        outlines = _write_outlines(file, bookmarks, numbers_of_pages)
        catalog = file.add(
            f"<</Type /Catalog /Pages {tree} 0 R /Lang ({'zh-CN' if language() == 'zh' else 'en'})"
            f" /ViewerPreferences <</DisplayDocTitle true>>{outlines}>>"
        )
        file.finish(catalog, file.add(_info(title)))
    feedback.progress(1.0)


def _write_page(file: PdfFile, page: DisplayList, tree: int, resources: Resources, feedback: Feedback) -> int:
    size = (page.width_mm, page.height_mm)
    content = file.streamed(lambda pieces: write_page(page, pieces, resources, feedback))
    box = numbers(*(length / MM_PER_INCH * 72 for length in size), decimals=4)
    return file.add(
        f"<</Type /Page /Parent {tree} 0 R /MediaBox [0 0 {box}] /Contents {content} 0 R"
        f" /Resources {resources.number} 0 R /Group <</S /Transparency /CS /DeviceRGB>>>>"
    )


def _write_outlines(file: PdfFile, bookmarks: Sequence[str], pages: Sequence[int]) -> str:
    """Write the bookmarks, and return the catalog's entries for them."""
    if not bookmarks:
        return ""
    root = file.reserve()
    items = [file.reserve() for _ in bookmarks]
    for place, (item, text, page) in enumerate(zip(items, bookmarks, pages, strict=True)):
        near = f" /Prev {items[place - 1]} 0 R" if place else ""
        if place + 1 < len(items):
            near += f" /Next {items[place + 1]} 0 R"
        file.write(item, f"<</Title {text_string(text)} /Parent {root} 0 R /Dest [{page} 0 R /Fit]{near}>>")
    file.write(root, f"<</Type /Outlines /First {items[0]} 0 R /Last {items[-1]} 0 R /Count {len(items)}>>")
    return f" /Outlines {root} 0 R /PageMode /UseOutlines"


def _info(title: str) -> str:
    now = datetime.now().astimezone()
    zone = now.strftime("%z")
    date = f"(D:{now:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}')"
    return (
        f"<</Title {text_string(title)} /Creator ({CREATOR}) /Producer ({CREATOR})"
        f" /CreationDate {date} /ModDate {date}>>"
    )
