"""The functions of filters, in one table; the window offers them from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from yhgis.analysis import filter_operators as op
from yhgis.analysis.filter_values import Block, Kind, Value, objects
from yhgis.i18n import Title

_M2_OF_MU = 2000.0 / 3.0
#: More decimals than a float has say nothing.
_MOST_DECIMALS = 15


@dataclass(frozen=True)
class Function:
    """One function.

    Parameters
    ----------
    usage : str
        How it is written.
    gives : Kind
    takes : tuple of Kind
    optional : int
        How many of the last arguments may be left out.
    work : callable
        ``work(block, *values)``.
    help : Title
    """

    usage: str
    gives: Kind
    takes: tuple[Kind, ...]
    work: Callable[..., Value]
    help: Title
    optional: int = 0


def _mu(block: Block) -> Value:
    area = block.areas_m2()
    return Value(area.data / _M2_OF_MU, area.null)


def _each(change: Callable[[str], str]) -> Callable[[Block, Value], Value]:
    return lambda _block, text: Value(objects(map(change, text.data)), text.null)


def _letters(_block: Block, text: Value) -> Value:
    return Value(np.fromiter(map(len, text.data), dtype=np.int64, count=len(text.data)), text.null)


def _substr(block: Block, text: Value, start: Value, count: Value | None = None) -> Value:
    """Cut texts; the first letter is number 1."""
    null = text.null | start.null | (count.null if count is not None else False)
    starts = _whole_numbers(start, block)
    counts = [None] * len(block) if count is None else _whole_numbers(count, block)
    return Value(objects(_part(one, at, most) for one, at, most in zip(text.data, starts, counts, strict=True)), null)


def _part(text: str, start: int, count: int | None) -> str:
    end = len(text) if count is None else start - 1 + count
    return text[max(start - 1, 0) : max(end, 0)]


def _whole_numbers(value: Value, block: Block) -> list[int]:
    """Return numbers without their decimals, within what can be the length of a text."""
    numbers = np.broadcast_to(np.asarray(value.data, dtype=np.float64), (len(block),))
    cut = np.clip(np.nan_to_num(numbers), -1e9, 1e9).astype(np.int64)
    listed: list[int] = cut.tolist()
    return listed


def _round(block: Block, value: Value, decimals: Value | None = None) -> Value:
    if decimals is None:
        return op.rounded(value, 0)
    places = _whole_numbers(decimals, block)
    if len(set(places)) <= 1:
        one = op.rounded(value, max(min(places[0], _MOST_DECIMALS), -_MOST_DECIMALS)) if places else value
        return Value(one.data, value.null | decimals.null)
    out = np.zeros(len(block))
    data = np.broadcast_to(np.asarray(value.data, dtype=np.float64), (len(block),))
    for place in set(places):
        here = np.asarray(places) == place
        bounded = max(min(place, _MOST_DECIMALS), -_MOST_DECIMALS)
        out[here] = op.rounded(Value(data[here], value.null[here]), bounded).data
    return Value(out, value.null | decimals.null)


def _abs(_block: Block, value: Value) -> Value:
    return Value(np.abs(np.asarray(value.data, dtype=np.float64)), value.null)


def _year(_block: Block, value: Value) -> Value:
    years = value.data.astype("datetime64[Y]").astype(np.int64) + 1970
    return Value(np.where(value.null, 0, years), value.null)


_AREA = Function(
    "area_m2()", "number", (), lambda block: block.areas_m2(),
    Title("面要素的椭球面积（平方米）", "ellipsoidal area of a polygon in m²"),
)  # fmt: skip
_MU = Function("area_mu()", "number", (), _mu, Title("面要素的椭球面积（亩）", "ellipsoidal area of a polygon in mu"))
_LENGTH = Function(
    "length_m()", "number", (), lambda block: block.lengths_m(),
    Title("线长或面的周长（米）", "length, or outline of a polygon, in m"),
)  # fmt: skip
_YEAR = Function("year(date)", "number", ("date",), _year, Title("日期的年份", "year of a date"))

FUNCTIONS: dict[str, Function] = {
    "area_m2": _AREA,
    "面积": _AREA,
    "area_mu": _MU,
    "亩": _MU,
    "length_m": _LENGTH,
    "长度": _LENGTH,
    "year": _YEAR,
    "年份": _YEAR,
    "lower": Function("lower(text)", "text", ("text",), _each(str.lower), Title("转为小写", "in small letters")),
    "upper": Function("upper(text)", "text", ("text",), _each(str.upper), Title("转为大写", "in capitals")),
    "trim": Function("trim(text)", "text", ("text",), _each(str.strip), Title("去掉首尾空格", "without outer spaces")),
    "length": Function("length(text)", "number", ("text",), _letters, Title("文字的字数", "number of letters")),
    "substr": Function(
        "substr(text, from, count)", "text", ("text", "number", "number"), _substr,
        Title("从第几个字起取几个字", "part of a text, the first letter is 1"), 1,
    ),
    "round": Function(
        "round(number, decimals)", "number", ("number", "number"), _round,
        Title("四舍五入到几位小数", "rounded half up"), 1,
    ),
    "abs": Function("abs(number)", "number", ("number",), _abs, Title("绝对值", "without its sign")),
}  # fmt: skip
