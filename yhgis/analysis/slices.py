"""Bounded pieces of work on threads: shapely releases the GIL, the caller stays able to cancel."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from yhgis.feedback import Feedback

T = TypeVar("T")
Cut = tuple[int, int]

#: How often the waiting thread looks whether the user cancelled, in seconds.
POLL_S = 0.05
#: After a cancel, how long running slices may take to end before they are left to end on their own.
GRACE_S = 0.25
#: Slices a worker gets on average when there is enough work: small enough to balance, large enough to be cheap.
_SLICES_PER_WORKER = 8


def workers() -> int:
    """Return how many threads work at once: the processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def cuts_by_weight(weights: NDArray[Any], most: float, *, keep_together: NDArray[Any] | None = None) -> list[Cut]:
    """Cut ``0..n`` into consecutive slices of about equal weight, none much heavier than ``most``.

    Parameters
    ----------
    weights : array, shape (n,)
        Cost of each item, such as its number of vertices.
    most : float
        Weight after which a slice ends; one item heavier than this is a slice of its own.
    keep_together : array, shape (n,), optional
        Sorted labels; items of one label stay in one slice (a prepared geometry belongs to one thread).
    """
    n = len(weights)
    if n == 0:
        return []
    total = np.cumsum(weights, dtype=np.float64)
    target = max(1.0, min(most, total[-1] / (workers() * _SLICES_PER_WORKER)))
    number = np.floor((total - weights) / target).astype(np.int64)
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    if keep_together is not None:
        starts = np.unique(np.searchsorted(keep_together, keep_together[starts], side="left"))
    ends = np.append(starts[1:], n)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def run_slices(function: Callable[[int, int], T], cuts: Sequence[Cut], feedback: Feedback) -> list[T]:
    """Return ``function(start, end)`` of every cut, in order, computed on threads.

    Progress is the share of items done.  A cancel is seen within `POLL_S`: slices that wait are dropped, a
    running one gets `GRACE_S` and is then left alone, its answer unused.

    Raises
    ------
    Cancelled
        The user stopped the work.
    """
    if not cuts:
        feedback.check()
        return []
    whole = cuts[-1][1] - cuts[0][0]

    def guarded(start: int, end: int) -> T:
        feedback.check()
        return function(start, end)

    pool = ThreadPoolExecutor(min(workers(), len(cuts)), thread_name_prefix="yhgis-slice")
    futures = [pool.submit(guarded, start, end) for start, end in cuts]
    sizes = {future: end - start for future, (start, end) in zip(futures, cuts, strict=True)}
    try:
        _watch(set(futures), sizes, whole, feedback)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        wait([future for future in futures if future.running()], timeout=GRACE_S)
        raise
    pool.shutdown()
    return [future.result() for future in futures]


def _watch(pending: set[Future[T]], sizes: dict[Future[T], int], whole: int, feedback: Feedback) -> None:
    """Report progress as futures end; raise at once what one of them raised."""
    done_items = 0
    while pending:
        done, pending = wait(pending, timeout=POLL_S, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()
            done_items += sizes[future]
        feedback.progress(done_items / whole)
