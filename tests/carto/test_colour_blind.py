"""What colour-blind eyes see: control lines differ by colour or by pattern, ramps keep their order.

Vision is simulated by the matrices of Machado, Oliveira and Fernandes (2009, doi 10.1109/TVCG.2009.113, severity 1)
on linear RGB; distances are those of CIE L*a*b* (1976), of which about 2 are just seen.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from yhgis.carto.colour import SERIES
from yhgis.carto.ramps import ramp_colors, ramps
from yhgis.carto.styles import load_style
from yhgis.carto.tables import table

Floats = NDArray[np.float64]

VISIONS: dict[str, Floats] = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
#: Lines this far apart are told apart by anybody, thin as they are.
FAR = 20.0


def lab(color: str, vision: str) -> Floats:
    """L*a*b* of ``#RRGGBB`` as seen."""
    srgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    xyz = _XYZ @ np.clip(VISIONS[vision] @ linear, 0.0, 1.0) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(a: str, b: str, vision: str) -> float:
    return float(np.linalg.norm(lab(a, vision) - lab(b, vision)))


def pattern(symbol: Any) -> tuple[Any, ...]:
    """What of a symbol shows without any colour: hatches, figures, dashes."""
    hatches = {(part.angle % 180.0, part.cross, part.spacing_mm) for part in symbol if part.kind == "hatch"}
    dots = {(part.shape, part.spacing_mm) for part in symbol if part.kind == "dots"}
    dashes = {part.dash for part in symbol if part.kind == "stroke"}
    return frozenset(hatches), frozenset(dots), frozenset(dashes)


def outline_color(symbol: Any) -> str:
    return next(part.color for part in reversed(symbol) if part.kind == "stroke")  # type: ignore[no-any-return]


def control_lines() -> dict[str, Any]:
    """The looks of the plan's own control lines and of all in the table, those that are the same once."""
    ids = ("ecological_redline", "permanent_farmland", "urban_boundary", "heritage_property", "heritage_buffer")
    found = {name: next(iter(load_style(name).symbols())) for name in ids}
    for entry in table("control_lines").data.entries:
        if entry.symbol not in found.values():
            found[entry.code] = entry.symbol
    return found


PAIRS = list(itertools.combinations(control_lines(), 2))


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[f"{a}-{b}" for a, b in PAIRS])
def test_two_control_lines_are_told_apart_by_any_eye(one: str, other: str) -> None:
    looks = control_lines()
    a, b = looks[one], looks[other]
    nearest = min(distance(outline_color(a), outline_color(b), vision) for vision in VISIONS)
    assert nearest > FAR or pattern(a) != pattern(b), f"{one} and {other}: {nearest:.1f} apart, and the same pattern"


def test_the_measure_knows_what_colour_blind_eyes_confuse() -> None:
    """Red and green of equal lightness are far apart for most, near for two kinds of eyes; white is white for all."""
    red, green = "#C04000", "#7A7A00"
    assert distance(red, green, "full") > 45
    assert distance(red, green, "protanopia") < 25
    assert distance(red, green, "deuteranopia") < 25
    for vision in VISIONS:
        assert lab("#FFFFFF", vision) == pytest.approx([100.0, 0.0, 0.0], abs=0.2)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("ramp", ramps(), ids=lambda ramp: ramp.id)
def test_a_ramp_keeps_its_order(ramp: Any, vision: str) -> None:
    colors = ramp_colors(ramp.id, 7)
    for a, b in itertools.pairwise(colors):
        assert distance(a, b, vision) > 5.0, f"{a} and {b}"
    light = [lab(color, vision)[0] for color in colors]
    if ramp.diverging:
        assert light[:4] == sorted(light[:4])
        assert light[3:] == sorted(light[3:], reverse=True)
        for a, b in zip(colors[:3], reversed(colors[4:]), strict=True):
            assert distance(a, b, vision) > FAR  # the two arms are not taken for each other
    else:
        assert light in (sorted(light), sorted(light, reverse=True))


@pytest.mark.parametrize("vision", VISIONS)
def test_the_colours_of_layers_without_a_style_are_told_apart(vision: str) -> None:
    nearest = min(distance(a, b, vision) for a, b in itertools.combinations(SERIES, 2))
    assert nearest > 15.0
