"""Named views: a project's own are edits of the map, undoable and saved with it; the built-in map's are settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from yhgis.errors import UsageError
from yhgis.i18n import Message, tr
from yhgis.settings import MAX_BOOKMARKS, Bookmark

if TYPE_CHECKING:
    from yhgis.ui.session import Session



def bookmarks(session: Session) -> tuple[Bookmark, ...]:
    """Return the named views of the open map, in the user's order."""
    return session.settings.bookmarks if session.project_path is None else session.state.bookmarks


def set_bookmarks(session: Session, wanted: Sequence[Bookmark]) -> None:
    """Keep these named views.

    Raises
    ------
    UsageError
        More than can be kept.
    """
    if len(wanted) > MAX_BOOKMARKS:
        raise UsageError("There are {most} bookmarks already; delete one first.", most=MAX_BOOKMARKS)
    kept = tuple(wanted)
    if kept == bookmarks(session):
        return
    if session.project_path is None:
        session.remember(bookmarks=kept)
    else:
        session.open_map.apply(Message("Bookmarks"), replace(session.state, bookmarks=kept))


def add_bookmark(session: Session, name: str = "") -> Bookmark | None:
    """Keep the present view under a name, by default the next free ``书签 1``; None where there is no view yet."""
    view = session.view
    if view is None:
        return None
    known = bookmarks(session)
    made = Bookmark(
        name=(name.strip() or _free_name(known))[:80],
        center_x=view.center_x,
        center_y=view.center_y,
        scale=view.scale,
    )
    set_bookmarks(session, (*known, made))
    return made


def bring_along(session: Session) -> None:
    """Put the built-in map's named views into the map that is about to become a project."""
    kept = session.settings.bookmarks
    if session.project_path is None and kept and session.state.bookmarks != kept:
        session.open_map.apply(Message("Bookmarks"), replace(session.state, bookmarks=kept))


def _free_name(known: Sequence[Bookmark]) -> str:
    taken = {one.name for one in known}
    number = len(known) + 1
    while (name := tr("Bookmark {number}", number=number)) in taken:
        number += 1
    return name
