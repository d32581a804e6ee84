"""The card of the select tools: which layer, click or polygon, invert, by place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from yhgis.i18n import tr
from yhgis.ui.map_tools.card import ToolCard, word_button
from yhgis.ui.map_tools.select import TREE, Choosing, SelectPolygonTool, SelectTool
from yhgis.ui.panels.pieces import Segments, ShortCombo

if TYPE_CHECKING:
    from yhgis.ui.canvas import Canvas
    from yhgis.ui.tools import MapTool


class SelectMode(QObject):
    """Turns the select tools on and off, and keeps their card.

    Parameters
    ----------
    commands : mapping of str to callable
        ``invert``, ``by_place`` and ``by_attribute``: what the card's buttons do.
    in_tree : callable
        Returns the id of the layer chosen in the tree.
    """

    def __init__(self, canvas: Canvas, commands: dict[str, Callable[[], None]], in_tree: Callable[[], str]) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.choosing = Choosing(canvas, in_tree)
        self.card = SelectCard(self, commands)
        canvas.toolChanged.connect(self._follow)

    def start(self, *, polygon: bool = False) -> None:
        """Let the mouse select."""
        tool: MapTool = SelectPolygonTool(self.choosing) if polygon else SelectTool(self.choosing)
        self.canvas.use(tool)
        self.canvas.setFocus()

    def _follow(self, tool: object) -> None:
        if isinstance(tool, (SelectTool, SelectPolygonTool)):
            if self.card.isHidden():
                self.card.appear()
            self.card.kind.choose(tool.id)
        else:
            self.card.hide()


class SelectCard(ToolCard):
    """Which layer is chosen from, and how."""

    def __init__(self, mode: SelectMode, commands: dict[str, Callable[[], None]]) -> None:
        super().__init__(mode.canvas)
        self._mode = mode
        self.kind = Segments()
        self.layer = ShortCombo(9)
        self.invert, self.by_place, self.by_attribute = word_button(), word_button(), word_button()
        for part in (self.kind, self.layer, self.invert, self.by_place, self.by_attribute):
            self.tools.addWidget(part)
        self.layer.setMinimumWidth(152)
        self.kind.chosen.connect(lambda kind: mode.start(polygon=kind == "select_polygon"))
        self.layer.activated.connect(self._choose_layer)
        self.invert.clicked.connect(commands["invert"])
        self.by_place.clicked.connect(commands["by_place"])
        self.by_attribute.clicked.connect(commands["by_attribute"])
        self.session.mapChanged.connect(self._list_layers)
        self.session.selecting.changed.connect(self._count)

    def retranslate(self) -> None:
        """Say everything again."""
        self.setAccessibleName(tr("Select"))
        self.kind.setAccessibleName(tr("Select"))
        self.kind.offer([
            ("select", tr("Click, box"), tr("Click, drag a box, or Alt + drag a free line")),
            ("select_polygon", tr("Polygon"), tr("Click the corners of an outline")),
        ])
        self.layer.setAccessibleName(tr("Layer to select from"))
        self.layer.setToolTip(tr("Layer to select from"))
        self.invert.setText(tr("Invert"))
        self.by_place.setText(tr("By place…"))
        self.by_attribute.setText(tr("By attribute…"))
        self._list_layers()
        self._count()

    def _list_layers(self, *_: object) -> None:
        if self.isHidden():
            return
        chosen = self._mode.choosing.wanted
        shown = [entry for entry in reversed(self.session.state.entries) if entry.visible]
        self.layer.clear()
        self.layer.addItem(tr("Topmost layer"), "")
        self.layer.addItem(tr("Layer chosen in the tree"), TREE)
        for entry in shown:
            self.layer.addItem(str(entry.layer.info.title), entry.id)
        self.layer.setCurrentIndex(max(self.layer.findData(chosen), 0))
        self._mode.choosing.wanted = str(self.layer.currentData())

    def _choose_layer(self, _index: int) -> None:
        self._mode.choosing.wanted = str(self.layer.currentData())
        self.canvas.setFocus()

    def _count(self, _selection: object = None) -> None:
        current = self.session.selecting.current
        self.invert.setEnabled(bool(len(current)))
        if not len(current):
            self.say("")
            return
        layer = self.session.state.entry(current.layer).layer
        self.say(
            tr("{count} of {all} selected in {layer}", count=f"{len(current):,}", all=f"{len(layer):,}",
               layer=layer.info.title)
        )

    def appear(self) -> None:
        """Come up with the layers of the map as it is."""
        self.show()
        super().appear()
