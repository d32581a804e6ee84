"""The plan's facts on the terminal: by section, held or missing and why; and how many are held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yhgis.cli.console import Console, text_table
from yhgis.feedback import Feedback
from yhgis.i18n import tr


def show_plan(*, as_json: bool, coverage_only: bool, console: Console, feedback: Feedback) -> None:
    """Print the plan's facts, or how many of them layers and tables hold."""
    from yhgis.plan import facts

    feedback.check()
    covered = facts.coverage()
    if coverage_only:
        if as_json:
            console.document(covered)
        else:
            _print_coverage(covered, console)
        return
    documents = [facts.document(fact, found) for fact, found in facts.check_all()]
    if as_json:
        console.document({name: covered[name] for name in ("stated", "held", "share")} | {"facts": documents})
        return
    for section in covered["by_section"]:
        _print_section(section, [one for one in documents if one["section"] == section["section"]], console)
    console.say(_total(covered))


def _print_section(section: dict[str, Any], documents: Sequence[dict[str, Any]], console: Console) -> None:
    console.say(f"{section['section']}  {section['title']}  {section['held']}/{section['stated']}")
    for one in documents:
        if one["held"]:
            console.say("  " + tr("held     {statement}", statement=one["statement"]))
        else:
            console.say("  " + _missing(one))
    console.say("")


def _print_coverage(covered: dict[str, Any], console: Console) -> None:
    header = [tr("Plan section"), tr("Section title"), tr("Facts stated"), tr("Facts held"), tr("Share held")]
    rows = [
        [one["section"], one["title"], str(one["stated"]), str(one["held"]), f"{one['share']:.0%}"]
        for one in covered["by_section"]
    ]
    console.say(text_table(header, rows, [False, False, True, True, True]))
    console.say("")
    for one in covered["missing"]:
        console.say(f"{one['section']}  {_missing(one)}")
    if covered["layers_to_come"]:
        console.say(tr("Layers that facts ask for and that are not built yet: {ids}", ids=_ids(covered)))
    console.say(_total(covered))


def _missing(one: dict[str, Any]) -> str:
    return tr("missing  {statement} ({detail})", statement=one["statement"], detail=one["detail"])


def _ids(covered: dict[str, Any]) -> str:
    return ", ".join(covered["layers_to_come"])


def _total(covered: dict[str, Any]) -> str:
    return tr(
        "{held} of {stated} facts held, {share}.",
        held=covered["held"],
        stated=covered["stated"],
        share=f"{covered['share']:.1%}",
    )
