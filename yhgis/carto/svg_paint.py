"""How SVG elements look: colours, opacities, line widths and transforms, inherited from element to element."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from yhgis.carto.packing import Floats

_NAMED = {
    "black": "#000000", "white": "#FFFFFF", "red": "#FF0000", "green": "#008000", "blue": "#0000FF",
    "yellow": "#FFFF00", "gray": "#808080", "grey": "#808080", "silver": "#C0C0C0", "maroon": "#800000",
    "navy": "#000080", "teal": "#008080", "olive": "#808000", "purple": "#800080", "orange": "#FFA500",
    "brown": "#A52A2A", "lime": "#00FF00", "aqua": "#00FFFF", "cyan": "#00FFFF", "fuchsia": "#FF00FF",
    "magenta": "#FF00FF", "pink": "#FFC0CB", "darkgreen": "#006400", "darkblue": "#00008B", "darkred": "#8B0000",
}  # fmt: skip
#: A colour that the file leaves open, in QGIS's words, with its default; and the same for a number.
_OPEN = re.compile(r"param\(\s*([\w-]+)\s*\)\s*(\S*)")
#: What stands before the default of a colour that the symbol may choose, as its fill or as its stroke.
OPEN_FILL, OPEN_STROKE = "fill?", "stroke?"
_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")


@dataclass(frozen=True)
class Look:
    """Of an element; colours are ``#RRGGBB``, ``none``, or a default behind `OPEN_FILL` or `OPEN_STROKE`."""

    fill: str = "#000000"
    stroke: str = "none"
    width: float = 1.0
    width_open: bool = False
    fill_opacity: float = 1.0
    stroke_opacity: float = 1.0

    def under(self, element: Any) -> Look:
        """Return the look of ``element`` inside of an element that looks like this.

        Raises
        ------
        ValueError
            A colour or a number that is none.
        """
        given = _properties(element)
        look = self
        for kind in ("fill", "stroke"):
            share = _share(given.get(f"{kind}-opacity", "1")) * _share(given.get("opacity", "1"))
            color = color_of(given[kind], getattr(look, kind)) if kind in given else getattr(look, kind)
            changed = {kind: color, f"{kind}_opacity": getattr(look, f"{kind}_opacity") * share}
            look = replace(look, **changed)
        if "stroke-width" in given:
            left_open = _OPEN.fullmatch(given["stroke-width"].strip())
            width = length_of((left_open[2] or "1") if left_open else given["stroke-width"])
            look = replace(look, width=width, width_open=left_open is not None)
        return look


def _properties(element: Any) -> dict[str, str]:
    """Return presentation attributes, those in ``style`` before the others."""
    given = {str(name): str(value) for name, value in element.attrib.items()}
    for entry in given.pop("style", "").split(";"):
        name, colon, value = entry.partition(":")
        if colon:
            given[name.strip()] = value.strip()
    return given


def color_of(text: str, inherited: str) -> str:
    """Return a paint of SVG as `Look` writes it.

    Raises
    ------
    ValueError
        A gradient, or no colour at all.
    """
    text = text.strip()
    left_open = _OPEN.fullmatch(text)
    if left_open:
        kind = OPEN_FILL if left_open[1].startswith("fill") else OPEN_STROKE
        return kind + color_of(left_open[2] or "#000000", "#000000")
    if text in ("none", "transparent", "inherit", "currentColor"):
        return {"inherit": inherited, "currentColor": f"{OPEN_FILL}#000000"}.get(text, "none")
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        return text.upper()
    if re.fullmatch(r"#[0-9A-Fa-f]{3}", text):
        return "#" + "".join(2 * digit for digit in text[1:]).upper()
    numbers = re.fullmatch(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)", text)
    if numbers:
        return "#" + "".join(f"{min(int(number), 255):02X}" for number in numbers.groups())
    if text.lower() in _NAMED:
        return _NAMED[text.lower()]
    raise ValueError(f"the colour {text[:40]}")


def length_of(text: str) -> float:
    """Return a length as a number; units are taken for the drawing's own.

    Raises
    ------
    ValueError
        It is not a number.
    """
    found = re.fullmatch(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(?:px|pt|mm|cm|in)?\s*", text)
    if found is None:
        raise ValueError(f"the length {text[:40]!r}")
    return float(found[1])


def _share(text: str) -> float:
    left_open = _OPEN.fullmatch(text.strip())
    return min(max(length_of((left_open[2] or "1") if left_open else text), 0.0), 1.0)


def transform_of(text: str) -> Floats:
    """Return the matrix (3 by 3) of a ``transform`` attribute.

    Raises
    ------
    ValueError
        A part of it is not understood.
    """
    matrix = np.eye(3)
    rest = _TRANSFORM.sub("", text)
    if rest.strip(" ,\t\r\n"):
        raise ValueError(f"the transform {text[:40]!r}")
    for kind, arguments in _TRANSFORM.findall(text):
        values = [float(number) for number in re.split(r"[\s,]+", arguments.strip()) if number]
        matrix = matrix @ _one_transform(kind, values)
    return matrix


def _one_transform(kind: str, v: list[float]) -> Floats:
    made = np.eye(3)
    if kind == "matrix" and len(v) == 6:
        made[:2] = [[v[0], v[2], v[4]], [v[1], v[3], v[5]]]
    elif kind == "translate" and len(v) in (1, 2):
        made[:2, 2] = [v[0], v[1] if len(v) == 2 else 0.0]
    elif kind == "scale" and len(v) in (1, 2):
        made[0, 0], made[1, 1] = v[0], v[-1]
    elif kind == "rotate" and len(v) in (1, 3):
        turn, about = np.radians(v[0]), np.array(v[1:] or [0.0, 0.0])
        made[:2, :2] = [[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]
        made[:2, 2] = about - made[:2, :2] @ about
    elif kind in ("skewX", "skewY") and len(v) == 1:
        made[(0, 1) if kind == "skewX" else (1, 0)] = np.tan(np.radians(v[0]))
    else:
        raise ValueError(f"the transform {kind} with {len(v)} numbers")
    return made
