"""What a session keeps of sheets: the user's legends and places of parts, undoable; the paper's frame on the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from yhgis.i18n import Message
from yhgis.model.sheet_edits import LegendEdits, SheetLayout

if TYPE_CHECKING:
    from yhgis.model.view import Extent
    from yhgis.ui.session import Session


#: Names of the edits of a sheet, by which they are told from edits of the map.
EDITS = ("Legend of the sheet", "Parts of the sheet")


@dataclass(frozen=True)
class PaperFrame:
    """What a sheet will cut out of the map: a piece of paper over the ground.

    Parameters
    ----------
    center_x, center_y : float
        Metres in the working CRS.
    scale : float
        Denominator.
    width_mm, height_mm : float
        Of the map's frame on the paper.
    round_scale : bool
        Whether the sheet states its scale, which is then a round one.
    """

    center_x: float
    center_y: float
    scale: float
    width_mm: float
    height_mm: float
    round_scale: bool = True

    @property
    def extent(self) -> Extent:
        """The ground inside."""
        half_w, half_h = self.width_mm * self.scale / 2000.0, self.height_mm * self.scale / 2000.0
        return self.center_x - half_w, self.center_y - half_h, self.center_x + half_w, self.center_y + half_h


class PaperFrames(QObject):
    """The frame of a sheet that is laid on the map of a session, one at a time.

    Ask ``laid`` (`PaperFrame` or None).  Tell it ``lay(frame)`` and ``settle(accepted=…)``.

    Signals
    -------
    changed(PaperFrame or None)
        A frame is laid on the map, moved, or taken away.
    settled(PaperFrame or None)
        The frame that the user wants, or None for none.
    """

    changed = Signal(object)
    settled = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.laid: PaperFrame | None = None

    def lay(self, frame: PaperFrame | None) -> None:
        """Lay a sheet's frame on the map, move it, or take it away."""
        if frame != self.laid:
            self.laid = frame
            self.changed.emit(frame)

    def settle(self, *, accepted: bool) -> None:
        """Take the frame off the map: its extent is wanted, or not."""
        frame, self.laid = self.laid, None
        if frame is not None:
            self.changed.emit(None)
            self.settled.emit(frame if accepted else None)


def legend_of(session: Session, theme_id: str) -> LegendEdits:
    """Return the user's edits of the legend of a theme."""
    return session.state.legends.get(theme_id) or LegendEdits()


def set_legend(session: Session, theme_id: str, edits: LegendEdits) -> None:
    """Keep the legend of a theme; undoable."""
    if edits != legend_of(session, theme_id):
        legends = {**session.state.legends, theme_id: edits}
        session.open_map.apply(Message("Legend of the sheet"), replace(session.state, legends=legends))


def layout_of(session: Session, paper: str, orientation: str) -> SheetLayout | None:
    """Return where the user put the parts of sheets of this paper; None where the template's places stand."""
    return session.state.layouts.get(f"{paper}-{orientation}")


def set_layout(session: Session, paper: str, orientation: str, layout: SheetLayout | None) -> None:
    """Keep where the parts of sheets of this paper stand, None for the template's places; undoable."""
    if layout == layout_of(session, paper, orientation):
        return
    key = f"{paper}-{orientation}"
    layouts = {name: one for name, one in session.state.layouts.items() if name != key}
    if layout is not None:
        layouts[key] = layout
    session.open_map.apply(Message("Parts of the sheet"), replace(session.state, layouts=layouts))
