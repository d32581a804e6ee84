"""Pictures painted by several threads: tasks that may leave further tasks, and an image cut into bands.

What takes long, the many paths of dense layers, is drawn without Python's lock (`yhgis.paint.path_player`), so the
processor's cores share the work.  Bands lie on the image's own dots: the picture is the same however it is cut, but
for a rounding of Qt's in a band's first and last row.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from yhgis.carto.display_list import Mark
from yhgis.feedback import Feedback
from yhgis.paint.painter import paint_marks

#: Threads at most, and bands for each: some bands cost more than others.
MOST_THREADS, BANDS_A_THREAD = 4, 2
#: A band of fewer rows is not worth the looking for what lies in it.
LEAST_ROWS = 48

Task: TypeAlias = Callable[[], "Sequence[Task]"]
"""Does a piece of work and returns what is to be done after it, in any order."""


def threads() -> int:
    """Return how many threads paint one picture."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(min(cores, MOST_THREADS), 1)


def share(tasks: Iterable[Task]) -> None:
    """Do ``tasks``, and those that they leave, in this thread and others; the first ones first.

    Raises
    ------
    Exception
        The first that a task raises, once nobody is at work any more; what nobody had begun is left.
    """
    heap = _Heap(deque(tasks))
    helpers = threads() - 1
    if helpers < 1 or len(heap.left) + helpers < 2:
        heap.work()
    else:
        with ThreadPoolExecutor(helpers, "yhgis-paint") as pool:
            for _ in range(helpers):
                pool.submit(heap.work)
            heap.work()
    if heap.error is not None:
        raise heap.error


class _Heap:
    """What is left to do, and how many are at work."""

    def __init__(self, left: deque[Task]) -> None:
        self.left = left
        self.error: BaseException | None = None
        self._at_work = 0
        self._changed = threading.Condition()

    def work(self) -> None:
        """Do tasks until there are none, and nobody who may leave further ones."""
        while (task := self._next()) is not None:
            further: Sequence[Task] = ()
            error: BaseException | None = None
            try:
                further = task()
            except BaseException as raised:  # noqa: BLE001 - it is raised again by `share`
                error = raised
            self._done(further, error)

    def _next(self) -> Task | None:
        with self._changed:
            while not self.left and self._at_work:
                self._changed.wait()
            if not self.left:
                return None
            self._at_work += 1
            return self.left.popleft()

    def _done(self, further: Sequence[Task], error: BaseException | None) -> None:
        with self._changed:
            self._at_work -= 1
            self.error = self.error or error
            self.left.extend(further)
            if self.error is not None:
                self.left.clear()
            self._changed.notify_all()


@dataclass(frozen=True, eq=False)
class Band:
    """Rows of an image, as an image of their own on the same memory: two painters on one are none of Qt's promises."""

    top: int
    view: QImage


def band_of(image: QImage, top: int, rows: int) -> Band:
    """Return ``rows`` of ``image``, from the row ``top``; the image must outlive them."""
    stride = image.bytesPerLine()
    memory = image.bits()[top * stride : (top + rows) * stride]
    return Band(top, QImage(memory, image.width(), rows, stride, image.format()))


def bands(image: QImage, count: int) -> list[Band]:
    """Return ``image`` in ``count`` bands, fewer where they would be too low."""
    count = max(min(count, image.height() // LEAST_ROWS), 1)
    edges = [image.height() * i // count for i in range(count + 1)]
    return [band_of(image, top, bottom - top) for top, bottom in zip(edges, edges[1:], strict=False)]


@dataclass(frozen=True, eq=False)
class Sheet:
    """An image that is painted into; nobody else uses it meanwhile.

    Parameters
    ----------
    image : QImage
        Four bytes a dot.
    scale : float
        Dots a millimetre.
    feedback : Feedback
        Polled between small pieces.
    """

    image: QImage
    scale: float
    feedback: Feedback

    def bands(self, box: QRect, marks: Sequence[Mark], *, clear: bool, shared: bool) -> list[Task]:
        """Return the tasks that paint ``marks`` into ``box``; their (0, 0) lies at its top left.

        Parameters
        ----------
        clear : bool
            Make the box transparent first.
        shared : bool
            It is much work: let several threads do it.
        """
        count = max(min(threads() * BANDS_A_THREAD, box.height() // LEAST_ROWS), 1) if shared else 1
        edges = [box.height() * i // count for i in range(count + 1)]
        found: list[Task] = []
        for top, bottom in zip(edges, edges[1:], strict=False):
            band = QRect(box.left(), box.top() + top, box.width(), bottom - top)
            found.append(partial(self._paint, band, box.top(), marks, clear))
        # Not two neighbours at a time: what lies in both, one would have to wait for the other to make.
        half = (count + 1) // 2
        return [one for first in range(half) for one in found[first::half]]

    def _paint(self, band: QRect, top: int, marks: Sequence[Mark], clear: bool) -> Sequence[Task]:
        """Paint into ``band``; the marks' (0, 0) lies at its left, in row ``top``."""
        view = band_of(self.image, band.top(), band.height()).view
        painter = QPainter(view)
        try:
            box = band.translated(0, -band.top())
            painter.setClipRect(box)
            if clear:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
                painter.fillRect(box, Qt.GlobalColor.transparent)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.translate(band.left(), top - band.top())
            paint_marks(marks, painter, self.scale, self.feedback)
        finally:
            painter.end()
        return ()
