"""Workbooks (.xlsx, .xlsm) with coordinates: every sheet that has some is a layer."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yhgis.errors import DataError
from yhgis.io.archive import check_zip
from yhgis.io.content import Content, OtherContentError
from yhgis.io.coordinate_table import table_content
from yhgis.io.gdal import quiet_gdal

#: Rows without a cell, one after another, from which nothing more is expected: formats reach to the last row.
_MOST_EMPTY = 2000
_MOST_CELLS = 50_000_000


#: What openpyxl and the standard library raise at a workbook that is none.
_DAMAGED = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def read_sheets(path: Path) -> tuple[Content, ...]:
    """Return the sheets of ``path`` that hold coordinates.

    The values that the program showed last are read, not the formulas.  Sheets are read row by row: a single cell in
    the last corner of a sheet costs nothing.

    Raises
    ------
    OtherContentError
        No sheet has columns of coordinates.
    DataError
        Damaged, protected, or not a workbook.
    """
    check_zip(path)
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        tables = _tables(path)
    except (InvalidFileException, *_DAMAGED) as error:
        raise DataError("{file} is damaged, or is not what its extension says.", file=str(path)) from error
    found = [content for title, rows in tables.items() if (content := table_content(title, rows)) is not None]
    if not found:
        raise OtherContentError(
            "{file} has no columns of coordinates: name them 经度 and 纬度, X and Y, or give a column WKT.",
            file=str(path),
        )
    return tuple(found)


def _tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every sheet, by its title."""
    import openpyxl  # only when a workbook is read

    with quiet_gdal(path):  # openpyxl warns of what it does not know, styles and extensions
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            return {sheet.title: list(_rows(path, sheet)) for sheet in book.worksheets}
        finally:
            book.close()


def _rows(path: Path, sheet: Any) -> Iterator[tuple[Any, ...]]:
    empty = cells = 0
    for row in sheet.iter_rows(values_only=True):
        last = next((i for i in range(len(row), 0, -1) if row[i - 1] not in (None, "")), 0)
        empty = 0 if last else empty + 1
        cells += last
        if cells > _MOST_CELLS:
            raise DataError("{file}, sheet {sheet}: too many cells.", file=str(path), sheet=str(sheet.title))
        if empty > _MOST_EMPTY:
            return
        yield row[:last]
