"""The data of an SVG path as plain vertices: lines, curves and arcs, absolute and relative (SVG 1.1, chapter 8)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from yhgis.carto.packing import Floats

#: Pieces that a curve is drawn in; a figure is a few millimetres large.
_CURVE_PIECES = 14
_ARC_PIECES_A_TURN = 56
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FLAG = re.compile(r"[01]")
_GAP = re.compile(r"[\s,]*")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_ARGUMENTS_OF = _ARGUMENTS | {letter.lower(): count for letter, count in _ARGUMENTS.items()}

Point = complex


@dataclass
class _Pen:
    """Where the path is, and the vertices so far."""

    at: Point = 0j
    begun: Point = 0j
    handle: Point | None = None
    curve: str = ""
    subpaths: list[tuple[list[Point], bool]] = field(default_factory=list)

    def move(self, to: Point) -> None:
        self.subpaths.append(([to], False))
        self.at = self.begun = to

    def draw(self, points: list[Point]) -> None:
        if not self.subpaths or self.subpaths[-1][1]:
            self.move(self.at)  # after a close, drawing goes on from where the subpath began
        self.subpaths[-1][0].extend(points)
        self.at = points[-1]

    def close(self) -> None:
        if self.subpaths:
            self.subpaths[-1] = (self.subpaths[-1][0], True)
        self.at = self.begun


def subpaths(data: str) -> list[tuple[Floats, bool]]:
    """Return the vertices of each subpath of ``data`` and whether it is closed.

    Raises
    ------
    ValueError
        What stands there is not path data.
    """
    pen = _Pen()
    for letter, values in _commands(data):
        _draw(pen, letter, values)
    drawn = [(points, closed) for points, closed in pen.subpaths if len(points) > 1]
    return [(np.array([(p.real, p.imag) for p in points]), closed) for points, closed in drawn]


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with the numbers of one use of it; a move repeated is a line."""
    letter, values, at = "", list[float](), _GAP.match(data).end()  # type: ignore[union-attr]
    while at < len(data):
        if data[at] in _ARGUMENTS_OF:
            if values:
                raise ValueError(f"{letter} wants {_ARGUMENTS_OF[letter]} numbers")
            letter, at = data[at], at + 1
            if letter in "Zz":
                yield letter, []
        else:
            # The two flags of an arc may be written without a gap, before one another and before the next number.
            found = (_FLAG if letter in ("A", "a") and len(values) in (3, 4) else _NUMBER).match(data, at)
            if found is None or letter in ("", "Z", "z"):
                raise ValueError(f"unexpected {data[at : at + 10]!r}")
            values.append(float(found[0]))
            at = found.end()
            if len(values) == _ARGUMENTS_OF[letter]:
                yield letter, values
                letter, values = {"M": "L", "m": "l"}.get(letter, letter), []
        at = _GAP.match(data, at).end()  # type: ignore[union-attr]
    if values:
        raise ValueError(f"{letter} wants {_ARGUMENTS_OF[letter]} numbers")


def _draw(pen: _Pen, letter: str, v: list[float]) -> None:
    kind, start = letter.upper(), pen.at
    base = start if letter.islower() else 0j
    points = [base + complex(v[i], v[i + 1]) for i in range(0, len(v) - 1, 2)] if kind not in "HVAZ" else []
    if kind == "Z":
        pen.close()
    elif kind == "M":
        pen.move(points[0])
    elif kind == "L":
        pen.draw(points)
    elif kind == "H":
        pen.draw([complex(base.real + v[0], start.imag)])
    elif kind == "V":
        pen.draw([complex(start.real, base.imag + v[0])])
    elif kind == "A":
        pen.draw(_arc(start, v, base + complex(v[5], v[6])))
    else:
        _curve(pen, kind, points)
        return
    pen.curve, pen.handle = "", None


def _curve(pen: _Pen, kind: str, points: list[Point]) -> None:
    start, family = pen.at, "C" if kind in "CS" else "Q"
    smooth = 2 * start - pen.handle if pen.handle is not None and pen.curve == family else start
    controls = points if kind in "CQ" else [smooth, *points]
    end, last = controls[-1], controls[-2]
    cubic = controls if family == "C" else [(start + 2 * last) / 3, (end + 2 * last) / 3, end]
    shares = [(i + 1) / _CURVE_PIECES for i in range(_CURVE_PIECES)]
    pen.draw([_bezier((start, *cubic), t) for t in shares])
    pen.curve, pen.handle = family, last


def _bezier(points: tuple[Point, ...], t: float) -> Point:
    (a, b, c, d), u = points, 1.0 - t
    return u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d


def _arc(start: Point, v: list[float], end: Point) -> list[Point]:
    """Return an elliptical arc as vertices (SVG 1.1, appendix F.6.5)."""
    rx, ry, large, sweep = abs(v[0]), abs(v[1]), bool(v[3]), bool(v[4])
    if rx == 0.0 or ry == 0.0 or start == end:
        return [end]
    tilt = complex(math.cos(math.radians(v[2])), math.sin(math.radians(v[2])))
    half = (start - end) / 2 / tilt
    x, y = half.real / rx, half.imag / ry
    grow = max(1.0, math.hypot(x, y))
    rx, ry, x, y = rx * grow, ry * grow, x / grow, y / grow
    square = x * x + y * y
    reach = math.sqrt(max(1.0 / square - 1.0, 0.0)) * (1 if large != sweep else -1)
    cx, cy = reach * y, -reach * x
    first, last = math.atan2(y - cy, x - cx), math.atan2(-y - cy, -x - cx)
    turn = (last - first) % (2 * math.pi) - (0.0 if sweep else 2 * math.pi)
    count = max(2, math.ceil(abs(turn) / (2 * math.pi) * _ARC_PIECES_A_TURN))
    middle = (start + end) / 2 + complex(cx * rx, cy * ry) * tilt
    angles = [first + turn * (i + 1) / count for i in range(count)]
    return [*(middle + complex(rx * math.cos(a), ry * math.sin(a)) * tilt for a in angles[:-1]), end]
