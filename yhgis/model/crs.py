"""Coordinate reference systems: one working system, names made comparable, transforms with x first.

Every CRS in the program is a string: ``"EPSG:4549"`` where an EPSG code fits, else WKT.  Two layers are in
the same CRS exactly when their strings are equal.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from yhgis.errors import DataError
from yhgis.model.portions import VERTICES, portions

#: CGCS2000 / 3-degree Gauss-Krueger, central meridian 120 E: maps are drawn and overlays are cut in it.
WORK_CRS = "EPSG:4549"
#: CGCS2000 longitude and latitude, in degrees.
DEGREES_CRS = "EPSG:4490"
#: Ellipsoidal cylindrical equal-area: planar area in it is the statutory ellipsoidal patch area
#: (CONVENTIONS 5.2; 国土调查办发〔2008〕32号).
EQUAL_AREA_CRS = "+proj=cea +lat_ts=0 +lon_0=120 +ellps=GRS80 +units=m"

#: Where two definitions are compared (longitudes, latitudes), and how near they must come, as a share.
_PLACES = ((119.0, 120.0, 121.0), (30.0, 30.3, 31.0))
_SAME = 1e-13

Geometries = NDArray[np.object_]


@cache
def normalise(crs: str) -> str:
    """Return the one name by which the program knows ``crs``.

    An ESRI ``.prj`` of a CGCS2000 3-degree belt is not equal to its EPSG code for PROJ, though it means the
    same; ``to_epsg`` sees through that.

    Parameters
    ----------
    crs : str
        Authority code, WKT, PROJ string, or a bare EPSG number.

    Raises
    ------
    DataError
        PROJ does not know it.
    """
    text = f"EPSG:{crs}" if crs.isdigit() else crs
    try:
        parsed = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise DataError(
            "{crs} is not a coordinate system that PROJ knows; give a code such as EPSG:4549.", crs=crs[:80]
        ) from error
    code = parsed.to_epsg(min_confidence=70) or _code_but_for_axes(parsed)
    return f"EPSG:{code}" if code else parsed.to_wkt()


def _code_but_for_axes(crs: pyproj.CRS) -> int | None:
    """Return the EPSG code of what differs from ``crs`` in the order of its axes alone, which is nothing to us.

    The Chinese belts have north first by law; a WKT of GDAL's kind does not say so, and PROJ then is not sure.
    """
    code = crs.to_epsg(min_confidence=20)
    if code is None or crs.datum is None:
        return None
    known = pyproj.CRS.from_epsg(code)
    if known.datum is None or known.datum.name != crs.datum.name or known.is_geographic != crs.is_geographic:
        return None
    there, here = (
        np.array(pyproj.Transformer.from_crs(DEGREES_CRS, one, always_xy=True).transform(*_PLACES))
        for one in (known, crs)
    )
    if not (np.isfinite(there) & np.isfinite(here)).all():
        return None
    return code if bool((np.abs(there - here) <= _SAME * np.abs(there)).all()) else None


@cache
def definition(crs: str) -> pyproj.CRS:
    """Return the parsed CRS of a normalised name."""
    return pyproj.CRS.from_user_input(crs)


def is_geographic(crs: str) -> bool:
    """Whether coordinates in ``crs`` are degrees."""
    return bool(definition(crs).is_geographic)


def label(crs: str) -> str:
    """Return a name to print, such as ``CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549)``."""
    name = definition(crs).name
    return f"{name} ({crs})" if crs.startswith("EPSG:") else str(name)


@cache
def transformer(source: str, target: str) -> pyproj.Transformer:
    """Return the transformer between two CRS, x (east, longitude) first on both sides."""
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def transform_coordinates(xy: NDArray[np.float64], source: str, target: str) -> NDArray[np.float64]:
    """Transform an ``(n, 2)`` array of x, y from ``source`` to ``target``."""
    if source == target or len(xy) == 0:
        return xy
    x, y = transformer(source, target).transform(xy[:, 0], xy[:, 1])
    return np.column_stack([x, y])


def transform(geometries: Geometries, source: str, target: str) -> Geometries:
    """Transform every vertex of ``geometries``; edges are not densified, so shared edges stay shared.

    Parameters
    ----------
    geometries : array of shapely geometries, or a geometry
        Null entries stay null; Z and M are dropped.
    source, target : str
        Normalised CRS names.
    """
    if source == target:
        return geometries
    if np.ndim(geometries) != 1:
        moved: Geometries = _moved(geometries, source, target)
        return moved
    found = np.empty(len(geometries), dtype=object)
    for portion in portions(shapely.get_num_coordinates(geometries), VERTICES):
        found[portion] = _moved(geometries[portion], source, target)
    return found


def _moved(geometries: Any, source: str, target: str) -> Any:
    # transform() of shapely asks once for all vertices of the array: one PROJ call for many.
    return shapely.transform(geometries, lambda xy: transform_coordinates(xy, source, target))
