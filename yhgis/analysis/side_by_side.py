"""Several steps of one answer at once: while one waits for its slices, another has its own to hand over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from yhgis.analysis.scheduler import Local, current
from yhgis.analysis.slices import GRACE_S, POLL_S, workers
from yhgis.feedback import Feedback
from yhgis.i18n import Message

T = TypeVar("T")
Step = Callable[[Feedback], T]


def side_by_side(steps: Sequence[Step[T]], feedback: Feedback) -> list[T]:
    """Return what each step answers, in their order.

    The steps' slices go to the threads that `slices.one_pool` keeps, so no more work is under way than before; what is
    gained are the moments in which one step alone has nothing for them.  A cluster is asked one thing after another.

    Parameters
    ----------
    steps : sequence of callables
        Each takes a feedback of its own, and shares nothing with the others but what is safe to share.
    feedback : Feedback
        Progress is the mean of the steps' progress, told from the calling thread.

    Raises
    ------
    Cancelled
        The user stopped the work.
    """
    n = len(steps)
    if n < 2 or workers() < 2 or not isinstance(current(), Local):
        return [step(feedback.part(i / n, (i + 1) / n)) for i, step in enumerate(steps)]
    done = [0.0] * n
    pool = ThreadPoolExecutor(min(n, workers()), thread_name_prefix="yhgis-step")
    try:
        futures = [
            pool.submit(copy_context().run, step, feedback.quiet(partial(_note, done, i)))
            for i, step in enumerate(steps)
        ]
        return _answers(futures, done, feedback)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _note(done: list[float], i: int, share: float, _message: Message | None) -> None:
    done[i] = share


def _answers(futures: list[Future[T]], done: list[float], feedback: Feedback) -> list[T]:
    """Wait for all, or for the first that fails; a step in which a cancel is heard raises `Cancelled` itself."""
    pending = set(futures)
    try:
        while pending:
            finished, pending = wait(pending, timeout=POLL_S, return_when=FIRST_EXCEPTION)
            for future in finished:
                future.result()
            feedback.progress(sum(done) / len(done))
    except BaseException:
        wait([future for future in futures if not future.cancel()], timeout=GRACE_S)
        raise
    return [future.result() for future in futures]
