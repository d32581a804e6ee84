"""A feature in words: for the tip under the mouse, the menu, the clipboard."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from yhgis.analysis.area import measure
from yhgis.analysis.measuring import polygonal, segment_lengths
from yhgis.i18n import Title, tr
from yhgis.model.result import Basis
from yhgis.ui.map_tools.figures import area_text, length_text

if TYPE_CHECKING:
    from yhgis.model.layer import Layer

#: Fields shown in a tip, and letters of one.
_KEY_FIELDS, _MOST_LETTERS = 2, 36
_NUMBERS = ("fid", "objectid", "id", "ogc_fid", "gid")


@dataclass(frozen=True, eq=False)
class Feature:
    """A feature of a layer on the map."""

    layer: Layer
    position: int

    @property
    def name(self) -> str:
        """What it is called; its number where it has no name."""
        wanted = self.layer.info.name_field
        if wanted in self.layer.fields:
            text = value_text(self.layer.fields[wanted][self.position])
            if text:
                return text
        return f"#{self.position + 1}"

    @property
    def geometry(self) -> shapely.Geometry:
        """Its geometry (working CRS)."""
        return self.layer.geometry[self.position]

    def alone(self) -> Layer:
        """Return a layer of this feature alone, called by its name."""
        one = self.layer.select(np.array([self.position]))
        title = Title(f"{self.layer.info.title} · {self.name}")
        return replace(one, info=replace(one.info, id=f"{one.info.id}_{self.position + 1}", title=title))

    def size_text(self, basis: Basis) -> str:
        """Return its area or its length; empty for a point."""
        dimension = shapely.get_dimensions(self.geometry)
        if dimension == 2:
            return area_text(float(measure(polygonal(np.array([self.geometry], dtype=object)), basis).sum()))
        if dimension == 1:
            parts = shapely.get_parts(self.geometry)
            return length_text(sum(float(segment_lengths(shapely.get_coordinates(p), basis).sum()) for p in parts))
        return ""

    def attributes(self) -> list[tuple[str, str]]:
        """Return all fields in words, with their values; empty ones too."""
        info = self.layer.info
        return [(info.field_title(name), value_text(column[self.position]))
                for name, column in self.layer.fields.items()]

    def key_fields(self) -> list[tuple[str, str]]:
        """Return the one or two fields that say most: those known to the standards first, never mere numbers."""
        info = self.layer.info
        if info.group != "own":
            return []
        names = [n for n in self.layer.fields if n != info.name_field and n.casefold() not in _NUMBERS]
        names.sort(key=lambda name: name not in info.field_names)
        said = [(info.field_title(name), value_text(self.layer.fields[name][self.position])) for name in names]
        return [(title, value) for title, value in said if value][:_KEY_FIELDS]

    def tip(self, basis: Basis) -> str:
        """Return rich text of a few lines: name, layer and size, key fields."""
        size = self.size_text(basis)
        layer = str(self.layer.info.title)
        lines = [f"<b>{escape(_short(self.name))}</b>", escape(f"{layer} · {size}" if size else layer)]
        lines += [escape(f"{title}  {_short(value)}") for title, value in self.key_fields()]
        return "<br>".join(lines)

    def copied(self) -> str:
        """Return name and value of every field, a line each, with tabs."""
        rows = [(tr("Layer"), str(self.layer.info.title)), *self.attributes()]
        return "\n".join(f"{_cell(title)}\t{_cell(value)}" for title, value in rows)


def value_text(value: Any) -> str:
    """Return a field's value as text; empty where there is none."""
    if value is None or (isinstance(value, (float, np.floating)) and math.isnan(value)):
        return ""
    if isinstance(value, np.datetime64) and np.isnat(value):
        return ""
    if isinstance(value, (float, np.floating)):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return str(value)


def _cell(text: str) -> str:
    """Return a text on one line that no spreadsheet takes for a formula."""
    from yhgis.io.tables import plain_text

    return plain_text(" ".join(text.split()))


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
