"""Starting and ending, each in a process of its own: what `main.py` without arguments does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from yhgis.folders import HOME_VARIABLE

ROOT = Path(__file__).parents[2]

#: Opens the window and closes it when the map is drawn; ``meanwhile`` runs before that, step by step.
PROGRAM = """
import sys
import main
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from yhgis.ui import app

class Window(app.MainWindow):
    def __init__(self, session):
        super().__init__(session)
        self.steps = [self.{meanwhile}, self.end]
        self.canvas.settled.connect(self.next)

    def next(self):
        self.canvas.settled.disconnect(self.next)
        for step in self.steps:
            QTimer.singleShot(0, self, step)

    def nothing(self):
        pass

    def fail(self):
        QTimer.singleShot(0, self, lambda: 1 / 0)
        QTimer.singleShot(0, self, lambda: 1 / 0)
        self.steps.append(None)

    def end(self):
        if None in self.steps:
            self.steps.remove(None)
            QTimer.singleShot(0, self, self.end)
            return
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        print("suggestions", self.overlays.suggestions.isVisible(), "dialogs", len(dialogs))
        self._may_close = True
        self.close()

app.MainWindow = Window
sys.exit(main.main(sys.argv[1:]))
"""


def _start(home: Path, *arguments: str, meanwhile: str = "nothing") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, HOME_VARIABLE: str(home), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", PROGRAM.format(meanwhile=meanwhile), *arguments]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


def _log(home: Path) -> str:
    return (home / "log" / "yhgis.log").read_text(encoding="utf-8")


def test_a_start_draws_the_map_ends_clean_and_remembers_the_window(tmp_path: Path) -> None:
    done = _start(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["suggestions", "True", "dialogs", "0"]
    settings = json.loads((tmp_path / "config" / "settings.json").read_text(encoding="utf-8"))
    assert settings["window"]["geometry"]
    assert "WARNING" not in _log(tmp_path), _log(tmp_path)
    again = _start(tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.split()[:2] == ["suggestions", "False"]


def test_a_project_that_is_not_there_is_told_and_the_plan_is_shown(tmp_path: Path) -> None:
    done = _start(tmp_path, str(tmp_path / "没有.yhmap"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "没有.yhmap" in _log(tmp_path)


def test_our_mistake_is_logged_shown_in_one_dialog_and_the_window_lives(tmp_path: Path) -> None:
    done = _start(tmp_path, meanwhile="fail")
    assert done.returncode == 0
    assert done.stdout.split()[2:] == ["dialogs", "1"]
    assert _log(tmp_path).count("ZeroDivisionError") == 2
