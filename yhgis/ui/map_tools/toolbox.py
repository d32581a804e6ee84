"""The tools on the window's map, kept together: what is selected, measured and drawn is painted from here."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from yhgis.ui.map_tools.hover import HoverTip
from yhgis.ui.map_tools.selection_marks import SelectionMarks

if TYPE_CHECKING:
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.map_tools.drawing import Drawing
    from yhgis.ui.map_tools.landed_card import LandedCard
    from yhgis.ui.map_tools.measure import Measuring
    from yhgis.ui.map_tools.select_card import SelectMode
    from yhgis.ui.map_tools.snapper import Snapper


class Toolbox(QObject):
    """Made with the window; each tool is made when it is first wanted, for a start has no need of it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.canvas = window.canvas
        self.session = window.session
        self.marks = SelectionMarks(self.canvas)
        self.hover = HoverTip(self.canvas)
        self.canvas.toolChanged.connect(self._refresh)
        self.canvas.toolMoved.connect(self._refresh)
        self.session.selecting.changed.connect(self._refresh)
        self.session.layerAdded.connect(self._landed)

    @cached_property
    def snapper(self) -> Snapper:
        """What points snap to."""
        from yhgis.ui.map_tools.snapper import Snapper

        return Snapper(self.canvas)

    @cached_property
    def measuring(self) -> Measuring:
        """Measuring lengths and areas."""
        from yhgis.ui.map_tools.measure import Measuring

        return Measuring(self.canvas, self.snapper)

    @cached_property
    def drawing(self) -> Drawing:
        """Drawing a footprint."""
        from yhgis.ui.map_tools.drawing import Drawing

        return Drawing(self.canvas, self.snapper)

    @cached_property
    def landed_card(self) -> LandedCard:
        """What a footprint that a file brought covers, and its check."""
        from yhgis.ui.map_tools.landed_card import LandedCard

        return LandedCard(self.canvas)

    @cached_property
    def selecting(self) -> SelectMode:
        """Selecting by the mouse."""
        from yhgis.ui.map_tools.select_card import SelectMode

        commands = self.window.commands
        return SelectMode(
            self.canvas,
            {
                "invert": lambda: commands.part("map_tools").invert(),
                "by_place": lambda: commands.part("map_tools").select_by_place(),
                "by_attribute": self.window.bars.actions["select_by_attribute"].trigger,
            },
            self._layer_in_tree,
        )

    def _landed(self, layer_id: str) -> None:
        """Offer the check of a footprint that was added."""
        from yhgis.ui.map_tools.landed_card import is_footprint

        if self.session.role != "presenter" and is_footprint(self.session.state.entry(layer_id)):
            self.landed_card.show_layer(layer_id)
        elif "landed_card" in vars(self):
            self.landed_card.hide()  # attention has gone to another layer

    def _layer_in_tree(self) -> str:
        """Return the id of the layer chosen in the tree, empty for none."""
        tree = self.window.panels.tree
        index = tree.view.currentIndex()
        return tree.model.node(index).layer_id if index.isValid() else ""

    def fill_menu(self, menu: QMenu, x: float, y: float) -> None:
        """Put into the map's menu what makes sense at a place (working CRS metres)."""
        from yhgis.ui.map_tools.place_menu import PlaceMenu

        PlaceMenu(self, menu).fill(x, y)

    def _refresh(self, *_: object) -> None:
        self.window.show_hint()
        self.window.refresh_bars()
