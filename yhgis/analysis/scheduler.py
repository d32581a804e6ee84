"""Where questions are answered: on threads of this machine, or on a cluster; the questions are the same.

Large work is asked as many frozen questions (`yhgis.analysis.partition`), each of bounded size and about one stretch
of ground.  How the work is cut depends on the data alone, never on how many threads or machines there are, and answers
come back in the order of the questions.  So figures are the same to the last digit wherever they are computed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, Protocol, TypeVar

from yhgis.analysis.slices import GRACE_S, POLL_S, in_this_thread, workers
from yhgis.feedback import Feedback

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

LOCAL = "local"
#: Questions under way for each thread: enough that none waits, few enough that memory stays bounded.
_AHEAD = 2


class Question(Protocol[T_co]):
    """One frozen piece of work: it holds all it needs, and can be sent elsewhere (pickled)."""

    @property
    def weight(self) -> float:
        """What it costs, in vertices."""
        ...

    def answer(self, feedback: Feedback) -> T_co:
        """Do the work, in slices on threads of this machine."""
        ...

    def sent(self, answer: Any) -> Any:
        """Return an answer as it travels back."""
        ...

    def received(self, sent: Any) -> T_co:
        """Return an answer that has travelled."""
        ...


class Scheduler(ABC):
    """Answers questions."""

    #: What stands in the provenance of a result.
    name: str = LOCAL

    @abstractmethod
    def answers(self, questions: Iterable[Question[T]], total: float, feedback: Feedback) -> Iterator[T]:
        """Yield the answers in the order of the questions.

        Parameters
        ----------
        questions : iterable of Question
            Taken as they are needed: an iterator that reads a file is never far ahead of the work.
        total : float
            Weight of all questions; progress is the share of it that is answered.
        feedback : Feedback
            A cancel is heard within half a second, wherever the work is done.

        Raises
        ------
        Cancelled
            The user stopped the work.
        """


class Local(Scheduler):
    """Threads of this machine: each answers whole questions; fewer questions than threads are cut into slices."""

    def answers(self, questions: Iterable[Question[T]], total: float, feedback: Feedback) -> Iterator[T]:
        """Yield the answers; see `Scheduler`."""
        if isinstance(questions, (list, tuple)) and len(questions) < _AHEAD * workers():
            return _one_by_one(questions, total, feedback)
        return _side_by_side(questions, total, feedback)


def _one_by_one(questions: Iterable[Question[T]], total: float, feedback: Feedback) -> Iterator[T]:
    """Answer one question after the other, each on all threads."""
    done = 0.0
    for question in questions:
        until = done + question.weight
        yield question.answer(feedback.part(done / total, until / total) if total else feedback)
        done = until


def _side_by_side(questions: Iterable[Question[T]], total: float, feedback: Feedback) -> Iterator[T]:
    """Answer several questions at once, each on one thread."""
    pool = ThreadPoolExecutor(workers(), thread_name_prefix="yhgis-question")
    under_way = InOrder[Future[T]](Future.done, _moment, total, feedback)
    try:
        for question in questions:
            under_way.add(pool.submit(_alone, question, feedback.quiet()), question.weight)
            if len(under_way) >= _AHEAD * workers():
                yield under_way.first().result()
        while len(under_way):
            yield under_way.first().result()
    except BaseException:
        wait([future for future in under_way if not future.cancel()], timeout=GRACE_S)
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(question: Question[T], feedback: Feedback) -> T:
    feedback.check()
    with in_this_thread():
        return question.answer(feedback)


def _moment(future: Future[Any]) -> None:
    wait([future], timeout=POLL_S)


class InOrder(Generic[T]):
    """Work under way, taken out in the order it was put in; progress is told as any of it ends.

    Parameters
    ----------
    done : callable
        Whether an item has ended, well or badly.
    moment : callable
        Waits for an item, `POLL_S` at most.
    total : float
        Weight of all that will be added.
    """

    def __init__(
        self, done: Callable[[T], bool], moment: Callable[[T], object], total: float, feedback: Feedback
    ) -> None:
        self._is_done, self._moment, self._total, self._feedback = done, moment, total, feedback
        self._items: deque[tuple[T, float]] = deque()
        self._taken = 0.0

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return (item for item, _ in self._items)

    def add(self, item: T, weight: float) -> None:
        """Append an item."""
        self._items.append((item, weight))

    def first(self) -> T:
        """Wait for the first item and take it out; a cancel is heard meanwhile."""
        item, weight = self._items[0]
        while not self._is_done(item):
            self._tell()
            self._moment(item)
        self._tell()
        self._items.popleft()
        self._taken += weight
        return item

    def _tell(self) -> None:
        done = self._taken + sum(weight for item, weight in self._items if self._is_done(item))
        self._feedback.progress(done / self._total if self._total else 1.0)


_current: ContextVar[Scheduler] = ContextVar("_current")
_local = Local()


def current() -> Scheduler:
    """Return where this thread's questions are answered."""
    return _current.get(_local)


@contextmanager
def computing_on(address: str, feedback: Feedback) -> Iterator[None]:
    """Answer this thread's questions at ``address`` for as long as the block runs.

    Parameters
    ----------
    address : str
        ``local``, or ``tcp://host:port`` of a Dask scheduler.

    Raises
    ------
    UserError
        There is no such cluster, or it cannot answer; as `yhgis.analysis.cluster.connected`.
    """
    if address == LOCAL:
        yield
        return
    from yhgis.analysis.cluster import connected  # brings Dask, which only a cluster needs

    with connected(address, feedback) as cluster:
        token = _current.set(cluster)
        try:
            yield
        finally:
            _current.reset(token)
