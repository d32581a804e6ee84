"""The plan's facts, one a row, each with a check against layers and tables; how many of them are held is a number.

A fact is *stated* when it stands in ``layers/sources/facts.json`` and *held* when its check passes on what is built.
A fact whose layer is not drawn yet is stated and not held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from yhgis import schema
from yhgis.errors import DataError, nearest_name
from yhgis.i18n import Message, Title
from yhgis.plan import facts_spatial, facts_tabular
from yhgis.plan.catalog import Catalog
from yhgis.plan.facts_ground import Ground, Missing
from yhgis.plan.facts_kinds import Check
from yhgis.resources import layers_folder

CHECKS: dict[str, Callable[[Any, Ground], tuple[bool, Message]]] = {
    "layer": facts_spatial.layer,
    "present": facts_spatial.present,
    "named": facts_spatial.named,
    "field": facts_spatial.field,
    "count": facts_spatial.count,
    "area": facts_spatial.area,
    "contains": facts_spatial.contains,
    "within": facts_spatial.within,
    "overlaps": facts_spatial.overlaps,
    "runs_through": facts_spatial.runs_through,
    "passes": facts_spatial.passes,
    "passes_in_order": facts_spatial.passes_in_order,
    "before": facts_spatial.before,
    "heads": facts_spatial.heads,
    "tiles": facts_spatial.tiles,
    "splits": facts_spatial.splits,
    "made_of": facts_spatial.made_of,
    "parted_by": facts_spatial.parted_by,
    "row_present": facts_tabular.row_present,
    "rows_are": facts_tabular.rows_are,
    "row_count": facts_tabular.row_count,
    "indicator": facts_tabular.indicator,
    "indicator_count": facts_tabular.indicator_count,
    "figure": facts_tabular.figure,
    "agrees": facts_tabular.agrees,
    "term": facts_tabular.term,
}


class Subject(schema.Schema):
    """What facts are about: layout, towns, ecology and so on."""

    id: str
    title: Title


class Section(schema.Schema):
    """A section, box, table or note of the plan."""

    id: str
    title: Title


class Fact(schema.Schema):
    """One fact of the plan.

    ``section`` is where the plan states it; ``statement`` is in this project's words, with the plan's names and terms.
    """

    id: str
    section: str
    subject: str
    statement: Title
    check: Check


class _File(schema.Schema):
    version: Literal[1]
    note: str
    subjects: tuple[Subject, ...]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class FactCheck:
    """Whether a fact is held, and what was measured or is missing."""

    held: bool
    detail: Message


def facts() -> tuple[Fact, ...]:
    """Return every fact, grouped by subject in the file's order."""
    return _file(_path()).facts


def fact(fact_id: str) -> Fact:
    """Return a fact by its id.

    Raises
    ------
    DataError
        No such fact; the nearest id is offered.
    """
    known = {one.id: one for one in facts()}
    if fact_id not in known:
        near = nearest_name(fact_id, known) or facts()[0].id
        raise DataError("There is no fact {fact}; did you mean {near}?", fact=fact_id, near=near)
    return known[fact_id]


def subjects() -> tuple[Subject, ...]:
    """Return what facts are about, in order."""
    return _file(_path()).subjects


def sections() -> tuple[Section, ...]:
    """Return the parts of the plan that state facts, in the plan's order."""
    return _file(_path()).sections


def check(fact: Fact, catalog: Catalog | Ground) -> FactCheck:
    """Return whether layers and tables hold a fact.

    Parameters
    ----------
    fact : Fact
        What the plan states.
    catalog : Catalog or Ground
        Layers to look at; a `Ground` keeps them in metres from one fact to the next.
    """
    ground = catalog if isinstance(catalog, Ground) else Ground(catalog)
    try:
        held, detail = CHECKS[fact.check.kind](fact.check, ground)
    except Missing as missing:
        return FactCheck(False, missing.message)
    return FactCheck(held, detail)


def check_all(catalog: Catalog | None = None) -> tuple[tuple[Fact, FactCheck], ...]:
    """Return every fact with its check."""
    ground = Ground(catalog or Catalog.load())
    return tuple((fact, check(fact, ground)) for fact in facts())


def coverage(catalog: Catalog | None = None) -> dict[str, Any]:
    """Return how many facts are held, as the JSON document of ``plan --coverage``.

    ``stated``, ``held`` and ``share`` of all facts; the same by section and by subject; every missing fact with the
    reason; the layers that facts ask for and the catalog does not have.
    """
    known = catalog or Catalog.load()
    checked = check_all(known)
    return {
        **_counted([found.held for _, found in checked]),
        "by_section": [
            {"section": section.id, "title": str(section.title)}
            | _counted([found.held for fact, found in checked if fact.section == section.id])
            for section in sections()
        ],
        "by_subject": [
            {"subject": subject.id, "title": str(subject.title)}
            | _counted([found.held for fact, found in checked if fact.subject == subject.id])
            for subject in subjects()
        ],
        "missing": [document(fact, found) for fact, found in checked if not found.held],
        "layers_to_come": [layer for layer in layers_asked_for() if layer not in known.ids],
    }


def document(fact: Fact, found: FactCheck) -> dict[str, Any]:
    """Return a checked fact as a JSON object, in the language in use."""
    return {
        "id": fact.id,
        "section": fact.section,
        "subject": fact.subject,
        "statement": str(fact.statement),
        "kind": fact.check.kind,
        "held": found.held,
        "detail": str(found.detail),
    }


def layers_asked_for() -> tuple[str, ...]:
    """Return the ids of all layers that checks cannot do without, in the facts' order."""
    asked: dict[str, None] = {}
    for one in facts():
        if one.check.kind == "named":  # content without the layer
            continue
        asked.update(dict.fromkeys(_layers_in(one.check.model_dump())))
    return tuple(asked)


def _layers_in(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [str(value[key]) for key in ("layer", "among", "of") if value.get(key)]
        return own + [layer for part in value.values() for layer in _layers_in(part)]
    if isinstance(value, (list, tuple)):
        return [layer for part in value for layer in _layers_in(part)]
    return []


def _counted(held: list[bool]) -> dict[str, Any]:
    return {"stated": len(held), "held": sum(held), "share": sum(held) / len(held) if held else 1.0}


def _path() -> Path:
    return layers_folder() / "sources" / "facts.json"


@cache
def _file(path: Path) -> _File:
    return schema.read(path, _File)
