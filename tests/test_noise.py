"""The fixtures that forbid noise do fail: each case below is a test of the kind that must not pass."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: By the word that the failure must say.
NOISY = {
    "forgotten": """
import threading, time
def test_it():
    threading.Thread(target=time.sleep, args=(8,), name="forgotten", daemon=True).start()
""",
    "a pixmap was painted": """
from PySide6.QtCore import QObject, qWarning
def test_it():
    qWarning("a pixmap was painted before there was a window")
""",
    "RuntimeWarning: invalid value": """
import warnings
def test_it():
    warnings.warn("invalid value", RuntimeWarning)
""",
    "'solw' not found": """
import pytest
@pytest.mark.solw
def test_it():
    pass
""",
    "XPASS(strict)": """
import pytest
@pytest.mark.xfail
def test_it():
    pass
""",
}
QUIET = """
import os, threading
from yhgis.i18n import language, set_language
def test_a_thread_that_ends():
    threading.Thread(target=print).start()
def test_language_changes():
    set_language("en")
def test_language_is_back():
    assert language() == "zh"
def test_settings_are_not_the_developers():
    from yhgis import settings
    assert not settings.settings_path().exists()
    settings.save(settings.Settings(role="town"))
def test_settings_are_fresh():
    from yhgis import settings
    assert settings.load() == settings.Settings()
"""


def _run(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("PySide6")
    room = folder / "ui"
    room.mkdir()
    file = room / "test_noise_case.py"
    file.write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    command += ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("word", NOISY)
def test_noise_fails(word: str, tmp_path: Path) -> None:
    done = _run(tmp_path, NOISY[word])
    assert done.returncode != 0, done.stdout
    assert word in done.stdout + done.stderr


def test_quiet_passes_and_every_test_starts_fresh(tmp_path: Path) -> None:
    done = _run(tmp_path, QUIET)
    assert done.returncode == 0, done.stdout + done.stderr
