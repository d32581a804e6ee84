"""The bootstrap on machines that lack things, and its cost on one that lacks nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(__file__).parent.parent
posix_only = pytest.mark.skipif(os.name == "nt", reason="stands in for the interpreter by a shell script")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with requirement files and a main.py that prints its arguments; no .venv."""
    folder = tmp_path / "余杭 yhgis"
    folder.mkdir()
    for name in (
        "bootstrap.py",
        "constraints.txt",
        "requirements.txt",
        "requirements-cluster.txt",
        "requirements-dev.txt",
    ):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    (folder / "main.py").write_text("import sys\nprint(*sys.argv[1:])\n", encoding="utf-8")
    monkeypatch.setattr(bootstrap, "ROOT", folder)
    return folder


#: Runs a script of arguments and writes into a file what it opens, imports and starts.
AUDITED = """
import os, runpy, sys
told = open(sys.argv[1], "w", encoding="utf-8", buffering=1)
sys.argv = sys.argv[2:]
starts = ("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "socket.")
def hear(event, arguments):
    if event in ("open", "import") or event.startswith(starts):
        told.write(f"{event} {arguments[0]}\\n")
sys.addaudithook(hear)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def make_python(folder: Path, version: str = f"{sys.version_info[0]}.{sys.version_info[1]}.0") -> Path:
    """Put an interpreter into .venv that passes everything on to the one of the tests."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (folder / ".venv" / "pyvenv.cfg").write_text(f"version = {version}\n", encoding="utf-8")
    return python


