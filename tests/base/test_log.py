from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from yhgis import __version__, log
from yhgis.folders import log_folder


@pytest.fixture(autouse=True)
def _crash_stacks_again() -> Iterator[None]:
    """Give pytest its fault handler back: there is one a process."""
    was_enabled = faulthandler.is_enabled()
    yield
    if was_enabled:
        faulthandler.enable(sys.__stderr__)


@pytest.fixture
def log_file(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The program's log, installed; the hooks that were there before are kept quiet."""
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    monkeypatch.setattr(threading, "excepthook", lambda *_: None)
    path = log.install()
    assert path is not None
    yield path
    log.uninstall()


def test_the_log_says_which_program_it_is_of(log_file: Path) -> None:
    assert log_file.parent == log_folder()
    assert f"yhgis {__version__}" in log_file.read_text(encoding="utf-8")


def test_chinese_is_written_as_it_is(log_file: Path) -> None:
    logging.getLogger("yhgis.io").warning("图层 %s 没有坐标系", "余杭街道")
    assert "WARNING MainThread yhgis.io: 图层 余杭街道 没有坐标系" in log_file.read_text(encoding="utf-8")


def test_a_second_install_changes_nothing(log_file: Path) -> None:
    handlers = list(logging.getLogger().handlers)
    assert log.install() == log_file
    assert logging.getLogger().handlers == handlers


def test_an_uncaught_exception_is_logged_with_its_trace(log_file: Path) -> None:
    try:
        raise ZeroDivisionError("面积为零")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    text = log_file.read_text(encoding="utf-8")
    assert "CRITICAL" in text
    assert "test_an_uncaught_exception_is_logged_with_its_trace" in text
    assert "ZeroDivisionError: 面积为零" in text


def test_an_uncaught_exception_goes_on_to_the_hook_before(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: heard.append(kind))
    log.install()
    try:
        sys.excepthook(ValueError, ValueError(), None)
    finally:
        log.uninstall()
    assert heard == [ValueError]


def test_ctrl_c_is_no_bug(log_file: Path) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "CRITICAL" not in log_file.read_text(encoding="utf-8")


def test_an_exception_that_ends_a_thread_is_logged_by_the_threads_name(log_file: Path) -> None:
    def work() -> None:
        raise ZeroDivisionError("in the worker")

    thread = threading.Thread(target=work, name="overlap-worker")
    thread.start()
    thread.join()
    text = log_file.read_text(encoding="utf-8")
    assert "Uncaught exception in thread overlap-worker" in text
    assert "ZeroDivisionError: in the worker" in text


def test_warnings_go_to_the_log_and_not_to_stderr(log_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        log.uninstall()
        path = log.install()
        assert path is not None
        warnings.warn("half a ring", RuntimeWarning, stacklevel=1)
        log.uninstall()
    assert "half a ring" in path.read_text(encoding="utf-8")
    assert capsys.readouterr().err == ""


def test_files_rotate_and_old_ones_go(log_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = next(h for h in logging.getLogger().handlers if isinstance(h, logging.handlers.RotatingFileHandler))
    monkeypatch.setattr(handler, "maxBytes", 200)
    for number in range(40):
        logging.getLogger().warning("line %d", number)
    names = sorted(path.name for path in log_file.parent.glob("yhgis.log*"))
    assert names == ["yhgis.log", *(f"yhgis.log.{n}" for n in range(1, log.OLD_FILES + 1))]
    assert all(path.stat().st_size <= 300 for path in log_file.parent.glob("yhgis.log*"))


def test_a_file_that_another_program_holds_is_written_on(log_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("in use")

    monkeypatch.setattr("os.rename", refuse)
    handler = next(h for h in logging.getLogger().handlers if isinstance(h, logging.handlers.RotatingFileHandler))
    monkeypatch.setattr(handler, "maxBytes", 10)
    logging.getLogger().warning("first")
    logging.getLogger().warning("second")
    text = log_file.read_text(encoding="utf-8")
    assert "first" in text
    assert "second" in text


def test_uninstall_takes_everything_back() -> None:
    root = logging.getLogger()
    before = sys.excepthook, threading.excepthook, list(root.handlers), root.level
    log.install()
    assert (sys.excepthook, threading.excepthook, root.handlers, root.level) != before
    log.uninstall()
    assert (sys.excepthook, threading.excepthook, root.handlers, root.level) == before


def test_a_folder_that_cannot_be_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("YHGIS_HOME", str(tmp_path / "file"))
    hook = sys.excepthook
    assert log.install() is None
    assert sys.excepthook is hook
    assert "No log file" in caplog.text
