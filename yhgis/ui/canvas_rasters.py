"""The layers of the map as images that are kept: a change of one repaints it alone, a move paints what it uncovers.

One `Rasters` belongs to one canvas and is used by one worker at a time.  What it hands out is never painted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter

from yhgis.carto.display_list import DisplayList, Group
from yhgis.carto.labels import Placements, place_labels
from yhgis.carto.map_picture import guides, parts
from yhgis.feedback import Feedback
from yhgis.model.view import MM_PER_INCH
from yhgis.paint.painter import paint_marks
from yhgis.paint.side_by_side import Band, Task, bands, share, threads
from yhgis.paint.text import measure
from yhgis.ui.canvas_brush import Brush, Run, rect, runs
from yhgis.ui.canvas_grid import Grid, Window, coarser
from yhgis.ui.canvas_question import Painted, Question, Show

#: Memory of all kept images; where there are more layers than fit, neighbours that paint quickly share one.
MOST_BYTES = 256 * 1024 * 1024
#: A picture of more vertices than this comes piece by piece; of more than that, roughly first if there is nothing yet.
PIECEMEAL_VERTICES, ROUGH_VERTICES = 150_000, 500_000
TILE = (640, 540)
#: How many times fewer dots a side the rough picture has.
ROUGH = 4.0
_BYTES_A_DOT = 4
_PAPER = QColor(*DisplayList(0.0, 0.0).background)


@dataclass(eq=False)
class Rasters:
    """The kept images of a canvas.

    Parameters
    ----------
    painted : list of str
        Names of the parts that the last question painted anew, in full or in part.
    """

    painted: list[str] = field(default_factory=list)
    _grid: Grid | None = None
    _revision: int = -1
    _runs: list[Run] = field(default_factory=list)
    _labels: Placements | None = None
    _spare: QImage | None = None

    def paint(self, question: Question, feedback: Feedback, show: Show | None = None) -> Painted:
        """Return the picture; where it takes long, ``show`` gets pieces of it on the way.

        Raises
        ------
        Cancelled
            What was finished by then stays kept.
        """
        grid = Grid.of(question.view)
        window = grid.window(question.view)
        if grid != self._grid:
            self._grid = grid
            for run in self._runs:
                run.window = None
        layers = question.layers
        self._match(runs(parts(layers, question.mask), self._runs, MOST_BYTES // (window.area * _BYTES_A_DOT)))
        brush = Brush(grid, window, guides(layers), feedback)
        load = {id(run): brush.load(run, window.without(run.window)) for run in self._runs}
        piecemeal = show is not None and sum(load.values()) > PIECEMEAL_VERTICES
        if show is not None and question.rough_first and sum(load.values()) > ROUGH_VERTICES:
            show(self._roughly(brush, question.revision))
        self.painted = [part.name for run in self._runs if run.window != window for part in run.parts]
        heavy = [run for run in self._runs if piecemeal and load[id(run)] > PIECEMEAL_VERTICES // 4]
        self._paint_at_once(brush, [run for run in self._runs if run not in heavy], question)
        if heavy and show is not None:
            self._paint_by_tiles(brush, heavy, question.revision, show)
        return self._flat(brush, window, question.revision, whole=True)

    def _place(self, brush: Brush, question: Question) -> Sequence[Task]:
        """Find out where the labels stand."""
        before = self._labels if question.revision == self._revision else None
        placed = place_labels(question.layers, brush.frame(brush.window), measure, question.lang, before)
        self._labels, self._revision = Placements(brush.grid.view(brush.window), tuple(placed)), question.revision
        return ()

    def _match(self, wanted: list[Run]) -> None:
        """Give the ``wanted`` runs the images that are still good for them."""
        free = list(self._runs)
        for run in wanted:
            known = next((one for one in free if run.paints_as(one)), None)
            if known is not None:
                run.image, run.window = known.image, known.window
                run.clean, run.seconds = known.clean, known.seconds
                free.remove(known)
        self._runs = wanted

    def _paint_at_once(self, brush: Brush, wanted: list[Run], question: Question) -> None:
        """Paint ``wanted``, and place the labels meanwhile."""
        tasks: list[Task] = [partial(self._place, brush, question)]
        for run in wanted:
            missing = brush.window.without(run.window)
            self._spare = brush.move(run, self._spare, clear=False)
            tasks += brush.tasks(run, missing)
        share(tasks)
        for run in wanted:
            brush.finish(run, brush.window)

    def _paint_by_tiles(self, brush: Brush, heavy: list[Run], revision: int, show: Show) -> None:
        """Paint from the middle outward, and show every tile when all of it is there."""
        kept = heavy[0].window if len({run.window for run in heavy}) == 1 else None
        for run in heavy:
            run.window = kept
            self._spare = brush.move(run, self._spare, clear=True)
        for missing in brush.window.without(kept):
            for tile in missing.tiles(*TILE):
                share([task for run in heavy for task in brush.tasks(run, [tile])])
                for run in heavy:
                    brush.finish(run, kept)
                show(self._flat(brush, tile, revision, whole=False))
        for run in heavy:
            brush.finish(run, brush.window)

    def _roughly(self, brush: Brush, revision: int) -> Painted:
        """Return all layers on few dots, without labels."""
        view = coarser(brush.grid.view(brush.window), ROUGH)
        width, height = (max(1, round(side / ROUGH)) for side in (brush.window.width, brush.window.height))
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(_PAPER)
        frame = brush.frame_of(view)
        groups = tuple(Group(run.marks(frame), opacity=run.opacity) for run in self._runs)
        painter = QPainter(image)
        try:
            paint_marks(groups, painter, view.dpi / MM_PER_INCH, brush.feedback)
        finally:
            painter.end()
        return Painted(image, view, revision, whole=False)

    def _flat(self, brush: Brush, region: Window, revision: int, *, whole: bool) -> Painted:
        """Return all runs and the labels in ``region`` as one opaque image."""
        image = QImage(region.width, region.height, QImage.Format.Format_RGB32)
        share([partial(self._lay, brush, region, band) for band in bands(image, threads())])
        return Painted(image, brush.grid.view(region), revision, whole)

    def _lay(self, brush: Brush, region: Window, band: Band) -> Sequence[Task]:
        """Lay the runs and the labels on each other in a band of ``region``'s image."""
        box = rect(region, brush.window)
        box.setTop(box.top() + band.top)
        box.setHeight(band.view.height())
        painter = QPainter(band.view)
        try:
            painter.fillRect(band.view.rect(), _PAPER)
            for run in self._runs:
                if run.image is not None and run.opacity > 0:
                    painter.setOpacity(run.opacity)
                    painter.drawImage(QPoint(0, 0), run.image, box)
            painter.setOpacity(1.0)
            if self._labels is not None:
                k = brush.dots_a_mm
                seen = (box.left() / k, box.top() / k, (box.right() + 1) / k, (box.bottom() + 1) / k)
                painter.translate(-box.topLeft())
                paint_marks(self._labels.marks(seen), painter, k, brush.feedback)
        finally:
            painter.end()
        return ()
