"""A series of sheets, a file each: written one after the other, and taken up again where it was broken off.

A journal beside the files says which of this very series are complete; it goes when all are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from yhgis import schema
from yhgis.atomic import write_text
from yhgis.carto.atlas import TownSheet
from yhgis.carto.sheet import ComposedSheet, Sheet
from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.paint.export import check_extension, export
from yhgis.paint.georeference import Georeference

JOURNAL = ".yhgis-series.json"
Compose = Callable[[TownSheet, Feedback], ComposedSheet]
#: Writes a composed sheet to a file.
Write = Callable[[ComposedSheet, Sheet, Path, Feedback], None]


class Journal(schema.Schema):
    """What is complete of a series: name and size of each file; ``order`` tells the series from others."""

    version: int = 1
    order: str
    complete: dict[str, int] = Field(default_factory=dict)


@dataclass(frozen=True)
class WrittenSeries:
    """The files of a series; ``skipped`` were complete from an earlier run."""

    files: tuple[Path, ...]
    skipped: tuple[Path, ...]


def write_series(
    sheets: Sequence[TownSheet],
    files: Sequence[Path],
    compose: Compose,
    fingerprints: Sequence[str],
    feedback: Feedback,
    *,
    resume: bool = True,
    write: Write | None = None,
) -> WrittenSeries:
    """Write each sheet to its file.

    Parameters
    ----------
    files : sequence of Path
        One a sheet, all in one folder, with one extension.
    compose : callable
        Makes the page of a sheet.
    fingerprints : sequence of str
        What the sheets are made from (hashes of the layers): a series of other data is not taken up again.
    resume : bool
        Leave out what an earlier, broken-off run of the same series has completed.
    write : callable, optional
        How a sheet becomes a file, for formats that `yhgis.paint.export` does not write.

    Raises
    ------
    UsageError
        Files that are no sheets.
    DataError
        The folder cannot be written.
    Cancelled
        What is complete stays, and the journal with it.
    """
    folder = files[0].parent
    for file in files if write is None else ():
        check_extension(file)
    order = _order(sheets, files, fingerprints)
    complete = _complete(folder, order) if resume else {}
    skipped = []
    for number, (one, file) in enumerate(zip(sheets, files, strict=True)):
        part = feedback.part(number / len(files), (number + 1) / len(files))
        feedback.check()
        if complete.get(file.name) == _size(file):
            skipped.append(file)
        else:
            part.progress(0.0, Message("Exporting {file}", {"file": file.name}))
            (write or _export)(compose(one, part.part(0.0, 0.5)), one.sheet, file, part.part(0.5, 1.0))
            complete[file.name] = _size(file)
            write_text(folder / JOURNAL, schema.to_text(Journal(order=order, complete=complete)))
        part.progress(1.0)
    (folder / JOURNAL).unlink(missing_ok=True)
    return WrittenSeries(tuple(files), tuple(skipped))


def _export(composed: ComposedSheet, sheet: Sheet, file: Path, feedback: Feedback) -> None:
    ground = Georeference.of_sheet(composed.view, composed.frame, sheet.dpi)
    export(composed.page, file, sheet.dpi, sheet.title, feedback, ground=ground)


def _order(sheets: Sequence[TownSheet], files: Sequence[Path], fingerprints: Sequence[str]) -> str:
    """Return what tells this series from every other: what its sheets say, show and are made from."""
    told = [[repr(one.sheet), file.name] for one, file in zip(sheets, files, strict=True)]
    return hashlib.sha256(json.dumps([told, list(fingerprints)]).encode()).hexdigest()


def _complete(folder: Path, order: str) -> dict[str, int]:
    """Return what an earlier run of the same series has completed; a damaged journal counts for nothing."""
    if not (folder / JOURNAL).is_file():
        return {}
    try:
        journal = schema.read(folder / JOURNAL, Journal)
    except DataError:
        return {}
    return dict(journal.complete) if journal.order == order else {}


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else -1
