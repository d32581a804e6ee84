"""Whether two colours can be told apart by eyes that confuse red and green.

Vision is simulated by the matrices of Machado, Oliveira and Fernandes (2009, doi 10.1109/TVCG.2009.113, severity 1)
on linear RGB; distances are those of CIE L*a*b* (1976).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_VISIONS: dict[str, Floats] = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])
#: Nearer than this in somebody's eyes, two colours on one map are confused.
NEAR = 11.0
#: Nearer than this in full sight they are meant to be the same, or nearly.
_ALIKE = 4.0


@cache
def _lab(color: str, vision: str) -> Floats:
    srgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    xyz = _XYZ @ np.clip(_VISIONS[vision] @ linear, 0.0, 1.0) / _WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(a: str, b: str, vision: str = "full") -> float:
    """Return how far apart two colours (``#RRGGBB``) are as seen; about 2 is just seen."""
    return float(np.linalg.norm(_lab(a.upper(), vision) - _lab(b.upper(), vision)))


def confused_with(color: str, others: Iterable[tuple[str, str]]) -> str:
    """Return the name of the colour that red-green blind eyes take for ``color``; empty when there is none.

    Parameters
    ----------
    others : iterable of (name, ``#RRGGBB``)
        Colours of the same map.
    """
    found = []
    for name, other in others:
        if distance(color, other) <= _ALIKE:
            continue
        worst = min(distance(color, other, vision) for vision in ("protanopia", "deuteranopia"))
        if worst < NEAR:
            found.append((worst, name))
    return min(found)[1] if found else ""
