"""How a result was made, as words and rows: every report prints the same ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yhgis import __version__
from yhgis.errors import UserError
from yhgis.i18n import Title, tr
from yhgis.model.crs import label
from yhgis.model.layer import Status
from yhgis.model.quantity import format_area, format_number
from yhgis.model.result import Provenance, Result, Table

_COMMA = Title("、", ", ")


@dataclass(frozen=True)
class Listing:
    """A small table of text: a title, headings, rows."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tool_title(tool_id: str) -> str:
    """Return the shown name of a tool, or its id where there is no such tool."""
    tool = _tool(tool_id)
    return tool_id if tool is None else str(tool.title)


def document_title(result: Result) -> str:
    """Return the title of a report: the tool's, marked 示意 where an input is schematic."""
    return marked(tool_title(result.provenance.tool), result.provenance)


def marked(title: str, provenance: Provenance) -> str:
    """Return ``title`` with the mark 示意 where an input is schematic."""
    return tr("{title} (schematic)", title=title) if provenance.schematic else title


def basis_statement(provenance: Provenance) -> str:
    """Return one sentence: what "area" means here and in which system was cut."""
    return tr(
        "Areas are {basis}; geometry was cut in {crs}. Figures are rounded half up for display only.",
        basis=provenance.basis.title,
        crs=label(provenance.crs),
    )


def sliver_statement(provenance: Provenance) -> str:
    """Return the sentence on overlaps below the least width; empty where there are none."""
    if not provenance.slivers_count:
        return ""
    return tr(
        "{count} slivers with {area} m² together are narrower than the least width and are stated apart.",
        count=provenance.slivers_count,
        area=format_area(provenance.slivers_m2),
    )


def notes(provenance: Provenance) -> tuple[str, ...]:
    """Return every sentence that must stand with the numbers: the tool's warnings, then slivers.

    What schematic inputs mean is the first of the warnings (`yhgis.analysis.answer`).
    """
    sentences = (*map(str, provenance.warnings), sliver_statement(provenance))
    return tuple(sentence for sentence in sentences if sentence)


def facts(provenance: Provenance) -> Listing:
    """Return tool, basis, CRS, time, program and parameters, a line each."""
    rows = [
        (tr("Tool"), tool_title(provenance.tool)),
        (tr("Area basis"), str(provenance.basis.title)),
        (tr("Geometry cut in"), label(provenance.crs)),
        (tr("Made at"), shown_time(provenance.made_at)),
        (tr("Made with"), f"yhgis {__version__}"),
        (tr("Units"), tr("1 ha = 10 000 m²; 1 mu = 2000/3 m² exactly")),
    ]
    rows += [
        (tr("Parameter: {name}", name=_parameter_title(provenance.tool, name)), _value_text(value))
        for name, value in provenance.parameters.items()
        if name != "basis"
    ]
    return Listing(tr("How it was made"), (tr("Item"), tr("Content")), tuple(rows))


def inputs(provenance: Provenance, *, short_hash: bool = False) -> Listing:
    """Return what went in, a layer a row; ``short_hash`` keeps the first 12 digits, for paper."""
    rows = tuple(
        (
            str(record.title),
            status_title(record.status),
            format_number(record.features, 0),
            label(record.crs),
            record.source,
            record.date,
            record.plan_ref,
            f"{record.sha256[:12]}…" if short_hash and record.sha256 else record.sha256,
        )
        for record in provenance.inputs
    )
    headings = (
        tr("Layer"),
        tr("Nature"),
        tr("Features"),
        tr("CRS"),
        tr("Source"),
        tr("Date"),
        tr("Plan section"),
        "SHA-256",
    )
    return Listing(tr("Input data"), headings, rows)


def repairs(provenance: Provenance) -> Listing:
    """Return what was mended on a copy before measuring, a feature a row; no rows where nothing was."""
    rows = tuple(
        (
            repair.layer,
            repair.feature,
            repair.reason,
            format_area(repair.area_before_m2),
            format_area(repair.area_after_m2),
            format_area(repair.area_after_m2 - repair.area_before_m2),
        )
        for repair in provenance.repairs
    )
    headings = (
        tr("Layer"),
        tr("Feature"),
        tr("Fault"),
        tr("Area before (m²)"),
        tr("Area after (m²)"),
        tr("Change (m²)"),
    )
    return Listing(tr("Geometry repaired on a copy"), headings, rows)


def status_title(status: Status) -> str:
    """Return what a layer's geometry is worth, in a word."""
    match status:
        case Status.SCHEMATIC:
            return tr("schematic")
        case Status.OFFICIAL:
            return tr("official")
        case Status.OWN:
            return tr("own file")


def shown_time(iso: str) -> str:
    """Return an ISO time as it is read: ``2026-11-24 11:08``."""
    try:
        return dt.datetime.fromisoformat(iso).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return iso


def table_title(table: Table, provenance: Provenance) -> str:
    """Return a table's title, marked where an input is schematic."""
    return marked(str(table.title), provenance)


def joined(items: Iterable[Any]) -> str:
    """Return ``items`` as a list in a sentence: with ``、`` in Chinese, commas in English."""
    return str(_COMMA).join(str(item) for item in items)


def _tool(tool_id: str) -> Any:
    from yhgis.analysis.tools import tool

    try:
        return tool(tool_id)
    except UserError:
        return None


def _parameter_title(tool_id: str, name: str) -> str:
    tool = _tool(tool_id)
    titles = {parameter.id: str(parameter.title) for parameter in tool.parameters} if tool is not None else {}
    return titles.get(name, name)


def _value_text(value: Any) -> str:
    match value:
        case None | "":
            return "–"
        case bool():
            return tr("yes") if value else tr("no")
        case list() | tuple():
            return joined(value)
    return str(value)
