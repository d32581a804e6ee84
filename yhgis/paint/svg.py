"""A display list as SVG: millimetres, a named group a layer, text as text. For further work in a drawing program.

Written here rather than by Qt's QSvgGenerator, which ignores clipping, splits a line of text by script, loses
letter spacing and knows no groups.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

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
    Rgba,
    Stroke,
    Text,
)
from yhgis.feedback import Feedback, silent
from yhgis.paint import text as fonts
from yhgis.paint.glyphs import CURVE, MOVE, elements
from yhgis.paint.path_text import SVG, blocks, written
from yhgis.paint.pdf_file import number as _number

_CAPS = {"flat": "butt", "round": "round", "square": "square"}
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_VERTICES_A_PATH = 5000
_MIME = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "svg": "image/svg+xml"}


@dataclass
class _Writer:
    """The text so far, and the ids given away."""

    feedback: Feedback
    lines: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def put(self, line: str) -> None:
        self.lines.append(line)

    def id(self, wanted: str) -> str:
        """Return ``wanted`` as an XML name that is not taken."""
        name = re.sub(r"[^\w.-]", "_", wanted)
        name = name if name and not name[0].isdigit() else f"_{name}"
        unique, count = name, 1
        while unique in self.ids:
            count += 1
            unique = f"{name}-{count}"
        self.ids.add(unique)
        return unique

    def paint(self, marks: Iterable[Mark]) -> None:
        for mark in marks:
            self.feedback.check()
            _WRITERS[type(mark)](self, mark)


def write_svg(
    display_list: DisplayList, path: Path, title: str, *, transparent: bool = False, feedback: Feedback | None = None
) -> None:
    """Write ``display_list`` to ``path``; not atomic, `yhgis.paint.export` is.

    Parameters
    ----------
    title : str
        Shown as the document's name.
    transparent : bool
        Leave the paper's colour out.

    Raises
    ------
    OSError
        The file cannot be written.
    Cancelled
    """
    writer = _Writer(feedback or silent())
    width, height = _n(display_list.width_mm), _n(display_list.height_mm)
    writer.put('<?xml version="1.0" encoding="UTF-8"?>')
    writer.put(
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"'
        f' width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}" font-family={quoteattr(_families())}>'
    )
    writer.put(f"<title>{escape(title)}</title>")
    if not transparent:
        fill = _color("fill", display_list.background)
        writer.put(f'<rect id="{writer.id("paper")}" width="{width}" height="{height}" {fill}/>')
    writer.paint(display_list.marks)
    writer.put("</svg>\n")
    path.write_text("\n".join(writer.lines), encoding="utf-8", newline="\n")


def _n(value: float) -> str:
    return _number(value, 3)


def _families() -> str:
    others = [name for name in fonts.FAMILIES if name != fonts.family()]
    return ", ".join(f"'{name}'" for name in (fonts.family(), *others)) + ", sans-serif"


def _color(kind: str, rgba: Rgba) -> str:
    red, green, blue, alpha = rgba
    opacity = f' {kind}-opacity="{_n(alpha / 255)}"' if alpha < 255 else ""
    return f'{kind}="#{red:02x}{green:02x}{blue:02x}"{opacity}'


def _data(paths: Paths, smallest: int) -> str:
    return written(paths, 1.0, SVG, b"", smallest=smallest).decode("ascii")


def _fill(writer: _Writer, mark: Fill) -> None:
    writer.put(f'<g {_color("fill", mark.color)} fill-rule="evenodd">')
    _features(writer, mark.paths)
    writer.put("</g>")


def _features(writer: _Writer, paths: Paths) -> None:
    """Write a path a feature: features of one fill may overlap, and then each must count."""
    for block in blocks(paths):
        writer.feedback.check()
        text = written(block, 1.0, SVG, b"\n", smallest=3).decode("ascii")
        writer.lines.extend(f'<path d="{data}"/>' for data in text.splitlines())


def _gradient_fill(writer: _Writer, mark: GradientFill) -> None:
    name = writer.id("gradient")
    (x0, y0), (x1, y1) = mark.start, mark.end
    kind, ends = "linearGradient", f'x1="{_n(x0)}" y1="{_n(y0)}" x2="{_n(x1)}" y2="{_n(y1)}"'
    if mark.radial:
        kind, ends = "radialGradient", f'cx="{_n(x0)}" cy="{_n(y0)}" r="{_n(math.dist(mark.start, mark.end))}"'
    writer.put(f'<{kind} id="{name}" gradientUnits="userSpaceOnUse" {ends}>{_stops(mark.stops)}</{kind}>')
    writer.put(f'<g fill="url(#{name})" fill-rule="evenodd">')
    _features(writer, mark.paths)
    writer.put("</g>")


def _radial_fill(writer: _Writer, mark: RadialFill) -> None:
    name = writer.id("fading")
    writer.put(f'<radialGradient id="{name}">{_stops(mark.stops)}</radialGradient>')
    writer.put(f'<g fill="url(#{name})">')
    for (x, y), radius in zip(mark.xy.tolist(), mark.radius_mm.tolist(), strict=True):
        writer.put(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>')
    writer.put("</g>")


def _stops(stops: Iterable[tuple[float, Rgba]]) -> str:
    parts = []
    for place, (red, green, blue, alpha) in stops:
        color = f"#{red:02x}{green:02x}{blue:02x}"
        parts.append(f'<stop offset="{_n(place)}" stop-color="{color}" stop-opacity="{_n(alpha / 255)}"/>')
    return "".join(parts)


def _stroke(writer: _Writer, mark: Stroke) -> None:
    join = "" if mark.join == "miter" else f' stroke-linejoin="{mark.join}"'
    cap = "" if mark.cap == "flat" else f' stroke-linecap="{_CAPS[mark.cap]}"'
    dash = f' stroke-dasharray="{" ".join(_n(length) for length in mark.dash)}"' if mark.dash else ""
    pen = f'{_color("stroke", mark.color)} stroke-width="{_n(mark.width_mm)}"{join}{cap}{dash}'
    writer.put(f'<g fill="none" {pen}>')
    for block in blocks(mark.paths, _VERTICES_A_PATH):
        data = _data(block, 2)
        if data:
            writer.put(f'<path d="{data}"/>')
    writer.put("</g>")


def _markers(writer: _Writer, mark: Markers) -> None:
    if not len(mark.xy):
        return
    name = writer.id("marker")
    fill = _color("fill", mark.fill) if mark.fill is not None else 'fill="none"'
    pen = ""
    if mark.stroke is not None and mark.stroke_mm > 0:
        pen = f' {_color("stroke", mark.stroke)} stroke-width="{_n(mark.stroke_mm)}" stroke-linejoin="round"'
    writer.put(f'<defs><path id="{name}" {fill}{pen} fill-rule="evenodd" d="{_data(mark.outline, 2)}"/></defs>')
    angles = np.zeros(len(mark.xy)) if mark.angle is None else mark.angle
    for (x, y), angle in zip(mark.xy.tolist(), angles.tolist(), strict=True):
        turn = f" rotate({_n(angle)})" if angle else ""
        writer.put(f'<use xlink:href="#{name}" transform="translate({_n(x)} {_n(y)}){turn}"/>')


def _text(writer: _Writer, mark: Text) -> None:
    """Write the halo as outlines beneath, and the text once, so that it is found once."""
    style = mark.style
    turn = f" rotate({_n(mark.angle)})" if mark.angle else ""
    place = f'transform="translate({_n(mark.x_mm)} {_n(mark.y_mm)}){turn}"'
    if style.halo_mm > 0:
        pen = f'{_color("stroke", style.halo_color)} stroke-width="{_n(2 * style.halo_mm)}" stroke-linejoin="round"'
        writer.put(f'<path {place} fill="none" {pen} d="{_outline(mark)}"/>')
    slant = ' font-style="italic"' if style.italic else ""
    spacing, shift, anchor = "", "", ""
    if style.letter_spacing_mm:
        # Whether the gap behind the last letter counts is each reader's own view: begin at the left, then.
        spacing = f' letter-spacing="{_n(style.letter_spacing_mm)}"'
        shift = f' x="{_n(fonts.start_offset(mark.text, style, mark.anchor))}"'
    elif mark.anchor != "left":
        anchor = f' text-anchor="{_ANCHORS[mark.anchor]}"'
    look = f'font-size="{_n(fonts.em_mm(style))}" font-weight="{style.weight}"{slant}{spacing}{anchor}'
    fill = _color("fill", style.color)
    writer.put(f'<text {place}{shift} {look} {fill} xml:space="preserve">{escape(mark.text)}</text>')


def _outline(mark: Text) -> str:
    style, em = mark.style, fonts.em_mm(mark.style)
    path = fonts.outline(mark.text, style.weight, style.italic, style.letter_spacing_mm / em)
    kinds, xy = elements(path)
    xy = xy * (em / fonts.OUTLINE_EM) + (fonts.start_offset(mark.text, style, mark.anchor), 0.0)
    letters = {MOVE: "M", CURVE: "C"}
    parts = []
    for kind, (x, y) in zip(kinds.tolist(), xy.tolist(), strict=True):
        parts.append(f"{letters.get(kind, 'L' if kind == 1 else ' ')}{_number(x, 3)} {_number(y, 3)}")
    return "".join(parts).replace("M", "ZM").removeprefix("Z") + ("Z" if parts else "")


def _picture(writer: _Writer, mark: Picture) -> None:
    content = base64.b64encode(mark.content).decode("ascii")
    mime = _MIME.get(mark.format.lower(), f"image/{mark.format.lower()}")
    box = f'x="{_n(mark.x_mm)}" y="{_n(mark.y_mm)}" width="{_n(mark.width_mm)}" height="{_n(mark.height_mm)}"'
    writer.put(f'<image {box} preserveAspectRatio="none" xlink:href="data:{mime};base64,{content}"/>')


def _group(writer: _Writer, mark: Group) -> None:
    entries = f' id="{writer.id(mark.name)}"' if mark.name else ""
    if mark.opacity < 1.0:
        entries += f' opacity="{_n(max(mark.opacity, 0.0))}"'
    if any(mark.offset):
        entries += f' transform="translate({_n(mark.offset[0])} {_n(mark.offset[1])})"'
    if mark.clip is not None:
        name = writer.id("clip")
        x, y, width, height = (_n(length) for length in mark.clip)
        box = f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>'
        writer.put(f'<defs><clipPath id="{name}">{box}</clipPath></defs>')
        entries += f' clip-path="url(#{name})"'
    writer.put(f"<g{entries}>")
    writer.paint(mark.marks)
    writer.put("</g>")


_WRITERS: dict[type, Callable[[_Writer, Any], None]] = {
    Fill: _fill,
    GradientFill: _gradient_fill,
    RadialFill: _radial_fill,
    Stroke: _stroke,
    Markers: _markers,
    Text: _text,
    Picture: _picture,
    Group: _group,
}
