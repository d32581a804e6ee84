"""How a layer is shown: one file schema, ``styles/<layer id>.json``; all sizes are millimetres or points on paper."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from yhgis.i18n import Title
from yhgis.model.symbol import Color, Length, Share, Symbol
from yhgis.schema import Schema


class Words(Schema):
    """A name in both languages, as it stands in a file."""

    zh: str
    en: str = ""

    @property
    def title(self) -> Title:
        """The same as a `Title`."""
        return Title(self.zh, self.en)


class ScaleRange(Schema):
    """Between which scales something is drawn; both are denominators, so ``farthest`` is the greater number."""

    closest: Annotated[float, Field(ge=0.0)] = 0.0
    farthest: float | None = None

    def holds(self, scale: float) -> bool:
        """Whether something is drawn at 1 : ``scale``."""
        return self.closest <= scale and (self.farthest is None or scale <= self.farthest)


ALL_SCALES = ScaleRange()


class FieldFilter(Schema):
    """Features whose field has one of some values, or lies in a range of numbers.

    Parameters
    ----------
    field : str
    values : tuple of str
        Compared as text; empty when the range decides.
    at_least, below : float, optional
        Half-open range.
    """

    field: str
    values: tuple[str, ...] = ()
    at_least: float | None = None
    below: float | None = None


class SingleRenderer(Schema):
    """Every feature looks the same."""

    kind: Literal["single"] = "single"
    symbol: Symbol
    title: Words | None = None


class Category(Schema):
    """The look of the features with one of ``values`` in the renderer's field.

    Parameters
    ----------
    label_color : str, optional
        For labels whose colour is ``"category"``.
    """

    values: tuple[str, ...]
    title: Words
    symbol: Symbol
    label_color: Color | None = None


class CategoriesRenderer(Schema):
    """The look depends on the value of a field; ``other`` is for values not named (None: not drawn)."""

    kind: Literal["categories"] = "categories"
    field: str
    categories: tuple[Category, ...]
    other: Symbol | None = None
    other_title: Words = Words(zh="其他", en="Other")


class Step(Schema):
    """The look of the values up to and including ``upper`` (above the step before)."""

    upper: float
    title: Words
    symbol: Symbol


class GraduatedRenderer(Schema):
    """The look depends on the size of a number.

    Parameters
    ----------
    steps : tuple of Step
        The limits count; how they were found stands in ``method``, ``ramp`` and ``reversed`` for the record, so
        that a panel can find them anew (`yhgis.carto.graduated`).
    missing : Symbol, optional
        For features whose field is empty or no number; None: not drawn.
    """

    kind: Literal["graduated"] = "graduated"
    field: str
    lower: float
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    method: str = ""
    ramp: str = ""
    reversed: bool = False
    missing: Symbol | None = None
    missing_title: Words = Words(zh="无数据", en="No data")

    @model_validator(mode="after")
    def _rising(self) -> GraduatedRenderer:
        limits = [self.lower, *(step.upper for step in self.steps)]
        if any(b < a for a, b in itertools.pairwise(limits)):
            raise ValueError("the limits of the steps must rise")
        return self


class Rule(Schema):
    """A look for the features that pass ``where`` (None: all), between some scales.

    Parameters
    ----------
    otherwise : bool
        Only for features that no other rule draws at this scale.
    """

    title: Words
    symbol: Symbol
    where: FieldFilter | None = None
    scales: ScaleRange = ALL_SCALES
    otherwise: bool = False


class RulesRenderer(Schema):
    """Every rule that a feature passes is drawn, in order."""

    kind: Literal["rules"] = "rules"
    rules: tuple[Rule, ...]


Renderer: TypeAlias = Annotated[
    SingleRenderer | CategoriesRenderer | GraduatedRenderer | RulesRenderer, Field(discriminator="kind")
]

LabelPlacement: TypeAlias = Literal["polygon", "line", "along", "point", "stations"]


class LabelStyle(Schema):
    """Names on the map.

    Parameters
    ----------
    field, field_en : str
        What is written; empty: the layer's own name fields.
    color : str
        ``#RRGGBB``, or ``"category"`` for the category's ``label_color``.
    spacing_mm : float
        Added between letters.
    placement : "polygon", "line", "along", "point" or "stations"
        At the widest inner place; straight, parallel to the line; letter by letter along the line; at one of
        eight places about the point; the same about every station of a line.
    priority : int
        Higher goes first where two labels want one place.
    repeat_mm : float
        Distance after which the name of a line is written again; 0: once.
    gap_mm : float
        From the point's centre, or from the line, to the text.
    only : FieldFilter, optional
        The features to name; all when None.
    once_each : bool
        Features of the same name get one label together, on the largest visible.
    flag : bool
        Set the name in a small flag.
    short : bool
        Leave out what stands in brackets.
    must : bool
        Belongs to the plan's own figures: placed before all others, whatever their priority.
    beside : bool
        Where an area or a line has no room for its name, the name stands beside it instead of not at all.
    language : "map", "zh", "en" or "both"
        ``map``: that of the picture; both: Chinese with English beneath (behind it, along a line).
    wrap : float
        Longest line, in letter heights (a Chinese character is one, a Latin letter about a half); 0: never broken.
    line_spacing : float
        From line to line, in letter heights.
    """

    field: str = ""
    field_en: str = ""
    size_pt: Annotated[float, Field(ge=3.0, le=96.0)] = 7.0
    weight: Annotated[int, Field(ge=100, le=900)] = 400
    italic: bool = False
    color: Annotated[str, Field(pattern=r"^(#[0-9A-Fa-f]{6}|category)$")] = "#333333"
    opacity: Share = 1.0
    halo_mm: Length = 0.4
    halo: Color = "#FFFFFF"
    halo_opacity: Share = 0.85
    spacing_mm: Annotated[float, Field(ge=-1.0, le=30.0)] = 0.0
    placement: LabelPlacement = "point"
    priority: int = 50
    repeat_mm: Length = 0.0
    gap_mm: Length = 1.2
    scales: ScaleRange = ALL_SCALES
    only: FieldFilter | None = None
    once_each: bool = False
    flag: bool = False
    short: bool = False
    must: bool = False
    beside: bool = False
    language: Literal["map", "zh", "en", "both"] = "map"
    wrap: Annotated[float, Field(ge=0.0, le=100.0)] = 0.0
    line_spacing: Annotated[float, Field(ge=0.8, le=3.0)] = 1.25


class LayerStyle(Schema):
    """How one layer is shown: ``styles/<layer id>.json``.

    Parameters
    ----------
    version : int
        Of the schema.
    renderer : Renderer
        Single symbol, categories, graduated, or rules.
    labels : tuple of LabelStyle
    scales : ScaleRange
        Outside of it nothing of the layer is drawn.
    in_legend : bool
        Whether the legend lists it.
    """

    version: Literal[1] = 1
    renderer: Renderer
    labels: tuple[LabelStyle, ...] = ()
    scales: ScaleRange = ALL_SCALES
    in_legend: bool = True

    def symbols(self) -> Iterator[Symbol]:
        """Yield every symbol that the style can draw."""
        renderer = self.renderer
        if isinstance(renderer, SingleRenderer):
            yield renderer.symbol
        elif isinstance(renderer, CategoriesRenderer):
            yield from (category.symbol for category in renderer.categories)
            if renderer.other is not None:
                yield renderer.other
        elif isinstance(renderer, GraduatedRenderer):
            yield from (step.symbol for step in renderer.steps)
            if renderer.missing is not None:
                yield renderer.missing
        else:
            yield from (rule.symbol for rule in renderer.rules)

    def fields(self) -> frozenset[str]:
        """Names of the fields that the style reads (labels' own name fields aside)."""
        named: set[str] = {label.field for label in self.labels} | {label.field_en for label in self.labels}
        filters: list[FieldFilter | None] = [label.only for label in self.labels]
        if isinstance(self.renderer, (CategoriesRenderer, GraduatedRenderer)):
            named.add(self.renderer.field)
        elif isinstance(self.renderer, RulesRenderer):
            filters += [rule.where for rule in self.renderer.rules]
        named |= {one.field for one in filters if one is not None}
        named |= {_field_of(layer) for symbol in self.symbols() for layer in symbol}
        return frozenset(named - {""})


def _field_of(layer: Any) -> str:
    width_by = getattr(layer, "width_by", None)
    return str(width_by.field) if width_by is not None else str(getattr(layer, "radius_field", ""))
