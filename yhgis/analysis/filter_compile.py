"""Gives a filter's tree its fields and kinds, and turns it into something that works on blocks of features.

What meets what:

* a number and a text are compared as numbers; a text that is no number is unknown, neither equal nor unequal
  (``DLBM = 101`` and ``DLBM = 0101`` both find ``'0101'``; ``DLBM = '101'`` does not);
* two texts are compared letter by letter, case and leading noughts count;
* a date is compared with a text that is written like one, as exactly as that is: ``= '2026'`` is any day of the year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from yhgis.analysis import filter_operators as op
from yhgis.analysis import filter_tree as tree
from yhgis.analysis.filter_functions import FUNCTIONS, Function
from yhgis.analysis.filter_grammar import FilterError
from yhgis.analysis.filter_names import Names
from yhgis.analysis.filter_values import Block, Kind, Value, number_of, texts_as_numbers, values_as_texts
from yhgis.i18n import Title

Evaluate = Callable[[Block], Value]
#: Beyond this not every whole number is a float, so a text cannot be read as one without loss.
_EXACT = 2**53
_DATE = re.compile(
    r"(?P<year>\d{4})(?:[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?|月)?|年)?"
)
_KIND_TITLES: dict[Kind, Title] = {
    "number": Title("数字", "a number"),
    "text": Title("文字", "text"),
    "date": Title("日期", "a date"),
    "truth": Title("是非判断", "a condition"),
}


@dataclass(frozen=True)
class Expression:
    """Part of a filter, ready to be worked out.

    Parameters
    ----------
    kind : Kind
    evaluate : callable
    at : int
        Where it stands in the text.
    literal : number, text, truth or None
        Its value where that was written out.
    """

    kind: Kind
    evaluate: Evaluate
    at: int
    literal: Any = None


def compiled(node: tree.Node, names: Names) -> Expression:
    """Return a filter ready to be worked out.

    Raises
    ------
    FilterError
        An unknown field or function, kinds that do not go together, or no condition at all.
    """
    return _condition(_Compiler(names).expression(node))


class _Compiler:
    """Goes down the tree; its depth was checked by the grammar."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def expression(self, node: tree.Node) -> Expression:
        match node:
            case tree.Number() | tree.Text() | tree.Truth():
                return _literal(node)
            case tree.FieldName():
                name = self._names.field(node)
                return Expression(self._names.kind(name), lambda block: block.column(name), node.at)
            case tree.Call():
                return self._call(node)
            case tree.Negative() | tree.Arithmetic():
                return self._arithmetic(node)
            case tree.Compare():
                return _compare(node.operator, self.expression(node.left), self.expression(node.right))
            case tree.Between():
                value, low, high = map(self.expression, (node.value, node.low, node.high))
                return _joined(op.all_of, [_compare(">=", value, low), _compare("<=", value, high)])
            case tree.In():
                return _in(self.expression(node.value), [self.expression(choice) for choice in node.choices])
            case tree.Like():
                return _like(node, as_text(self.expression(node.value)))
            case tree.IsNull():
                return _is_null(self.expression(node.value))
            case _:
                return self._logic(node)

    def _logic(self, node: tree.Node) -> Expression:
        if isinstance(node, tree.Not):
            of = _condition(self.expression(node.of))
            return Expression("truth", lambda block: op.contrary(of.evaluate(block)), node.at)
        assert isinstance(node, (tree.All, tree.Any))
        parts = [_condition(self.expression(part)) for part in node.parts]
        return _joined(op.all_of if isinstance(node, tree.All) else op.any_of, parts)

    def _arithmetic(self, node: tree.Negative | tree.Arithmetic) -> Expression:
        if isinstance(node, tree.Negative):
            of = as_number(self.expression(node.of))
            if of.literal is not None:
                minus = -of.literal
                return Expression("number", lambda block: Value(minus, block.none_missing()), node.at, minus)
            return Expression("number", lambda block: op.negative(of.evaluate(block)), node.at)
        first = as_number(self.expression(node.first))
        rest = [(sign, as_number(self.expression(operand))) for sign, operand in node.rest]

        def evaluate(block: Block) -> Value:
            value = first.evaluate(block)
            for sign, operand in rest:
                value = op.calculated(sign, value, operand.evaluate(block))
            return value

        return Expression("number", evaluate, node.at)

    def _call(self, node: tree.Call) -> Expression:
        function = FUNCTIONS.get(node.name.lower())
        if function is None:
            raise self._names.unknown_function(node, FUNCTIONS)
        least = len(function.takes) - function.optional
        if not least <= len(node.arguments) <= len(function.takes):
            raise FilterError(
                "{function}() at position {position} is written {usage}.",
                position=node.at + 1,
                function=node.name,
                usage=function.usage,
            )
        arguments = [
            _as_kind(self.expression(argument), kind)
            for argument, kind in zip(node.arguments, function.takes, strict=False)
        ]
        return Expression(function.gives, _called(function, arguments), node.at)


