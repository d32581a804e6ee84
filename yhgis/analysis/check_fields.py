"""Fields that statutory layers state areas, coefficients and identity in, known by their names in either language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yhgis.analysis.parts import Bools, Floats
from yhgis.model.layer import Layer
from yhgis.model.quantity import AreaUnit

#: Area of the whole feature.
AREA_FIELDS = ("TBMJ", "YJJBNTTBMJ", "MJ", "QYMJ", "图斑面积", "面积", "AREA", "AREA_M2")
#: Area less what the coefficient takes off (field ridges), where the layer has a coefficient.
NET_AREA_FIELDS = ("TBDLMJ", "YJJBNTMJ", "图斑地类面积", "永久基本农田面积")
COEFFICIENT_FIELDS = ("KCXS", "TKXS", "扣除系数", "田坎系数")
ID_FIELDS = ("BSM", "标识码", "ID")

#: A stated area agrees with the computed one within this, whichever is more: m2, and share of the area.
TOLERANCE_M2 = 1.0
TOLERANCE_SHARE = 0.001
_MOST_DECIMALS = 6
_UNITS = (AreaUnit.M2, AreaUnit.MU, AreaUnit.HA, AreaUnit.KM2)


def named(layer: Layer, names: Iterable[str]) -> list[str]:
    """Return the fields of ``layer`` that are called one of ``names``, in any case, in the order of ``names``.

    A field whose name in words, whole or cut, stands for a code of the standards is found by the code too.
    """
    known = {name.casefold(): name for name in layer.fields}
    for name in layer.info.field_names:
        known.setdefault(layer.info.field_code(name).casefold(), name)
    return list(dict.fromkeys(known[name.casefold()] for name in names if name.casefold() in known))


def numbers(column: NDArray[np.generic]) -> Floats:
    """Return a column as numbers; NaN where there is none."""
    if column.dtype.kind in "fiu":
        return column.astype(np.float64)
    return np.array([_number(value) for value in column], dtype=np.float64)


def _number(value: object) -> float:
    try:
        return float(str(value).strip())
    except ValueError:
        return np.nan


def coefficients(layer: Layer) -> tuple[str, Floats] | None:
    """Return the field of the deduction coefficient and its values 0..1, or None; no value counts as 0.

    A column in per cent is told by a value above 1.
    """
    found = named(layer, COEFFICIENT_FIELDS)
    if not found:
        return None
    values = np.nan_to_num(numbers(layer.fields[found[0]]))
    if values.max(initial=0.0) > 1.0:
        values = values / 100.0
    return found[0], np.clip(values, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Stated:
    """What one field says the areas are.

    Parameters
    ----------
    field : str
    unit : AreaUnit
        In which its numbers make sense.
    m2 : array, shape (n,)
        NaN where it says nothing.
    computed_m2 : array, shape (n,)
        What it should say: area, less the coefficient's share for a field of net area.
    tolerance_m2 : array, shape (n,)
    """

    field: str
    unit: AreaUnit
    m2: Floats
    computed_m2: Floats
    tolerance_m2: Floats

    @property
    def difference_m2(self) -> Floats:
        """Stated less computed."""
        return self.m2 - self.computed_m2

    @property
    def wrong(self) -> Bools:
        """Where the field says something else than the geometry."""
        out: Bools = np.abs(self.difference_m2) > self.tolerance_m2
        return out


def stated_areas(
    layer: Layer, area_m2: Floats, names: Iterable[str] = (*AREA_FIELDS, *NET_AREA_FIELDS)
) -> list[Stated]:
    """Return what the area fields of ``layer`` say beside its computed areas.

    The unit is the one of m2, mu, hectares and km2 in which most features come nearest; the tolerance is 1 m2, 0.1 per
    cent or half the last digit written, whichever is most.

    Parameters
    ----------
    area_m2 : array, shape (n,)
        Computed, on the basis of the answer.
    """
    net = {name.casefold() for name in NET_AREA_FIELDS}
    coefficient = coefficients(layer)
    out = []
    for field in named(layer, names):
        values = numbers(layer.fields[field])
        expected = area_m2
        if field.casefold() in net and coefficient is not None:
            expected = area_m2 * (1.0 - coefficient[1])
        unit = _unit(values, expected)
        size = float(unit.square_metres)
        tolerance = np.maximum(TOLERANCE_SHARE * expected, max(TOLERANCE_M2, size * 0.5 * 10.0 ** -_decimals(values)))
        out.append(Stated(field, unit, values * size, expected, tolerance))
    return out


def _unit(values: Floats, expected: Floats) -> AreaUnit:
    """Return the unit in which ``values`` come nearest to ``expected`` square metres."""
    usable = (values > 0) & (expected > 0)
    if not usable.any():
        return AreaUnit.M2
    ratio = float(np.median(values[usable] / expected[usable]))
    return min(_UNITS, key=lambda unit: abs(np.log(ratio * float(unit.square_metres))))


def _decimals(values: Floats) -> int:
    """Return with how many decimals ``values`` are written."""
    finite = values[np.isfinite(values)]
    for decimals in range(_MOST_DECIMALS):
        if np.all(np.abs(np.round(finite, decimals) - finite) <= 1e-9 * np.maximum(np.abs(finite), 1.0)):
            return decimals
    return _MOST_DECIMALS
