"""Values of a block of features while a filter is worked out: arrays with a mask of what is missing.

Work goes block by block, so that its temporary arrays stay small, a cancel is heard soon, and no single call on an
array of Python texts, which keeps the interpreter to itself, is felt in the window.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.analysis.area import measure
from yhgis.model.crs import WORK_CRS, Geometries, transform
from yhgis.model.layer import Layer
from yhgis.model.result import Basis

Kind = Literal["number", "text", "date", "truth"]
Mask = NDArray[np.bool_]

#: What counts as a number where a text is compared with one.
_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")
#: Whole floats above this are not written out digit by digit.
_LONGEST_WHOLE = 1e15


@dataclass(frozen=True)
class Value:
    """What an expression is for each feature of a block.

    Parameters
    ----------
    data : array, or one value for all
        Of a truth: where it is surely true.  What it holds where nothing is, is anything.
    null : array of bool
        Where there is no value; of a truth: where it is unknown.
    """

    data: Any
    null: Mask


@dataclass(frozen=True)
class Block:
    """Features ``start`` to ``end`` of a layer, with what was already worked out of them."""

    layer: Layer
    start: int
    end: int
    _made: dict[object, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.end - self.start

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """Return what ``make`` returns, made once a block."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def none_missing(self) -> Mask:
        """Return a mask of nothing."""
        mask: Mask = self.once("none", lambda: np.zeros(len(self), dtype=np.bool_))
        return mask

    def column(self, name: str) -> Value:
        """Return a field's values."""
        value: Value = self.once(("field", name), lambda: _read(self.layer.fields[name][self.start : self.end]))
        return value

    def areas_m2(self) -> Value:
        """Return ellipsoidal areas; only polygons have one."""
        value: Value = self.once("area", lambda: _areas(self._geometry()))
        return value

    def lengths_m(self) -> Value:
        """Return lengths, of polygons the whole outline's, in metres of the working CRS."""
        value: Value = self.once("length", lambda: _lengths(self._geometry()))
        return value

    def _geometry(self) -> Geometries:
        geometry: Geometries = self.once(
            "geometry",
            lambda: (
                transform(self.layer.geometry[self.start : self.end], self.layer.crs, WORK_CRS)
                if self.layer.crs != WORK_CRS
                else self.layer.geometry[self.start : self.end]
            ),
        )
        return geometry


def kind_of(column: NDArray[Any]) -> Kind:
    """Return what a field holds."""
    match column.dtype.kind:
        case "b":
            return "truth"
        case "i" | "u" | "f":
            return "number"
        case "M":
            return "date"
        case _:
            return "text"


def _read(column: NDArray[Any]) -> Value:
    match column.dtype.kind:
        case "b" | "i" | "u":
            return Value(column, np.zeros(len(column), dtype=np.bool_))
        case "f":
            return Value(column, np.isnan(column))
        case "M":
            return Value(column, np.isnat(column))
        case _:
            return _read_texts(column.astype(object))


def _read_texts(column: NDArray[Any]) -> Value:
    kinds = set(map(type, column))
    if kinds == {str}:
        return Value(column, np.zeros(len(column), dtype=np.bool_))
    if not kinds <= {str, type(None)}:
        column = objects(one if one is None or isinstance(one, str) else text_of(one) for one in column)
    null: Mask = np.fromiter((one is None for one in column), dtype=np.bool_, count=len(column))
    return Value(np.where(null, "", column), null)


def text_of(value: Any) -> str | None:
    """Return a number, a date or a truth as text; None where there is none."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (float, np.floating)):
        value = float(value)
        if math.isnan(value):
            return None
        whole = abs(value) < _LONGEST_WHOLE and value.is_integer()
        return str(int(value)) if whole else repr(value)
    return str(value)


def number_of(text: str) -> float | None:
    """Return the number that a text is as a whole, or None."""
    return float(text) if _NUMBER.fullmatch(text) else None


def texts_as_numbers(value: Value) -> Value:
    """Return texts as numbers; what is none has no value."""
    fits, nothing = _NUMBER.fullmatch, float("nan")
    read = np.array([float(one) if fits(one) else nothing for one in value.data], dtype=np.float64)
    return Value(read, value.null | np.isnan(read))


def values_as_texts(value: Value) -> Value:
    """Return numbers, dates or truths as texts."""
    texts = objects("" if gone else text_of(one) for one, gone in zip(value.data, value.null, strict=True))
    return Value(texts, value.null)


def objects(values: Iterable[Any]) -> NDArray[Any]:
    """Return an array of Python objects of ``values``."""
    listed = list(values)
    made = np.empty(len(listed), dtype=object)
    made[:] = listed
    return made


def _areas(geometry: Geometries) -> Value:
    types = shapely.get_type_id(geometry)
    areal = (types == 3) | (types == 6)
    out = np.zeros(len(geometry))
    out[areal] = measure(geometry[areal], Basis.ELLIPSOIDAL)
    return Value(out, ~areal)


def _lengths(geometry: Geometries) -> Value:
    lengths = shapely.length(geometry)
    return Value(lengths, np.isnan(lengths))
