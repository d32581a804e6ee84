"""A result into a file: the extension chooses the writer, the writer prints what the result says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from yhgis import i18n
from yhgis.errors import UsageError
from yhgis.i18n import Language
from yhgis.model.result import Result

Writer = Callable[[Result, Path, bool], None]


def _json(result: Result, path: Path, _closing: bool) -> None:
    from yhgis.io.tables import write_document

    write_document(result.document(), path)


def _csv(result: Result, path: Path, _closing: bool) -> None:
    from yhgis.io.tables import write_csv

    write_csv(result.tables()[0], result.provenance, path)


def _xlsx(result: Result, path: Path, closing: bool) -> None:
    from yhgis.report.xlsx import write_xlsx

    write_xlsx(result, path, closing=closing)


def _docx(result: Result, path: Path, closing: bool) -> None:
    from yhgis.report.docx import write_docx

    write_docx(result, path, closing=closing)


def _pptx(result: Result, path: Path, closing: bool) -> None:
    from yhgis.report.pptx import write_pptx

    write_pptx(result, path, closing=closing)


def _places(result: Result, path: Path, _closing: bool) -> None:
    from yhgis.io.vector_write import write_places

    places = result.places()
    if places is None:
        raise UsageError(
            "This result has no polygons of its own to write as {file}; write it as .xlsx or .json.", file=path.name
        )
    write_places(places, path)


#: What each extension is written by.  A CSV file holds one table, the main one; the others hold all of the result.
WRITERS: dict[str, Writer] = {
    ".json": _json,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".docx": _docx,
    ".pptx": _pptx,
    ".gpkg": _places,
    ".geojson": _places,
    ".shp": _places,
    ".zip": _places,
}


def holds_polygons(path: Path) -> bool:
    """Whether a file of that name holds the polygons of a result rather than its tables."""
    return WRITERS.get(path.suffix.lower()) is _places


def check_extension(path: Path) -> None:
    """Refuse a file name that no writer fits, before any work is done.

    Raises
    ------
    UsageError
        The extension is unknown; the known ones are listed.
    """
    if path.suffix.lower() not in WRITERS:
        raise UsageError(
            "A result cannot be written as {file}; give one of {extensions}.",
            file=path.name,
            extensions=", ".join(WRITERS),
        )


def write_result(result: Result, path: Path, *, lang: Language | None = None, closing: bool = False) -> None:
    """Write ``result`` to ``path`` in the format of its extension, whole or not at all.

    Parameters
    ----------
    lang : {"zh", "en"}, optional
        Language of the file; the one in use when None.
    closing : bool
        Print figures closed to their totals (平差) in .xlsx, .docx and .pptx; otherwise each is rounded by itself, and
        the difference is stated.  The other formats hold unrounded figures.

    Raises
    ------
    UsageError
        The extension is unknown, or wants polygons that the result does not have.
    DataError
        The folder cannot be written.
    """
    check_extension(path)
    with speaking(lang):
        WRITERS[path.suffix.lower()](result, path, closing)


@contextmanager
def speaking(lang: Language | None) -> Iterator[None]:
    """Answer in ``lang`` for the length of the block."""
    before = i18n.language()
    if lang is None or lang == before:
        yield
        return
    i18n.set_language(lang)
    try:
        yield
    finally:
        i18n.set_language(before)
