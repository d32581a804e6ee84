"""Text tables (.csv, .tsv) with coordinates, whatever divides their cells."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from yhgis.errors import DataError
from yhgis.io.content import Content, OtherContentError
from yhgis.io.coordinate_table import table_content
from yhgis.io.text_file import read_text

_DIVIDERS = (",", "\t", ";", "|", "，")
#: A WKT polygon of a county is longer than the csv module takes a cell to be.
_LONGEST_CELL = 2**31 - 1


def read_csv(path: Path, *, encoding: str | None = None) -> tuple[Content, ...]:
    """Return the one layer of ``path``.

    Raises
    ------
    OtherContentError
        No columns of coordinates.
    DataError
        Not a text table.
    """
    text, notes = read_text(path, explicit=encoding)
    lines = text.removeprefix("\ufeff").splitlines()
    if lines and lines[0].lower().startswith("sep="):  # Excel's own hint
        lines = lines[1:]
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = list(csv.reader([f"{line}\n" for line in lines], delimiter=_divider(lines)))
    except csv.Error as error:
        raise DataError("{file} cannot be read: {reason}.", file=str(path), reason=str(error)) from error
    content = table_content(path.stem, rows)
    if content is None:
        raise OtherContentError(
            "{file} has no columns of coordinates: name them 经度 and 纬度, X and Y, or give a column WKT.",
            file=str(path),
        )
    return (Content(content.name, content.geometry, content.fields, content.stated_crs, notes=notes + content.notes),)


def _divider(lines: list[str]) -> str:
    """Return what divides the cells: the sign that most of the first lines have, equally often."""
    sample = [line for line in lines[:20] if line.strip()]
    counts = {sign: Counter(line.count(sign) for line in sample if line.count(sign)) for sign in _DIVIDERS}
    agreeing = {sign: max(count.values(), default=0) for sign, count in counts.items()}
    return max(_DIVIDERS, key=lambda sign: (agreeing[sign], -_DIVIDERS.index(sign)))
