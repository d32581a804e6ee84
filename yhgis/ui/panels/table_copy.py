"""Rows for a spreadsheet: tab-separated text for any program, and a typed table for those that read it.

As plain text ``0101`` arrives in Excel as 101 and an 18-digit identifier loses its last digits; the typed table, which
Excel, WPS and LibreOffice prefer, keeps both.  In plain text, what would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.ui.panels.table_cells import FieldLook, Look, plain_column
from yhgis.ui.panels.table_work import Rows

#: The typed table is ten times as long; beyond this the plain text alone is handed over.
MOST_TYPED_ROWS = 20_000
_BLOCK = 2_000
#: "This is text": in the words of Excel and WPS, and in those of LibreOffice.
_AS_TEXT = """style="mso-number-format:'\\@'" sdnum="1033;0;@\""""
#: Whole numbers with more digits are identifiers, of which a spreadsheet would lose the end.
_MOST_DIGITS = 15


def copied(layer: Layer, looks: Sequence[FieldLook], rows: Rows, feedback: Feedback) -> tuple[str, str]:
    """Return rows as plain text and as a typed table (empty where there are too many rows for one)."""
    lines = ["\t".join(_safe(look.title) for look in looks)]
    typed = ["<tr>" + "".join(f"<th {_AS_TEXT}>{html.escape(look.title)}</th>" for look in looks) + "</tr>"]
    for start in range(0, len(rows), _BLOCK):
        feedback.progress(start / len(rows))
        part = rows[start : start + _BLOCK]
        columns = [plain_column(layer.fields[look.name][part], look.look) for look in looks]
        if len(rows) <= MOST_TYPED_ROWS:
            typed += [_typed_row(cells, looks) for cells in zip(*columns, strict=True)]
        safe = [list(map(_safe, c)) if look.look == "text" else c for c, look in zip(columns, looks, strict=True)]
        lines += map("\t".join, zip(*safe, strict=True))
    whole = f"<html><meta charset='utf-8'><body><table>{''.join(typed)}</table></body></html>"
    return "\n".join(lines), whole if len(rows) <= MOST_TYPED_ROWS else ""


def mime(text: str, table: str) -> QMimeData:
    """Return both for the clipboard."""
    data = QMimeData()
    data.setText(text)
    if table:
        data.setHtml(table)
    return data


def _safe(text: str) -> str:
    """Return a text on one line that no spreadsheet takes for a formula."""
    flat = " ".join(text.split())
    return f"'{flat}" if flat[:1] in ("=", "+", "-", "@") else flat


def _typed_row(cells: Sequence[str], looks: Sequence[FieldLook]) -> str:
    return "<tr>" + "".join(_typed(text, look.look) for text, look in zip(cells, looks, strict=True)) + "</tr>"


def _typed(text: str, look: Look) -> str:
    as_text = look == "text" or (look == "whole" and len(text) > _MOST_DIGITS)
    return f"<td{' ' + _AS_TEXT if as_text else ''}>{html.escape(' '.join(text.split()))}</td>"
