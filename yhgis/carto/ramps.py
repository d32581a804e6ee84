"""Ramps of colours for classes of numbers; they are data, ``styles/tables/ramps.json``."""

from __future__ import annotations

from functools import cache

import numpy as np

from yhgis import resources, schema
from yhgis.errors import DataError, nearest_name
from yhgis.model.colour_table import ColourRamp, ColourRamps

#: What is offered first.
DEFAULT_RAMP = "yellow_green_blue"


@cache
def ramps() -> tuple[ColourRamp, ...]:
    """Return all ramps in the order in which they are offered."""
    return schema.read(resources.styles_folder() / "tables" / "ramps.json", ColourRamps).ramps


def ramp(ramp_id: str) -> ColourRamp:
    """Return the ramp ``ramp_id``.

    Raises
    ------
    DataError
        There is none of that name (the nearest is offered).
    """
    known = {one.id: one for one in ramps()}
    if ramp_id not in known:
        near = nearest_name(ramp_id, known) or "-"
        raise DataError("There is no colour ramp {ramp}; the nearest is {near}.", ramp=ramp_id, near=near)
    return known[ramp_id]


def ramp_colors(ramp_id: str, count: int, *, turned: bool = False) -> tuple[str, ...]:
    """Return ``count`` colours evenly along a ramp, as ``#RRGGBB``; from the other end when ``turned``."""
    colors = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in ramp(ramp_id).colors], dtype=float)
    places = np.linspace(0.0, len(colors) - 1.0, count) if count > 1 else np.array([(len(colors) - 1.0) / 2])
    mixed = [np.interp(places, np.arange(len(colors)), colors[:, channel]).round() for channel in range(3)]
    found = tuple("#" + "".join(f"{int(v):02X}" for v in color) for color in np.column_stack(mixed))
    return found[::-1] if turned else found
