"""What is in the files and folders that the user chose: one bad file does not stop the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yhgis.errors import UserError
from yhgis.ui.dialogs.add_file import FoundLayer

if TYPE_CHECKING:
    from yhgis.feedback import Feedback


@dataclass(frozen=True)
class Looked:
    """What looking into files gave.

    Parameters
    ----------
    found : tuple of FoundLayer
    faults : tuple of UserError
        What cannot be read, each a sentence.
    several : bool
        Whether there is more than one layer for each file that the user chose, so that he must say which.
    """

    found: tuple[FoundLayer, ...]
    faults: tuple[UserError, ...]
    several: bool


def look_into(paths: Sequence[Path], feedback: Feedback) -> Looked:
    """Return the layers in ``paths``; a file that cannot be read does not stop the others."""
    from yhgis.io.content import OtherContentError
    from yhgis.io.encoding_preview import close_readings
    from yhgis.io.inspect import list_layers
    from yhgis.io.part import is_larger_than_memory

    found: list[FoundLayer] = []
    faults: list[UserError] = []
    files = _files_of(paths, faults)
    for number, (path, chosen) in enumerate(files):
        feedback.progress(number / len(files))
        try:
            layers = list_layers(path, faults=faults)
        except OtherContentError as error:
            if chosen:  # notes and lists lie in every folder
                faults.append(error)
        except UserError as error:
            faults.append(error)
        else:
            close, large = close_readings(path), is_larger_than_memory(path)
            found += [FoundLayer(path, inner, len(layers) > 1, close, large) for inner in layers]
    return Looked(tuple(found), tuple(faults), len(found) > sum(chosen for _, chosen in files))


def _files_of(paths: Sequence[Path], faults: list[UserError]) -> list[tuple[Path, bool]]:
    """Return the files to look into, and whether the user chose each: a folder stands for those in it."""
    from yhgis.io.archive import folder_files
    from yhgis.io.formats import FOLDER, detect

    files: list[tuple[Path, bool]] = []
    for path in paths:
        try:
            if path.is_dir() and detect(path) is FOLDER:
                files += [(file, False) for file in folder_files(path)]
            else:
                files.append((path, True))
        except UserError as error:
            faults.append(error)
    return files
