"""What work costs, counted and not timed: the same on every machine, however busy it is.

Speed itself is measured in ``benchmarks``.  Tests ask for what makes the speed: that rows are not gone through one by
one in Python, that shapes are not cut twice.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

#: shapely's functions that are many times as dear as a look at a shape.
DEAR = frozenset(
    {"buffer", "coverage_invalid_edges", "coverage_is_valid", "coverage_union", "coverage_union_all", "difference",
     "disjoint_subset_union_all", "intersection", "intersection_all", "is_valid", "is_valid_reason", "make_valid",
     "node", "normalize", "polygonize", "symmetric_difference", "unary_union", "union", "union_all"}
)  # fmt: skip


def python_steps(call: Callable[[], object]) -> int:
    """Return how many lines of Python ``call`` runs, in all threads that it starts.

    A loop in Python, also one of a single line, takes a step each time round; numpy and GEOS take none.
    """
    steps = Counter[int]()

    def trace(_frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            steps[threading.get_ident()] += 1
        return trace

    _watched(sys.settrace, threading.settrace, sys.gettrace(), trace, call)
    return steps.total()


def shapes_touched(call: Callable[[], object]) -> Counter[str]:
    """Return of how many shapes each of shapely's functions is asked by ``call``, in all threads that it starts."""
    asked = Counter[str]()

    def profile(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and "shapely" in code.co_filename and code.co_argcount and code.co_name != "wrapped":
            asked[code.co_name] += int(np.size(frame.f_locals[code.co_varnames[0]]))

    _watched(sys.setprofile, threading.setprofile, sys.getprofile(), profile, call)
    return asked


def _watched(here: Any, elsewhere: Any, before: Any, watcher: Any, call: Callable[[], object]) -> None:
    """Run ``call`` while ``watcher`` is told."""
    elsewhere(watcher)
    here(watcher)
    try:
        call()
    finally:
        here(before)
        elsewhere(None)
