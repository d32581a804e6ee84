"""The lists of packages are true: what is imported is required, what is required is imported and defended."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _listed(file: str) -> set[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return {_normal(match[0]) for line in lines if (match := NAME.match(line.strip()))}


def _imported() -> dict[str, str]:
    """Distributions that the program imports, with one place each."""
    owners = packages_distributions() | {name: ["PySide6-Essentials"] for name in ("PySide6", "shiboken6")}
    found: dict[str, str] = {}
    for path in [*sorted((ROOT / "yhgis").rglob("*.py")), ROOT / "main.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "find_spec":  # for its data
                names = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"yhgis"}:
                owner = owners.get(name, [name])[0]
                found.setdefault(_normal(owner), f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def _required() -> set[str]:
    """What the program imports: always, and on a cluster."""
    return _listed("requirements.txt") | _listed("requirements-cluster.txt")


def test_what_is_imported_is_required() -> None:
    required = _required()
    loose = {name: where for name, where in _imported().items() if name not in required}
    assert not loose, f"imported, but not in requirements.txt or requirements-cluster.txt: {loose}"


def test_what_is_required_is_imported() -> None:
    idle = _required() - set(_imported())
    assert not idle, f"in requirements.txt or requirements-cluster.txt, but nothing imports it: {idle}"


def test_every_requirement_is_pinned_in_the_tested_set() -> None:
    pinned = _listed("constraints.txt")
    assert (_required() | _listed("requirements-dev.txt")) - pinned == set()
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    loose = [line for line in text.splitlines() if line and not line.startswith("#") and "==" not in line]
    assert not loose, f"not an exact version: {loose}"


def test_every_requirement_is_defended() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = {_normal(match[1]) for match in re.finditer(r"^\| ([A-Za-z0-9._-]+) \|", text, re.MULTILINE)}
    wanted = _required() | _listed("requirements-dev.txt")
    assert wanted - rows == set(), "no row in docs/dependencies.md"
    assert rows - wanted - {"package"} == set(), "a row for what is no longer used"
