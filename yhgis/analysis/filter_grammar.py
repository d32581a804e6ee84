"""The grammar of filters, and the one sentence that says where a text leaves it.

Written for lark's LALR parser: linear in the length of the text, no recursion however deep the brackets are, and at a
fault it knows exactly which words could have followed.  Full-width signs are taken like their plain forms, for a
Chinese keyboard gives them: （ ） ， ＝ ＞ ＜ ≥ ≤ ≠ ‘ ’ “ ”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, cast

from yhgis.analysis import filter_tree as tree
from yhgis.errors import UserError
from yhgis.i18n import Title

if TYPE_CHECKING:
    from lark import Lark, Token

#: A filter of a table is a line; what is much longer was pasted by mistake.
MOST_LETTERS = 100_000
#: Brackets, NOT and functions within each other; what stands side by side counts once.
MOST_DEEP = 100

_GRAMMAR = r"""
?start: either
?either: both
       | both (_OR both)+            -> any
?both: contrary
     | contrary (_AND contrary)+     -> all
?contrary: test
         | NOT contrary              -> not_
?test: sum
     | sum COMPARE sum               -> compare
     | sum NOT? _BETWEEN sum _AND sum -> between
     | sum NOT? _IN _LEFT sum (_COMMA sum)* _RIGHT -> in_
     | sum NOT? LIKE TEXT            -> like
     | sum _IS NOT? _NULL             -> is_null
?sum: product
    | product (SIGN product)+        -> arithmetic
?product: single
        | single (TIMES single)+     -> arithmetic
?single: SIGN single                 -> signed
       | NUMBER                      -> number
       | TEXT                        -> text
       | (TRUE|FALSE)                -> truth
       | NAME                        -> bare
       | QUOTED                      -> quoted
       | NAME _LEFT (either (_COMMA either)*)? _RIGHT -> call
       | _LEFT either _RIGHT

