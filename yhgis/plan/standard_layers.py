"""Layers of the statutory data bases (DLTB, STBHHX, YJJBNTTB …), known by name and fields; the names are data.

A name alone proves little (永久基本农田占用结果.shp is no farmland layer), so its fields must agree; a file of any name
is known where its fields can belong to nothing else.  What is known is in ``layers/standards.json``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Literal

from yhgis import schema
from yhgis.i18n import Title
from yhgis.model.layer import GeometryKind, Layer
from yhgis.plan.field_names import known_names
from yhgis.resources import layers_folder

FILE = "standards.json"
#: Fields of the standard that must be there beside a name that is a code, or a name in words.
_FIELDS_BESIDE_CODE, _FIELDS_BESIDE_WORDS = 1, 2


class StandardLayer(schema.Schema):
    """One layer of the statutory data bases.

    Parameters
    ----------
    role : str
        What it is to this program; the catalog's id where the plan has a layer for it.
    title : Title
    codes, words : tuple of str
        How files of it are called: ``STBHHX``, or in Chinese.
    geometry : {"point", "line", "polygon"}
    fields : tuple of str
        Its fields, the telling ones first.
    signature : tuple of str
        Fields that together occur nowhere else; empty where there are none.
    name_fields : tuple of str
        What names a feature, best first.
    replaces : str
        Id of the schematic layer whose place an official file of it may take.
    """

    role: str
    title: Title
    codes: tuple[str, ...]
    words: tuple[str, ...]
    geometry: Literal["point", "line", "polygon"]
    fields: tuple[str, ...]
    signature: tuple[str, ...] = ()
    name_fields: tuple[str, ...] = ()
    replaces: str = ""


class Standards(schema.Schema):
    """``layers/standards.json``; what has one of ``result_words`` in its name was computed, and is no such layer."""

    version: Literal[1]
    source: str
    result_words: tuple[str, ...]
    name_fields: tuple[str, ...]
    layers: tuple[StandardLayer, ...]
    fields: dict[str, Title]


@cache
def standards() -> Standards:
    """Return what is known of statutory layers."""
    return schema.read(layers_folder() / FILE, Standards)


def standard_of(layer: Layer) -> StandardLayer | None:
    """Return the standard that ``layer`` follows, or None."""
    if not layer.fields:
        return None
    present = {field.upper() for field in layer.fields}
    names = _names_of(layer)
    if any(word in name for name in names for word in standards().result_words):
        return None
    fitting = [one for one in standards().layers if _kind_fits(layer, one.geometry)]
    for by in (_by_code, _by_words, _by_signature):
        found = next((one for one in fitting if by(one, names, present)), None)
        if found is not None:
            return found
    return None


def role_of(layer: Layer) -> str | None:
    """Return what ``layer`` is to this program (``ecological_redline``, ``land_use`` …), or None."""
    found = standard_of(layer)
    return found.role if found else None


def replaced_by(layer: Layer) -> str | None:
    """Return the id of the schematic layer whose place ``layer`` may take as the official one, or None."""
    found = standard_of(layer)
    return found.replaces or None if found else None


def understood(layer: Layer) -> Layer:
    """Return ``layer`` with its standard's title, its fields' names in words and the field that names its features.

    As far as each is known.  The file's own name stays in the title: two years of one layer must be told apart.
    """
    found = standard_of(layer)
    layer = with_field_names(layer, found)
    if found is None:
        return layer
    name = str(layer.info.title)
    title = Title(f"{found.title.zh}（{name}）", f"{found.title.en} ({name})")
    name_field = _first(found.name_fields, layer.fields) or layer.info.name_field or name_field_of(layer.fields)
    return replace(layer, info=replace(layer.info, title=title, name_field=name_field))


def with_field_names(layer: Layer, standard: StandardLayer | None) -> Layer:
    """Return ``layer`` with the standard it follows and what its fields are in words."""
    own = standard.fields if standard is not None else ()
    names = known_names(layer.fields, standards().fields, own)
    if standard is None and not names:
        return layer
    return layer.with_info(standard=standard.role if standard is not None else "", field_names=names)


def name_field_of(fields: Iterable[str]) -> str:
    """Return the field that names a feature, or nothing."""
    return _first(standards().name_fields, fields)


def field_title(field: str) -> Title | None:
    """Return what a field of a statutory layer is called in words: ``DLMC`` is 地类名称; None for any other."""
    return standards().fields.get(field.upper())


def _first(wanted: Iterable[str], fields: Iterable[str]) -> str:
    known = {field.casefold(): field for field in fields}
    return next((known[name.casefold()] for name in wanted if name.casefold() in known), "")


def _names_of(layer: Layer) -> tuple[str, ...]:
    """Return how the layer is called: its own name, and its file's."""
    stem = layer.info.path.stem if layer.info.path is not None else ""
    return tuple(name for name in (layer.info.inner_name, layer.info.id, stem) if name)


def _kind_fits(layer: Layer, wanted: str) -> bool:
    return layer.kind in (GeometryKind(wanted), GeometryKind.MIXED, GeometryKind.NONE)


def _by_code(one: StandardLayer, names: tuple[str, ...], present: set[str]) -> bool:
    called = any(re.search(rf"(?<![A-Z]){code}(?![A-Z])", name.upper()) for name in names for code in one.codes)
    return called and _held(one, present) >= _FIELDS_BESIDE_CODE


def _by_words(one: StandardLayer, names: tuple[str, ...], present: set[str]) -> bool:
    return any(word in name for name in names for word in one.words) and _held(one, present) >= _FIELDS_BESIDE_WORDS


def _by_signature(one: StandardLayer, _names: tuple[str, ...], present: set[str]) -> bool:
    return bool(one.signature) and present.issuperset(one.signature)


def _held(one: StandardLayer, present: set[str]) -> int:
    return sum(field in present for field in one.fields)
