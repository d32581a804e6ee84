"""The three things of a symbol that people change: its colour, how strong it is, its outline (pure; no widgets)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from yhgis.i18n import Title
from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import AnySymbolLayer, FillSymbol, MarkerSymbol, StrokeSymbol, SvgSymbol, Symbol
from yhgis.ui.panels.style.parts import AREA, LINE, POINT, color_of, draws, recolored_part, with_part

#: What does something to a symbol; it can be done to several classes at once.
Edit = Callable[[Symbol], Symbol]
Role = Literal["fill", "outline", "line", "casing", "figure", "rim"]
_FILLING = ("fill", "soft_fill", "gradient")
_PATTERN = ("hatch", "dots", "rings", "inner_band")
_FIGURES = ("marker", "svg")
_DEFAULT = "#1F6F8B"


@dataclass(frozen=True)
class Basic:
    """One line of the short editor.

    Parameters
    ----------
    role : Role
    title : Title
    strong : bool
        Whether its opacity can be changed.
    size : str
        Field with its width or size; empty when it has none.
    size_title : Title
    optional : bool
        Whether it can be taken away.
    """

    role: Role
    title: Title
    strong: bool = False
    size: str = ""
    size_title: Title = Title("", "")  # noqa: RUF009 - a frozen value
    optional: bool = True


_WIDTH, _SIZE = Title("宽度", "Width"), Title("大小", "Size")
_FILL = Basic("fill", Title("填充", "Fill"), strong=True)
_OUTLINE = Basic("outline", Title("边线", "Outline"), size="width_mm", size_title=_WIDTH)
_LINE = Basic("line", Title("线", "Line"), strong=True, size="width_mm", size_title=_WIDTH, optional=False)
_CASING = Basic("casing", Title("衬边", "Casing"), size="width_mm", size_title=_WIDTH)
_FIGURE = Basic("figure", Title("图形", "Figure"), strong=True, size="size_mm", size_title=_SIZE, optional=False)
_RIM = Basic("rim", Title("边线", "Outline"), size="stroke_mm", size_title=_WIDTH)


def basics(kind: GeometryKind) -> tuple[Basic, ...]:
    """Return the lines of the short editor for features of ``kind``."""
    if kind is LINE:
        return _LINE, _CASING
    if kind is POINT:
        return _FIGURE, _RIM
    return (_FILL, _OUTLINE) if kind is AREA else (_FILL, _OUTLINE, _FIGURE)


def index_of(symbol: Symbol, role: Role, kind: GeometryKind) -> int | None:
    """Return which part plays ``role``; None where none does."""
    shown = [i for i, part in enumerate(symbol) if draws(part, kind)]
    if role == "fill":
        return next((i for kinds in (_FILLING, _PATTERN) for i in shown if symbol[i].kind in kinds), None)
    if role in ("figure", "rim"):
        figures = [i for i in shown if symbol[i].kind in _FIGURES]
        others = [i for i in shown if symbol[i].kind in ("rings", "soft_disc")]
        found = figures[-1] if figures else others[-1] if others and role == "figure" else None
        return None if role == "rim" and found is not None and symbol[found].stroke is None else found  # type: ignore[union-attr]
    strokes = [i for i in shown if symbol[i].kind == "stroke"]
    if role == "casing":
        return _casing(symbol, strokes)
    return strokes[-1] if strokes else None


def _casing(symbol: Symbol, strokes: list[int]) -> int | None:
    """Return the stroke that lies beneath the topmost one and looks out at its sides."""
    if len(strokes) < 2:
        return None
    top = symbol[strokes[-1]].width_mm  # type: ignore[union-attr]
    return next((i for i in reversed(strokes[:-1]) if symbol[i].width_mm > top), None)  # type: ignore[union-attr]


def color(symbol: Symbol, basic: Basic, kind: GeometryKind) -> str:
    """Return the colour of a line of the short editor; empty when it is off."""
    index = index_of(symbol, basic.role, kind)
    if index is None:
        return ""
    part = symbol[index]
    return (part.stroke or "") if basic.role == "rim" else color_of(part)  # type: ignore[union-attr]


def opacity(symbol: Symbol, basic: Basic, kind: GeometryKind) -> float:
    """Return how strong it is, 0..1."""
    index = index_of(symbol, basic.role, kind)
    return symbol[index].opacity if index is not None else 0.0


def size(symbol: Symbol, basic: Basic, kind: GeometryKind) -> float | None:
    """Return its width or size in mm; None where it has none."""
    index = index_of(symbol, basic.role, kind)
    found = getattr(symbol[index], _size_field(symbol[index], basic), None) if index is not None else None
    return float(found) if found is not None else None


def _size_field(part: AnySymbolLayer, basic: Basic) -> str:
    return "radius_mm" if basic.role == "figure" and part.kind in ("rings", "soft_disc") else basic.size


def set_color(basic: Basic, new: str, kind: GeometryKind) -> Edit:
    """Return the edit that colours it; what had the same colour as the main figure stays of its colour."""

    def edit(symbol: Symbol) -> Symbol:
        index = index_of(symbol, basic.role, kind)
        if index is None:
            return switched(basic, True, kind, new)(symbol)
        if basic.role == "rim":
            return with_part(symbol, index, stroke=new)
        old = color_of(symbol[index])
        if basic.role in ("outline", "casing"):
            return with_part(symbol, index, color=new)
        if not old:
            return with_part(symbol, index, fill=new)
        return tuple(recolored_part(part, old, new) for part in symbol)

    return edit


def set_opacity(basic: Basic, share: float, kind: GeometryKind) -> Edit:
    """Return the edit that makes it so strong."""

    def edit(symbol: Symbol) -> Symbol:
        index = index_of(symbol, basic.role, kind)
        return symbol if index is None else with_part(symbol, index, opacity=min(max(share, 0.0), 1.0))

    return edit


def set_size(basic: Basic, mm: float, kind: GeometryKind) -> Edit:
    """Return the edit that makes it so wide or large; a casing keeps looking out as far as before."""

    def edit(symbol: Symbol) -> Symbol:
        index = index_of(symbol, basic.role, kind)
        if index is None:
            return symbol
        field = _size_field(symbol[index], basic)
        if field not in type(symbol[index]).model_fields:
            return symbol
        casing = index_of(symbol, "casing", kind) if basic.role == "line" else None
        grown = mm - float(getattr(symbol[index], field))
        made = with_part(symbol, index, **{field: mm})
        if casing is None:
            return made
        return with_part(made, casing, width_mm=min(max(made[casing].width_mm + grown, 0.0), 200.0))  # type: ignore[union-attr]

    return edit


def switched(basic: Basic, on: bool, kind: GeometryKind, new: str = "") -> Edit:
    """Return the edit that adds or takes away what ``basic`` stands for."""

    def edit(symbol: Symbol) -> Symbol:
        index = index_of(symbol, basic.role, kind)
        if on == (index is not None):
            return symbol
        return _added(symbol, basic, kind, new) if on else _taken(symbol, index, basic)

    return edit


def _taken(symbol: Symbol, index: int | None, basic: Basic) -> Symbol:
    if basic.role == "rim" and index is not None:
        return with_part(symbol, index, stroke=None)
    return tuple(part for i, part in enumerate(symbol) if i != index)


def _added(symbol: Symbol, basic: Basic, kind: GeometryKind, new: str) -> Symbol:
    main = next((found for part in symbol if draws(part, kind) and (found := color_of(part))), _DEFAULT)
    match basic.role:
        case "fill":
            return FillSymbol(color=new or main, opacity=0.35), *symbol
        case "casing":
            index = index_of(symbol, "line", kind)
            if index is None:
                return symbol
            width = symbol[index].width_mm + 0.6  # type: ignore[union-attr]
            return *symbol[:index], StrokeSymbol(color=new or "#FFFFFF", width_mm=width, level=-1), *symbol[index:]
        case "rim":
            index = index_of(symbol, "figure", kind)
            fits = index is not None and isinstance(symbol[index], MarkerSymbol | SvgSymbol)
            return with_part(symbol, index, stroke=new or "#FFFFFF") if fits and index is not None else symbol
        case "figure":
            return *symbol, MarkerSymbol(fill=new or main, stroke="#FFFFFF", size_mm=2.2)
        case _:
            return *symbol, StrokeSymbol(color=new or main, width_mm=0.4)