def _called(function: Function, arguments: Sequence[Expression]) -> Evaluate:
    return lambda block: function.work(block, *(argument.evaluate(block) for argument in arguments))


def _literal(node: tree.Number | tree.Text | tree.Truth) -> Expression:
    value = node.value
    kind: Kind = "text" if isinstance(value, str) else "truth" if isinstance(value, bool) else "number"
    if kind == "truth":
        return Expression(kind, lambda block: Value(op.full(value, block), block.none_missing()), node.at, value)
    return Expression(kind, lambda block: Value(value, block.none_missing()), node.at, value)


def _condition(found: Expression) -> Expression:
    if found.kind != "truth":
        raise FilterError(
            "What stands at position {position} is {kind}, not a condition; compare it with something, such as  > 0.",
            position=found.at + 1,
            kind=_KIND_TITLES[found.kind],
        )
    return found


def _joined(join: Callable[[Sequence[Value]], Value], parts: Sequence[Expression]) -> Expression:
    return Expression("truth", lambda block: join([part.evaluate(block) for part in parts]), parts[0].at)


def _as_kind(found: Expression, kind: Kind) -> Expression:
    if kind == "text":
        return as_text(found)
    if kind == "number":
        return as_number(found)
    return found if found.kind == kind else _refuse(found, kind)


def as_number(found: Expression) -> Expression:
    """Return texts read as numbers, truths as 0 and 1; a date cannot be one."""
    if found.kind == "number":
        return found
    if found.kind == "truth":
        return Expression("number", lambda block: _zero_one(found.evaluate(block)), found.at)
    if found.kind == "date":
        _refuse(found, "number")
    if isinstance(found.literal, str):
        number = number_of(found.literal)
        if number is None:
            raise FilterError(
                "'{text}' at position {position} is compared or calculated with a number, but is none.",
                position=found.at + 1,
                text=found.literal[:40],
            )
        exact: int | float = int(found.literal) if found.literal.strip().isdigit() else number
        return Expression("number", lambda block: Value(exact, block.none_missing()), found.at, exact)
    return Expression("number", lambda block: texts_as_numbers(found.evaluate(block)), found.at)


def as_text(found: Expression) -> Expression:
    """Return numbers, dates and truths written out."""
    if found.kind == "text":
        if isinstance(found.literal, str):
            return Expression("text", lambda block: _spread(found.literal, block), found.at, found.literal)
        return found
    return Expression("text", lambda block: values_as_texts(_whole(found.evaluate(block), block)), found.at)


def _spread(literal: str, block: Block) -> Value:
    return Value(np.full(len(block), literal, dtype=object), block.none_missing())


def _whole(value: Value, block: Block) -> Value:
    return Value(np.broadcast_to(np.asarray(value.data), (len(block),)), value.null)


def _zero_one(value: Value) -> Value:
    return Value(value.data.astype(np.float64), value.null)


def _refuse(found: Expression, wanted: Kind) -> Expression:
    raise FilterError(
        "What stands at position {position} is {kind}; {wanted} is needed there.",
        position=found.at + 1,
        kind=_KIND_TITLES[found.kind],
        wanted=_KIND_TITLES[wanted],
    )


def _compare(operator: tree.Comparison, left: Expression, right: Expression) -> Expression:
    at = left.at
    if "date" in (left.kind, right.kind):
        left, right = _as_dates(left, right)
    elif left.kind != right.kind or left.kind == "truth":
        for one, other in ((left, right), (right, left)):
            _check_long(one, other)
        left, right = as_number(left), as_number(right)
    a, b = left.evaluate, right.evaluate
    return Expression("truth", lambda block: op.compared(operator, a(block), b(block), block), at)


