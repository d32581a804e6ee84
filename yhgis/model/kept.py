"""Values worked out once for a geometry array and kept as long as it lives.

Copies of a layer that differ in words only share their geometry array, and so what is kept of it.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from yhgis.model.crs import Geometries

T = TypeVar("T")


class KeptByGeometry(Generic[T]):
    """A table of values, one a geometry array (any thread)."""

    def __init__(self) -> None:
        self._entries: dict[int, tuple[weakref.ref[Geometries], T]] = {}
        self._lock = threading.Lock()

    def get(self, geometry: Geometries, make: Callable[[], T]) -> T:
        """Return the value of ``geometry``, made by ``make`` the first time; twice where two threads ask at once."""
        key = id(geometry)
        with self._lock:
            known = self._entries.get(key)
        if known is not None and known[0]() is geometry:
            return known[1]
        made = make()
        with self._lock:
            known = self._entries.get(key)
            if known is None or known[0]() is not geometry:
                known = self._entries[key] = (weakref.ref(geometry, lambda gone: self._forget(key, gone)), made)
        return known[1]

    def _forget(self, key: int, gone: weakref.ref[Geometries]) -> None:
        with self._lock:
            known = self._entries.get(key)
            if known is not None and known[0] is gone:
                del self._entries[key]
