"""One label style at work on one layer: which features are named, how, and how the name looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from yhgis.carto.classes import Bools, SymbolClass, passing, text_of
from yhgis.carto.colour import rgba
from yhgis.carto.display_list import TextMeasure, TextStyle
from yhgis.carto.frame import Frame
from yhgis.carto.label_collision import SAME_NAME_MM, Candidate, Label
from yhgis.carto.label_text import in_two_languages, number_text, wrapped
from yhgis.carto.label_written import Written
from yhgis.carto.packing import Ints
from yhgis.i18n import Language
from yhgis.model.layer import Layer
from yhgis.model.style import LabelStyle

if TYPE_CHECKING:
    from yhgis.carto.map_picture import MapLayer

CandidatesOf: TypeAlias = Callable[[Written], list[Candidate]]
"""From a measured text to the places where it could stand."""

#: Labels of one layer that are tried in one picture; the largest features first.
MOST_LABELS = 400
#: A name that is repeated along a line stands no nearer to itself than this share of the distance.
_REPEAT_SHARE = 0.6
_BRACKETS = re.compile(r"[(（][^)）]*[)）]?")


@dataclass(frozen=True, eq=False)
class Naming:
    """One label style at work on one layer.

    Parameters
    ----------
    map_layer : MapLayer
    order : int
        Of the layer in the picture, 0 the bottom.
    number : int
        Of the label style in the layer's own.
    style : LabelStyle
    classes : sequence of SymbolClass
    frame : Frame
    measure : TextMeasure
    lang : "zh" or "en"
    """

    map_layer: MapLayer
    order: int
    number: int
    style: LabelStyle
    classes: Sequence[SymbolClass]
    frame: Frame
    measure: TextMeasure
    lang: Language

    @property
    def layer(self) -> Layer:
        """The layer whose features are named."""
        return self.map_layer.layer

    def label(self, text: str, feature: int, size: float, candidates: CandidatesOf) -> Label:
        """Return the label ``text`` of ``feature``; ``size`` decides among labels of equal priority."""
        style = self.style
        written = Written.of(text, self.text_style(feature), self.measure, style.line_spacing)
        rank = (0.0 if style.must else 1.0, -float(style.priority), -float(self.order), -size, float(feature))
        return Label(
            text,
            written.style,
            rank,
            lambda: list(candidates(written)),
            f"{self.layer.id}:{feature}",
            written.style.color if style.flag else None,
            self.map_layer.opacity,
            (self.layer.id, self.number, text, -1 if style.once_each else feature),
            max(SAME_NAME_MM, _REPEAT_SHARE * style.repeat_mm),
        )

    def text_style(self, feature: int) -> TextStyle:
        """Return how the label of ``feature`` looks."""
        style = self.style
        color = style.color if style.color != "category" else self._category_color(feature)
        return TextStyle(
            style.size_pt,
            rgba(color, style.opacity),
            style.weight,
            style.italic,
            style.spacing_mm,
            style.halo_mm if not style.flag else 0.0,  # it would eat into the flag's edge
            rgba(style.halo, style.halo_opacity),
        )

    def _category_color(self, feature: int) -> str:
        return next((one.label_color for one in self.classes if one.members[feature] and one.label_color), "#333333")

    def members(self) -> Bools:
        """Whether each feature is drawn and passes the label's filter."""
        drawn = np.zeros(len(self.layer), dtype=bool)
        for one in self.classes:
            drawn |= one.members
        return drawn & passing(self.layer, self.style.only)

    def texts(self, features: Ints) -> list[str]:
        """Return the names of ``features``, empty for one that has none."""
        info = self.layer.info
        names = self.style.field or info.name_field, self.style.field_en or info.name_field_en
        zh, en = (self._column(name, features) for name in names)
        return [self.written_name(*pair) for pair in zip(zh, en, strict=True)]

    def _column(self, name: str, features: Ints) -> list[str]:
        if not name or (name not in self.layer.fields and name != self.style.field):
            return [""] * len(features)
        column = self.layer.field(name)
        return [number_text(column[i]) or text_of(column[i]) for i in features.tolist()]

    def written_name(self, zh: str, en: str) -> str:
        """Return a name in the language or languages of the style, broken into lines as the style says."""
        style = self.style
        if style.short:
            zh, en = (_BRACKETS.sub("", text).strip() for text in (zh, en))
        lang = self.lang if style.language == "map" else style.language
        names = in_two_languages(zh, en) if lang == "both" else [(en or zh) if lang == "en" else zh]
        if style.placement in ("line", "along"):  # a line bears one line of text
            return " ".join(names)
        return "\n".join(line for name in names for line in wrapped(name, style.wrap))
