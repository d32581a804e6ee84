"""Checks of the plan's facts on the tables: projects, indicators, figures of the text, the towns' terms."""

from __future__ import annotations

from yhgis.i18n import Message
from yhgis.plan import facts_kinds as kinds
from yhgis.plan.facts_ground import Ground, Missing
from yhgis.plan.indicators import table
from yhgis.plan.indicators_text import Figure, TableCell, figures
from yhgis.plan.projects import Project, projects
from yhgis.plan.towns import profiles

Found = tuple[bool, Message]


def row_present(check: kinds.RowPresent, _ground: Ground) -> Found:
    """Check a row of the projects, and what is given of it."""
    rows = [row for row in _rows(check.category) if row.title.zh == check.title]
    if not rows:
        raise Missing(Message("The list {category} has no such row.", {"category": check.category}))
    row = rows[0]
    known = {
        "status": row.status or "",
        "town": row.town or "",
        "host": row.host.zh if row.host else "",
        "same_as": row.same_as or "",
    }
    wanted = {name: getattr(check, name) for name in known}
    held = all(not value or value == known[name] for name, value in wanted.items())
    held = held and (not check.place or check.place in row.places)
    told = ", ".join(value for value in (*known.values(), *row.places) if value)
    return held and len(rows) == 1, Message("row {id}: {what}", {"id": row.id, "what": told or row.title.zh})


def rows_are(check: kinds.RowsAre, _ground: Ground) -> Found:
    """Check that a list has exactly these rows, in the plan's order."""
    titles = tuple(row.title.zh for row in _rows(check.category))
    different = [title for title in titles if title not in check.titles]
    different += [title for title in check.titles if title not in titles]
    told = "、".join(different) or "–"
    return titles == check.titles, Message(
        "{count} rows; not in both: {different}", {"count": len(titles), "different": told}
    )


def row_count(check: kinds.RowCount, _ground: Ground) -> Found:
    """Check how many rows a box has."""
    rows = [row for row in projects(box=check.box) if not check.of_kind or row.kind.value == check.of_kind]
    return len(rows) == check.count, Message("{count} rows", {"count": len(rows)})


def indicator(check: kinds.Indicator, _ground: Ground) -> Found:
    """Check a row of a table, cell by cell as printed."""
    known = table(check.table)
    row = known.row(check.no)
    lines = tuple(
        (*((line.name,) if line.name else ()), *(line.cells[c.id].text for c in known.columns), line.attribute)
        for line in row.lines
    )
    held = row.name == check.name and lines == check.lines
    return held, Message("printed: {cells}", {"cells": " | ".join(" ".join((row.name, *line)) for line in lines)})


def indicator_count(check: kinds.IndicatorCount, _ground: Ground) -> Found:
    """Check that a table's rows are numbered from 1 to the count."""
    numbers = [row.no for row in table(check.table).rows]
    return numbers == list(range(1, check.count + 1)), Message("{count} rows", {"count": len(numbers)})


def figure(check: kinds.FigureCheck, _ground: Ground) -> Found:
    """Check a figure of the text."""
    found = _figure(check.figure)
    held = found.cell.text == check.cell and found.unit.zh == check.unit and found.cell.number in found.printed
    return held, Message("{what}: {printed}", {"what": found.title, "printed": found.printed})


def agrees(check: kinds.Agrees, _ground: Ground) -> Found:
    """Check that text and table state the same number."""
    found = _figure(check.figure)
    place = TableCell(table=1 if check.table == 1 else 2, no=check.no, column=check.column, part=check.part)
    _row, line, cell = place.find()
    held = line.name == check.part and cell.value is not None and cell.value == found.cell.value
    return held, Message("text {text}, table {cell}", {"text": found.cell.text, "cell": cell.text})


def term(check: kinds.Term, ground: Ground) -> Found:
    """Check that a town's card carries a term, under its box."""
    town = next((town for town in profiles(ground.catalog) if town.title.zh == check.town), None)
    if town is None:
        raise Missing(Message("There is no card of {town}.", {"town": check.town}))
    carried = any(check.term in text for text in (*town.key_terms, town.positioning.zh))
    told = "、".join(town.key_terms)
    return carried and town.plan_ref == check.plan_ref, Message(
        "terms on its card ({ref}): {terms}", {"ref": town.plan_ref, "terms": told}
    )


def _rows(category: str) -> tuple[Project, ...]:
    return tuple(row for row in projects() if row.category == category)


def _figure(figure_id: str) -> Figure:
    found = next((one for one in figures() if one.id == figure_id), None)
    if found is None:
        raise Missing(Message("The figures of the text have no {figure}.", {"figure": figure_id}))
    return found