def _check_long(number: Expression, text: Expression) -> None:
    """Refuse a long number as what a text is compared with: read as numbers, two codes could become one."""
    long = isinstance(number.literal, int) and abs(number.literal) >= _EXACT
    if long and text.kind == "text" and text.literal is None:
        raise FilterError(
            "The field at position {position} holds text; write the long number {number} in quotes.",
            position=text.at + 1,
            number=f"'{number.literal}'",
        )


def _as_dates(left: Expression, right: Expression) -> tuple[Expression, Expression]:
    """Bring two sides to the coarser of their exactness."""
    if left.kind == right.kind:
        return left, right
    dated, other = (left, right) if left.kind == "date" else (right, left)
    if not isinstance(other.literal, str):
        _refuse(other, "date")
    moment, unit = _date(other)
    written = Expression("date", lambda block: Value(moment, block.none_missing()), other.at)
    cut = Expression("date", lambda block: _cut(dated.evaluate(block), unit), dated.at)
    return (cut, written) if dated is left else (written, cut)


def _cut(value: Value, unit: str) -> Value:
    return Value(value.data.astype(f"datetime64[{unit}]"), value.null)


def _date(found: Expression) -> tuple[np.datetime64, str]:
    """Return the moment that a text means, and how exactly it says so."""
    match = _DATE.fullmatch(found.literal.strip())
    try:
        if match is None:
            raise ValueError
        return _moment(match)
    except ValueError:
        raise FilterError(
            "'{text}' at position {position} is not a date; write 2026-11-24, 2026-11 or 2026.",
            position=found.at + 1,
            text=found.literal[:40],
        ) from None


def _moment(match: re.Match[str]) -> tuple[np.datetime64, str]:
    year, month, day = match["year"], match["month"], match["day"]
    if month is None:
        return np.datetime64(f"{year}", "Y"), "Y"
    if day is None:
        return np.datetime64(f"{year}-{int(month):02}", "M"), "M"
    date = f"{year}-{int(month):02}-{int(day):02}"
    if match["hour"] is None:
        return np.datetime64(date, "D"), "D"
    moment = np.datetime64(f"{date}T{int(match['hour']):02}:{match['minute']}:{match['second'] or '00'}", "s")
    return moment, "m" if match["second"] is None else "s"


def _in(value: Expression, choices: Sequence[Expression]) -> Expression:
    literals = [choice.literal for choice in choices]
    if value.kind == "text" and value.literal is None and all(isinstance(one, str) for one in literals):
        among = frozenset(literals)
        return Expression("truth", lambda block: _among(value.evaluate(block), among), value.at)
    small = all(isinstance(one, int) and not isinstance(one, bool) and abs(one) < _EXACT for one in literals)
    if value.kind in ("number", "text") and value.literal is None and small:
        value = as_number(value)
        numbers = np.array(literals, dtype=np.int64)
        return Expression("truth", lambda block: _among_numbers(value.evaluate(block), numbers, block), value.at)
    return _joined(op.any_of, [_compare("=", value, choice) for choice in choices])


def _among(value: Value, choices: frozenset[str]) -> Value:
    found = np.fromiter((one in choices for one in value.data), dtype=np.bool_, count=len(value.data))
    return Value(found & ~value.null, value.null)


def _among_numbers(value: Value, choices: Any, block: Block) -> Value:
    return Value(op.full(np.isin(value.data, choices), block) & ~value.null, value.null)


def _like(node: tree.Like, value: Expression) -> Expression:
    fit = op.fits(node.pattern, node.any_case)

    def evaluate(block: Block) -> Value:
        texts = value.evaluate(block)
        found = np.fromiter((fit(text) for text in texts.data), dtype=np.bool_, count=len(block))
        return Value(found & ~texts.null, texts.null)

    return Expression("truth", evaluate, node.at)


def _is_null(value: Expression) -> Expression:
    return Expression("truth", lambda block: Value(value.evaluate(block).null.copy(), block.none_missing()), value.at)
