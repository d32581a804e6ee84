"""Marks painted into an image by several threads, each into bands of its own.

What takes long, the many paths of dense layers, is drawn without Python's lock (`yhgis.paint.path_player`), so the
processor's cores share the work.  Bands lie on the image's own dots: the picture is the same however it is cut.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from yhgis.carto.display_list import Mark
from yhgis.feedback import Feedback
from yhgis.paint.painter import paint_marks

#: Threads at most, and bands for each: some bands cost more than others.
MOST_THREADS, BANDS_A_THREAD = 4, 2
#: A band of fewer rows is not worth the looking for what lies in it.
LEAST_ROWS = 48


def threads() -> int:
    """Return how many threads paint one picture."""
    return max(min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
                   MOST_THREADS), 1)  # fmt: skip


def paint_box(
    image: QImage, box: QRect, marks: Sequence[Mark], scale: float, feedback: Feedback, *, clear: bool, shared: bool
) -> None:
    """Paint ``marks`` into a part of an image.

    Parameters
    ----------
    image : QImage
        Four bytes a dot; nobody else uses it meanwhile.
    box : QRect
        Inside the image; the marks' (0, 0) lies at its top left.
    scale : float
        Dots a millimetre.
    clear : bool
        Make the box transparent first.
    shared : bool
        It is much work: let several threads do it.

    Raises
    ------
    Cancelled
        Once no thread paints any more.
    """
    count = min(threads() * BANDS_A_THREAD, box.height() // LEAST_ROWS) if shared else 1
    if count <= 1 or threads() == 1:
        _paint(image, box, box.top(), marks, scale, feedback, clear)
        return
    edges = [box.height() * i // count for i in range(count + 1)]
    left = deque(QRect(box.left(), box.top() + a, box.width(), b - a) for a, b in zip(edges, edges[1:], strict=False))
    stride, memory = image.bytesPerLine(), image.bits()

    def work() -> None:
        while left:
            try:
                band = left.popleft()
            except IndexError:
                return
            rows = memory[band.top() * stride : (band.bottom() + 1) * stride]
            view = QImage(rows, image.width(), band.height(), stride, image.format())
            _paint(view, band.translated(0, -band.top()), box.top() - band.top(), marks, scale, feedback, clear)

    with ThreadPoolExecutor(threads() - 1, "yhgis-paint") as pool:
        others = [pool.submit(work) for _ in range(threads() - 1)]
        try:
            work()
        finally:
            left.clear()
    for other in others:
        other.result()


def _paint(
    image: QImage, box: QRect, top: int, marks: Sequence[Mark], scale: float, feedback: Feedback, clear: bool
) -> None:
    """Paint into ``box``; the marks' (0, 0) lies at its left, in row ``top``."""
    painter = QPainter(image)
    try:
        painter.setClipRect(box)
        if clear:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(box, Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.translate(box.left(), top)
        paint_marks(marks, painter, scale, feedback)
    finally:
        painter.end()
