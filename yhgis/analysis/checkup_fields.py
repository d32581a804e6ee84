"""What can be wrong with the fields of a statutory layer: missing ones, empty values, odd codes, odd numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.analysis.check_fields import named, numbers
from yhgis.analysis.checkup_findings import Grade, Group, Listing, Problem
from yhgis.analysis.checkup_rules import CheckupRules, CodeRule
from yhgis.analysis.parts import Floats, Ints
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title
from yhgis.model.crs import Geometries
from yhgis.model.layer import Layer

#: Values of one kind of fault that are named; a file with more has another fault than single odd values.
_MOST_VALUES = 200


@dataclass(frozen=True, eq=False)
class Checked:
    """A layer under check-up.

    Parameters
    ----------
    layer : Layer
    placed : array of geometries, shape (n,)
        In `WORK_CRS`, valid where they are polygons; None where a feature is nowhere.
    area : array, shape (n,)
        In m2 on the answer's basis; NaN for what is no polygon.
    """

    layer: Layer
    placed: Geometries
    area: Floats

    def listing(self, problem: Problem, grade: Grade, note: Message | None = None) -> Listing:
        """Return an empty list of findings."""
        return Listing(problem, grade, self.placed, self.area, note)

    def label(self, field: str) -> Title:
        """Return how sentences call a field."""
        return self.layer.info.field_label(field)

    def field(self, code: str) -> str | None:
        """Return the layer's field for a code of the standards, by whatever name it goes."""
        return next(iter(named(self.layer, (code,))), None)


def field_groups(checked: Checked, rules: CheckupRules, feedback: Feedback) -> Iterator[Group]:
    """Yield the problems of the fields, by the rules for the standard that the layer follows."""
    standard = checked.layer.info.standard
    if standard:
        rule = rules.layer(standard)
        yield _missing_fields(checked, rule.fields)
        feedback.check()
        yield _missing_values(checked, rule.filled)
    codes = checked.listing(Problem.ODD_CODE, Grade.ERROR)
    names = checked.listing(Problem.CODE_NAME, Grade.WARNING)
    for code_rule in rules.codes(standard):
        feedback.check()
        _check_codes(checked, code_rule, codes, names)
    yield codes.group()
    yield names.group()
    feedback.check()
    yield _out_of_range(checked, rules)


def _missing_fields(checked: Checked, lists: Sequence[Sequence[str]]) -> Group:
    """Return the mandatory fields that are not there, of the list that comes nearest."""
    found = checked.listing(Problem.MISSING_FIELD, Grade.ERROR)
    missing = [[code for code in codes if checked.field(code) is None] for codes in lists]
    for code in min(missing, key=len, default=[]):
        found.add_layer(Message("no field {field}", {"field": code}))
    return found.group()


def _missing_values(checked: Checked, codes: Sequence[str]) -> Group:
    found = checked.listing(Problem.MISSING_VALUE, Grade.ERROR)
    for code in codes:
        field = checked.field(code)
        if field is None:
            continue
        without = np.flatnonzero(is_blank(checked.layer.fields[field]))
        found.add(without, Message("{field} is empty", {"field": checked.label(field)}))
    return found.group()


def is_blank(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where a column says nothing: no value, or only spaces."""
    if column.dtype.kind in "iub":
        return np.zeros(len(column), dtype=bool)
    if column.dtype.kind in "fmM":
        nothing: NDArray[np.bool_] = np.isnat(column) if column.dtype.kind in "mM" else np.isnan(column)
        return nothing
    return np.array([text == "" for text in texts(column)], dtype=bool)


def texts(column: NDArray[Any]) -> list[str]:
    """Return a column as text without spaces around it, empty where there is no value; 101.0 is 101."""
    return [value.strip() if isinstance(value, str) else _plain(value) for value in column.tolist()]


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.15g}"
    return str(value)


def _check_codes(checked: Checked, rule: CodeRule, codes: Listing, names: Listing) -> None:
    """Put values that a code table does not have to ``codes``, and pairs that it does not have to ``names``."""
    field = checked.field(rule.field)
    if field is None:
        return
    values = texts(checked.layer.fields[field])
    known = {value: rule.holds(value) for value in dict.fromkeys(values)}
    odd = [value for value, held in known.items() if value and not held]
    if odd:
        where = _where(values, set(odd[:_MOST_VALUES]))
        for value, positions in where.items():
            codes.add(positions, Message("{field} is {value}", {"field": checked.label(field), "value": value}))
        codes.note = Message("not in the table: {table}", {"table": rule.title})
    name_field = checked.field(rule.name_field) if rule.name_field else None
    if name_field is not None:
        _check_names(checked, rule, values, name_field, names)


def _check_names(checked: Checked, rule: CodeRule, values: list[str], name_field: str, names: Listing) -> None:
    pairs = list(zip(values, texts(checked.layer.fields[name_field]), strict=True))
    wrong = [
        (code, name)
        for code, name in dict.fromkeys(pairs)
        if name and (right := rule.values.get(code)) is not None and name != right
    ]
    for (code, name), positions in _where(pairs, set(wrong[:_MOST_VALUES])).items():
        said: dict[str, object] = {
            "code": code,
            "field": checked.label(name_field),
            "name": name,
            "right": rule.values[code],
        }
        names.add(positions, Message("{code} is {right}, {field} says {name}", said))


def _where(values: Sequence[Any], wanted: set[Any]) -> dict[Any, list[int]]:
    """Return where each of ``wanted`` stands, in the order of their first places."""
    out: dict[Any, list[int]] = {}
    if not wanted:
        return out
    for i, value in enumerate(values):
        if value in wanted:
            out.setdefault(value, []).append(i)
    return out


def _out_of_range(checked: Checked, rules: CheckupRules) -> Group:
    found = checked.listing(Problem.OUT_OF_RANGE, Grade.WARNING)
    for rule in rules.file.ranges:
        field = checked.field(rule.field)
        if field is None:
            continue
        values = numbers(checked.layer.fields[field])
        with np.errstate(invalid="ignore"):
            outside: Ints = np.flatnonzero((values < rule.least) | (values > rule.most))
        said: dict[str, object] = {"field": checked.label(field), "least": f"{rule.least:g}", "most": f"{rule.most:g}"}
        found.add(outside, Message("{field} is not within {least} to {most}", said))
    return found.group()
