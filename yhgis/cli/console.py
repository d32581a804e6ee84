"""Where words go: answers to stdout, progress and complaints to stderr."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

from yhgis.i18n import Message


class Console:
    """The two streams of a subcommand.

    Parameters
    ----------
    as_json : bool
        One JSON document goes to stdout and nothing else.
    """

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json
        self._progress_shown = False
        self._last_percent = -1

    def document(self, document: Any) -> None:
        """Print one JSON document."""
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        sys.stdout.write("\n")

    def say(self, text: str) -> None:
        """Print a line of the answer; in JSON mode it goes to stderr, stdout is the document's."""
        print(text, file=sys.stderr if self.as_json else sys.stdout)

    def complain(self, text: str) -> None:
        """Print a line about what went wrong."""
        self._end_progress()
        print(text, file=sys.stderr)

    def progress(self, fraction: float, message: Message | None) -> None:
        """Show the work done on a terminal; a log file is not filled with it."""
        percent = int(fraction * 100)
        if not sys.stderr.isatty() or percent == self._last_percent:
            return
        self._last_percent = percent
        self._progress_shown = True
        print(f"\r{percent:3d} %  {message or ''}\x1b[K", end="", file=sys.stderr, flush=True)
        if percent >= 100:
            self._end_progress()

    def _end_progress(self) -> None:
        if self._progress_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._progress_shown = False


def display_width(text: str) -> int:
    """Return the columns ``text`` takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Return a plain table, columns lined up for Chinese and Latin text alike.

    Parameters
    ----------
    right : sequence of bool
        Which columns are numbers and stand at the right.
    """
    widths = [max(display_width(cell) for cell in column) for column in zip(header, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = []
        for cell, width, at_right in zip(cells, widths, right, strict=True):
            space = " " * (width - display_width(cell))
            padded.append(space + cell if at_right else cell + space)
        return "  ".join(padded).rstrip()

    rule = "  ".join("-" * width for width in widths)
    return "\n".join([line(header), rule, *(line(row) for row in rows)])
