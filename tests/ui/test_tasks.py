"""Background work: answered once, on the main thread, or not at all."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread
from pytestqt.qtbot import QtBot

from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.ui.main_thread_garbage import MainThreadGarbage
from yhgis.ui.tasks import Debounce, Task, Tasks, Throttle


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def _ended(qtbot: QtBot, task: Task) -> None:
    with qtbot.waitSignal(task.ended):
        pass


def _wait_for_cancel(feedback: Feedback) -> None:
    while True:
        feedback.check()
        feedback._stop.wait(0.01)


def test_answer_comes_once_on_the_main_thread(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[tuple[int, bool, bool]] = []
    main = QThread.currentThread()

    def work(_feedback: Feedback) -> int:
        return threading.get_ident()

    task = tasks.run(work, done=lambda ident: answers.append((ident, QThread.currentThread() is main, True)))
    _ended(qtbot, task)
    assert len(answers) == 1
    ident, on_main, _ = answers[0]
    assert ident != threading.get_ident(), "the work ran on the main thread"
    assert on_main
    assert tasks.running == ()


def test_the_users_mistake_goes_to_failed(qtbot: QtBot, tasks: Tasks) -> None:
    heard: list[DataError] = []

    def work(_feedback: Feedback) -> None:
        raise DataError("There is no file {file}; check the name and the folder.", file="a.shp")

    task = tasks.run(work, done=lambda _: pytest.fail("done"), failed=heard.append)
    _ended(qtbot, task)
    assert [error.message.values for error in heard] == [{"file": "a.shp"}]


def test_a_mistake_nobody_listens_to_is_shown(qtbot: QtBot, tasks: Tasks) -> None:
    def work(_feedback: Feedback) -> None:
        raise DataError("There is no file {file}; check the name and the folder.", file="b.shp")

    with qtbot.waitSignal(tasks.failed) as shown:
        tasks.run(work, done=lambda _: None)
    assert isinstance(shown.args[0], DataError)


def test_our_mistake_is_raised_on_the_main_thread(qtbot: QtBot, tasks: Tasks) -> None:
    def work(_feedback: Feedback) -> None:
        raise ZeroDivisionError("ours")

    with qtbot.captureExceptions() as raised:
        task = tasks.run(work, done=lambda _: None, failed=lambda _: pytest.fail("not the user's"))
        _ended(qtbot, task)
    assert [kind for kind, _, _ in raised] == [ZeroDivisionError]
    assert tasks.running == ()


def test_cancel_reaches_the_work_and_is_told(qtbot: QtBot, tasks: Tasks) -> None:
    told: list[str] = []
    task = tasks.run(_wait_for_cancel, done=lambda _: told.append("done"), cancelled=lambda: told.append("cancelled"))
    task.cancel()
    _ended(qtbot, task)
    assert told == ["cancelled"]


def test_a_newer_task_of_the_same_key_drops_the_older(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[str] = []
    owner = QObject()
    old = tasks.run(_wait_for_cancel, done=lambda _: answers.append("old"), owner=owner, key="question")
    new = tasks.run(lambda _: "new", done=answers.append, owner=owner, key="question")
    with qtbot.waitSignals([old.ended, new.ended]):
        pass
    assert answers == ["new"]


def test_other_owners_keys_are_left_alone(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[str] = []
    gate = threading.Event()
    one, other = QObject(), QObject()
    first = tasks.run(lambda _: (gate.wait(5), "one")[1], done=answers.append, owner=one, key="k")
    second = tasks.run(lambda _: "other", done=answers.append, owner=other, key="k")
    _ended(qtbot, second)
    gate.set()
    _ended(qtbot, first)
    assert answers == ["other", "one"]


def test_an_owner_that_died_gets_no_answer(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[object] = []
    owner = QObject()
    task = tasks.run(_wait_for_cancel, done=answers.append, cancelled=lambda: answers.append("cancelled"), owner=owner)
    owner.deleteLater()
    _ended(qtbot, task)
    assert answers == []


def test_progress_arrives_on_the_main_thread_and_not_after_a_drop(qtbot: QtBot, tasks: Tasks) -> None:
    heard: list[tuple[float, str]] = []
    go_on = threading.Event()

    def work(feedback: Feedback) -> None:
        feedback.progress(0.25, Message("Reading {file}", {"file": "a.shp"}))
        go_on.wait(5)

    def listen(fraction: float, message: Message | None) -> None:
        assert QThread.currentThread() is main
        heard.append((fraction, str(message.values["file"]) if message else ""))
        go_on.set()

    main = QThread.currentThread()
    task = tasks.run(work, done=lambda _: None, on_progress=listen)
    _ended(qtbot, task)
    assert heard == [(0.25, "a.shp")]


def test_a_talkative_loop_does_not_flood_the_main_thread(qtbot: QtBot, tasks: Tasks) -> None:
    heard: list[float] = []

    def work(feedback: Feedback) -> None:
        for step in range(20_000):
            feedback.progress(step / 20_000)

    task = tasks.run(work, done=lambda _: None, on_progress=lambda fraction, _: heard.append(fraction))
    _ended(qtbot, task)
    assert 1 <= len(heard) < 200


def test_close_waits_and_delivers_nothing(qtbot: QtBot) -> None:
    tasks = Tasks()
    answers: list[object] = []
    left = threading.Event()

    def work(feedback: Feedback) -> None:
        try:
            _wait_for_cancel(feedback)
        finally:
            left.set()

    tasks.run(work, done=answers.append, cancelled=lambda: answers.append("cancelled"))
    tasks.close()
    assert left.is_set(), "close came back before the work had ended"
    gc.collect()
    assert answers == []


def test_an_answer_in_the_queue_when_the_session_closes_stays_there(qtbot: QtBot) -> None:
    tasks = Tasks()
    answers: list[object] = []
    task = tasks.run(lambda _: 1, done=answers.append)
    task.ended.connect(lambda: answers.append("ended"))
    assert task.join(5.0)  # the answer stands in the queue: no event has been handled since
    tasks.close()
    tasks.deleteLater()
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()
    assert answers == []


def test_many_tasks_leave_no_thread(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[int] = []
    before = threading.active_count()
    made = [tasks.run(lambda _, i=i: i, done=answers.append) for i in range(50)]
    with qtbot.waitSignals([task.ended for task in made]):
        pass
    gc.collect()
    assert sorted(answers) == list(range(50))
    assert threading.active_count() == before


def test_throttle_calls_at_once_and_keeps_the_last(qtbot: QtBot) -> None:
    calls: list[int] = []
    throttle = Throttle(30, calls.append)
    for i in range(10):
        throttle(i)
    assert calls == [0]
    qtbot.waitUntil(lambda: len(calls) == 2)
    assert calls == [0, 9]


def test_debounce_calls_once_with_the_newest(qtbot: QtBot) -> None:
    calls: list[int] = []
    debounce = Debounce(10, calls.append)
    for i in range(5):
        debounce(i)
    assert calls == []
    qtbot.waitUntil(lambda: bool(calls))
    assert calls == [4]
    debounce(7)
    debounce.stop()
    qtbot.waitUntil(lambda: not debounce._timer.isActive())
    assert calls == [4]


class _Ring:
    """Something that only the garbage collector can free."""

    freed_in: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.freed_in.append(threading.get_ident())


def test_garbage_is_collected_on_the_main_thread_only(qtbot: QtBot, tasks: Tasks) -> None:
    _Ring.freed_in.clear()
    garbage = MainThreadGarbage()
    try:

        def work(_feedback: Feedback) -> None:
            for _ in range(5_000):
                _Ring()

        _ended(qtbot, tasks.run(work, done=lambda _: None))
        assert _Ring.freed_in == [], "the collector ran in the worker"
        for _ in range(MainThreadGarbage.LONGEST_HELD_OFF):  # an earlier test may have left a button pressed
            garbage.collect()
        assert set(_Ring.freed_in) == {threading.get_ident()}
    finally:
        garbage.stop()
    assert gc.isenabled()
