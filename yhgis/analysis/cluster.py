"""Questions answered on a Dask cluster: sent as they are needed, taken back in order, lost ones asked again by Dask.

Dask is imported here and nowhere else, and only when a cluster is asked for.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from yhgis.analysis.cluster_worker import ClusterError, by_value, require_same, without_yhgis
from yhgis.analysis.scheduler import InOrder, Question, Scheduler
from yhgis.analysis.slices import POLL_S
from yhgis.errors import UsageError
from yhgis.feedback import Feedback

T = TypeVar("T")

#: How long a scheduler may take to answer the door, and the cluster to present its first worker.
REACH_S = 5.0
#: How long a cluster that has lost its last worker is waited for.
LOST_S = 30.0
#: Questions under way for each thread of the cluster: one being answered, one on its way.
_AHEAD = 2
#: Most that leaving may take once the user cancelled; the rest the scheduler does when it finds us gone.
_LEAVE_S = 0.2
_EXAMPLE = "tcp://192.168.1.20:8786"


@dataclass(frozen=True)
class ClusterSize:
    """What a cluster has."""

    workers: int
    threads: int


class Cluster(Scheduler):
    """Workers of a Dask scheduler, each answering whole questions."""

    def __init__(self, client: Any, address: str) -> None:
        self.name = address
        self._client = client
        self._seen_at = time.monotonic()

    def size(self) -> ClusterSize:
        """Return how many workers there are now."""
        threads = self._client.nthreads().values()
        return ClusterSize(len(threads), sum(threads))

    def answers(self, questions: Iterable[Question[T]], total: float, feedback: Feedback) -> Iterator[T]:
        """Yield the answers; see `Scheduler`.

        Raises
        ------
        ClusterError
            The cluster was lost on the way, or a worker is not like this machine.
        """
        under_way = InOrder[tuple[Question[T], Any]](_done, self._moment, total, feedback)
        ahead = max(_AHEAD * _patiently(self.size, feedback).threads, 2)
        for question in questions:
            blob = pickle.dumps(question, protocol=pickle.HIGHEST_PROTOCOL)
            under_way.add((question, self._client.submit(by_value("answered"), blob, pure=False)), question.weight)
            if len(under_way) >= ahead:
                yield self._taken(*under_way.first(), feedback)
        while len(under_way):
            yield self._taken(*under_way.first(), feedback)

    def _taken(self, question: Question[T], future: Any, feedback: Feedback) -> T:
        """Return the answer in ``future``, as the question has it."""
        self._seen_at = time.monotonic()
        with _sentences(self.name):
            identity, sent = _patiently(future.result, feedback)
        require_same(identity, self.name)
        return question.received(sent)

    def _moment(self, _: object) -> None:
        """Wait a moment; give up on a cluster that has had no worker for long."""
        time.sleep(POLL_S / 2)
        now = time.monotonic()
        if now - self._seen_at > LOST_S:
            if not self._client.nthreads():
                raise ClusterError(
                    "The cluster at {address} has lost its last worker; start workers again, then repeat.",
                    address=self.name,
                )
            self._seen_at = now


def _done(item: tuple[object, Any]) -> bool:
    return bool(item[1].done())


@contextlib.contextmanager
def connected(address: str, feedback: Feedback) -> Iterator[Cluster]:
    """Yield the cluster at ``address`` for as long as the block runs.

    Parameters
    ----------
    address : str
        ``tcp://host:port`` of a Dask scheduler.

    Raises
    ------
    ClusterError
        Dask is not installed here, nobody answers, there is no worker, or a worker is not like this machine.
    """
    host, port = _parted(address)
    distributed = _dask()
    _knock(host, port, address, feedback)
    client = _patiently(lambda: _client(distributed, address), feedback, lambda late: late.close())
    try:
        cluster = Cluster(client, address)
        _check_workers(cluster, client, feedback)
        yield cluster
    except BaseException:
        _leave(client)
        raise
    client.close()


def size_of(address: str, feedback: Feedback) -> ClusterSize:
    """Return what the cluster at ``address`` has; errors as `connected`."""
    with connected(address, feedback) as cluster:
        return cluster.size()


def _parted(address: str) -> tuple[str, int]:
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    if not address.startswith("tcp://") or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageError(
            "{address} is no address of a cluster; write local, or tcp://host:port such as {example}.",
            address=address,
            example=_EXAMPLE,
        )
    return host.strip("[]"), int(port)


def _dask() -> Any:
    """Return dask.distributed, its own words kept to the log."""
    try:
        import dask
        import distributed
        from distributed.versions import VersionMismatchWarning
    except ImportError as error:
        raise ClusterError(
            "This copy of yhgis has no dask.distributed, which a cluster needs; in the program's folder: "
            "{command}. Or compute on this machine (local).",
            command="pip install -r requirements-cluster.txt",
        ) from error
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})  # a block is large, and meant to be
    warnings.simplefilter("ignore", VersionMismatchWarning)  # `identity` says more
    for name in ("distributed", "tornado"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], True
    return distributed


def _knock(host: str, port: int, address: str, feedback: Feedback) -> None:
    """See that a scheduler is there: Dask's own attempts take long and cannot be cancelled."""
    until = time.monotonic() + REACH_S
    while True:
        feedback.check()
        try:
            with socket.create_connection((host, port), timeout=0.3) as door:
                while time.monotonic() < until:
                    feedback.check()
                    with contextlib.suppress(TimeoutError):
                        door.recv(1)  # a scheduler introduces itself
                        return
            raise _unreachable(address)
        except OSError as error:
            if time.monotonic() > until or isinstance(error, (ConnectionRefusedError, socket.gaierror)):
                raise _unreachable(address) from error


