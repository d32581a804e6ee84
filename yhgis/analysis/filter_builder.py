"""Makes a filter's tree while lark reads it: one method a rule of the grammar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lark import Token, Transformer

from yhgis.analysis import filter_tree as tree
from yhgis.analysis.filter_grammar import comparison, sign

if TYPE_CHECKING:
    Builder = Transformer[Token, tree.Node]
else:
    Builder = Transformer

#: A longer number is no count any more; Python itself refuses whole ones beyond 4,300 digits.
_MOST_DIGITS = 300
Parts = Sequence[tree.Node | Token]


class _Builder(Builder):
    """Called bottom up, never recursively."""

    def number(self, parts: list[Token]) -> tree.Node:
        digits = str(parts[0])
        whole = digits.isdigit() and len(digits) <= _MOST_DIGITS
        return tree.Number(_at(parts[0]), int(digits) if whole else float(digits))

    def text(self, parts: list[Token]) -> tree.Node:
        return tree.Text(_at(parts[0]), _unquoted(parts[0]))

    def truth(self, parts: list[Token]) -> tree.Node:
        return tree.Truth(_at(parts[0]), parts[0].type == "TRUE")

    def bare(self, parts: list[Token]) -> tree.Node:
        return tree.FieldName(_at(parts[0]), str(parts[0]), quoted=False)

    def quoted(self, parts: list[Token]) -> tree.Node:
        return tree.FieldName(_at(parts[0]), _unquoted(parts[0]), quoted=True)

    def call(self, parts: Parts) -> tree.Node:
        name, *arguments = parts
        return tree.Call(_at(name), str(name), tuple(_nodes(arguments)))

    def signed(self, parts: Parts) -> tree.Node:
        (operand,) = _nodes(parts)
        return tree.Negative(_at(parts[0]), operand) if sign(str(parts[0])) == "-" else operand

    def arithmetic(self, parts: Parts) -> tree.Node:
        first, *others = _nodes(parts)
        signs = [sign(str(part)) for part in parts if isinstance(part, Token)]
        return tree.Arithmetic(first.at, first, tuple(zip(signs, others, strict=True)))

    def compare(self, parts: Parts) -> tree.Node:
        left, right = _nodes(parts)
        return tree.Compare(left.at, comparison(str(parts[1])), left, right)

    def between(self, parts: Parts) -> tree.Node:
        value, low, high = _nodes(parts)
        return _negated(parts, tree.Between(value.at, value, low, high))

    def in_(self, parts: Parts) -> tree.Node:
        value, *choices = _nodes(parts)
        return _negated(parts, tree.In(value.at, value, tuple(choices)))

    def like(self, parts: Parts) -> tree.Node:
        (value,) = _nodes(parts)
        words = {part.type: part for part in parts if isinstance(part, Token)}
        any_case = words["LIKE"].upper().startswith("I")
        return _negated(parts, tree.Like(value.at, value, _unquoted(words["TEXT"]), any_case))

    def is_null(self, parts: Parts) -> tree.Node:
        (value,) = _nodes(parts)
        return _negated(parts, tree.IsNull(value.at, value))

    def not_(self, parts: Parts) -> tree.Node:
        (of,) = _nodes(parts)
        return tree.Not(_at(parts[0]), of)

    def all(self, parts: list[tree.Node]) -> tree.Node:
        return tree.All(parts[0].at, tuple(parts))

    def any(self, parts: list[tree.Node]) -> tree.Node:
        return tree.Any(parts[0].at, tuple(parts))


def builder() -> Builder:
    """Return what turns the parser's rules into a tree."""
    return _Builder()


def _nodes(parts: Parts) -> list[tree.Node]:
    return [part for part in parts if not isinstance(part, Token)]


def _at(part: tree.Node | Token) -> int:
    return (part.start_pos or 0) if isinstance(part, Token) else part.at


def _negated(parts: Parts, made: tree.Node) -> tree.Node:
    said = any(isinstance(part, Token) and part.type == "NOT" for part in parts)
    return tree.Not(made.at, made) if said else made


def _unquoted(token: Token) -> str:
    """Return what stands between the quotes; a plain quote within them is written twice."""
    quote, inner = token[0], str(token[1:-1])
    return inner.replace(quote * 2, quote) if quote in "'\"" else inner
