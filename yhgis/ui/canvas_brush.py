"""One picture being painted: its ground, and how a kept image gets the parts of it that it lacks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from yhgis.carto.details import details_at_hand
from yhgis.carto.display_list import Group, Mark
from yhgis.carto.frame import Frame
from yhgis.carto.map_picture import MapLayer, Part
from yhgis.carto.packing import Packed
from yhgis.feedback import Feedback
from yhgis.model.view import MM_PER_INCH, View
from yhgis.paint.side_by_side import Sheet, Task
from yhgis.ui.canvas_grid import Grid, Window

#: A picture of more vertices than this is painted by several threads.
WORTH_SHARING = 20_000


@dataclass(eq=False)
class Run:
    """Parts that follow each other and share an image.

    Parameters
    ----------
    window : Window or None
        What of the image is painted.
    clean : bool
        The rest is transparent, rather than what is left of a picture that was given up.
    """

    parts: tuple[Part, ...]
    image: QImage | None = None
    window: Window | None = None
    clean: bool = False
    seconds: float = 0.0

    def paints_as(self, other: Run) -> bool:
        """Whether the image of ``other`` is good for this run."""
        if len(self.parts) != len(other.parts):
            return False
        alone = len(self.parts) == 1
        return all(
            a.paints_as(b) and (alone or a.opacity == b.opacity) for a, b in zip(self.parts, other.parts, strict=True)
        )

    @property
    def opacity(self) -> float:
        """With which the image is laid on those below."""
        return self.parts[0].opacity if len(self.parts) == 1 else 1.0

    def marks(self, frame: Frame) -> tuple[Mark, ...]:
        """Return what the image shows."""
        if len(self.parts) == 1:
            return self.parts[0].marks(frame)
        return tuple(Group(part.marks(frame), opacity=part.opacity, name=part.name) for part in self.parts)


def runs(parts: Sequence[Part], before: Sequence[Run], most: int) -> list[Run]:
    """Return ``parts`` in at most ``most`` runs; neighbours that painted most quickly the last time share one."""
    seconds = {part.name: run.seconds / len(run.parts) for run in before for part in run.parts}
    found = [[part] for part in parts]
    while len(found) > max(most, 1):
        costs = [sum(seconds.get(part.name, 0.0) for part in a + b) for a, b in zip(found, found[1:], strict=False)]
        at = costs.index(min(costs))
        found[at : at + 2] = [found[at] + found[at + 1]]
    return [Run(tuple(one)) for one in found]


def rect(window: Window, within: Window) -> QRect:
    """Return where ``window`` lies in the image of ``within``."""
    return QRect(window.column - within.column, window.row - within.row, window.width, window.height)


@dataclass(eq=False)
class Brush:
    """A picture on its way.

    Parameters
    ----------
    grid, window
        Its ground.
    guides : mapping
        Lines that other layers follow.
    feedback : Feedback
        Polled between small pieces.
    """

    grid: Grid
    window: Window
    guides: dict[str, Packed]
    feedback: Feedback

    @property
    def dots_a_mm(self) -> float:
        """Of the device."""
        return self.grid.dpi / MM_PER_INCH

    def frame(self, window: Window) -> Frame:
        """Return the frame of a part of the picture."""
        return self.frame_of(self.grid.view(window))

    def frame_of(self, view: View) -> Frame:
        """Return the frame of another view of the same layers."""
        return Frame(view, self.guides, self.feedback)

    def load(self, run: Run, windows: Sequence[Window]) -> int:
        """Return about how many vertices of layers with levels of detail ``run`` has to paint in ``windows``."""
        return sum(self._load(part.painted, window) for part in run.parts for window in windows)

    def _load(self, painted: object, window: Window) -> int:
        made = details_at_hand(painted.layer) if isinstance(painted, MapLayer) else None
        if made is None:
            return 0
        frame = self.frame(window)
        return sum(one.load(frame.view.extent, frame.level(one)) for one in (made.areas, made.lines) if one is not None)

    def move(self, run: Run, spare: QImage | None, *, clear: bool) -> QImage | None:
        """Lay the image of ``run`` on the picture's window; return a free image.

        With ``clear`` it is transparent where it has nothing; else whoever paints there clears first.
        """
        window = self.window
        if run.window == window:
            return spare
        size = (window.width, window.height)
        fresh = spare
        if fresh is None or (fresh.width(), fresh.height()) != size:
            fresh = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        if clear:
            fresh.fill(Qt.GlobalColor.transparent)
        kept = None if run.window is None else window.shared(run.window)
        if run.image is not None and run.window is not None and kept is not None and kept.area:
            painter = QPainter(fresh)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(rect(kept, window).topLeft(), run.image, rect(kept, run.window))
            painter.end()
        else:
            kept = None
        free, run.image, run.window, run.clean = run.image, fresh, kept, clear
        return free

    def tasks(self, run: Run, windows: Sequence[Window]) -> list[Task]:
        """Return what paints that of ``run`` which lies in ``windows``; `finish` comes after."""
        clear, run.clean = not run.clean, False
        return [partial(self._compose, run, window, clear) for window in windows]

    def _compose(self, run: Run, window: Window, clear: bool) -> Sequence[Task]:
        """Make the marks of ``run`` in a window, and leave the painting of them to whoever has time."""
        begin = time.thread_time()
        marks = run.marks(self.frame(window))
        run.seconds += time.thread_time() - begin
        assert run.image is not None
        sheet = Sheet(run.image, self.dots_a_mm, self.feedback)
        shared = self.load(run, [window]) > WORTH_SHARING
        bands = sheet.bands(rect(window, self.window), marks, clear=clear, shared=shared)
        return [partial(_timed, run, band) for band in bands]

    def finish(self, run: Run, window: Window | None) -> None:
        """Note that ``window`` of ``run`` is painted, and the rest transparent or painted true."""
        run.window, run.clean = window, True


def _timed(run: Run, task: Task) -> Sequence[Task]:
    begin = time.thread_time()
    further = task()
    run.seconds += time.thread_time() - begin
    return further
