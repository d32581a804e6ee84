"""What a picture consists of: a flat list of marks in paper millimetres, y downward from the top left.

A display list knows nothing of layers or devices.  `yhgis.paint` turns it into pixels, PDF or SVG; since all
three are made from the same list, the preview is the export.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rgba: TypeAlias = tuple[int, int, int, int]
"""Red, green, blue, alpha, each 0..255."""

Cap: TypeAlias = Literal["flat", "round", "square"]
Join: TypeAlias = Literal["miter", "round", "bevel"]
Anchor: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True, eq=False)
class Paths:
    """Many rings or lines packed into arrays.

    Parameters
    ----------
    xy : float64 array, shape (n, 2)
        Paper millimetres.
    starts : int64 array, shape (k + 1,)
        Ring or line ``i`` is ``xy[starts[i]:starts[i + 1]]``; a closed ring does not repeat its first vertex.
    groups : int64 array, shape (m + 1,)
        Feature ``j`` is the rings ``groups[j]:groups[j + 1]``, filled together by the odd-even rule.
    closed : bool
        Rings rather than lines.
    """

    xy: NDArray[np.float64]
    starts: NDArray[np.int64]
    groups: NDArray[np.int64]
    closed: bool = True

    def __len__(self) -> int:
        return len(self.groups) - 1


@dataclass(frozen=True, eq=False)
class Fill:
    """Filled features."""

    paths: Paths
    color: Rgba


@dataclass(frozen=True, eq=False)
class GradientFill:
    """Features filled with a colour that changes along a vector (paper mm), or outward from its start as far as it."""

    paths: Paths
    start: tuple[float, float]
    end: tuple[float, float]
    stops: tuple[tuple[float, Rgba], ...]
    radial: bool = False


@dataclass(frozen=True, eq=False)
class RadialFill:
    """Discs that fade outward: places known to a kilometre, soft symbols. ``radius_mm`` is one a place."""

    xy: NDArray[np.float64]
    radius_mm: NDArray[np.float64]
    stops: tuple[tuple[float, Rgba], ...]


@dataclass(frozen=True, eq=False)
class Stroke:
    """Stroked rings or lines; ``dash`` is on, off, on, off … in millimetres, empty for a solid line."""

    paths: Paths
    color: Rgba
    width_mm: float
    dash: tuple[float, ...] = ()
    cap: Cap = "flat"
    join: Join = "round"


@dataclass(frozen=True, eq=False)
class Markers:
    """The same small outline at many places.

    Parameters
    ----------
    xy : float64 array, shape (n, 2)
        Centres, paper millimetres.
    outline : Paths
        Around (0, 0), paper millimetres.
    angle : float64 array, shape (n,), or None
        Clockwise degrees a place.
    fill, stroke : Rgba or None
    """

    xy: NDArray[np.float64]
    outline: Paths
    angle: NDArray[np.float64] | None = None
    fill: Rgba | None = None
    stroke: Rgba | None = None
    stroke_mm: float = 0.0


@dataclass(frozen=True)
class TextStyle:
    """How text looks; the family is the painter's matter (a CJK sans).

    ``weight`` is 100..900; ``halo_mm`` is the width outside the letter.
    """

    size_pt: float
    color: Rgba = (51, 51, 51, 255)
    weight: int = 400
    italic: bool = False
    letter_spacing_mm: float = 0.0
    halo_mm: float = 0.0
    halo_color: Rgba = (255, 255, 255, 255)


@dataclass(frozen=True)
class Text:
    """One line of text; (x, y) is the anchor on the baseline, ``angle`` clockwise degrees about it."""

    text: str
    x_mm: float
    y_mm: float
    style: TextStyle
    anchor: Anchor = "left"
    angle: float = 0.0


@dataclass(frozen=True)
class Picture:
    """An image file (PNG, SVG) placed in a box of the paper."""

    content: bytes
    format: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Group:
    """Marks drawn together: faded as one, clipped to a box, moved.

    Parameters
    ----------
    marks : tuple of Mark
    opacity : float
        Of the group as a whole; marks inside keep their own alpha.
    clip : (x, y, width, height) in mm of the *inner* coordinates, or None
    offset : (dx, dy) in mm
        Added to every inner coordinate: how a map picture is set into a sheet's frame.
    name : str
        Layer id, for SVG ids and for tests.
    """

    marks: tuple[Mark, ...]
    opacity: float = 1.0
    clip: tuple[float, float, float, float] | None = None
    offset: tuple[float, float] = (0.0, 0.0)
    name: str = ""


Mark: TypeAlias = Fill | GradientFill | RadialFill | Stroke | Markers | Text | Picture | Group


@dataclass(frozen=True)
class DisplayList:
    """A whole picture: its paper size, its paper colour and its marks, bottom first."""

    width_mm: float
    height_mm: float
    marks: tuple[Mark, ...] = field(default_factory=tuple)
    background: Rgba = (251, 250, 247, 255)


TextMeasure: TypeAlias = Callable[[str, TextStyle], tuple[float, float, float]]
"""``measure(text, style) -> (width, ascent, descent)`` in mm; `yhgis.paint.text` gives the exact one."""
