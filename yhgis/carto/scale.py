"""Round numbers for maps: scales that fit a frame, and the divisions of a scale bar."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Scales that people know how to read a ruler at; between them are those common on plan sheets.
_MANTISSAS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 8.0, 10.0)
_STEPS = (1.0, 2.0, 5.0, 10.0)
DIVISIONS = 4


def nice_scale(exact: float) -> float:
    """Return the largest nice scale that shows no less than 1 : ``exact`` does.

    Parameters
    ----------
    exact : float
        Denominator at which what must be seen just fits.

    Returns
    -------
    float
        A round denominator, equal to ``exact`` or greater.
    """
    exact = max(exact, 1.0)
    power = 10.0 ** math.floor(math.log10(exact))
    for mantissa in _MANTISSAS:
        # A scale that is nice already must not jump to the next for a rounding error.
        if mantissa * power >= exact * (1 - 1e-9):
            return round(mantissa * power, 6)
    return 10.0 * power


def nearest_scale(exact: float) -> float:
    """Return the nice scale nearest to 1 : ``exact``, as a ratio."""
    above = nice_scale(exact)
    candidates = [mantissa * 10.0**power for power in range(8) for mantissa in _MANTISSAS]
    below = max((one for one in candidates if one <= exact * (1 + 1e-9)), default=above)
    return round(below, 6) if exact / below < above / exact else above


def nice_step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20 … (and 0.5, 0.2 …) that is ``least`` or more."""
    power = 10.0 ** math.floor(math.log10(least))
    for step in _STEPS:
        if step * power >= least * (1 - 1e-9):
            return float(f"{step * power:.12g}")
    return 10.0 * power


def scale_text(scale: float) -> str:
    """Return a scale to print, such as ``1:50 000``."""
    return f"1:{round(scale):,}".replace(",", " ")


@dataclass(frozen=True)
class ScaleBar:
    """A bar of equal divisions.

    Parameters
    ----------
    step_km : float
        Ground of one division.
    step_mm : float
        Paper of one division.
    labels : tuple of str
        One more than there are divisions, from 0; kilometres.
    """

    step_km: float
    step_mm: float
    labels: tuple[str, ...]

    @property
    def length_mm(self) -> float:
        """Paper of the whole bar."""
        return self.step_mm * (len(self.labels) - 1)


def scale_bar(scale: float, longest_mm: float) -> ScaleBar:
    """Return the longest bar of four clean divisions that is no longer than ``longest_mm``."""
    km_per_mm = scale / 1_000_000
    most = longest_mm * km_per_mm / DIVISIONS
    power = 10.0 ** math.floor(math.log10(most))
    step = max(step * power for step in (0.5, *_STEPS) if step * power <= most * (1 + 1e-9))
    step = float(f"{step:.12g}")
    labels = tuple(plain_number(step * place) for place in range(DIVISIONS + 1))
    return ScaleBar(step, step / km_per_mm, labels)


def plain_number(value: float) -> str:
    """Return ``value`` without needless decimals: 0.5, 2, 2.5, 10."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
