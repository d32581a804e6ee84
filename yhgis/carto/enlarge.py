"""Marks made larger or smaller as a whole: the map of a wall sheet is that of a smaller paper, enlarged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from yhgis.carto.display_list import (
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


def enlarged(marks: Iterable[Mark], factor: float) -> tuple[Mark, ...]:
    """Return ``marks`` with every length, width and size times ``factor``, about (0, 0)."""
    if factor == 1.0:
        return tuple(marks)
    known: dict[int, tuple[Paths, Paths]] = {}  # paths that marks share stay shared
    return tuple(_enlarged(mark, factor, known) for mark in marks)


def _enlarged(mark: Mark, k: float, known: dict[int, tuple[Paths, Paths]]) -> Mark:
    match mark:
        case Fill():
            return replace(mark, paths=_paths(mark.paths, k, known))
        case GradientFill():
            start, end = _pair(mark.start, k), _pair(mark.end, k)
            return replace(mark, paths=_paths(mark.paths, k, known), start=start, end=end)
        case RadialFill():
            return replace(mark, xy=mark.xy * k, radius_mm=mark.radius_mm * k)
        case Stroke():
            dash = tuple(length * k for length in mark.dash)
            return replace(mark, paths=_paths(mark.paths, k, known), width_mm=mark.width_mm * k, dash=dash)
        case Markers():
            outline = _paths(mark.outline, k, known)
            return replace(mark, xy=mark.xy * k, outline=outline, stroke_mm=mark.stroke_mm * k)
        case Text():
            return replace(mark, x_mm=mark.x_mm * k, y_mm=mark.y_mm * k, style=enlarged_style(mark.style, k))
        case Picture():
            box = [length * k for length in (mark.x_mm, mark.y_mm, mark.width_mm, mark.height_mm)]
            return Picture(mark.content, mark.format, *box)
        case Group():
            inner = tuple(_enlarged(one, k, known) for one in mark.marks)
            clip = None if mark.clip is None else (*_pair(mark.clip[:2], k), *_pair(mark.clip[2:], k))
            return replace(mark, marks=inner, clip=clip, offset=_pair(mark.offset, k))


def enlarged_style(style: TextStyle, factor: float) -> TextStyle:
    """Return ``style`` with its sizes times ``factor``."""
    return replace(
        style,
        size_pt=style.size_pt * factor,
        halo_mm=style.halo_mm * factor,
        letter_spacing_mm=style.letter_spacing_mm * factor,
    )


def _paths(paths: Paths, k: float, known: dict[int, tuple[Paths, Paths]]) -> Paths:
    if id(paths) not in known:
        known[id(paths)] = paths, Paths(paths.xy * k, paths.starts, paths.groups, paths.closed)
    return known[id(paths)][1]


def _pair(pair: tuple[float, float], k: float) -> tuple[float, float]:
    return pair[0] * k, pair[1] * k
