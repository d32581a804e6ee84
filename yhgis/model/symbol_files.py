"""The program's own figures, ``styles/symbols/<name>.svg``: their names and their text."""

from __future__ import annotations

from pathlib import Path

from yhgis import resources
from yhgis.errors import DataError, nearest_name


def symbol_names() -> tuple[str, ...]:
    """Return the names of the program's own figures."""
    return tuple(sorted(path.stem for path in _folder().glob("*.svg")))


def symbol_content(name: str) -> str:
    """Return the text of the program's own figure ``name``.

    Raises
    ------
    DataError
        There is none of that name (the nearest is offered).
    """
    path = _folder() / f"{name}.svg"
    if not path.is_file():
        near = nearest_name(name, symbol_names()) or "-"
        raise DataError("There is no symbol {name}; the nearest is {near}.", name=name, near=near)
    return path.read_text(encoding="utf-8")


def _folder() -> Path:
    return resources.styles_folder() / "symbols"
