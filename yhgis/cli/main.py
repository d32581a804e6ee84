"""Parse, run, answer: exit 0 done, 1 the data cannot give an answer, 2 wrong usage, 130 cancelled."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence

from yhgis.cli.console import Console
from yhgis.cli.parser import build_parser
from yhgis.errors import Cancelled, UserError
from yhgis.feedback import Feedback
from yhgis.i18n import DEFAULT_LANGUAGE, set_language, tr

TakeScreenshot = Callable[..., None]


def run(arguments: Sequence[str], *, take_screenshot: TakeScreenshot | None = None) -> int:
    """Run one subcommand and return the exit code.

    Parameters
    ----------
    arguments : sequence of str
        The command line without the program's name.
    take_screenshot : callable, optional
        Opens and grabs the real window; handed in, because the command line imports no widgets.
    """
    _speak_utf8()
    _choose_language(arguments)
    console = Console(as_json="--json" in arguments)
    feedback = Feedback(console.progress)
    try:
        parsed = build_parser().parse_args(list(arguments))
        parsed.take_screenshot = take_screenshot
        with _interrupt_cancels(feedback):
            parsed.command(parsed, console, feedback)
    except UserError as error:
        console.complain(str(error))
        return error.exit_code
    except (Cancelled, KeyboardInterrupt):
        console.complain(tr("Cancelled; nothing was written."))
        return Cancelled.exit_code
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing is left to say, and Python's own flush must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _speak_utf8() -> None:
    """Chinese must come out of a pipe whatever code page the console has."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _choose_language(arguments: Sequence[str]) -> None:
    """Set the language before the parser is built: its help is text too."""
    words = list(arguments)
    chosen = ""
    for position, word in enumerate(words):
        if word == "--lang" and position + 1 < len(words):
            chosen = words[position + 1]
        elif word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
    set_language("en" if chosen == "en" else DEFAULT_LANGUAGE)


@contextlib.contextmanager
def _interrupt_cancels(feedback: Feedback) -> Iterator[None]:
    """Turn Ctrl+C into a cancel that the work answers at its next check."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: feedback.cancel())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
