"""Fewer searches for cyclic garbage while a layer is read or an answer worked out."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: After so many searches among the young, by the interpreter's count, comes one of everything.
_NEVER = 1_000_000_000

_lock = threading.Lock()
_under_way = 0
_usual: tuple[int, int, int] = (0, 0, 0)


@contextmanager
def young_garbage_only() -> Iterator[None]:
    """Look for garbage among young objects only, as long as any thread is inside.

    Layers and answers are made of arrays and of very many geometries and small lists, which form no cycles.  But their
    number starts searches of the whole program, libraries and all, and each takes as long as cutting a few hundred
    polygons.
    """
    global _under_way, _usual  # noqa: PLW0603 - the setting is the interpreter's
    with _lock:
        if not _under_way:
            _usual = gc.get_threshold()
            gc.set_threshold(_usual[0], _usual[1], _NEVER)
        _under_way += 1
    try:
        yield
    finally:
        with _lock:
            _under_way -= 1
            if not _under_way:
                gc.set_threshold(*_usual)
