"""The user's own sheet templates: a file each, in the folder of their settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from yhgis import folders, schema
from yhgis.atomic import write_text
from yhgis.errors import DataError, UsageError, UserError
from yhgis.model.sheet_edits import SheetLayout

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True)
class SavedLayout:
    """A template of the user's, and its file."""

    layout: SheetLayout
    path: Path


def layouts_folder() -> Path:
    """Return the folder of the user's templates; it need not exist yet."""
    return folders.config_folder() / "sheets"


def saved_layouts(paper: str, orientation: str) -> tuple[tuple[SavedLayout, ...], tuple[UserError, ...]]:
    """Return the user's templates for a paper by name, and what is wrong with files that are none."""
    found: list[SavedLayout] = []
    faults: list[UserError] = []
    folder = layouts_folder()
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            layout = schema.read(path, SheetLayout)
        except DataError as error:
            faults.append(error)
            continue
        if (layout.paper, layout.orientation) == (paper, orientation):
            found.append(SavedLayout(layout, path))
    return tuple(sorted(found, key=lambda one: one.layout.name)), tuple(faults)


def save_layout(layout: SheetLayout, name: str) -> SavedLayout:
    """Keep ``layout`` as the user's template ``name``; one of that name for the same paper is replaced.

    Raises
    ------
    UsageError
        No name.
    DataError
        The folder cannot be written.
    """
    name = name.strip()
    stem = _UNFIT.sub("-", name).strip(" .-")
    if not stem:
        raise UsageError("Give the template a name.")
    folder = layouts_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            "Cannot write to the folder {folder}: {reason}.", folder=str(folder), reason=str(error.strerror)
        ) from error
    path = folder / f"{layout.paper}-{layout.orientation}-{stem}.json"
    named = layout.model_copy(update={"name": name})
    write_text(path, schema.to_text(named))
    return SavedLayout(named, path)
