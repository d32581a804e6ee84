"""Marks for tests: one display list with every kind, and the pieces it is made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage

from yhgis.carto.display_list import (
    DisplayList,
    Fill,
    GradientFill,
    Group,
    Mark,
    Markers,
    Paths,
    Picture,
    RadialFill,
    Stroke,
    Text,
    TextStyle,
)

Ring = Sequence[tuple[float, float]]
ORANGE, BLUE, VIOLET, RED = (242, 142, 43, 255), (157, 195, 230, 255), (106, 81, 163, 255), (215, 48, 31, 255)
WHITE = (255, 255, 255, 255)
#: A gradient that shows where it lies.
STEP = ((0.0, VIOLET), (0.48, VIOLET), (0.52, ORANGE), (1.0, ORANGE))


def paths(*rings: Ring, groups: Sequence[int] | None = None, closed: bool = True) -> Paths:
    """Pack rings; each is a feature unless ``groups`` says otherwise."""
    parts = [np.asarray(ring, dtype=np.float64) for ring in rings]
    starts = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
    edges = np.arange(len(parts) + 1) if groups is None else np.asarray(groups)
    return Paths(np.concatenate(parts), starts, edges.astype(np.int64), closed)


def box(x: float, y: float, width: float, height: float) -> Ring:
    """The ring of a rectangle."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def disc(x: float, y: float, radius: float, vertices: int = 40) -> Ring:
    """The ring of a circle."""
    turn = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    return [(x + radius * float(np.cos(t)), y + radius * float(np.sin(t))) for t in turn]


def png(color: Qt.GlobalColor = Qt.GlobalColor.darkGreen) -> bytes:
    """A PNG file of 96 by 96 pixels, its right half transparent."""
    image = QImage(96, 96, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    for x in range(48):
        for y in range(96):
            image.setPixelColor(x, y, color)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    return bytes(content.data())


def two_boxes() -> tuple[Mark, ...]:
    """Two opaque boxes that overlap: what tells a faded group from faded marks."""
    return Fill(paths(box(2, 2, 14, 10)), BLUE), Fill(paths(box(8, 6, 14, 10)), RED)


#: One list of marks a kind, each for a paper of 30 x 20 mm.
KINDS: dict[str, tuple[Mark, ...]] = {
    "fill": (
        Fill(paths(box(2, 2, 16, 14), box(6, 6, 6, 6), groups=[0, 2]), (*BLUE[:3], 160)),
        Fill(paths(box(12, 4, 15, 10), box(20, 8, 8, 10)), (*ORANGE[:3], 120)),
    ),
    "gradient_fill": (
        GradientFill(
            paths(box(1, 3, 28, 14)),
            (1, 0),
            (29, 0),
            ((0, (*ORANGE[:3], 13)), (0.5, (*ORANGE[:3], 200)), (1, (*VIOLET[:3], 13))),
        ),
    ),
    "radial_fill": (
        RadialFill(
            np.array([[9.0, 10.0], [22.0, 9.0]]), np.array([8.0, 5.0]), ((0, (*RED[:3], 220)), (1, (*RED[:3], 0)))
        ),
    ),
    "stroke": (
        Stroke(paths([(3, 4), (12, 15), (20, 4), (27, 15)], closed=False), WHITE, 3.0, (), "round"),
        Stroke(paths([(3, 4), (12, 15), (20, 4), (27, 15)], closed=False), VIOLET, 1.6, (4, 1.5)),
        Stroke(paths(box(1, 1, 28, 18)), RED, 0.6, (3, 1, 0.6, 1), "flat", "miter"),
    ),
    "markers": (
        Markers(np.array([[6.0, 6.0], [8.0, 7.0], [20.0, 6.0]]), paths(disc(0, 0, 2)), None, WHITE, VIOLET, 0.6),
        Markers(
            np.array([[6.0, 15.0], [15.0, 15.0]]), paths([(0, -3), (2, 2), (-2, 2)]), np.array([0.0, 90.0]), ORANGE
        ),
        Markers(np.array([[24.0, 14.0]]), paths(disc(0, 0, 3)), None, None, RED, 0.5),
    ),
    "picture": (Picture(png(), "png", 3, 3, 24, 14),),
    "group_faded": (Group(two_boxes(), 0.5, None, (4, 2), "faded"),),
    "group_clipped": (Group(two_boxes(), 1.0, (4, 4, 15, 9), (3, 1), "clipped"),),
    "group_gradient": (
        Group(
            (
                GradientFill(paths(box(0, 0, 20, 5)), (0, 0), (20, 0), STEP),
                Group((GradientFill(paths(box(0, 0, 20, 5)), (0, 0), (20, 0), STEP),), 0.6, None, (4, 8)),
            ),
            offset=(3, 2),
        ),
    ),
    "group_nested": (Group((Group(two_boxes(), 0.6, (0, 0, 20, 12)),), 0.5, (4, 0, 30, 30), (3, 3)),),
}


def page(marks: tuple[Mark, ...], width: float = 30, height: float = 20) -> DisplayList:
    """A small paper with ``marks``."""
    return DisplayList(width, height, marks)


def texts() -> tuple[Mark, ...]:
    """Texts of every manner."""
    ink = (51, 51, 51, 255)
    return (
        Text("余杭街道", 30, 20, TextStyle(9, ink, 600, halo_mm=0.5)),
        Text("城西片", 60, 40, TextStyle(15, (180, 95, 6, 255), letter_spacing_mm=4, halo_mm=0.6), "center"),
        Text("东苕溪 Tiaoxi", 20, 60, TextStyle(7, (59, 130, 190, 255), italic=True, halo_mm=0.3), "left", -25),
        Text("小计 1,234.56 km²", 110, 75, TextStyle(8, ink), "right"),
    )
