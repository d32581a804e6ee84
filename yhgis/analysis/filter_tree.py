"""What a filter says, as a tree: made by `yhgis.analysis.filter_grammar`, given types by `filter_compile`.

Every node knows where in the text it begins, so that an error can point at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Comparison = Literal["=", "<>", "<", "<=", ">", ">="]
Sign = Literal["+", "-", "*", "/"]


@dataclass(frozen=True)
class Number:
    """A number; a whole one stays an ``int``, so that long identifiers compare exactly."""

    at: int
    value: int | float


@dataclass(frozen=True)
class Text:
    """Text between single quotes."""

    at: int
    value: str


@dataclass(frozen=True)
class Truth:
    """TRUE or FALSE."""

    at: int
    value: bool


@dataclass(frozen=True)
class FieldName:
    """A field's name as it was written; ``quoted`` when it stood in double quotes."""

    at: int
    name: str
    quoted: bool


@dataclass(frozen=True)
class Call:
    """A function with its arguments."""

    at: int
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Negative:
    """The number with the other sign."""

    at: int
    of: Node


@dataclass(frozen=True)
class Arithmetic:
    """``first`` and then, from left to right, a sign and an operand each."""

    at: int
    first: Node
    rest: tuple[tuple[Sign, Node], ...]


@dataclass(frozen=True)
class Compare:
    """Two values compared."""

    at: int
    operator: Comparison
    left: Node
    right: Node


@dataclass(frozen=True)
class Between:
    """``low <= value <= high``."""

    at: int
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class In:
    """A value among several."""

    at: int
    value: Node
    choices: tuple[Node, ...]


@dataclass(frozen=True)
class Like:
    """A text that fits a pattern: ``%`` any letters, ``_`` one letter, ``\\`` before either takes it as it is."""

    at: int
    value: Node
    pattern: str
    any_case: bool


@dataclass(frozen=True)
class IsNull:
    """There is no value."""

    at: int
    value: Node


@dataclass(frozen=True)
class Not:
    """The contrary; what is unknown stays unknown."""

    at: int
    of: Node


@dataclass(frozen=True)
class All:
    """AND of two or more."""

    at: int
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Any:
    """OR of two or more."""

    at: int
    parts: tuple[Node, ...]


Node = (
    Number
    | Text
    | Truth
    | FieldName
    | Call
    | Negative
    | Arithmetic
    | Compare
    | Between
    | In
    | Like
    | IsNull
    | Not
    | All
    | Any
)
