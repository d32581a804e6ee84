"""Commands by subject: a module each, with the rows of the table and the handlers that do them.

A module ``part`` here has ``ACTIONS``, a tuple of `yhgis.ui.action.Action` whose ``run`` is ``part.method``, and a
class ``Handlers(window)`` with these methods and, where an action can be on or impossible, ``is_checked(action)`` and
``is_enabled(action)``.  Handlers are made when the first of them is needed: a start imports the rows alone, so what is
heavy is imported inside the methods.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yhgis.ui.action import Action
    from yhgis.ui.main_window import MainWindow

#: Modules of this package, in the order of the menus.
PARTS: tuple[str, ...] = ("map_tools", "table", "selecting", "styling", "views", "checking", "story", "settings")


def part_actions() -> tuple[Action, ...]:
    """Return the rows of all parts."""
    rows: list[Action] = []
    for part in PARTS:
        rows += import_module(f"{__name__}.{part}").ACTIONS
    return tuple(rows)


def handlers(part: str, window: MainWindow) -> Any:
    """Make the handlers of a part for a window."""
    return import_module(f"{__name__}.{part}").Handlers(window)
