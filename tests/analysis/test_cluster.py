"""The same figures to the last digit on this machine and on a cluster, also when a worker dies; one sentence else."""

from __future__ import annotations

import functools
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.analysis.dask_cluster import LoopbackCluster
from tests.analysis.making import ask, circle, grid, layer
from yhgis.analysis import cluster, cluster_worker, partition
from yhgis.analysis.cluster import ClusterSize, size_of
from yhgis.analysis.cluster_worker import ClusterError
from yhgis.analysis.scheduler import computing_on
from yhgis.errors import Cancelled, UsageError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, set_language

HEARD_WITHIN_S = 5.0
TOOLS = ["share", "overlap", "conflicts"]


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackCluster]:
    with LoopbackCluster(tmp_path_factory.mktemp("dask"), 2) as running:
        size = ClusterSize(0, 0)
        while size.workers < 2:
            size = size_of(running.address, Feedback())
        yield running


@pytest.fixture(autouse=True)
def _small_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut small test layers into as many questions as large ones are cut into."""
    monkeypatch.setattr(partition, "RUN_FEATURES", 1500)
    monkeypatch.setattr(partition, "BLOCK_VERTICES", 4000)


def blobs(n: int, vertices: int, seed: int) -> list[Any]:
    random = np.random.default_rng(seed)
    return [circle(*random.uniform(0, 3000, 2), random.uniform(20, 120), vertices) for _ in range(n)]


@functools.cache
def questions() -> dict[str, dict[str, Any]]:
    tiles = layer("tiles", grid(70, 70, 43.0))
    red, blue = layer("red", blobs(300, 90, 1)), layer("blue", blobs(250, 70, 2))
    towns = layer("towns", grid(3, 2, 1100.0))
    return {
        "share": {"features": tiles, "cover": red},
        "overlap": {"rows": towns, "columns": [tiles, red]},
        "conflicts": {"layers": [tiles, red, blue]},
    }


def answer(tool: str, feedback: Feedback | None = None) -> dict[str, Any]:
    document = ask(tool, feedback, **questions()[tool]).document()
    return {name: value for name, value in document.items() if name not in ("made_at", "computed_on")}


@functools.cache
def local_answer(tool: str) -> dict[str, Any]:
    return answer(tool)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_cluster_gives_the_same_figures_to_the_last_digit(tool: str, two_workers: LoopbackCluster) -> None:
    told: list[float] = []
    with computing_on(two_workers.address, Feedback()):
        document = ask(tool, Feedback(lambda done, _: told.append(done)), **questions()[tool]).document()
    assert document.pop("computed_on") == two_workers.address
    document.pop("made_at")
    assert document == local_answer(tool)
    assert np.diff(told).min() > -1e-9
    assert len(set(told)) > 5


@pytest.mark.parametrize("tool", TOOLS)
def test_a_worker_killed_on_the_way_changes_nothing(tool: str, two_workers: LoopbackCluster) -> None:
    killed = threading.Event()

    def kill_half_way(done: float, _: Message | None) -> None:
        if done > 0.7 and not killed.is_set():
            killed.set()
            two_workers.kill_worker()

    try:
        with computing_on(two_workers.address, Feedback()):
            assert answer(tool, Feedback(kill_half_way)) == local_answer(tool)
    finally:
        if killed.is_set():
            two_workers.start_worker()
    assert killed.is_set()


def test_questions_are_many_and_the_last_digit_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the comparison above compares: the edge sums do not mind the cut, the overlay does by 1e-9 at most."""
    values = questions()["share"]
    cut = ask("share", **values).document()["features"]
    monkeypatch.setattr(partition, "BLOCK_VERTICES", 10**9)
    monkeypatch.setattr(partition, "RUN_FEATURES", 10**9)
    whole = ask("share", **values).document()["features"]
    assert np.allclose([f["covered_m2"] for f in cut], [f["covered_m2"] for f in whole], rtol=1e-12, atol=1e-8)


def test_a_cancel_reaches_the_cluster(two_workers: LoopbackCluster) -> None:
    many = layer("many", blobs(900, 900, 3))
    more = layer("more", blobs(900, 900, 4))
    asked_at: list[float] = []

    def stop(done: float, _: Message | None) -> None:
        if done > 0.25 and not asked_at:
            asked_at.append(time.monotonic())
            feedback.cancel()

    feedback = Feedback(stop)
    with pytest.raises(Cancelled), computing_on(two_workers.address, feedback):
        ask("conflicts", feedback, layers=[many, more])
    assert time.monotonic() - asked_at[0] < HEARD_WITHIN_S
    assert size_of(two_workers.address, Feedback()).workers >= 1


def test_another_version_is_refused(two_workers: LoopbackCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = cluster_worker.identity
    ours = theirs() | {"GEOS": "3.0.0"}
    monkeypatch.setattr(cluster, "require_same", functools.partial(cluster_worker.require_same, ours=ours))
    set_language("en")
    with pytest.raises(ClusterError, match=r"has GEOS 3\.\d+\.\d+, this machine 3\.0\.0; figures could differ"):
        size_of(two_workers.address, Feedback())


def test_a_cluster_without_workers_and_a_worker_without_yhgis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_language("en")
    with LoopbackCluster(tmp_path, 0) as running:
        monkeypatch.setattr(cluster, "REACH_S", 1.0)
        with pytest.raises(ClusterError, match=rf"cluster at {running.address} has no workers"):
            size_of(running.address, Feedback())
        monkeypatch.setattr(cluster, "REACH_S", 20.0)
        running.start_worker(cwd=tmp_path)
        with pytest.raises(ClusterError, match="has no yhgis; start it in the program's folder"):
            size_of(running.address, Feedback())


def test_nobody_answers() -> None:
    set_language("en")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(ClusterError, match=rf"No Dask scheduler answers at {address}; start it there"):
        size_of(address, Feedback())


def test_somebody_answers_who_is_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "REACH_S", 0.5)
    set_language("en")
    with socket.socket() as silent_one:
        silent_one.bind(("127.0.0.1", 0))
        silent_one.listen()
        address = f"tcp://127.0.0.1:{silent_one.getsockname()[1]}"
        with pytest.raises(ClusterError, match="No Dask scheduler answers"):
            size_of(address, Feedback())


def test_a_cancel_is_heard_while_nobody_answers() -> None:
    feedback = Feedback()
    with socket.socket() as silent_one:
        silent_one.bind(("127.0.0.1", 0))
        silent_one.listen()
        threading.Timer(0.3, feedback.cancel).start()
        begin = time.monotonic()
        with pytest.raises(Cancelled):
            size_of(f"tcp://127.0.0.1:{silent_one.getsockname()[1]}", feedback)
        assert time.monotonic() - begin < 0.3 + HEARD_WITHIN_S


@pytest.mark.parametrize(
    "address", ["10.0.0.1:8786", "tcp://", "tcp://host", "tcp://host:port", "tcp://host:99999", "x"]
)
def test_a_wrong_address(address: str) -> None:
    with pytest.raises(UsageError), computing_on(address, Feedback()):
        pass


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    set_language("en")
    with pytest.raises(ClusterError, match=r"requirements-cluster\.txt"), computing_on("tcp://h:1", Feedback()):
        pass


def test_layers_asked_again_are_new(two_workers: LoopbackCluster) -> None:
    """What is kept of a layer between questions does not hide a difference."""
    fresh = {name: replace(value) for name, value in questions()["share"].items()}
    with computing_on(two_workers.address, Feedback()):
        document = ask("share", **fresh).document()
    assert document["features"] == local_answer("share")["features"]
