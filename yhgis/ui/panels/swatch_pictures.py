"""The swatches of the layer tree as pictures: kept, and made ahead while the window has nothing else to do.

A group that is unfolded, or a list that is scrolled, would else have to make some dozen of them before it can be drawn.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QPixmap, QRegion

from yhgis.errors import UserError
from yhgis.model.map import MapEntry
from yhgis.ui.panels.swatches import picture
from yhgis.ui.panels.tree_nodes import Node

_MOST = 400
#: So long after the lines have changed, and then so often, it works for so long.
WAIT_MS, EVERY_MS, SLICE_S = 800, 20, 0.004
#: So long one drawing of the lines may make some; those that are left come with the next drawing, at once.
PAINT_S = 0.004


_Key = tuple[str, int, int, float, bool]


class SwatchPictures(QObject):
    """Pictures by line, layer, style, screen and ground.

    Parameters
    ----------
    kept : dict
        With the entry of each, so that an id stays its own.

    Signals
    -------
    left(QRegion)
        Some were not made while the lines were drawn: where they stand wants to be drawn again.
    """

    left = Signal(QRegion)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kept: dict[_Key, tuple[QPixmap, MapEntry | None]] = {}
        self._wanted: Iterator[Node] = iter(())
        self._screen = (1.0, False)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._slice)
        self._spent, self._left = 0.0, QRegion()
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._next_drawing)

    def while_drawing(self, node: Node, place: QRect, ratio: float, dark: bool) -> QPixmap | None:
        """Return what `of` does, or None where this drawing has made its share and `left` will be said.

        ``place`` is where it stands, in the coordinates of what draws it.
        """
        if node.swatch is None or _key(node, ratio, dark) in self.kept:
            return self.of(node, ratio, dark)
        self._next.start(0)
        if self._spent > PAINT_S:
            self._left += place
            return None
        begin = time.perf_counter()
        made = self.of(node, ratio, dark)
        self._spent += time.perf_counter() - begin
        return made

    def _next_drawing(self) -> None:
        left, self._spent, self._left = self._left, 0.0, QRegion()
        if not left.isEmpty():
            self.left.emit(left)

    def of(self, node: Node, ratio: float, dark: bool) -> QPixmap | None:
        """Return the swatch of ``node`` for a screen of ``ratio`` device pixels a pixel; None for a line without."""
        if node.swatch is None:
            return None
        key = _key(node, ratio, dark)
        if key not in self.kept:
            if len(self.kept) >= _MOST:
                self.kept.clear()
            self.kept[key] = (picture(node.swatch(), ratio, on_paper=dark), node.entry)
        return self.kept[key][0]

    def ahead(self, nodes: Iterable[Node], ratio: float, dark: bool) -> None:
        """Make the swatches of ``nodes`` soon, a few at a time; what was asked for before is dropped."""
        self._wanted, self._screen = iter(nodes), (ratio, dark)
        self._timer.start(WAIT_MS)

    def _slice(self) -> None:
        self._timer.setInterval(EVERY_MS)
        end = time.perf_counter() + SLICE_S
        for node in self._wanted:
            if len(self.kept) >= _MOST:
                break
            try:
                self.of(node, *self._screen)
            except UserError:
                continue  # said when the line itself is drawn
            if time.perf_counter() > end:
                return
        self._timer.stop()


def _key(node: Node, ratio: float, dark: bool) -> _Key:
    layer, style = (node.entry.layer, node.entry.style) if node.entry is not None else (None, None)
    return node.key, id(layer), id(style), ratio, dark
