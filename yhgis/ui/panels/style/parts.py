"""What a symbol can be put together from, and what of each part can be changed: a table, no widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from yhgis.i18n import Title
from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import (
    AnySymbolLayer,
    ArrowheadsSymbol,
    DotsSymbol,
    FillSymbol,
    GradientSymbol,
    HatchSymbol,
    InnerBandSymbol,
    MarkerSymbol,
    Ring,
    RingsSymbol,
    SoftDiscSymbol,
    SoftFillSymbol,
    Stop,
    StrokeSymbol,
    SvgSymbol,
    Symbol,
    TicksSymbol,
)

Editor = Literal["color", "no_color", "share", "number", "choice", "flag", "dash", "stops", "rings", "figure"]
AREA, LINE, POINT = GeometryKind.POLYGON, GeometryKind.LINE, GeometryKind.POINT


@dataclass(frozen=True)
class PartField:
    """One thing of a part that can be changed.

    Parameters
    ----------
    name : str
        Of the symbol layer's field.
    title : Title
    editor : Editor
        ``no_color``: a colour or none; ``flag``: yes or no.
    least, most, step : float
        Of a number.
    unit : str
        Behind a number: ``mm`` or ``°``.
    choices : tuple of (value, Title)
    """

    name: str
    title: Title
    editor: Editor
    least: float = 0.0
    most: float = 50.0
    step: float = 0.1
    unit: str = ""
    choices: tuple[tuple[str, Title], ...] = ()


@dataclass(frozen=True)
class PartKind:
    """A kind of symbol layer: what it is called, what it is drawn on, what can be changed, how a new one looks."""

    kind: str
    title: Title
    on: tuple[GeometryKind, ...]
    fields: tuple[PartField, ...]
    make: Callable[[str], AnySymbolLayer]


def _mm(name: str, zh: str, en: str, *, least: float = 0.0, most: float = 50.0, step: float = 0.1) -> PartField:
    return PartField(name, Title(zh, en), "number", least, most, step, "mm")


def _choice(name: str, zh: str, en: str, **choices: tuple[str, str]) -> PartField:
    titles = tuple((value, Title(*words)) for value, words in choices.items())
    return PartField(name, Title(zh, en), "choice", choices=titles)


_COLOR = PartField("color", Title("颜色", "Colour"), "color")
_OPACITY = PartField("opacity", Title("不透明度", "Opacity"), "share")
_ANGLE = PartField("angle", Title("角度", "Angle"), "number", -360.0, 360.0, 5.0, "°")
_LEVEL = PartField("level", Title("绘制次序", "Drawing pass"), "number", -9.0, 9.0, 1.0)
_WIDTH = _mm("width_mm", "线宽", "Width", step=0.05)
_SPACING = _mm("spacing_mm", "间距", "Spacing", least=0.1, step=0.2)
_SIZE = _mm("size_mm", "大小", "Size")
_SHAPE = _choice(
    "shape", "形状", "Shape",
    circle=("圆", "Circle"), square=("方", "Square"), diamond=("菱形", "Diamond"), triangle=("三角", "Triangle"),
    ring=("环", "Ring"), flag=("旗", "Flag"), cross=("十字", "Cross"), star=("星", "Star"),
)  # fmt: skip
_AT = _choice(
    "at", "位置", "Place",
    point=("点上", "At the point"), middle=("中心", "In the middle"), vertices=("各顶点", "At every vertex"),
    stations=("各站点", "At the stations"),
)  # fmt: skip
_HALO = (
    PartField("halo", Title("晕圈", "Halo"), "no_color"),
    _mm("halo_mm", "晕圈宽", "Halo width", most=5.0),
)
_RIM = (
    PartField("stroke", Title("边线", "Outline"), "no_color"),
    _mm("stroke_mm", "边线宽", "Outline width", most=10.0, step=0.05),
)


def even_rings(count: int) -> tuple[Ring, ...]:
    """Return ``count`` rings of even widths, stronger towards the heart."""
    return tuple(
        Ring(reach=round(1.0 - i / count, 3), opacity=round(0.12 + 0.43 * i / max(count - 1, 1), 2))
        for i in range(count)
    )


#: In the order in which they are offered.
KINDS: tuple[PartKind, ...] = (
    PartKind(
        "fill", Title("填充", "Fill"), (AREA,), (_COLOR, _OPACITY), lambda color: FillSymbol(color=color, opacity=0.4)
    ),
    PartKind(
        "gradient", Title("渐变填充", "Gradient"), (AREA,),
        (
            _choice("shape", "方式", "Way", linear=("线性", "Linear"), radial=("由中心向外", "From the heart outward")),
            PartField("stops", Title("色标", "Stops"), "stops"),
            PartField("angle", Title("方向", "Direction"), "number", -181.0, 180.0, 5.0, "°"),
            _OPACITY,
        ),
        lambda color: GradientSymbol(
            stops=(Stop(at=0, color=color, opacity=0.05), Stop(at=1, color=color, opacity=0.6))
        ),
    ),
    PartKind(
        "hatch", Title("斜线填充", "Hatch"), (AREA,),
        (
            _COLOR, _ANGLE, _SPACING, _WIDTH,
            PartField("cross", Title("交叉", "Crossed"), "flag"), _OPACITY,
        ),
        lambda color: HatchSymbol(color=color, width_mm=0.2),
    ),
    PartKind(
        "dots", Title("点状填充", "Dot pattern"), (AREA,),
        (
            _COLOR, _SHAPE, _SPACING, _mm("size_mm", "点的大小", "Dot size", step=0.05), _ANGLE,
            PartField("shifted", Title("隔行错开", "Rows shifted"), "flag"), _OPACITY,
        ),
        lambda color: DotsSymbol(color=color, size_mm=0.4),
    ),
    PartKind(
        "soft_fill", Title("柔边填充", "Soft fill"), (AREA,),
        (_COLOR, _mm("width_mm", "柔边宽", "Fading over", most=40.0, step=0.5), _OPACITY),
        lambda color: SoftFillSymbol(color=color, opacity=0.5),
    ),
    PartKind(
        "inner_band", Title("内侧色带", "Band inside"), (AREA,),
        (_COLOR, _mm("width_mm", "带宽", "Width", most=40.0, step=0.2), _OPACITY),
        lambda color: InnerBandSymbol(color=color, opacity=0.5),
    ),
    PartKind(
        "rings", Title("同心环", "Rings"), (AREA, POINT),
        (
            _COLOR, PartField("rings", Title("环数", "Rings"), "rings", 1.0, 8.0, 1.0),
            _choice("shape", "形状", "Shape", circle=("圆", "Circle"), outline=("沿边界", "Like the outline")),
            _mm("radius_mm", "半径（点）", "Radius (points)", step=0.5), _mm("edge_mm", "白边", "White edge", most=5.0),
            _OPACITY,
        ),
        lambda color: RingsSymbol(color=color, rings=even_rings(3)),
    ),
    PartKind(
        "stroke", Title("线", "Line"), (AREA, LINE),
        (
            _COLOR, _WIDTH, PartField("dash", Title("线型", "Dashes"), "dash"),
            _mm("offset_mm", "平移", "Offset", least=-50.0),
            _choice("cap", "端头", "Ends", flat=("平", "Flat"), round=("圆", "Round"), square=("方", "Square")),
            _choice("join", "转角", "Corners", miter=("尖", "Sharp"), round=("圆", "Round"), bevel=("斜", "Bevel")),
            _OPACITY, _LEVEL,
        ),
        lambda color: StrokeSymbol(color=color, width_mm=0.4),
    ),
    PartKind(
        "ticks", Title("沿线刻度", "Ticks along"), (AREA, LINE),
        (
            _COLOR,
            _choice("shape", "形状", "Shape", chevron=("箭形", "Chevron"), cross=("短横", "Bar"), dot=("圆点", "Dot")),
            _SPACING, _SIZE, _WIDTH, _OPACITY, _LEVEL,
        ),
        lambda color: TicksSymbol(color=color, shape="cross", spacing_mm=4.0, size_mm=1.6),
    ),
    PartKind(
        "arrowheads", Title("箭头", "Arrowheads"), (LINE,),
        (
            _COLOR,
            _choice("ends", "端点", "Ends", both=("两端", "Both ends"), start=("起点", "Start"), end=("终点", "End")),
            _mm("length_mm", "长", "Length"), _mm("width_mm", "宽", "Width"),
            PartField("outline", Title("边线", "Outline"), "no_color"),
            _mm("outline_mm", "边线宽", "Outline width", most=5.0),
            _OPACITY,
        ),
        lambda color: ArrowheadsSymbol(color=color, ends="end", length_mm=3.0, width_mm=3.0),
    ),
    PartKind(
        "marker", Title("图形", "Figure"), (POINT, LINE, AREA),
        (
            _SHAPE, _SIZE, PartField("fill", Title("填色", "Fill"), "no_color"), *_RIM, _ANGLE, _AT, *_HALO, _OPACITY,
        ),
        lambda color: MarkerSymbol(fill=color, stroke="#FFFFFF", size_mm=2.2),
    ),
    PartKind(
        "svg", Title("符号（SVG）", "Symbol (SVG)"), (POINT, LINE, AREA),
        (
            PartField("name", Title("符号", "Symbol"), "figure"), _SIZE,
            PartField("fill", Title("填色", "Fill"), "no_color"), *_RIM, _ANGLE,
            _choice("anchor", "落点", "Stands on", middle=("中心", "Its middle"), bottom=("底部", "Its foot")),
            _AT, *_HALO, _OPACITY,
        ),
        lambda color: SvgSymbol(name="star", fill=color, halo="#FFFFFF", halo_mm=0.3),
    ),
    PartKind(
        "soft_disc", Title("柔边圆", "Soft disc"), (POINT,),
        (_COLOR, _mm("radius_mm", "半径", "Radius", step=0.5), _OPACITY),
        lambda color: SoftDiscSymbol(color=color, radius_field="", opacity=0.5),
    ),
)  # fmt: skip

_BY_KIND = {one.kind: one for one in KINDS}


def kind_of(part: AnySymbolLayer) -> PartKind:
    """Return what ``part`` is."""
    return _BY_KIND[part.kind]


def kinds_for(kind: GeometryKind) -> tuple[PartKind, ...]:
    """Return the parts that draw something on features of ``kind``."""
    return tuple(one for one in KINDS if kind in one.on or kind in (GeometryKind.MIXED, GeometryKind.NONE))


def draws(part: AnySymbolLayer, kind: GeometryKind) -> bool:
    """Whether ``part`` draws anything on features of ``kind``."""
    if kind in (GeometryKind.MIXED, GeometryKind.NONE):
        return True
    if isinstance(part, MarkerSymbol | SvgSymbol):
        return (part.at == "point") == (kind is POINT)
    return kind in kind_of(part).on


def new_part(kind_id: str, color: str, kind: GeometryKind) -> AnySymbolLayer:
    """Return a new part of ``kind_id`` as it suits features of ``kind``."""
    made = _BY_KIND[kind_id].make(color)
    if isinstance(made, MarkerSymbol | SvgSymbol) and kind in (AREA, LINE):
        return changed(made, at="middle")
    return made


def changed(part: AnySymbolLayer, **values: Any) -> AnySymbolLayer:
    """Return ``part`` with other values, checked against the schema."""
    return type(part).model_validate({**dict(part), **values})


def with_part(symbol: Symbol, index: int, **values: Any) -> Symbol:
    """Return ``symbol`` with other values in one of its parts; as it is where there is no such part."""
    return tuple(changed(part, **values) if i == index else part for i, part in enumerate(symbol))


def color_of(part: AnySymbolLayer) -> str:
    """Return the colour that stands for ``part``; empty where it has none."""
    if isinstance(part, GradientSymbol):
        return max(part.stops, key=lambda stop: stop.opacity).color
    if isinstance(part, MarkerSymbol | SvgSymbol):
        return part.fill or part.stroke or ""
    return part.color


def recolored_part(part: AnySymbolLayer, old: str, new: str) -> AnySymbolLayer:
    """Return ``part`` with every colour that is ``old`` made ``new``."""
    values: dict[str, Any] = {
        name: new for name in ("color", "fill", "stroke", "outline") if _same(getattr(part, name, None), old)
    }
    if isinstance(part, GradientSymbol):
        values["stops"] = tuple(
            Stop(at=stop.at, color=new if _same(stop.color, old) else stop.color, opacity=stop.opacity)
            for stop in part.stops
        )
    return changed(part, **values) if values else part


def _same(one: object, other: str) -> bool:
    return isinstance(one, str) and one.upper() == other.upper()
