"""The walls: imports point one way, the core knows no Qt, modules stay small, the product stands alone."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "yhgis"
CORE = ("model", "io", "analysis", "plan", "carto")
MAX_LINES = 350
MAX_TEST_LINES = 450
#: Lines of a function beside its docstring; in the window, where a widget is put together line by line, some more.
MAX_STEPS, MAX_WINDOW_STEPS = 30, 38
#: Longer, and why.
LONG_MODULES = {
    "yhgis/ui/session.py": (385, "the one place all parts talk to: a method of one sentence each"),
    "bootstrap.py": (400, "one file of the standard library alone, for a machine that has nothing else"),
}
LONG_FUNCTIONS = {
    "yhgis/analysis/check_line.py:line_figures": (35, "the figures of a line, one after another"),
    "yhgis/analysis/compare_by.py:by_figures": (36, "the steps of one answer, a line each"),
    "yhgis/analysis/edge_tables.py:_crossings": (38, "one computation on arrays, which cut would pass all of them on"),
    "yhgis/analysis/overlap.py:_column": (37, "one column of figures, field by field"),
    "yhgis/analysis/slices.py:run_slices": (35, "threads, their order and how they are stopped, seen together"),
    "yhgis/analysis/topology.py:run": (45, "the checks in their order, a line each, and one answer made of them"),
    "yhgis/analysis/compare.py:run": (41, "the steps of one answer, a line each"),
    "yhgis/analysis/coverage.py:run": (53, "the steps of one answer, a line each"),
    "yhgis/carto/sheet.py:compose_page": (40, "a sheet from bottom to top, a line a part"),
    "yhgis/report/chart_matrix.py:_stacked": (35, "one chart, field by field"),
}


def _modules(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def _core_modules() -> list[str]:
    """Names of every module that must work without Qt."""
    paths = [*PACKAGE.glob("*.py"), *_modules(*(PACKAGE / room for room in CORE))]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return sorted(name.removesuffix(".__init__") for name in names)


def _run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_contracts_of_import_linter() -> None:
    done = _run("import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


WITHOUT_QT = "import sys; sys.modules.update(dict.fromkeys(('PySide6', 'shiboken6', 'qtpy', 'qtawesome')));"


def test_the_core_is_imported_without_qt() -> None:
    names = _core_modules()
    assert "yhgis.model.layer" in names
    done = _run(f"{WITHOUT_QT} import importlib; [importlib.import_module(n) for n in sys.argv[1:]]", *names)
    assert done.returncode == 0, done.stderr


def test_the_core_is_tested_without_qt() -> None:
    folders = [f"tests/{room}" for room in ("base", *CORE) if (ROOT / "tests" / room).is_dir()]
    # Base is run; of the others it is enough that they can be collected: they run with Qt at hand anyway.
    options = ["-q", "-p", "no:pytest-qt", "-p", "no:pytestqt.plugin", "-p", "no:cacheprovider"]
    code = f"{WITHOUT_QT} import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    ran = _run(code, *options, "tests/base")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    collected = _run(code, *options, "--collect-only", *folders)
    assert collected.returncode == 0, collected.stdout + collected.stderr


def _imports(path: Path) -> Iterator[str]:
    """Dotted names that ``path`` imports, ``a.b`` for ``from a import b``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_paint_and_report_use_no_widgets() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in _modules(PACKAGE / "paint", PACKAGE / "report")
        for name in _imports(path)
        if name.startswith(("PySide6.QtWidgets", "PySide6.QtPrintSupport"))
    ]
    assert not wrong, wrong


def test_only_one_module_starts_threads_in_the_window() -> None:
    starters = re.compile(r"\b(QThread|QThreadPool|QRunnable|threading\.Thread|ThreadPoolExecutor)\(")
    wrong = [
        str(path.relative_to(ROOT))
        for path in _modules(PACKAGE / "ui")
        if path.name != "tasks.py" and starters.search(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, f"threads are the matter of ui/tasks.py: {wrong}"


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("room", ["", "model", "io", "analysis", "plan", "carto", "paint", "report", "ui", "cli"])
def test_modules_stay_small(room: str) -> None:
    paths = _modules(PACKAGE / room) if room else [*PACKAGE.glob("*.py"), ROOT / "main.py", ROOT / "bootstrap.py"]
    lengths = {path.relative_to(ROOT).as_posix(): _lines(path) for path in paths}
    long = {name: lines for name, lines in lengths.items() if lines > LONG_MODULES.get(name, (MAX_LINES, ""))[0]}
    assert not long, f"more than {MAX_LINES} lines: {long}"


def test_modules_of_tests_stay_small() -> None:
    long = {str(p.relative_to(ROOT)): _lines(p) for p in _modules(ROOT / "tests") if _lines(p) > MAX_TEST_LINES}
    assert not long, f"more than {MAX_TEST_LINES} lines: {long}"


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    """Names of the functions of a module, and their lines beside the docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            told = first.end_lineno - first.lineno + 1 if ast.get_docstring(node) and first.end_lineno else 0
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - told


def test_functions_stay_short() -> None:
    lengths = {
        f"{path.relative_to(ROOT).as_posix()}:{name}": lines
        for path in _modules(PACKAGE)
        for name, lines in _functions(path)
    }
    most = {name: MAX_WINDOW_STEPS if name.startswith("yhgis/ui/") else MAX_STEPS for name in lengths}
    most |= {name: lines for name, (lines, _why) in LONG_FUNCTIONS.items()}
    long = {name: lines for name, lines in lengths.items() if lines > most[name]}
    assert not long, f"more than {MAX_STEPS} lines, {MAX_WINDOW_STEPS} in the window: {long}"
    assert set(LONG_FUNCTIONS) <= set(lengths), "an exception for what is no more"


def test_every_room_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _modules(PACKAGE)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent, f"no module docstring: {silent}"


def test_no_room_is_called_by_no_subject() -> None:
    attics = [path for path in PACKAGE.rglob("*") if path.stem in {"utils", "util", "helpers", "misc", "common"}]
    assert not attics


def test_nothing_reads_the_folder_beside_the_checkout() -> None:
    beside = re.compile(r"\.\./" + r"shared\b|/work/" + r"shared\b|[\"']" + r"shared[\"']")
    wrong = [
        str(path.relative_to(ROOT))
        for path in [*_modules(PACKAGE, ROOT / "tests"), ROOT / "main.py", ROOT / "bootstrap.py"]
        if beside.search(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, wrong
