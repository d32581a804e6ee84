"""Bounded pieces of work on threads: shapely releases the GIL, the caller stays able to cancel."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from yhgis.feedback import Feedback

T = TypeVar("T")
Cut = tuple[int, int]

#: Threads that `one_pool` keeps.  A worker thread has none: slices within slices get their own and do not wait for
#: each other.
_kept: ContextVar[ThreadPoolExecutor | None] = ContextVar("_kept", default=None)
#: Whether slices are worked off in the calling thread, one by one (`in_this_thread`).
_alone: ContextVar[bool] = ContextVar("_alone", default=False)

#: How often the waiting thread looks whether the user cancelled, in seconds.
POLL_S = 0.05
#: After a cancel, how long running slices may take to end before they are left to end on their own.
GRACE_S = 0.25
#: Slices a worker gets on average when there is enough work: small enough to balance, large enough to be cheap.
_SLICES_PER_WORKER = 8
#: Below this share of a full slice, work is done in the calling thread, and slices are not made smaller.
_NOT_WORTH_A_THREAD = 0.1


#: Most threads that the user wants to work at once; 0 for no limit.
_most_workers = [0]


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def limit_workers(most: int) -> None:
    """Let no more than ``most`` threads work at once, from the next question on; 0 for as many as processors."""
    _most_workers[0] = most


def workers() -> int:
    """Return how many threads work at once: the processors this process may use, or fewer if the user wants so."""
    return min(_most_workers[0] or processors(), processors())


def run_weighted(
    function: Callable[[int, int], T],
    weights: NDArray[Any],
    most: float,
    feedback: Feedback,
    *,
    keep_together: NDArray[Any] | None = None,
) -> list[T]:
    """Return ``function(start, end)`` of consecutive slices of about equal weight, computed on threads.

    Parameters
    ----------
    function : callable
        Called with positions; the answers come back in order.
    weights : array, shape (n,)
        Cost of each item, such as its number of vertices.
    most : float
        Weight after which a slice ends; one item heavier than this is a slice of its own.
    feedback : Feedback
        Progress is the share of the weight done.
    keep_together : array, shape (n,), optional
        Sorted labels; items of one label stay in one slice (a prepared geometry belongs to one thread).

    Raises
    ------
    Cancelled
        The user stopped the work.
    """
    feedback.check()
    if len(weights) == 0:
        return []
    total = np.cumsum(weights, dtype=np.float64)
    if total[-1] <= most * _NOT_WORTH_A_THREAD:
        answer = function(0, len(weights))
        feedback.progress(1.0)
        return [answer]
    return run_slices(function, _cuts(total, np.asarray(weights), most, keep_together), feedback, total)


def _cuts(total: NDArray[np.float64], weights: NDArray[Any], most: float, labels: NDArray[Any] | None) -> list[Cut]:
    """Return where the slices are cut."""
    balanced = total[-1] / (workers() * _SLICES_PER_WORKER)
    target = min(most, max(balanced, most * _NOT_WORTH_A_THREAD))
    number = np.floor((total - weights) / target).astype(np.int64)
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    if labels is not None:
        starts = np.unique(np.searchsorted(labels, labels[starts], side="left"))
    ends = np.append(starts[1:], len(weights))
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def run_slices(
    function: Callable[[int, int], T],
    cuts: Sequence[Cut],
    feedback: Feedback,
    total: NDArray[np.float64] | None = None,
) -> list[T]:
    """Return ``function(start, end)`` of every cut, in order, computed on threads.

    A cancel is seen within `POLL_S`: slices that wait are dropped, a running one gets `GRACE_S` and is then left
    alone, its answer unused.

    Parameters
    ----------
    total : array, shape (n,), optional
        Running sum of the items' weights, for progress; without it every item weighs the same.

    Raises
    ------
    Cancelled
        The user stopped the work.
    """

    def guarded(start: int, end: int) -> T:
        feedback.check()
        return function(start, end)

    feedback.check()
    if not cuts:
        return []
    done_at = np.arange(1, cuts[-1][1] + 1, dtype=np.float64) if total is None else total
    if _alone.get():
        answers = []
        for start, end in cuts:
            answers.append(guarded(start, end))
            feedback.progress(float(done_at[end - 1] / done_at[-1]))
        return answers
    with _pool(len(cuts)) as pool:
        futures = [pool.submit(guarded, start, end) for start, end in cuts]
        shares = {
            future: float(done_at[end - 1] - (done_at[start - 1] if start else 0.0)) / float(done_at[-1])
            for future, (start, end) in zip(futures, cuts, strict=True)
        }
        try:
            _watch(shares, feedback)
        except BaseException:
            for future in futures:
                future.cancel()
            wait([future for future in futures if future.running()], timeout=GRACE_S)
            raise
        return [future.result() for future in futures]


@contextmanager
def one_pool() -> Iterator[None]:
    """Keep one set of threads for all that this thread runs within; starting threads costs more than most slices.

    Leaving does not wait for slices that a cancel left alone.
    """
    if _kept.get() is not None:
        yield
        return
    pool = ThreadPoolExecutor(workers(), thread_name_prefix="yhgis-slice")
    token = _kept.set(pool)
    try:
        yield
    finally:
        _kept.reset(token)
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def in_this_thread() -> Iterator[None]:
    """Work off slices in the calling thread: it is one of several already, each with a question of its own."""
    token = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(token)


@contextmanager
def _pool(n_cuts: int) -> Iterator[ThreadPoolExecutor]:
    """Yield the threads that `one_pool` keeps, or some for this once."""
    kept = _kept.get()
    if kept is not None:
        yield kept
        return
    pool = ThreadPoolExecutor(min(workers(), n_cuts), thread_name_prefix="yhgis-slice")
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _watch(shares: dict[Future[T], float], feedback: Feedback) -> None:
    """Report progress as futures end; raise at once what one of them raised."""
    pending, progress = set(shares), 0.0
    while pending:
        done, pending = wait(pending, timeout=POLL_S, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()
            progress += shares[future]
        feedback.progress(progress)
