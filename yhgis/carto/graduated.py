"""Classes of numbers: where the limits lie, what they are called, which colours they get.

The limits are found by mapclassify, as in GeoPandas; it is imported when first asked, for it brings pandas,
scipy and scikit-learn along (about a second).
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from yhgis.carto.classes import numbers
from yhgis.carto.ramps import DEFAULT_RAMP, ramp_colors
from yhgis.carto.recolour import class_symbol, recoloured
from yhgis.errors import DataError
from yhgis.i18n import Title
from yhgis.model.layer import Layer
from yhgis.model.style import GraduatedRenderer, Step, Words
from yhgis.model.symbol import Symbol

Floats = NDArray[np.float64]

#: Ways to find the limits, in the order in which they are offered.
METHODS: dict[str, Title] = {
    "quantiles": Title("分位数（各级个数相近）", "Quantiles (equal counts)"),
    "natural_breaks": Title("自然断点", "Natural breaks"),
    "equal_interval": Title("等间距", "Equal intervals"),
    "pretty": Title("整齐间隔", "Pretty breaks"),
    "standard_deviation": Title("标准差", "Standard deviations"),
}
LEAST_CLASSES, MOST_CLASSES = 2, 12
#: Natural breaks of more values are those of so many of them, evenly through the sorted row: a tenth of a second.
_MOST_VALUES = 4000
#: Values no farther apart than this share of the span of all are one value to the method.
_ALIKE = 1e-9
_NO_DATA = "#E3E1DC"


@dataclass(frozen=True)
class Limits:
    """``lower`` belongs to the first class; each class ends with its ``uppers``."""

    lower: float
    uppers: tuple[float, ...]


def class_limits(values: Floats, method: str, count: int) -> Limits:
    """Return the limits of about ``count`` classes; fewer where the values leave no more.

    Parameters
    ----------
    values : float array
        NaN and infinities are left out.
    method : str
        One of `METHODS`.

    Raises
    ------
    DataError
        No method of that name, a count that is not sensible, or no number among the values.
    """
    if method not in METHODS:
        raise DataError("There is no method {method}; there are {known}.", method=method, known=", ".join(METHODS))
    if not LEAST_CLASSES <= count <= MOST_CLASSES:
        raise DataError(
            "{count} classes are not possible; choose {least} to {most}.",
            count=count,
            least=LEAST_CLASSES,
            most=MOST_CLASSES,
        )
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        raise DataError("The field has no numbers to make classes of.")
    distinct = np.unique(known)
    if len(distinct) <= (1 if method in ("equal_interval", "pretty", "standard_deviation") else count):
        return Limits(float(known[0]), tuple(distinct.tolist()))
    return _tidy(known, _bins(known, method, count), pretty=method == "pretty")


def _bins(known: Floats, method: str, count: int) -> Floats:
    """Return the upper limits that mapclassify finds."""
    import mapclassify

    # That values often repeat, so that quantiles fall together, is what `class_limits` promises fewer classes for.
    warnings.filterwarnings("ignore", "Not enough unique values")
    if method == "quantiles":
        found = mapclassify.Quantiles(known, k=count)
    elif method == "equal_interval":
        found = mapclassify.EqualInterval(known, k=count)
    elif method == "pretty":
        found = mapclassify.PrettyBreaks(known, k=count)
    elif method == "standard_deviation":
        found = mapclassify.StdMean(known, multiples=[i - count / 2 for i in range(1, count)])
    else:
        return _natural_breaks(known, count)
    return np.asarray(found.bins, dtype=np.float64)


def _natural_breaks(known: Floats, count: int) -> Floats:
    """Return natural breaks; the clusters are begun from the same chance each time, so that they are the same."""
    import mapclassify

    if len(known) > _MOST_VALUES:
        known = known[np.linspace(0, len(known) - 1, _MOST_VALUES).round().astype(np.int64)]
    share = (known - known[0]) / (known[-1] - known[0])  # the method squares, and tiny spans would be nothing
    last_alike = np.append(np.diff(share) > _ALIKE, True)
    if np.count_nonzero(last_alike) <= count:
        return known.compress(last_alike)
    before = np.random.get_state()  # noqa: NPY002 - scikit-learn draws from this one, and no other can be handed in
    np.random.seed(0)  # noqa: NPY002
    try:
        bins = mapclassify.NaturalBreaks(share, k=count).bins
        uppers: Floats = known[np.searchsorted(share, bins, side="right") - 1]
        return uppers
    finally:
        np.random.set_state(before)  # noqa: NPY002


def _tidy(known: Floats, bins: Floats, *, pretty: bool) -> Limits:
    """Return rising limits, the first class not below the least value and the last one not below the greatest."""
    least, greatest = float(known[0]), float(known[-1])
    uppers = [float(upper) for upper in np.unique(bins) if least < upper]
    uppers = [upper for i, upper in enumerate(uppers) if i == 0 or uppers[i - 1] < greatest]
    if not uppers or uppers[-1] < greatest:
        uppers = [upper for upper in uppers if upper < greatest] + [greatest]
    if pretty and len(uppers) > 1:
        step = uppers[1] - uppers[0]
        least = min(least, math.floor(least / step + 1e-9) * step)
    return Limits(least, tuple(uppers))


def graduated_renderer(
    layer: Layer,
    field: str,
    *,
    method: str = "quantiles",
    count: int = 5,
    ramp: str = DEFAULT_RAMP,
    turned: bool = False,
    symbol: Symbol | None = None,
    show_missing: bool = True,
) -> GraduatedRenderer:
    """Return classes of ``field`` for ``layer``.

    Parameters
    ----------
    turned : bool
        Colours from the other end of the ramp.
    symbol : Symbol, optional
        What the classes look like, its colour aside; None: a plain one for the layer's geometry.
    show_missing : bool
        Draw features without a number in a pale grey.

    Raises
    ------
    DataError
        As `class_limits`, or the layer has no such field.
    """
    limits = class_limits(numbers(layer, field), method, count)
    shape = symbol or class_symbol(layer.kind)
    colors = ramp_colors(ramp, len(limits.uppers), turned=turned)
    steps = tuple(
        Step(upper=upper, title=title, symbol=recoloured(shape, color, layer.kind))
        for upper, title, color in zip(limits.uppers, step_titles(limits), colors, strict=True)
    )
    return GraduatedRenderer(
        field=field,
        lower=limits.lower,
        steps=steps,
        method=method,
        ramp=ramp,
        reversed=turned,
        missing=recoloured(shape, _NO_DATA, layer.kind) if show_missing else None,
    )


def step_titles(limits: Limits) -> list[Words]:
    """Return what the classes are called: ``1,200 – 3,400``, with as few decimals as keep the limits apart."""
    edges = [limits.lower, *limits.uppers]
    decimals = _decimals(tuple(edges))
    texts = [f"{edge:,.{decimals}f}" for edge in edges]
    titles = [f"{a} – {b}" if a != b else b for a, b in zip(texts[:-1], texts[1:], strict=True)]
    return [Words(zh=title, en=title) for title in titles]


@cache
def _decimals(edges: tuple[float, ...]) -> int:
    """Return the least number of decimals with which different limits are written differently and near the truth."""
    apart = [b - a for a, b in zip(edges[:-1], edges[1:], strict=True) if b > a]
    if not apart:
        return next((n for n in range(7) if abs(round(edges[0], n) - edges[0]) <= 1e-6 * abs(edges[0])), 6)
    return next((n for n in range(9) if all(abs(round(e, n) - e) <= 0.05 * min(apart) for e in edges)), 9)
