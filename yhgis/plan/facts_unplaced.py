"""What the plan names and nothing here can place: shown as unknown, never as a point."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from yhgis import schema
from yhgis.i18n import Title
from yhgis.resources import layers_folder


class Unplaced(schema.Schema):
    """A thing of the plan without a place.

    ``layer`` is where it would be drawn, ``known_to`` the zone or district that the plan puts it in, ``why`` what is
    missing.
    """

    title: Title
    layer: str
    known_to: str
    plan_ref: str
    why: Title


class _File(schema.Schema):
    version: Literal[1]
    note: str
    unplaced: tuple[Unplaced, ...]


def unplaced() -> tuple[Unplaced, ...]:
    """Return everything that the plan names and that no layer can show."""
    return _file(layers_folder() / "sources" / "facts_unplaced.json").unplaced


@cache
def _file(path: Path) -> _File:
    return schema.read(path, _File)