def _unreachable(address: str) -> ClusterError:
    return ClusterError(
        "No Dask scheduler answers at {address}; start it there (dask scheduler), check host and port, or compute on "
        "this machine (local).",
        address=address,
    )


def _client(distributed: Any, address: str) -> Any:
    try:
        client = distributed.Client(address, timeout=REACH_S, set_as_default=False, name="yhgis")
    except (OSError, TimeoutError, ImportError, ValueError) as error:
        raise _unreachable(address) from error
    return client


def _check_workers(cluster: Cluster, client: Any, feedback: Feedback) -> None:
    """See that there are workers, and that all of them compute as this machine does."""
    until = time.monotonic() + REACH_S
    while not _patiently(client.nthreads, feedback):
        feedback.check()
        if time.monotonic() > until:
            raise ClusterError(
                "The cluster at {address} has no workers; start some in the program's folder: {command}.",
                address=cluster.name,
                command=f"python -m distributed.cli.dask_worker {cluster.name}",
            )
        time.sleep(POLL_S)
    found = _patiently(lambda: client.run(by_value("identity"), on_error="return"), feedback)
    for worker, answer in found.items():
        if isinstance(answer, ImportError):
            raise without_yhgis(worker)
        if isinstance(answer, dict):  # anything else is a worker that has just gone
            require_same(answer, worker)


@contextlib.contextmanager
def _sentences(address: str) -> Iterator[None]:
    """Turn what Dask raises of a lost cluster into one sentence; what a question raises stays what it is."""
    from concurrent.futures import CancelledError

    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        yield
    except KilledWorker as error:
        raise ClusterError(
            "Workers of the cluster at {address} died again and again over one piece of work, most likely for want of "
            "memory; give them more, or compute on this machine (local).",
            address=address,
        ) from error
    except ModuleNotFoundError as error:
        raise without_yhgis(address) from error
    except (FutureCancelledError, CancelledError, CommClosedError) as error:
        raise ClusterError(
            "The connection to the cluster at {address} was lost; nothing was written. Repeat when it is back.",
            address=address,
        ) from error


def _patiently(call: Callable[[], T], feedback: Feedback, unwanted: Callable[[T], object] | None = None) -> T:
    """Return ``call()``, made in a thread: a network may take its time, a cancel may not.

    Parameters
    ----------
    unwanted : callable, optional
        Takes a value that came after the cancel.
    """
    outcome: list[tuple[T | None, BaseException | None]] = []
    wanted = True

    def work() -> None:
        try:
            value = call()
        except BaseException as error:  # noqa: BLE001 - raised again by the caller
            outcome.append((None, error))
            return
        outcome.append((value, None))
        if not wanted and unwanted is not None:
            unwanted(value)

    thread = threading.Thread(target=work, name="yhgis-cluster", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(POLL_S)
            feedback.check()
    except BaseException:
        wanted = False
        raise
    value, error = outcome[0]
    if error is not None:
        raise error
    return value  # type: ignore[return-value]


def _leave(client: Any) -> None:
    """Cancel what is under way and go; `_LEAVE_S` at most, the rest is done by the time it takes."""

    def work() -> None:
        with contextlib.suppress(OSError, TimeoutError, RuntimeError):  # the cluster may be what has gone
            client.cancel(list(client.futures), force=True)
            client.close()

    thread = threading.Thread(target=work, name="yhgis-cluster-leaving", daemon=True)
    thread.start()
    thread.join(_LEAVE_S)
