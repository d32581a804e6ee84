"""Faces between lines, found while the window answers: GEOS's polygonizer, called without Python's lock.

`shapely.polygonize` keeps the lock for all of its work, tenths of a second for some hundred thousand edges that
nothing splits: a face may lie round any other.  ctypes lets go of the lock, so the same function of the same library
is called through it, and the C interface that shapely has for others makes a geometry of what comes.  Where either
is not found, shapely is asked itself: the answer is the same, but the window waits for it.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely

from yhgis.model.crs import Geometries
from yhgis.model.portions import portions

_CAPSULE = b"shapely.lib._C_API"
#: Vertices of the faces taken out of their collection at a time.
_AT_A_TIME = 20_000


class _Geos(NamedTuple):
    """GEOS's functions, and those of shapely between its geometries and GEOS's."""

    begin: Callable[[], int | None]
    end: Callable[[int], None]
    polygonize: Callable[..., int | None]
    to_shapely: Callable[[int, int], Any]
    from_shapely: Callable[[Any, Any], int]


def polygonize(lines: shapely.Geometry) -> Geometries:
    """Return the faces that noded lines enclose, as `shapely.polygonize` finds them, in its order.

    Raises
    ------
    shapely.errors.GEOSException
        As `shapely.polygonize` does.
    """
    geos = _geos()
    faces = None if geos is None else _unlocked(geos, lines)
    if faces is None:
        faces = shapely.polygonize([lines])
    number = np.arange(shapely.get_num_geometries(faces))
    if not len(number):
        return np.empty(0, dtype=object)
    # All faces together have about as many vertices a face as the lines, twice.
    each = max(2 * shapely.get_num_coordinates(lines) // len(number), 1)
    some = [shapely.get_geometry(faces, number[part]) for part in portions(np.full(len(number), each), _AT_A_TIME)]
    return np.concatenate(some)


def _unlocked(geos: _Geos, lines: shapely.Geometry) -> shapely.Geometry | None:
    """Return the collection of faces; None where GEOS gives none, so that shapely may say why."""
    given = ctypes.c_void_p()
    if not geos.from_shapely(lines, ctypes.byref(given)) or not given.value:
        return None
    context = geos.begin()
    if not context:
        return None
    try:
        made = geos.polygonize(context, ctypes.byref(given), 1)  # `lines` lives on: the caller holds it
        return geos.to_shapely(made, context) if made else None
    finally:
        geos.end(context)


@cache
def _geos() -> _Geos | None:
    """Return what is called, from the very library that shapely has loaded; None where it is not to be found."""
    try:
        library = ctypes.CDLL(_library())
        begin, end, made = library.GEOS_init_r, library.GEOS_finish_r, library.GEOSPolygonize_r
        table = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)
        capsule = vars(shapely.lib)[_CAPSULE.rpartition(b".")[2].decode()]
        place = table(("PyCapsule_GetPointer", ctypes.pythonapi))(capsule, _CAPSULE)
    except (OSError, AttributeError, KeyError, ValueError):
        return None
    begin.restype, begin.argtypes = ctypes.c_void_p, []
    end.restype, end.argtypes = None, [ctypes.c_void_p]
    made.restype = ctypes.c_void_p
    made.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_uint]
    functions = ctypes.cast(place, ctypes.POINTER(ctypes.c_void_p))
    # The order of shapely's C interface (c_api.h): a geometry from a pointer, the pointer of a geometry.
    to_shapely = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_void_p)(functions[0] or 0)
    from_shapely = ctypes.PYFUNCTYPE(ctypes.c_byte, ctypes.py_object, ctypes.POINTER(ctypes.c_void_p))(
        functions[1] or 0
    )
    return _Geos(begin, end, made, to_shapely, from_shapely)


def _library() -> str:
    """Return the file to look in: on Windows GEOS's own, elsewhere shapely's, which leads to it."""
    if os.name != "nt":
        return str(shapely.lib.__file__)
    beside = Path(shapely.__file__).parent.parent / "shapely.libs"
    return str(next(iter(sorted(beside.glob("geos_c*.dll"))), "geos_c.dll"))
