"""Stated area against computed: what a survey file says of its parcels, checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.i18n import Message
from yhgis.io.survey_txt import AREA, NAME, NUMBER
from yhgis.model.crs import EQUAL_AREA_CRS, Geometries, is_geographic, transform

#: Areas that agree to a thousandth, or to half a unit of the fourth decimal of a hectare, are the same area.
_RELATIVE, _HALF_UNIT_HA = 1e-3, 0.5e-4
#: What a number without a unit turned out to be: square metres or mu where hectares are wanted.
_OTHER_UNITS = ((10_000.0, "m²"), (15.0, "亩"))


def computed_hectares(geometry: Geometries, crs: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return areas in hectares: on the plane of ``crs`` (as surveyors compute) and on the ellipsoid.

    The former equals the latter where ``crs`` is in degrees.
    """
    ellipsoidal = np.nan_to_num(shapely.area(transform(geometry, crs, EQUAL_AREA_CRS))) / 10_000
    plane = ellipsoidal if is_geographic(crs) else np.nan_to_num(shapely.area(geometry)) / 10_000
    return plane, ellipsoidal


def area_notes(layer: str, geometry: Geometries, fields: Mapping[str, NDArray[Any]], crs: str) -> tuple[Message, ...]:
    """Return what is to be said of the stated areas: nothing where all agree.

    Parameters
    ----------
    fields : mapping
        Columns of `yhgis.io.survey_txt`.
    """
    stated = fields[AREA]
    plane, ellipsoidal = computed_hectares(geometry, crs)
    asked = np.isfinite(stated) & (plane > 0) & (stated > 0)
    off = asked & ~_agree(stated, plane) & ~_agree(stated, ellipsoidal)
    if not off.any():
        return ()
    for factor, unit in _OTHER_UNITS:
        if _agree(stated[off] / factor, plane[off]).all():
            values: dict[str, object] = {"layer": layer, "count": int(off.sum()), "unit": unit}
            return (
                Message(
                    "{layer}: the stated areas of {count} parcels are {unit}, not hectares as the format wants.", values
                ),
            )
    return (_difference(layer, fields, stated, plane, off),)


def _difference(
    layer: str,
    fields: Mapping[str, NDArray[Any]],
    stated: NDArray[np.float64],
    plane: NDArray[np.float64],
    off: NDArray[np.bool_],
) -> Message:
    """Return the sentence about the parcel that is furthest off."""
    places = np.flatnonzero(off)
    worst = int(places[np.argmax(np.abs(stated[places] / plane[places] - 1))])
    name = fields[NAME][worst] or fields[NUMBER][worst] or f"#{worst + 1}"
    values: dict[str, object] = {
        "layer": layer,
        "count": len(places),
        "all": int(np.isfinite(stated).sum()),
        "name": name,
        "stated": f"{stated[worst]:.4f}",
        "computed": f"{plane[worst]:.4f}",
    }
    return Message(
        "{layer}: the stated area differs from the computed one in {count} of {all} parcels; most in {name}:"
        " stated {stated} ha, computed {computed} ha.",
        values,
    )


def _agree(stated: NDArray[np.float64], computed: NDArray[np.float64]) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = np.abs(stated - computed) <= np.maximum(_RELATIVE * computed, _HALF_UNIT_HA * 1.01)
    return same
