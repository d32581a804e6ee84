"""What the plan wants each town to become; the town card prints it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from yhgis import schema
from yhgis.errors import DataError, nearest_name
from yhgis.i18n import Title
from yhgis.plan.catalog import Catalog
from yhgis.resources import layers_folder


class _Positioning(schema.Schema):
    name: str
    plan_ref: str
    positioning: Title
    key_terms: tuple[str, ...]


class _TownsFile(schema.Schema):
    version: Literal[1]
    note: str
    towns: tuple[_Positioning, ...]


@dataclass(frozen=True)
class TownProfile:
    """A town with the plan's wish for it.

    Parameters
    ----------
    id : str
        Id of its feature in the layer ``towns``.
    title : Title
        Its name.
    kind : str
        ``subdistrict`` or ``town``.
    zones : tuple of str
        Chinese names of the zones it lies in; two where the Tiaoxi parts it.
    positioning : Title
        One sentence, this project's words.
    key_terms : tuple of str
        The plan's own terms.
    plan_ref : str
        Box of the plan.
    """

    id: str
    title: Title
    kind: str
    zones: tuple[str, ...]
    positioning: Title
    key_terms: tuple[str, ...]
    plan_ref: str


def profiles(catalog: Catalog | None = None) -> tuple[TownProfile, ...]:
    """Return every town's profile, in the order of the layer ``towns``."""
    towns = (catalog or Catalog.load()).layer("towns")
    wishes = {town.name: town for town in _file(layers_folder() / "sources" / "towns.json").towns}
    columns = (towns.field(name) for name in ("id", "name", "name_en", "kind", "zones"))
    return tuple(
        TownProfile(
            id=str(town_id),
            title=Title(str(name), str(name_en)),
            kind=str(kind),
            zones=tuple(str(zones).split(";")),
            positioning=wishes[name].positioning,
            key_terms=wishes[name].key_terms,
            plan_ref=wishes[name].plan_ref,
        )
        for town_id, name, name_en, kind, zones in zip(*columns, strict=True)
    )


def profile(name: str, catalog: Catalog | None = None) -> TownProfile:
    """Return the profile of a town by its id, its Chinese name with or without 镇/街道, or its English name.

    Raises
    ------
    DataError
        No such town; the nearest name is offered.
    """
    known = profiles(catalog)
    wanted = name.strip().casefold()
    for town in known:
        if wanted in _spellings(town):
            return town
    near = nearest_name(wanted, [spelling for town in known for spelling in _spellings(town)])
    raise DataError(
        "There is no town {town}; did you mean {near}?",
        town=name,
        near=near or ", ".join(town.title.zh for town in known),
    )


def _spellings(town: TownProfile) -> tuple[str, ...]:
    zh = town.title.zh
    return zh, zh.removesuffix("街道").removesuffix("镇"), town.title.en.casefold(), town.id


@cache
def _file(path: Path) -> _TownsFile:
    return schema.read(path, _TownsFile)
