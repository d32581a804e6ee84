"""Result tables to ``.csv`` and result documents to ``.json``: for computing on, so nearly unrounded."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from yhgis.atomic import write_bytes, write_text
from yhgis.i18n import tr
from yhgis.model.quantity import exact, heading, round_half_up
from yhgis.model.result import Provenance, Table, ValueKind

#: Decimals of areas (m2), lengths (m) and shares (per cent) in a CSV file.
CSV_DECIMALS = 6

# A spreadsheet takes text that begins so for a formula, whoever wrote it into the field of a parcel.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(table: Table, provenance: Provenance, path: Path) -> None:
    """Write ``table`` to ``path``: UTF-8 with a byte order mark (for Excel), one heading line, units in it.

    Two columns behind the table's own say for every row what its numbers are worth: area basis, and the mark 示意
    where an input is schematic.  Totals are the last line.

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    worth = [str(provenance.basis.title), tr("schematic") if provenance.schematic else ""]
    headings = [plain_text(heading(column)) for column in table.columns]
    writer.writerow([*headings, tr("Area basis"), tr("Nature of data")])
    for row in (*table.rows, *([table.totals] if table.totals is not None else [])):
        cells = [csv_cell(value, column.kind) for value, column in zip(row, table.columns, strict=True)]
        writer.writerow([*cells, *worth])
    write_bytes(path, buffer.getvalue().encode("utf-8-sig"))


def csv_cell(value: Any, kind: ValueKind) -> str:
    """Return one cell: numbers with up to six decimals and no grouping, text safe from being run as a formula."""
    if value is None or (isinstance(value, (float, np.floating)) and not np.isfinite(value)):
        return ""
    match kind:
        case ValueKind.AREA | ValueKind.LENGTH:
            return _number(exact(value))
        case ValueKind.SHARE:
            return _number(exact(value) * 100)
        case ValueKind.COUNT:
            return str(round_half_up(value, 0))
    return plain_text(str(value))


def plain_text(text: str) -> str:
    """Return ``text`` so that a spreadsheet shows it and does not compute it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def write_document(document: dict[str, Any], path: Path) -> None:
    """Write a result's document to ``path`` as indented JSON, Chinese readable.

    Raises
    ------
    DataError
        The folder cannot be written.
    """
    write_text(path, document_text(document))


def document_text(document: dict[str, Any]) -> str:
    """Return ``document`` as JSON text with a newline at its end; numpy's numbers become plain ones."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no place in a result document")


def _number(value: Any) -> str:
    text = f"{round_half_up(value, CSV_DECIMALS):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
