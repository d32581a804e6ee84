"""Which CRS a file's numbers are in: what the file states, what the user declares, and what is possible."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from yhgis.errors import MissingCrsError
from yhgis.i18n import Message
from yhgis.io.content import Content
from yhgis.model.crs import (
    DEGREES_CRS,
    Geometries,
    definition,
    is_geographic,
    label,
    normalise,
    transform_coordinates,
)

_OLD_DATUMS = ("Xian 1980", "Beijing 1954", "New Beijing")
#: How writers of .prj files say that they know no datum.
_NO_DATUM = re.compile(
    r"(d_)?(unknown|not[ _]specified|unnamed|undefined|unspecified|user[ _-]?defined)", re.IGNORECASE
)
#: Half the long axis of CGCS2000's ellipsoid in metres.
_SEMI_MAJOR_M = 6_378_137.0
# Past these a number cannot be degrees; longitudes up to 360 are in use.
_MOST_X_DEGREES, _MOST_Y_DEGREES = 360.0, 90.0


def settle(
    path: Path, layer: str, content: Content, declared: str | None, geometry: Geometries
) -> tuple[str, tuple[Message, ...]]:
    """Return the CRS in force, normalised, and what the user should know about it.

    Parameters
    ----------
    path, layer
        For the sentences.
    content : Content
        What the file says of its CRS, or why it says nothing.
    declared : str or None
        What the user says; used where the file says nothing, or something impossible.
    geometry : array of geometries
        The numbers.

    Raises
    ------
    MissingCrsError
        Nothing usable was stated and nothing declared.
    DataError
        ``declared`` is not a CRS.
    """
    given = normalise(declared) if declared else None
    own = usable(content.stated_crs)
    unknown = unknown_datum(content.stated_crs)
    if content.crs_reason is None and unknown is not None:
        content = replace(content, crs_reason=unknown[0], proposable=unknown[1])
    if own is not None and _impossible(own, geometry):
        if given is None:
            raise _impossible_as_stated(path, layer, own)
        own = None
    if own is None:
        if given is None:
            raise _not_stated(path, layer, content.crs_reason)
        if _impossible(given, geometry):
            raise _impossible_as_given(path, layer, given)
        return given, (*_taken_at_your_word(layer, content, given), *_old_datum(layer, given))
    if given is not None and own != given:
        note = Message(
            "{layer}: the file states {own}, so the coordinate system given ({given}) is not used for it.",
            {"layer": layer, "own": own, "given": given},
        )
        return own, (note, *_old_datum(layer, own))
    return own, _old_datum(layer, own)


def _impossible_as_stated(path: Path, layer: str, own: str) -> MissingCrsError:
    return MissingCrsError(
        "{file}, layer {layer}: its coordinates are impossible in {crs}, which it states or counts as;"
        " say which system they are in (--crs EPSG:4549, or choose it in the window).",
        file=str(path),
        layer=layer,
        crs=own,
    )


def _impossible_as_given(path: Path, layer: str, given: str) -> MissingCrsError:
    return MissingCrsError(
        "{file}, layer {layer}: its coordinates are impossible in {crs}, which was given; say which system they"
        " are in.",
        file=str(path),
        layer=layer,
        crs=given,
    )


def _not_stated(path: Path, layer: str, reason: Message | None) -> MissingCrsError:
    if reason is not None:
        return MissingCrsError(
            "{file}, layer {layer}: {reason}; say in which system its coordinates are (--crs EPSG:4549, or choose"
            " it in the window).",
            file=str(path),
            layer=layer,
            reason=reason,
        )
    return MissingCrsError(
        "{file}, layer {layer}: no coordinate system is stated; say which it is (--crs EPSG:4549, or choose"
        " it in the window).",
        file=str(path),
        layer=layer,
    )


def _taken_at_your_word(layer: str, content: Content, given: str) -> tuple[Message, ...]:
    """Say so where the file speaks of something else than what was declared."""
    if content.crs_reason is None:
        return ()
    return (
        Message(
            "{layer}: {reason}; read in {crs}, as you said.",
            {"layer": layer, "reason": content.crs_reason, "crs": given},
        ),
    )


def _old_datum(layer: str, crs: str) -> tuple[Message, ...]:
    """Say how far a layer on Xian 80 or Beijing 54 may be off: no parameters from there to CGCS2000 are published."""
    datum = definition(crs).datum
    name = datum.name if datum is not None else ""
    if not name.startswith(_OLD_DATUMS):
        return ()
    return (
        Message(
            "{layer}: {crs} is brought to CGCS2000 without datum parameters, which are not published; places may be off"
            " by some hundred metres.",
            {"layer": layer, "crs": label(crs)},
        ),
    )


def usable(stated: str | None) -> str | None:
    """Return the normalised horizontal CRS of ``stated``, or None where it says nothing."""
    if not stated:
        return None
    try:
        parsed = pyproj.CRS.from_user_input(stated)
    except pyproj.exceptions.CRSError:
        return None
    flat = parsed.sub_crs_list[0] if parsed.is_compound else parsed
    if unknown_datum(stated) is not None:
        return None
    if flat.is_engineering or flat.name.lower().startswith(("undefined", "unknown")):
        return None  # GDAL's way of saying that a GeoPackage states nothing
    if parsed.is_compound or len(parsed.axis_info) != 2:
        return normalise(flat.to_2d().to_wkt())
    return normalise(stated)  # as it is written: PROJ knows ESRI's names only there


def unknown_datum(stated: str | None) -> tuple[Message, bool] | None:
    """Return why ``stated`` is no CRS though it looks like one: it names no datum.  None where it names one.

    PROJ takes such coordinates for those of any other datum, without a word; Xian 80 and CGCS2000 lie some hundred
    metres apart, so the user is asked.

    Returns
    -------
    (Message, bool) or None
        The reason, and whether a CRS may be proposed from the numbers: not where the ellipsoid is another datum's.
    """
    if not stated:
        return None
    try:
        parsed = pyproj.CRS.from_user_input(stated)
    except pyproj.exceptions.CRSError:
        return None
    datum, ellipsoid = parsed.datum, parsed.ellipsoid
    if datum is None or ellipsoid is None or not _NO_DATUM.match(datum.name) or parsed.is_engineering:
        return None
    values: dict[str, object] = {"name": parsed.name, "ellipsoid": ellipsoid.name}
    reason = Message("its coordinate system ({name}, ellipsoid {ellipsoid}) names no datum", values)
    return reason, abs(ellipsoid.semi_major_metre - _SEMI_MAJOR_M) < 1.0


def _impossible(crs: str, geometry: Geometries) -> bool:
    """Whether no place on Earth has such numbers in ``crs``: degrees of thousands, or a belt's number too much."""
    with np.errstate(invalid="ignore"):
        return impossible(crs, shapely.bounds(geometry).reshape(-1, 4))


def impossible(crs: str, bounds: NDArray[np.float64]) -> bool:
    """Whether no place on Earth has such ``bounds`` (n, 4) in ``crs``; those that are no numbers do not count."""
    bounds = bounds[np.isfinite(bounds).all(axis=1)]  # null, empty and broken geometries are for a tool to report
    if not len(bounds):
        return False
    if is_geographic(crs):
        sizes = np.abs(bounds)
        return bool((sizes[:, [0, 2]] > _MOST_X_DEGREES).any() or (sizes[:, [1, 3]] > _MOST_Y_DEGREES).any())
    middle = np.median(bounds, axis=0)
    center = np.array([[(middle[0] + middle[2]) / 2, (middle[1] + middle[3]) / 2]])
    return not np.isfinite(transform_coordinates(center, crs, DEGREES_CRS)).all()
