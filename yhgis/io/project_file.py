"""Project files (``.yhmap``): saved whole, with paths that survive moving the folder to another machine."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any, TypeVar

from yhgis import __version__
from yhgis.atomic import write_text
from yhgis.errors import DataError, empty_file
from yhgis.i18n import Message
from yhgis.model.project import PROJECT_VERSION, Project, ProjectLayer
from yhgis.schema import parse, to_text

Document = dict[str, Any]
Migration = Callable[[Document], Document]
PathT = TypeVar("PathT", bound=PurePath)

#: What turns a project of version ``n`` into version ``n + 1``, by ``n``.  Old files stay readable for ever.
MIGRATIONS: Mapping[int, Migration] = {}


@dataclass(frozen=True)
class MissingSource:
    """A layer of a project whose file is not there.

    Parameters
    ----------
    position : int
        Of the layer in ``Project.layers``.
    path : Path
        Where it was looked for.
    message : Message
        The sentence to show.
    """

    position: int
    path: Path
    message: Message


@dataclass(frozen=True)
class LoadedProject:
    """A project as read: paths absolute, with what is missing told apart (it is not fatal)."""

    project: Project
    missing: tuple[MissingSource, ...] = ()


def save_project(project: Project, path: Path) -> None:
    """Write ``project`` to ``path``, whole or not at all.

    Paths are written relative to the project's folder, with ``/``; those on another drive stay absolute.

    Raises
    ------
    DataError
        The folder does not exist or cannot be written.
    """
    folder = _tidy(path).parent
    layers = tuple(_map_path(layer, lambda text: relative_text(_absolute(text), folder)) for layer in project.layers)
    write_text(path, to_text(project.model_copy(update={"layers": layers, "program": __version__})))


def load_project(path: Path) -> LoadedProject:
    """Read the project at ``path``.

    Raises
    ------
    DataError
        Missing file, not a project (the sentence names the key), or made by a newer program.
    """
    text = _text(path)
    if not text:
        raise empty_file(str(path))
    project = parse(_migrated(text, path.name), Project, path.name)
    folder = _tidy(path).parent
    layers = tuple(_map_path(layer, lambda text: str(absolute_path(text, folder))) for layer in project.layers)
    missing = tuple(
        MissingSource(position, Path(layer.path), _missing_sentence(layer))
        for position, layer in enumerate(layers)
        if layer.path and not Path(layer.path).exists()
    )
    return LoadedProject(project.model_copy(update={"layers": layers}), missing)


def relative_text(target: PathT, folder: PathT) -> str:
    """Return ``target`` as seen from ``folder``, with ``/``; absolute where no way leads there.

    Both absolute and without ``..``.  Pure, so that Windows paths can be tested anywhere.
    """
    if target.anchor.casefold() != folder.anchor.casefold():
        return target.as_posix()
    there, here = target.parts, folder.parts
    same = type(target)  # PureWindowsPath compares without case, PurePosixPath with it
    shared = 0
    while shared < min(len(there), len(here)) and same(there[shared]) == same(here[shared]):
        shared += 1
    return "/".join([".."] * (len(here) - shared) + list(there[shared:])) or "."


def absolute_path(text: str, folder: Path) -> Path:
    """Return the path that ``text`` from a project file in ``folder`` means."""
    if _other_machines(text):
        return Path(text)  # missing here, and should be named as it was written
    return Path(os.path.normpath(folder / text))


def _absolute(text: str) -> Path:
    return Path(text) if _other_machines(text) else _tidy(Path(text))


def _tidy(path: Path) -> Path:
    """Return ``path`` absolute and without ``..``, by its letters: links stay as the user knows them."""
    return Path(os.path.normpath(path.absolute()))


def _other_machines(text: str) -> bool:
    """Whether ``text`` names a drive, and this machine has none."""
    return os.name != "nt" and PureWindowsPath(text).is_absolute() and not text.startswith("/")


def _map_path(layer: ProjectLayer, change: Callable[[str], str]) -> ProjectLayer:
    return layer.model_copy(update={"path": change(layer.path)}) if layer.path else layer


def _missing_sentence(layer: ProjectLayer) -> Message:
    return Message("The file of a layer is not where it was: {file}.", {"file": layer.path})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise DataError("There is no file {file}; check the name and the folder.", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise DataError("{file} is not a project file.", file=str(path)) from error
    except OSError as error:
        raise DataError("{file} cannot be read: {reason}.", file=str(path), reason=str(error.strerror)) from error


def _migrated(text: str, origin: str, migrations: Mapping[int, Migration] = MIGRATIONS) -> str:
    """Return ``text`` brought to the present version; what is not a project is left for the schema to refuse."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        return text
    if not isinstance(document, dict):
        return text
    version = document.get("version")
    if isinstance(version, int) and version > PROJECT_VERSION:
        raise DataError("{file} was made by a newer version of the program; update this one to open it.", file=origin)
    while isinstance(version, int) and version < PROJECT_VERSION and version in migrations:
        document = migrations[version](document) | {"version": version + 1}
        version += 1
    return json.dumps(document, ensure_ascii=False)