class Commands:
    """Stands in for `subprocess.run`: keeps the commands, makes the venv that was asked for."""

    def __init__(self, folder: Path, failing: str = "") -> None:
        self.folder = folder
        self.failing = failing
        self.ran: list[list[str]] = []
        self.interrupted_by = ""

    def __call__(self, command: Sequence[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        words = [str(word) for word in command]
        self.ran.append(words)
        if self.interrupted_by and self.interrupted_by in words:
            raise KeyboardInterrupt
        if "venv" in words:
            make_python(self.folder)
        failed = bool(self.failing) and self.failing in words
        return subprocess.CompletedProcess(words, int(failed), b"Noto Sans CJK SC\n", b"")

    def have(self, word: str) -> list[list[str]]:
        """Return the commands with ``word`` among their words."""
        return [command for command in self.ran if word in command]


@pytest.fixture
def commands(project: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Nothing is really run; the system lacks nothing."""
    stand_in = Commands(project)
    monkeypatch.setattr(bootstrap.subprocess, "run", stand_in)
    monkeypatch.setattr(bootstrap, "missing_packages", list)
    return stand_in


def test_a_first_start_makes_and_fills_the_venv(commands: Commands) -> None:
    bootstrap.prepare("run")
    (pip,) = commands.have("pip")
    assert pip[pip.index("-r") + 1].endswith("requirements.txt")
    assert pip[pip.index("-c") + 1].endswith("constraints.txt")
    assert bootstrap.complete("run")
    assert not bootstrap.complete("dev")


def test_a_second_start_runs_nothing(commands: Commands) -> None:
    bootstrap.prepare("run")
    commands.ran.clear()
    bootstrap.prepare("run")
    assert commands.ran == []


def test_the_dev_set_serves_the_program_too(commands: Commands) -> None:
    bootstrap.prepare("dev")
    commands.ran.clear()
    bootstrap.prepare("run")
    assert commands.ran == []


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt"])
def test_changed_requirements_are_installed_again(commands: Commands, project: Path, name: str) -> None:
    bootstrap.prepare("run")
    commands.ran.clear()
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    bootstrap.prepare("run")
    assert len(commands.have("pip")) == 1
    assert not commands.have("venv"), "the venv itself still fits"


def test_a_venv_of_another_python_is_made_anew(commands: Commands, project: Path) -> None:
    make_python(project, version="3.5.2")
    bootstrap.prepare("run")
    assert len(commands.have("venv")) == 1


def test_a_failed_install_is_not_thought_complete(
    commands: Commands, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.failing = "pip"
    assert bootstrap.main(["run"]) == 1
    assert not bootstrap.complete("run")
    said = capsys.readouterr()
    assert "请检查网络" in said.err
    assert said.out == ""
    commands.ran.clear()
    commands.failing = ""
    bootstrap.prepare("run")
    assert not commands.have("venv"), "pip failed in order and undid its work: the venv stays"


def test_an_interrupted_install_begins_anew(commands: Commands, project: Path) -> None:
    commands.interrupted_by = "pip"
    assert bootstrap.main(["run"]) == 130
    half = project / ".venv" / "half-a-package"
    half.touch()
    assert not bootstrap.complete("run")
    commands.interrupted_by = ""
    bootstrap.prepare("run")
    assert bootstrap.complete("run")
    assert not half.exists()


def test_a_python_that_makes_no_venv_leaves_none(commands: Commands, project: Path) -> None:
    commands.failing = "venv"
    assert bootstrap.main(["run"]) == 1
    assert not (project / ".venv").exists()


def test_missing_packages_are_named_with_the_command(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "missing_packages", lambda: ["libxcb-cursor0", "fonts-noto-cjk"])
    monkeypatch.setattr(bootstrap, "apt_prefix", lambda: None)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    bootstrap.prepare("run")
    assert "sudo apt-get install -y libxcb-cursor0 fonts-noto-cjk" in capsys.readouterr().err
    assert bootstrap.complete("run"), "the packages of Python were installed all the same"
    bootstrap.prepare("run")
    assert "libxcb-cursor0" in capsys.readouterr().err, "said again until it is there"


def test_missing_packages_are_installed_where_that_is_allowed(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([["libegl1"], []])
    monkeypatch.setattr(bootstrap, "missing_packages", lambda: next(answers))
    monkeypatch.setattr(bootstrap, "apt_prefix", lambda: ["env"])
    bootstrap.prepare("run")
    (apt,) = commands.have("apt-get")
    assert apt[-1] == "libegl1"
    assert "sudo" not in capsys.readouterr().err


def test_old_package_lists_are_fetched_before_a_second_try(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "apt_prefix", lambda: ["env"])
    commands.failing = "libegl1"
    bootstrap.install_packages(["libegl1"])
    assert [("update" in command, "install" in command) for command in commands.have("apt-get")] == [
        (False, True),
        (True, False),
        (False, True),
    ]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux is asked for libraries")
def test_every_lacking_thing_has_its_package(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "has_library", lambda name: name != "libxcb-cursor.so.0")
    monkeypatch.setattr(bootstrap, "has_module", lambda name: False)
    monkeypatch.setattr("shutil.which", lambda name: None)
    venv = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert bootstrap.missing_packages() == [venv, "libxcb-cursor0", "fontconfig", "fonts-noto-cjk"]


def test_libraries_are_looked_for_by_the_loader() -> None:
    assert not bootstrap.has_library("libof-no-system-at-all.so.7")
    if sys.platform.startswith("linux"):
        assert bootstrap.has_library("libc.so.6")


@pytest.mark.parametrize("arguments", [[], ["dance"]])
def test_a_wrong_command_is_told_what_there_is(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(arguments) == 2
    said = capsys.readouterr()
    assert "bootstrap.py package" in said.err
    assert said.out == ""


@posix_only
def test_only_one_installs_at_a_time(project: Path) -> None:
    hold = (
        "import sys, bootstrap\n"
        "with bootstrap.only_one() as cut_off:\n    print(cut_off, flush=True); sys.stdin.readline()\n"
    )
    start = [sys.executable, "-c", hold]
    pipe = subprocess.PIPE
    with subprocess.Popen(start, cwd=project, stdin=pipe, stdout=pipe, text=True) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        assert first.stdout.readline() == "False\n"
        with subprocess.Popen(start, cwd=project, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as second:
            assert second.stderr is not None
            assert "另一个" in second.stderr.readline()
            first.kill()  # in the middle of its work
            output, _ = second.communicate("\n")
    assert output == "True\n", "the second knows that the first was cut off"


@posix_only
def test_a_second_start_looks_at_a_few_files_and_hands_over(project: Path) -> None:
    make_python(project)
    (project / ".venv" / "yhgis").mkdir()
    bootstrap.write_stamp("run", bootstrap.fingerprint("run"))
    bootstrap.write_stamp("system", bootstrap.system_fingerprint())
    told = project / "told"
    command = [sys.executable, "-c", AUDITED, str(told), str(project / "bootstrap.py"), "run", "overlap", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=project.parent)
    assert done.stdout == "overlap --json\n", "stdout belongs to the program alone"
    assert done.stderr == ""
    events = told.read_text(encoding="utf-8").splitlines()
    ours = [Path(line.split(" ", 1)[1]) for line in events if line.startswith("open ") and str(project) in line]
    read = {path.relative_to(project).as_posix() for path in ours}
    assert read == {"bootstrap.py", "constraints.txt", "requirements.txt", ".venv/yhgis/run", ".venv/yhgis/system"}
    started = [line for line in events if not line.startswith(("open ", "import "))]
    assert started == [f"os.exec {project / '.venv' / 'bin' / 'python'}"], "no other process, nothing fetched"
    imported = {line.split(" ", 1)[1] for line in events if line.startswith("import ")}
    assert sorted(imported & {"ctypes", "json", "shutil", "ssl", "urllib.request", "venv", "yhgis"}) == []


@posix_only
def test_foreign_python_packages_are_kept_out(project: Path) -> None:
    make_python(project)
    (project / ".venv" / "yhgis").mkdir()
    bootstrap.write_stamp("run", bootstrap.fingerprint("run"))
    bootstrap.write_stamp("system", bootstrap.system_fingerprint())
    (project / "main.py").write_text("import os\nprint(os.environ.get('PYTHONPATH'))\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": "/opt/qgis/python"}
    command = [sys.executable, str(project / "bootstrap.py"), "run"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "None\n"
