"""Figures from SVG files as outlines to set at points: shapes only, read by a parser that fetches nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from yhgis import safe_xml
from yhgis.carto.colour import faded, rgba
from yhgis.carto.display_list import Paths, Rgba
from yhgis.carto.packing import Floats
from yhgis.carto.svg_paint import OPEN_FILL, OPEN_STROKE, Look, transform_of
from yhgis.carto.svg_shapes import SHAPES, outline_of
from yhgis.errors import DataError
from yhgis.model.symbol import SvgSymbol
from yhgis.model.symbol_files import symbol_content

_SVG = "http://www.w3.org/2000/svg"
#: Elements that draw nothing.
_SILENT = frozenset({"title", "desc", "metadata", "defs"})
_MOST_VERTICES, _MOST_BYTES = 20_000, 500_000
_Subpaths = list[tuple[Floats, bool]]


@dataclass(frozen=True, eq=False)
class Shape:
    """One element of the file: its subpaths in units of the figure's longer side, about the figure's middle."""

    subpaths: tuple[tuple[Floats, bool], ...]
    look: Look
    scale: float


@dataclass(frozen=True, eq=False)
class Figure:
    """What an SVG file draws; ``half_height`` is that of its box, whose longer side is 1."""

    shapes: tuple[Shape, ...]
    half_height: float


@dataclass(frozen=True, eq=False)
class Part:
    """An outline about (0, 0) in paper mm with its colours."""

    outline: Paths
    fill: Rgba | None
    stroke: Rgba | None
    stroke_mm: float


def figure(symbol: SvgSymbol) -> Figure:
    """Return the figure that ``symbol`` names or holds.

    Raises
    ------
    DataError
        As `read_figure`, or there is no figure of that name.
    """
    if symbol.name:
        return _read(symbol_content(symbol.name), f"{symbol.name}.svg")
    return _read(symbol.content, "SVG")


def read_figure(text: str, origin: str) -> Figure:
    """Return what the SVG ``text`` draws.

    Raises
    ------
    DataError
        Not XML, not an SVG, holds something else than shapes (element and line are told), or nothing to draw.
    """
    root = safe_xml.parse(text.encode("utf-8"), origin)
    if safe_xml.local_name(root) != "svg":
        raise DataError("{file} is not an SVG drawing: its root is <{name}>.", file=origin, name=str(root.tag)[:80])
    found: list[tuple[_Subpaths, Look, float]] = []
    _collect(root, Look(), np.eye(3), origin, found)
    vertices = [xy for subpaths, _, _ in found for xy, _ in subpaths]
    if not vertices:
        raise DataError("{file} draws nothing: it holds no path, rectangle, circle, line or polygon.", file=origin)
    if sum(len(xy) for xy in vertices) > _MOST_VERTICES:
        raise DataError("{file} is too detailed for a symbol.", file=origin)
    x, y, width, height = _box(root, np.vstack(vertices))
    size = max(width, height)
    middle = np.array([x + width / 2, y + height / 2])
    shapes = tuple(
        Shape(tuple(((xy - middle) / size, closed) for xy, closed in subpaths), look, scale / size)
        for subpaths, look, scale in found
    )
    return Figure(shapes, height / size / 2)


def load_svg(path: Path) -> str:
    """Return the SVG text of the user's own file, for `SvgSymbol.content`; whatever its encoding was.

    Raises
    ------
    DataError
        The file is missing, too large, or as `read_figure`.
    """
    from lxml import etree

    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError("There is no file {file}.", file=str(path)) from error
    except OSError as error:
        raise DataError("Cannot read {file}: {reason}.", file=str(path), reason=str(error.strerror)) from error
    if len(content) > _MOST_BYTES:
        raise DataError("{file} is too detailed for a symbol.", file=path.name)
    text = str(etree.tostring(safe_xml.parse(content, path.name), encoding="unicode"))
    read_figure(text, path.name)
    return text


@lru_cache(maxsize=64)
def _read(text: str, origin: str) -> Figure:
    return read_figure(text, origin)


def placed_parts(drawn: Figure, symbol: SvgSymbol) -> list[Part]:
    """Return ``drawn`` in the size, direction and colours of ``symbol``, bottom first."""
    turn = np.radians(symbol.angle)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) * symbol.size_mm
    up = np.array([0.0, -drawn.half_height if symbol.anchor == "bottom" else 0.0])
    parts: list[Part] = []
    for shape in drawn.shapes:
        look, subpaths = shape.look, [((xy + up) @ matrix, closed) for xy, closed in shape.subpaths]
        fill = _color(look.fill, symbol, look.fill_opacity)
        stroke = _color(look.stroke, symbol, look.stroke_opacity)
        width = symbol.stroke_mm if look.width_open else look.width * shape.scale * symbol.size_mm
        stroke = stroke if width > 0.0 else None
        open_ended = stroke is not None and not all(closed for _, closed in subpaths)
        if fill is not None or not open_ended:
            parts.append(Part(_packed(subpaths, closed=True), fill, None if open_ended else stroke, width))
        if open_ended:
            parts.append(Part(_packed(subpaths, closed=False), None, stroke, width))
    return [part for part in parts if part.fill is not None or part.stroke is not None]


def _color(own: str, symbol: SvgSymbol, opacity: float) -> Rgba | None:
    """Return a colour of the file, or the symbol's where the file leaves it open."""
    if own == "none":
        return None
    if own.startswith(OPEN_FILL):
        own = symbol.fill or own.removeprefix(OPEN_FILL)
    elif own.startswith(OPEN_STROKE):
        own = symbol.stroke or own.removeprefix(OPEN_STROKE)
    return faded(rgba(own), opacity * symbol.opacity)


def _packed(subpaths: _Subpaths, *, closed: bool) -> Paths:
    """Return one feature; for open lines, those that are closed in the file come back to their start."""
    lines = [np.vstack([xy, xy[:1]]) if ends_meet and not closed else xy for xy, ends_meet in subpaths]
    starts = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int64)
    return Paths(np.vstack(lines), starts, np.array([0, len(lines)], dtype=np.int64), closed)


def _collect(
    element: Any, above: Look, matrix: Floats, origin: str, found: list[tuple[_Subpaths, Look, float]]
) -> None:
    name = safe_xml.local_name(element)
    if not name or name in _SILENT or safe_xml.namespace(element) not in ("", _SVG):
        return
    try:
        if name not in SHAPES and name not in ("svg", "g"):
            raise ValueError(f"<{name}>")
        look = above.under(element)
        matrix = matrix @ transform_of(element.get("transform", ""))
        subpaths = outline_of(name, element) if name in SHAPES else []
    except ValueError as error:
        raise DataError(
            "{file}, line {line}: {what} is not drawn; a symbol is made of shapes (turn text into paths).",
            file=origin,
            line=element.sourceline,
            what=str(error),
        ) from error
    if subpaths:
        moved = [(xy @ matrix[:2, :2].T + matrix[:2, 2], closed) for xy, closed in subpaths]
        found.append((moved, look, float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))))
    for child in element:
        _collect(child, look, matrix, origin, found)


def _box(root: Any, vertices: Floats) -> tuple[float, float, float, float]:
    """Return the file's view box, or the box round what is drawn."""
    numbers = re.findall(r"[-+.\deE]+", root.get("viewBox", ""))
    try:
        box = [float(number) for number in numbers]
    except ValueError:
        box = []
    if len(box) == 4 and box[2] > 0.0 and box[3] > 0.0:
        return box[0], box[1], box[2], box[3]
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    width, height = np.maximum(high - low, 1e-6).tolist()
    return float(low[0]), float(low[1]), width, height