_OR.3: /OR(?!\w)|或者?/i
_AND.3: /AND(?!\w)|且|并且/i
NOT.3: /NOT(?!\w)|非(?=[\s(（])|!(?!=)|！/i
_BETWEEN.3: /BETWEEN(?!\w)/i
_IN.3: /IN(?!\w)/i
LIKE.3: /I?LIKE(?!\w)/i
_IS.3: /IS(?!\w)/i
_NULL.3: /NULL(?!\w)/i
TRUE.3: /TRUE(?!\w)/i
FALSE.3: /FALSE(?!\w)/i
COMPARE: /<=|>=|<>|!=|==|=|<|>|＝|＜|＞|≥|≤|≠/
SIGN: /[+\-－＋]/
TIMES: /[*×\/÷]/
_LEFT: /[(（]/
_RIGHT: /[)）]/
_COMMA: /[,，]/
NUMBER: /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?(?![A-Za-z_0-9.])/
TEXT: /'(?:[^']|'')*'|‘[^’]*’/
QUOTED: /"(?:[^"]|"")+"|“[^”]+”/
NAME: /(?:(?![且或])[^\W\d])(?:(?![且或]|并且)\w)*/
%ignore /\s+/
"""

#: What may be expected, in the order in which a sentence names it: terminals, and how they are called.
_EXPECTED: tuple[tuple[frozenset[str], Title], ...] = (
    (frozenset({"NAME", "QUOTED"}), Title("字段", "a field")),
    (frozenset({"NUMBER"}), Title("数字", "a number")),
    (frozenset({"TEXT"}), Title("单引号中的文字", "text in single quotes")),
    (frozenset({"COMPARE"}), Title("比较符（如 =、>）", "a comparison such as =")),
    (frozenset({"_NULL"}), Title("NULL", "NULL")),
    (frozenset({"_BETWEEN", "_IN", "LIKE"}), Title("IN、LIKE 或 BETWEEN", "IN, LIKE or BETWEEN")),
    (frozenset({"_AND"}), Title("AND（且）", "AND")),
    (frozenset({"_OR"}), Title("OR（或）", "OR")),
    (frozenset({"_COMMA"}), Title("逗号", "a comma")),
    (frozenset({"_LEFT"}), Title("左括号", "an opening bracket")),
    (frozenset({"_RIGHT"}), Title("右括号", "a closing bracket")),
    (frozenset({"$END"}), Title("结束", "the end")),
)
_COMPARISONS = {"==": "=", "＝": "=", "!=": "<>", "≠": "<>", "＜": "<", "＞": ">", "≥": ">=", "≤": "<="}
_SIGNS = {"－": "-", "＋": "+", "×": "*", "÷": "/"}


class FilterError(UserError):
    """A filter that cannot be understood; every one of its sentences has a ``position``, counted from 1."""

    @property
    def at(self) -> int:
        """Where in the text the fault is, from 0."""
        return int(str(self.message.values["position"])) - 1


def parse(text: str) -> tree.Node:
    """Return what ``text`` says.

    Raises
    ------
    FilterError
        It leaves the grammar; the sentence says where, and what was expected there.
    """
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError

    if not text.strip():
        raise FilterError("The filter is empty (position {position}); write for example  area_m2() > 1000.", position=1)
    if len(text) > MOST_LETTERS:
        raise FilterError(
            "The filter is longer than {most} letters (position {position}).", position=MOST_LETTERS, most=MOST_LETTERS
        )
    try:
        found = cast(tree.Node, _parser().parse(text))
    except UnexpectedCharacters as error:
        raise _strange_letter(text, cast(int, error.pos_in_stream)) from error
    except UnexpectedToken as error:
        at = len(text.rstrip()) if error.token.type == "$END" else (error.token.start_pos or 0)
        raise _strange_word(error.token, at, _expected(error.accepts or error.expected)) from error
    except VisitError as error:
        raise error.orig_exc from error
    _check_depth(found)
    return found


@cache
def _parser() -> Lark:
    from lark import Lark

    from yhgis.analysis.filter_builder import builder

    return Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=builder(), maybe_placeholders=True)


def _strange_letter(text: str, at: int) -> FilterError:
    """Return the error for a letter that begins nothing."""
    letter = text[at]
    if letter in "'‘":
        return FilterError("The text that begins at position {position} has no closing quote.", position=at + 1)
    if letter in '"“':
        return FilterError("The field name that begins at position {position} has no closing quote.", position=at + 1)
    if letter.isdigit() or letter == ".":
        word = re.match(r"[\w.]+", text[at:])
        return FilterError(
            "{word} at position {position} is neither a number nor a field; put a field name that begins with a digit"
            " in double quotes, text in single quotes.",
            position=at + 1,
            word=word[0][:40] if word else letter,
        )
    return FilterError(
        "The sign {sign} at position {position} has no meaning in a filter.", position=at + 1, sign=letter
    )


def _strange_word(token: Token, at: int, expected: str) -> FilterError:
    if token.type == "$END":
        return FilterError(
            "The filter ends too early, at position {position}; expected {expected}.",
            position=at + 1,
            expected=expected,
        )
    if token.type == "_NULL":
        return FilterError(
            "NULL at position {position} cannot be compared; write IS NULL or IS NOT NULL.", position=at + 1
        )
    return FilterError(
        "{word} at position {position} does not fit; expected {expected}.",
        position=at + 1,
        word=str(token)[:40],
        expected=expected,
    )


def _expected(terminals: Iterable[str]) -> str:
    """Return what could have stood there, in words."""
    there = set(terminals)
    if "NAME" in there:  # whatever begins an operand; brackets, signs and NOT go without saying
        there = {"NAME", "NUMBER", "TEXT"}
    names = [str(title) for known, title in _EXPECTED if known & there]
    return str(Title("、", ", ")).join(names[:4])


def _check_depth(found: tree.Node) -> None:
    """Refuse what is nested so deeply that nobody can have meant it (and Python could not follow)."""
    level: list[tree.Node] = [found]
    for _ in range(MOST_DEEP):
        level = [child for node in level for child in children(node)]
        if not level:
            return
    raise FilterError(
        "The filter is nested more than {most} deep (position {position}); write it flatter.",
        position=level[0].at + 1,
        most=MOST_DEEP,
    )


def children(node: tree.Node) -> tuple[tree.Node, ...]:
    """Return what ``node`` is made of."""
    match node:
        case tree.Call():
            return node.arguments
        case tree.Negative() | tree.Not():
            return (node.of,)
        case tree.Arithmetic():
            return (node.first, *(operand for _, operand in node.rest))
        case tree.Compare():
            return (node.left, node.right)
        case tree.Between():
            return (node.value, node.low, node.high)
        case tree.In():
            return (node.value, *node.choices)
        case tree.Like() | tree.IsNull():
            return (node.value,)
        case tree.All() | tree.Any():
            return node.parts
        case _:
            return ()


def comparison(written: str) -> tree.Comparison:
    """Return the comparison that a sign stands for."""
    return cast(tree.Comparison, _COMPARISONS.get(written, written))


def sign(written: str) -> tree.Sign:
    """Return the arithmetic sign that a letter stands for."""
    return cast(tree.Sign, _SIGNS.get(written, written))
