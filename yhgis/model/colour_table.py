"""Tables of looks kept as data: classes of a statutory classification by code or name, and ramps of colours."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from yhgis.model.style import Words
from yhgis.model.symbol import Color, Symbol
from yhgis.schema import Schema


class TableEntry(Schema):
    """One class.

    Parameters
    ----------
    code : str
        A code that begins with another entry's belongs under it.
    also : tuple of str
        Other names, beside the Chinese title.
    color : str, optional
        None: that of the class above.
    ours : bool
        The colour is this program's own choice, not the source's.
    symbol : Symbol, optional
        Instead of a plain fill of ``color``.
    """

    code: str
    title: Words
    also: tuple[str, ...] = ()
    color: Color | None = None
    ours: bool = False
    symbol: Symbol | None = None


class ColourTable(Schema):
    """``styles/tables/<id>.json``; ``fields`` are names of fields that hold its codes or names, in capitals."""

    version: Literal[1] = 1
    id: str
    title: Words
    source: str
    fields: tuple[str, ...]
    entries: Annotated[tuple[TableEntry, ...], Field(min_length=1)]


class ColourRamp(Schema):
    """Colours from the least value to the greatest; diverging ones part at a middle."""

    id: str
    title: Words
    diverging: bool = False
    colors: Annotated[tuple[Color, ...], Field(min_length=2)]


class ColourRamps(Schema):
    """``styles/tables/ramps.json``."""

    version: Literal[1] = 1
    source: str
    ramps: Annotated[tuple[ColourRamp, ...], Field(min_length=1)]


class Preset(Schema):
    """A ready-made symbol to begin from."""

    id: str
    title: Words
    geometry: Literal["polygon", "line", "point"]
    symbol: Symbol


class Presets(Schema):
    """``styles/tables/presets.json``."""

    version: Literal[1] = 1
    presets: tuple[Preset, ...]
