"""Rows of cells into a layer: points from two columns of coordinates, or any geometry from one of WKT."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.i18n import Message
from yhgis.io.content import Content
from yhgis.io.coordinate_columns import Columns, find_columns
from yhgis.io.coordinate_text import coordinates
from yhgis.io.survey_crs import north_first

_SRID = re.compile(r"\s*SRID\s*=\s*(\d{4,6})\s*;", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(0|[1-9]\d{0,14})(\.\d+)?([eE][+-]?\d{1,3})?")
#: Columns of codes stay text even where every one is a number: nobody adds them up, and zeros must stay.
_CODE = re.compile(r"(dm|bm|bh|bsm|code|id|代码|编码|编号|序号|电话|手机|邮编)$", re.IGNORECASE)


def table_content(name: str, rows: Sequence[Sequence[Any]]) -> Content | None:
    """Return the features of a table, or None where no columns of coordinates are found.

    Parameters
    ----------
    name : str
        Of the layer.
    rows : sequence of rows
        Cells as text, numbers, dates or None; the names of the columns in one of the first rows.
    """
    found = find_columns(rows)
    if found is None:
        return None
    head = rows[found.header]
    width = max([len(head), *(len(row) for row in rows[found.header + 1 :])])
    filled = [number for number, row in enumerate(rows) if number > found.header and _has_text(row)]
    if not filled:
        return None
    columns = list(zip(*([*rows[number], *[None] * (width - len(rows[number]))] for number in filled), strict=True))
    if found.kind == "wkt":
        geometry, crs, notes = _from_wkt(name, columns[found.first], filled)
    else:
        (geometry, notes), crs = _from_numbers(name, columns, found, filled), None
    keep = [number for number in range(width) if found.kind != "wkt" or number != found.first]
    names = _names(head, width)
    fields = {
        names[number]: _column(names[number], columns[number]) for number in keep if _worth(head, columns, number)
    }
    return Content(name, geometry, fields, crs, notes=notes)


def _has_text(row: Sequence[Any]) -> bool:
    return any(cell is not None and cell != "" for cell in row)


def _worth(head: Sequence[Any], columns: Sequence[Sequence[Any]], number: int) -> bool:
    """Whether a column has a name or a value."""
    named = number < len(head) and head[number] not in (None, "")
    return named or _has_text(columns[number])


def _from_wkt(
    name: str, cells: Sequence[Any], rows: Sequence[int]
) -> tuple[NDArray[np.object_], str | None, tuple[Message, ...]]:
    texts = ["" if cell is None else str(cell) for cell in cells]
    codes = {found[1] for text in texts if (found := _SRID.match(text))}
    bare = np.array([_SRID.sub("", text, count=1) or None for text in texts], dtype=object)
    with np.errstate(invalid="ignore", over="ignore"):
        geometry: NDArray[np.object_] = np.asarray(shapely.from_wkt(bare, on_invalid="ignore"), dtype=object)
    geometry = np.asarray(shapely.force_2d(geometry), dtype=object)
    crs = f"EPSG:{codes.pop()}" if len(codes) == 1 else None
    return geometry, crs, _missing_note(name, shapely.is_missing(geometry), rows)


def _from_numbers(
    name: str, columns: Sequence[Sequence[Any]], found: Columns, rows: Sequence[int]
) -> tuple[NDArray[np.object_], tuple[Message, ...]]:
    x, y = coordinates(list(columns[found.first])), coordinates(list(columns[found.second]))
    there = np.isfinite(x) & np.isfinite(y)
    notes = _missing_note(name, ~there, rows)
    if there.any() and north_first(x[there], y[there]):
        x, y = y, x
        notes += (Message("{layer}: X is north in this table; put right by the numbers.", {"layer": name}),)
    geometry = np.full(len(x), None, dtype=object)
    geometry[there] = shapely.points(x[there], y[there])
    return geometry, notes


def _missing_note(name: str, missing: NDArray[np.bool_], rows: Sequence[int]) -> tuple[Message, ...]:
    if not missing.any():
        return ()
    first = rows[int(np.flatnonzero(missing)[0])] + 1
    values: dict[str, object] = {"layer": name, "count": int(missing.sum()), "row": first}
    return (
        Message(
            "{layer}: {count} rows have no readable coordinates and count as empty; the first is row {row}.", values
        ),
    )


def _names(head: Sequence[Any], width: int) -> list[str]:
    """Return a distinct name for each column; one without a name gets its number."""
    names: dict[str, None] = {}
    for number in range(width):
        cell = head[number] if number < len(head) else None
        wanted = re.sub(r"\s+", " ", str(cell)).strip() if cell not in (None, "") else f"field_{number + 1}"
        name, count = wanted, 2
        while name in names:
            name, count = f"{wanted}_{count}", count + 1
        names[name] = None
    return list(names)


def _column(name: str, cells: Sequence[Any]) -> NDArray[Any]:
    """Return a column of numbers where all cells are, else of text; None where a cell is empty."""
    plain = [_plain(cell) for cell in cells]
    present = [value for value in plain if value is not None]
    if present and not _CODE.search(name) and all(_is_number(value) for value in present):
        numbers = [np.nan if value is None else float(value) for value in plain]
        whole = len(present) == len(plain) and all(number.is_integer() and abs(number) < 2**53 for number in numbers)
        return np.array(numbers, dtype=np.int64 if whole else np.float64)
    out = np.empty(len(plain), dtype=object)
    out[:] = [_text(value) for value in plain]
    return out


def _plain(cell: Any) -> Any:
    """Return a cell without the differences that only its program makes."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return cell


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return _NUMBER.fullmatch(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)
