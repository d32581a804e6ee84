"""Files of web-map coordinates (GCJ-02, BD-09), which no file states: read as declared, shifted back on reading."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.io.content import Content
from yhgis.io.stated_crs import impossible, usable
from yhgis.model.crs import DEGREES_CRS, Geometries
from yhgis.model.layer import Layer
from yhgis.model.web_offset import ACCURACY_M, CORRECTED_CRS, corrected

#: What degrees without a word count as: that is no statement against a web map's.
_COUNTS_AS = ("EPSG:4326", "OGC:CRS84")


def may_be_web(content: Content) -> bool:
    """Whether a file leaves room for the user's word: it states nothing, or counts as degrees for want of a word."""
    own = usable(content.stated_crs)
    return own is None or own in _COUNTS_AS


def shifted_back(layer: str, geometry: Geometries, system: str) -> tuple[Geometries, str, tuple[Message, ...]]:
    """Return geometries in CGCS2000 degrees, their CRS, and the note that stands on every result.

    Raises
    ------
    DataError
        The numbers are no degrees.
    """
    if impossible(DEGREES_CRS, shapely.bounds(geometry).reshape(-1, 4)):
        raise DataError(
            "{layer}: web-map coordinates ({system}) are degrees, and these numbers are not.",
            layer=layer,
            system=system,
        )
    moved: Any = shapely.transform(geometry, lambda xy: corrected(xy, system))
    return np.asarray(moved, dtype=object), CORRECTED_CRS, (web_note(layer, system),)


def web_note(layer: str, system: str) -> Message:
    """Return what such a layer is worth."""
    return Message(
        "{layer}: web-map coordinates ({system}), shifted back approximately (about {metres} m); no basis for a"
        " decision about a parcel.",
        {"layer": layer, "system": system, "metres": f"{ACCURACY_M:g}"},
    )


def refuse_statutory(layer: Layer, system: str) -> None:
    """Refuse to take a layer of the statutory data bases for one of a web map.

    Raises
    ------
    DataError
        It is one.
    """
    if layer.info.standard:
        raise DataError(
            "{layer} is statutory data, which is never in web-map coordinates ({system}); choose the system that it"
            " was made in.",
            layer=layer.info.title,
            system=system,
        )
