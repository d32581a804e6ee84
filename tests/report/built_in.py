"""Results over the built-in plan, asked once for all tests."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from pypdf import PdfReader

from yhgis.analysis.tools import tool
from yhgis.feedback import silent
from yhgis.model.result import Result, Table
from yhgis.plan.catalog import Catalog

LINES = ("ecological_redline", "permanent_farmland", "urban_boundary", "heritage_property", "heritage_buffer")


@cache
def overlap(rows: str, *columns: str) -> Result:
    catalog = Catalog.load()
    asked = tool("overlap")
    values = {"rows": catalog.layer(rows), "columns": [catalog.layer(name) for name in columns]}
    return asked.run(asked.complete(values), silent())


@cache
def conflicts(*layers: str) -> Result:
    catalog = Catalog.load()
    asked = tool("conflicts")
    return asked.run(asked.complete({"layers": [catalog.layer(name) for name in layers]}), silent())


@cache
def coverage(target: str, *layers: str) -> Result:
    catalog = Catalog.load()
    asked = tool("coverage")
    values = {"target": catalog.layer(target), "layers": [catalog.layer(name) for name in layers]}
    return asked.run(asked.complete(values), silent())


def table_of(result: Result, id_: str) -> Table:
    return next(table for table in result.tables() if table.id == id_)


def page_text(path: Path, number: int) -> str:
    """Return the text of a page; by pdftotext where it is installed, since pypdf takes seconds for a map."""
    if shutil.which("pdftotext") is None:
        return str(PdfReader(path).pages[number].extract_text())
    page = str(number + 1)
    command = ["pdftotext", "-enc", "UTF-8", "-layout", "-f", page, "-l", page, str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
