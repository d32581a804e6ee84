"""Built-in looks of statutory classes: which table a layer's field speaks, and its features' looks by code or name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from yhgis import resources, schema
from yhgis.carto.classes import codes
from yhgis.carto.recolour import class_symbol, recoloured
from yhgis.model.colour_table import ColourTable, TableEntry
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.style import CategoriesRenderer, Category
from yhgis.model.symbol import FillSymbol, StrokeSymbol, Symbol

_FILES = ("land_use_2023", "survey_2019", "control_lines", "plan_structure")
#: A field speaks a table when at least this share of its different values is known there.
_LEAST_KNOWN = 0.6
_OTHER = "#E3E1DC"
_HAIRLINE = StrokeSymbol(color="#6E6A62", width_mm=0.08, opacity=0.6)


@dataclass(frozen=True, eq=False)
class Table:
    """A `ColourTable` that finds its entries."""

    data: ColourTable

    @cached_property
    def _by_text(self) -> dict[str, TableEntry]:
        found: dict[str, TableEntry] = {}
        for entry in self.data.entries:
            for text in (entry.code, entry.title.zh, *entry.also):
                found.setdefault(_normal(text), entry)
        return found

    def find(self, text: str) -> TableEntry | None:
        """Return the entry of a code or name; a code that is not listed belongs to the nearest one above it."""
        wanted = _normal(text)
        found = self._by_text.get(wanted)
        while found is None and len(wanted) > 2 and wanted[:2].isdigit():
            wanted = wanted[:-1]
            found = self._by_text.get(wanted)
        return found

    def color(self, entry: TableEntry) -> str:
        """Return the entry's colour, or that of the nearest class above it."""
        code = entry.code
        while code:
            above = self._by_text.get(_normal(code))
            if above is not None and above.color is not None:
                return above.color
            code = code[:-1]
        return _OTHER

    def symbol(self, entry: TableEntry, kind: GeometryKind) -> Symbol:
        """Return how a class looks in a layer of ``kind``."""
        if entry.symbol is not None:
            return entry.symbol
        if kind in (GeometryKind.POINT, GeometryKind.LINE):
            return recoloured(class_symbol(kind), self.color(entry), kind)
        return FillSymbol(color=self.color(entry)), _HAIRLINE

    def known(self, texts: Iterable[str]) -> float:
        """Return which share of the different, filled ``texts`` is known; one known only by its class counts less."""
        filled = [text for text in texts if text]
        worth = [self._worth(text) for text in filled]
        return sum(worth) / len(filled) if filled else 0.0

    def _worth(self, text: str) -> float:
        if _normal(text) in self._by_text:
            return 1.0
        return 0.9 if self.find(text) is not None else 0.0


@cache
def tables() -> tuple[Table, ...]:
    """Return the built-in tables."""
    folder = resources.styles_folder() / "tables"
    return tuple(Table(schema.read(folder / f"{name}.json", ColourTable)) for name in _FILES)


def table(table_id: str) -> Table:
    """Return the built-in table ``table_id``."""
    return next(one for one in tables() if one.data.id == table_id)


def table_for(layer: Layer) -> tuple[Table, str] | None:
    """Return the table and the field of ``layer`` that speaks it, or None.

    The name of the field proposes, its values decide: DLBM holds codes of either classification.
    """
    best: tuple[float, Table, str] | None = None
    names = {name.upper(): name for name in layer.fields}
    wanted = [(one, field) for one in tables() for field in one.data.fields if field in names]
    for one, field in wanted:
        share = one.known(codes(layer, names[field])[0])
        if share >= _LEAST_KNOWN and (best is None or share > best[0]):
            best = share, one, names[field]
    return best[1:] if best else None


def table_of_field(layer: Layer, field: str) -> Table | None:
    """Return the table that knows most of the values of ``field``, whatever its name, or None."""
    texts = codes(layer, field)[0]
    shares = [(one.known(texts), -number, one) for number, one in enumerate(tables())]
    share, _, best = max(shares, key=lambda found: found[:2])
    return best if share >= _LEAST_KNOWN else None


def table_renderer(layer: Layer, field: str, spoken: Table) -> CategoriesRenderer:
    """Return the looks of the classes that occur in ``field``, in the table's order."""
    values: dict[str, list[str]] = {}
    for text in codes(layer, field)[0]:
        entry = spoken.find(text) if text else None
        if entry is not None:
            values.setdefault(entry.code, []).append(text)
    categories = tuple(
        Category(
            values=tuple(dict.fromkeys([*values[entry.code], entry.code, entry.title.zh])),
            title=entry.title,
            symbol=spoken.symbol(entry, layer.kind),
        )
        for entry in spoken.data.entries
        if entry.code in values
    )
    other = recoloured(class_symbol(layer.kind), _OTHER, layer.kind)
    return CategoriesRenderer(field=field, categories=categories, other=other)


def _normal(text: str) -> str:
    return "".join(text.split()).upper()
