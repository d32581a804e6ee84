"""The user's mistakes, told in one sentence each; anything else that is raised is our mistake."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from yhgis.i18n import Message, tr


class UserError(Exception):
    """Something the user can mend: what is wrong, where, and what to do.

    Parameters
    ----------
    text : str
        English template, translated by `tr`; must name the file, layer or field concerned.
    **values : object
        What fills the template.
    """

    exit_code = 1

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text)
        self.message = Message(text, values)

    def __str__(self) -> str:
        return str(self.message)


class UsageError(UserError):
    """A command, option or parameter that does not exist or does not fit (exit code 2)."""

    exit_code = 2


class DataError(UserError):
    """The data cannot give an answer: a missing file, a wrong geometry type, an unknown field."""


class MissingCrsError(DataError):
    """A layer came without a coordinate reference system; it is never guessed silently."""


class Cancelled(Exception):
    """The user stopped the work; nothing was written."""

    exit_code = 130

    def __str__(self) -> str:
        return tr("Cancelled.")


def empty_file(file: str) -> DataError:
    """Return what is said of a file without a byte: not damaged, but a copy or an export that never began."""
    return DataError("{file} is empty (0 bytes); copy or export it again.", file=file)


def nearest_name(wanted: str, names: Iterable[str]) -> str | None:
    """Return the name most like ``wanted``, or None when none is near."""
    close = difflib.get_close_matches(wanted, list(names), n=1, cutoff=0.5)
    return close[0] if close else None
