"""What stands beside the map on a sheet: scale bar, north arrow, the inset that says where the frame lies."""

from __future__ import annotations

import numpy as np

from yhgis.carto.display_list import Fill, Group, Mark, Stroke, Text, TextMeasure, TextStyle
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.scale import ScaleBar
from yhgis.carto.sheet_legend import Block
from yhgis.carto.sheet_shapes import Box, lines, rectangle, rings
from yhgis.carto.sheet_text import line_height
from yhgis.carto.text_measure import em_mm
from yhgis.model.layer import Layer
from yhgis.model.view import View

INK = (51, 51, 51, 255)
_WHITE = (255, 255, 255, 255)
_LAND = (228, 230, 226, 255)
_EDGE = (120, 120, 120, 255)
_ACCENT = (192, 57, 43, 255)
_HAIR_MM = 0.2


def scale_bar_block(bar: ScaleBar, style: TextStyle, measure: TextMeasure) -> Block:
    """Return a bar of alternating divisions with its figures above; the unit stands behind the last figure."""
    thickness, figures = em_mm(style) * 0.45, em_mm(style) * 0.9
    left = measure(bar.labels[0], style)[0] / 2
    top = figures + em_mm(style) * 0.35
    marks: list[Mark] = []
    for place in range(len(bar.labels) - 1):
        box = Box(left + place * bar.step_mm, top, bar.step_mm, thickness)
        marks.append(Fill(rectangle(box), INK if place % 2 == 0 else _WHITE))
    marks.append(Stroke(rectangle(Box(left, top, bar.length_mm, thickness)), INK, _HAIR_MM, join="miter"))
    ticks = [
        [(left + place * bar.step_mm, top), (left + place * bar.step_mm, top - em_mm(style) * 0.2)]
        for place in range(len(bar.labels))
    ]
    marks.append(Stroke(lines(ticks), INK, _HAIR_MM))
    marks += [
        Text(label, left + place * bar.step_mm, figures, style, "center") for place, label in enumerate(bar.labels)
    ]
    unit_at = left + bar.length_mm + measure(bar.labels[-1], style)[0] / 2
    marks.append(Text(" km", unit_at, figures, style))
    return Block(tuple(marks), unit_at + measure(" km", style)[0], top + thickness)


def north_arrow_block(height_mm: float, word: str, style: TextStyle) -> Block:
    """Return a plain arrow that points up the grid, ``word`` above it."""
    width, top = height_mm * 0.42, line_height(style)
    x, tip, foot, notch = width / 2, top, top + height_mm, top + height_mm * 0.76
    whole = rings([[(x, tip), (width, foot), (x, notch), (0.0, foot)]])
    dark = rings([[(x, tip), (x, notch), (0.0, foot)]])
    return Block(
        (
            Fill(whole, _WHITE),
            Fill(dark, INK),
            Stroke(whole, INK, _HAIR_MM, join="miter"),
            Text(word, x, em_mm(style) * 0.9, style, "center"),
        ),
        width,
        foot,
    )


def inset_block(district: Layer, shown: View, side_mm: float, title: str, style: TextStyle) -> Block:
    """Return the outline of ``district`` with the rectangle that ``shown`` covers, in a square box."""
    top = line_height(style)
    view = View.fit(district.bounds, side_mm, side_mm, dpi=shown.dpi, margin_mm=side_mm * 0.05)
    land = Drawn(district, np.ones(len(district), dtype=bool), Frame(view)).area_paths
    x0, y0, x1, y1 = shown.extent
    corners = view.to_paper(np.array([(x0, y1), (x1, y0)], dtype=np.float64))
    (left, upper), (right, lower) = corners.tolist()
    frame = Box(left, upper, right - left, lower - upper)
    inner = Group(
        (
            Fill(land, _LAND),
            Stroke(land, _EDGE, _HAIR_MM),
            Fill(rectangle(frame), (*_ACCENT[:3], 30)),
            Stroke(rectangle(frame), _ACCENT, 0.35, join="miter"),
        ),
        clip=(0.0, 0.0, side_mm, side_mm),
        offset=(0.0, top),
    )
    edge = Stroke(rectangle(Box(0.0, top, side_mm, side_mm)), _EDGE, _HAIR_MM, join="miter")
    return Block((Text(title, 0.0, em_mm(style) * 0.9, style), inner, edge), side_mm, top + side_mm)


def shows_part(view: View, district: Layer) -> bool:
    """Whether some of ``district`` lies outside of ``view``."""
    x0, y0, x1, y1 = view.extent
    a0, b0, a1, b1 = district.bounds
    return a0 < x0 or b0 < y0 or a1 > x1 or b1 > y1
