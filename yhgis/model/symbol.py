"""What a symbol is made of: layers of paint, bottom to top, every size in millimetres on paper.

A symbol is a list of symbol layers told apart by ``kind``.  `yhgis.carto.symbology` turns them into marks;
a symbol layer that does not fit a geometry (a hatch for a line) simply draws nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from yhgis.schema import Schema

Color: TypeAlias = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Share: TypeAlias = Annotated[float, Field(ge=0.0, le=1.0)]
Length: TypeAlias = Annotated[float, Field(ge=0.0, le=200.0)]
Spacing: TypeAlias = Annotated[float, Field(ge=0.1, le=200.0)]

MarkerShape: TypeAlias = Literal["circle", "square", "diamond", "triangle", "ring", "flag", "cross", "star"]
MarkerPlace: TypeAlias = Literal["point", "middle", "vertices", "stations"]


class SymbolLayer(Schema):
    """What all symbol layers share.

    Parameters
    ----------
    opacity : float
        0..1, on top of the map layer's own.
    level : int
        Drawing pass: for all features of the layer, lower levels come first, so that the casings of a road
        network lie under all of its fills.
    """

    opacity: Share = 1.0
    level: int = 0


class FillSymbol(SymbolLayer):
    """A plain fill."""

    kind: Literal["fill"] = "fill"
    color: Color


class WidthBy(Schema):
    """A width that grows with a numeric field: rivers thicken downstream.

    Parameters
    ----------
    field : str
        Numeric field.
    values, widths_mm : tuple of float
        Points of a piecewise linear curve, values rising.
    """

    field: str
    values: Annotated[tuple[float, ...], Field(min_length=1)]
    widths_mm: Annotated[tuple[Length, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _pairs(self) -> WidthBy:
        if len(self.values) != len(self.widths_mm):
            raise ValueError("values and widths_mm must have the same number of entries")
        return self


class StrokeSymbol(SymbolLayer):
    """A line, or the outline of an area; a casing is a wider stroke beneath.

    Parameters
    ----------
    dash : tuple of float
        On, off, on, off … in mm; empty for a solid line.
    fit_dash : bool
        Stretch the pattern a little, line by line, so that each line begins and ends with a dash.
    offset_mm : float
        To the left of the line's direction when positive.
    shared_once : bool
        Draw an edge that two features share once: two dash patterns on the same edge would fill each other's gaps.
    width_by : WidthBy, optional
        Replaces ``width_mm`` feature by feature.
    """

    kind: Literal["stroke"] = "stroke"
    color: Color
    width_mm: Length
    dash: tuple[Spacing, ...] = ()
    fit_dash: bool = False
    cap: Literal["flat", "round", "square"] = "flat"
    join: Literal["miter", "round", "bevel"] = "round"
    offset_mm: Annotated[float, Field(ge=-50.0, le=50.0)] = 0.0
    shared_once: bool = False
    width_by: WidthBy | None = None


class HatchSymbol(SymbolLayer):
    """Parallel lines across an area, anchored to the ground; ``cross`` adds the second direction."""

    kind: Literal["hatch"] = "hatch"
    color: Color
    angle: float = 45.0
    spacing_mm: Spacing = 2.0
    width_mm: Length = 0.15
    cross: bool = False


class DotsSymbol(SymbolLayer):
    """Rows of small figures across an area, anchored to the ground.

    Parameters
    ----------
    angle : float
        Of the rows, degrees counter-clockwise as seen; the figures stay upright.
    row_mm : float, optional
        Between rows; None: such that three neighbours stand in a triangle of equal sides.
    shifted : bool
        Every second row is shifted by half a spacing.
    shape : MarkerShape
    """

    kind: Literal["dots"] = "dots"
    color: Color
    spacing_mm: Spacing = 1.6
    size_mm: Length = 0.3
    angle: float = 0.0
    row_mm: Spacing | None = None
    shifted: bool = True
    shape: MarkerShape = "circle"


class InnerBandSymbol(SymbolLayer):
    """A soft band along the inside of an outline."""

    kind: Literal["inner_band"] = "inner_band"
    color: Color
    width_mm: Length = 2.0
    steps: Annotated[int, Field(ge=1, le=12)] = 5


class SoftFillSymbol(SymbolLayer):
    """A fill whose edge fades: an area whose outline is known only roughly.

    Parameters
    ----------
    width_mm : float
        Over which the edge fades, half of it inside of the outline and half outside.
    steps : int
        Of the fading.
    """

    kind: Literal["soft_fill"] = "soft_fill"
    color: Color
    width_mm: Length = 3.0
    steps: Annotated[int, Field(ge=2, le=24)] = 16


class Stop(Schema):
    """A colour at a place (0..1) of a gradient."""

    at: Share
    color: Color
    opacity: Share = 1.0


class GradientSymbol(SymbolLayer):
    """A fill that changes along an area.

    Parameters
    ----------
    stops : tuple of Stop
        Places rising from 0 to 1.
    shape : "linear" or "radial"
        Radial: from the heart of each area (place 0) to its farthest vertex (place 1).
    along : str
        Id of a line layer of the same map that gives the direction; empty, or not on the map: the area's
        longest axis, or ``angle``.
    angle : float, optional
        Direction of a linear gradient, degrees counter-clockwise from the right as seen; None: the longest axis.
    """

    kind: Literal["gradient"] = "gradient"
    stops: Annotated[tuple[Stop, ...], Field(min_length=2)]
    shape: Literal["linear", "radial"] = "linear"
    along: str = ""
    angle: float | None = None


class Ring(Schema):
    """One of the concentric rings: ``reach`` is 1 for the whole area and falls to 0 at its heart."""

    reach: Share
    opacity: Share


class RingsSymbol(SymbolLayer):
    """Concentric rings of one colour: circles about the heart of an area or about a point, or an outline drawn in.

    Parameters
    ----------
    rings : tuple of Ring
        Outermost first; opacities are those of the ring seen alone, not summed.
    shape : "circle" or "outline"
    radius_mm : float
        Of the outermost circle round a point; an area's circle has the area's own size.
    edge_mm : float
        White line between the rings; 0 for none.
    """

    kind: Literal["rings"] = "rings"
    color: Color
    rings: Annotated[tuple[Ring, ...], Field(min_length=1)]
    shape: Literal["circle", "outline"] = "circle"
    radius_mm: Length = 6.0
    edge_mm: Length = 0.0


class MarkerSymbol(SymbolLayer):
    """A small figure at a point.

    Parameters
    ----------
    at : "point", "middle", "vertices" or "stations"
        At the points of the feature; at the heart of an area or middle of a line; at every vertex; at the
        places listed in the field ``stations`` (see `yhgis.carto.stations`).
    halo : str, optional
        Colour of a rim beneath, ``halo_mm`` wide outside the figure; None: none.
    """

    kind: Literal["marker"] = "marker"
    shape: MarkerShape = "circle"
    size_mm: Length = 1.8
    fill: Color | None = "#FFFFFF"
    stroke: Color | None = None
    stroke_mm: Length = 0.3
    angle: float = 0.0
    at: MarkerPlace = "point"
    halo: Color | None = None
    halo_mm: Length = 0.4


class SvgSymbol(SymbolLayer):
    """A figure from an SVG file at a point, drawn as vectors.

    Parameters
    ----------
    name : str
        Of a file in ``styles/symbols``, without its ending; empty when ``content`` holds the figure.
    content : str
        The SVG text of the user's own file: it travels with the style.
    size_mm : float
        The longer side of the figure's box.
    fill, stroke : str, optional
        Colours for the parts that leave theirs open (``param(fill)``, ``param(outline)`` as in QGIS, or
        ``currentColor``); None: the file's own.
    stroke_mm : float
        Width of lines that leave theirs open.
    anchor : "middle" or "bottom"
        Which part of the figure stands on the place.
    at, halo, halo_mm
        As for `MarkerSymbol`.
    """

    kind: Literal["svg"] = "svg"
    name: Annotated[str, Field(pattern=r"^[a-z0-9_]*$")] = ""
    content: Annotated[str, Field(max_length=500_000)] = ""
    size_mm: Length = 4.0
    fill: Color | None = None
    stroke: Color | None = None
    stroke_mm: Length = 0.2
    angle: float = 0.0
    anchor: Literal["middle", "bottom"] = "middle"
    at: MarkerPlace = "point"
    halo: Color | None = None
    halo_mm: Length = 0.4

    @model_validator(mode="after")
    def _one_source(self) -> SvgSymbol:
        if bool(self.name) == bool(self.content):
            raise ValueError("give either name or content")
        return self


class ArrowheadsSymbol(SymbolLayer):
    """Arrowheads at the ends of a line."""

    kind: Literal["arrowheads"] = "arrowheads"
    color: Color
    ends: Literal["both", "start", "end"] = "both"
    length_mm: Length = 5.0
    width_mm: Length = 5.0
    notch: Share = 0.25
    outline: Color | None = None
    outline_mm: Length = 0.0


class TicksSymbol(SymbolLayer):
    """Small figures along a line at a steady distance: direction chevrons, railway sleepers, dots.

    ``cross`` is a bar across the line, ``chevron`` an arrow along it, ``dot`` a disc.
    """

    kind: Literal["ticks"] = "ticks"
    color: Color
    shape: Literal["chevron", "cross", "dot"] = "chevron"
    spacing_mm: Spacing = 18.0
    size_mm: Length = 1.2
    width_mm: Length = 0.3


class SoftDiscSymbol(SymbolLayer):
    """A disc that fades outward over a place known only roughly.

    Parameters
    ----------
    radius_field : str
        Field with the radius in metres on the ground; empty: ``radius_mm`` for all.
    least_m : float
        Places known better than this get no disc.
    radius_mm : float
        On paper, where no field says.
    """

    kind: Literal["soft_disc"] = "soft_disc"
    color: Color
    radius_field: str = "accuracy_m"
    least_m: float = 0.0
    radius_mm: Length = 4.0


AnySymbolLayer: TypeAlias = Annotated[
    FillSymbol
    | StrokeSymbol
    | HatchSymbol
    | DotsSymbol
    | InnerBandSymbol
    | SoftFillSymbol
    | GradientSymbol
    | RingsSymbol
    | MarkerSymbol
    | SvgSymbol
    | ArrowheadsSymbol
    | TicksSymbol
    | SoftDiscSymbol,
    Field(discriminator="kind"),
]

Symbol: TypeAlias = tuple[AnySymbolLayer, ...]
