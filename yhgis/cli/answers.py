"""A result on the terminal: its tables, and beneath them how the numbers were made."""

from __future__ import annotations

from yhgis.analysis.scheduler import LOCAL
from yhgis.cli.console import Console, text_table
from yhgis.i18n import tr
from yhgis.model.crs import label
from yhgis.model.layer import Status
from yhgis.model.quantity import format_cell, heading
from yhgis.model.result import Provenance, Result, Table, ValueKind

#: A table longer than this is cut on the terminal; ``--out`` writes all of it.
TERMINAL_ROWS = 60


def print_result(result: Result, console: Console) -> None:
    """Print the tables of ``result`` and its provenance."""
    for table in result.tables():
        if table.rows:
            _print_table(table, console)
    _print_provenance(result.provenance, console)


def _print_table(table: Table, console: Console) -> None:
    header = [heading(column) for column in table.columns]
    right = [column.kind is not ValueKind.TEXT for column in table.columns]
    shown = list(table.rows[:TERMINAL_ROWS])
    if table.totals is not None:
        shown.append(table.totals)
    cells = [
        [
            "" if value is None else format_cell(value, column.kind)
            for value, column in zip(row, table.columns, strict=True)
        ]
        for row in shown
    ]
    console.say(str(table.title))
    console.say(text_table(header, cells, right))
    if len(table.rows) > TERMINAL_ROWS:
        console.say(tr("… {count} more rows; --out FILE writes them all.", count=len(table.rows) - TERMINAL_ROWS))
    console.say("")


def _print_provenance(provenance: Provenance, console: Console) -> None:
    console.say(tr("Area basis: {basis}; cut in {crs}.", basis=provenance.basis.title, crs=label(provenance.crs)))
    if provenance.computed_on != LOCAL:
        console.say(tr("Computed on the cluster {address}.", address=provenance.computed_on))
    for record in provenance.inputs:
        mark = tr(" [schematic]") if record.status is Status.SCHEMATIC else ""
        console.say(
            tr(
                "Input: {title} ({id}), {count} features{mark}",
                title=record.title,
                id=record.id,
                count=record.features,
                mark=mark,
            )
        )
    for repair in provenance.repairs:
        console.say(
            tr(
                "Repaired: {layer}, {feature}: {reason}; area {before:,.2f} to {after:,.2f} m²",
                layer=repair.layer,
                feature=repair.feature,
                reason=repair.reason,
                before=repair.area_before_m2,
                after=repair.area_after_m2,
            )
        )
    for warning in provenance.warnings:
        console.say(tr("Note: {warning}", warning=warning))
