"""The swatches of the layer tree as pictures: kept, and made ahead while the window has nothing else to do.

A group that is unfolded, or a list that is scrolled, would else have to make some dozen of them before it can be drawn.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap

from yhgis.errors import UserError
from yhgis.model.map import MapEntry
from yhgis.ui.panels.swatches import picture
from yhgis.ui.panels.tree_nodes import Node

_MOST = 400
#: So long after the lines have changed, and then so often, it works for so long.
WAIT_MS, EVERY_MS, SLICE_S = 800, 20, 0.004


class SwatchPictures(QObject):
    """Pictures by line, layer, style, screen and ground.

    Parameters
    ----------
    kept : dict
        With the entry of each, so that an id stays its own.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kept: dict[tuple[str, int, int, float, bool], tuple[QPixmap, MapEntry | None]] = {}
        self._wanted: Iterator[Node] = iter(())
        self._screen = (1.0, False)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._slice)

    def of(self, node: Node, ratio: float, dark: bool) -> QPixmap | None:
        """Return the swatch of ``node`` for a screen of ``ratio`` device pixels a pixel; None for a line without."""
        if node.swatch is None:
            return None
        layer, style = (node.entry.layer, node.entry.style) if node.entry is not None else (None, None)
        key = (node.key, id(layer), id(style), ratio, dark)
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
