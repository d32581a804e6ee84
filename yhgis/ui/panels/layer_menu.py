"""What can be done with a layer, on its right button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QSlider, QWidget, QWidgetAction

from yhgis.errors import UserError
from yhgis.i18n import Message, tr
from yhgis.model.layer import GeometryKind
from yhgis.model.map import Lost, MapEntry
from yhgis.ui.checkups import checkups
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import label, row
from yhgis.ui.panels.style.styling import styling
from yhgis.ui.panels.table_asked import table_asked
from yhgis.ui.panels.tree_nodes import Node, NodeKind
from yhgis.ui.session import Session
from yhgis.ui.session_sources import WITH_ENCODING, file_of, sources


class LayerMenu(QMenu):
    """The menu of one line of the tree.

    Signals
    -------
    toolAsked(str, dict)
        Tool id and values for its form.
    """

    toolAsked = Signal(str, dict)

    def __init__(self, session: Session, node: Node, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._node = session, node
        if node.kind is NodeKind.GROUP:
            self._fill_group()
        else:
            self._fill_layer()

    def _fill_group(self) -> None:
        layers = [child.layer_id for child in self._node.children if child.kind is NodeKind.LAYER]
        for layer_id in layers:
            self._add_show(layer_id)

    def _add_show(self, layer_id: str) -> None:
        shown = self._session.state.has(layer_id) and self._session.state.entry(layer_id).visible
        title = next(child.title for child in self._node.children if child.layer_id == layer_id)
        action = self.addAction(str(title))
        action.setCheckable(True)
        action.setChecked(shown)
        action.triggered.connect(lambda on: self._guarded(lambda: self._session.set_visible(layer_id, on)))

    def _fill_layer(self) -> None:
        node, layer_id = self._node, self._node.layer_id
        if node.entry is not None and node.entry.lost is not None:
            self._fill_lost(node.entry.lost)
            return
        self._add(tr("Zoom to the layer"), lambda: self._session.zoom_to_layer(layer_id))
        if node.entry is not None:
            self._add_opacity(node.entry.opacity)
            self.addSeparator()
            self._add_order()
        if self._is_polygon():
            self.addSeparator()
            self._add(tr("Overlap with other layers …"), lambda: self.toolAsked.emit("overlap", {"rows": layer_id}))
        self.addSeparator()
        self._add(tr("Attribute table"), lambda: table_asked(self._session).asked.emit(layer_id))
        if self._session.state.has(layer_id):
            self._add(tr("Check-up"), lambda: checkups(self._session).asked.emit(layer_id))
        if self._session.state.has(layer_id) and self._session.role != "presenter":
            self._add(tr("Style …"), lambda: styling(self._session).asked.emit(layer_id))
        self._add(tr("Source and properties …"), self._show_properties)
        if node.entry is not None and file_of(node.entry) is not None:
            self._add_reading(node.entry)
        if node.own:
            self._add(tr("Remove from the map"), lambda: self._session.remove(layer_id))

    def _fill_lost(self, lost: Lost) -> None:
        layer_id, asks = self._node.layer_id, sources(self._session)
        self._add(tr("Find in a folder …"), lambda: asks.findAsked.emit(layer_id))
        if not lost.gone:
            self._add(tr("Try again"), lambda: asks.try_again(layer_id))
        self.addSeparator()
        self._add(tr("Source and properties …"), self._show_properties)
        self._add(tr("Remove from the map"), lambda: self._session.remove(layer_id))

    def _add_reading(self, entry: MapEntry) -> None:
        """Offer to read the file anew, or in another way."""
        layer_id, asks = entry.id, sources(self._session)
        menu = self.addMenu(tr("Read the file again"))

        def add(text: str, call: Callable[[], object]) -> None:
            menu.addAction(text).triggered.connect(lambda: self._guarded(call))

        add(tr("As it is now"), lambda: asks.reload([layer_id]))
        path = file_of(entry)
        if path is not None and path.suffix.lower() in WITH_ENCODING:
            add(tr("In another encoding …"), lambda: asks.encodingAsked.emit(layer_id))
        add(tr("In another coordinate system …"), lambda: asks.crsAsked.emit(layer_id))
        view = self._session.view
        if entry.extent is not None and view is not None:
            extent, title = view.extent, entry.layer.info.title
            name = Message("Part of {layer}", {"layer": title})
            add(tr("What the map shows now"), lambda: asks.read_again(layer_id, name, extent=extent))
            whole = Message("All of {layer}", {"layer": title})
            add(tr("All of it"), lambda: asks.read_again(layer_id, whole, extent=None))

    def _add(self, text: str, call: Callable[[], object]) -> None:
        self.addAction(text).triggered.connect(lambda: self._guarded(call))

    def _add_order(self) -> None:
        layer_id = self._node.layer_id
        top = len(self._session.state.entries) - 1
        position = [entry.id for entry in self._session.state.entries].index(layer_id)
        if position < top:
            self._add(tr("Draw on top of all"), lambda: self._session.move(layer_id, top))
        if position > 0:
            self._add(tr("Draw beneath all"), lambda: self._session.move(layer_id, 0))

    def _add_opacity(self, opacity: float) -> None:
        """Put a slider into the menu; it can be moved by the arrow keys."""
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setSingleStep(5)
        slider.setPageStep(10)
        slider.setValue(round(opacity * 100))
        slider.setFixedWidth(GRID * 14)
        slider.setAccessibleName(tr("Opacity"))
        shown = label("quiet", f"{slider.value()}%")
        shown.setFixedWidth(GRID * 5)
        shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        slider.valueChanged.connect(lambda value: shown.setText(f"{value}%"))
        slider.valueChanged.connect(lambda value: self._preview_opacity(value / 100))
        self.aboutToHide.connect(lambda: self._take_opacity(slider.value()))
        box = QWidget()
        box.setLayout(row(label(text=tr("Opacity")), slider, shown, margins=(10, 6, 10, 6)))
        box.setFocusProxy(slider)
        action = QWidgetAction(self)
        action.setDefaultWidget(box)
        self.addAction(action)
        self.opacity = slider

    def _preview_opacity(self, chosen: float) -> None:
        """Show on the map what the hand is choosing."""
        if self._session.state.has(self._node.layer_id):
            self._session.preview_opacity(self._node.layer_id, chosen)

    def _take_opacity(self, percent: int) -> None:
        layer_id = self._node.layer_id
        if not self._session.state.has(layer_id):
            return
        before = self._session.open_map.settled.entry(layer_id).opacity
        # A slider that was not touched does not round what the theme says.
        chosen = before if percent == round(before * 100) else percent / 100
        self._session.set_opacity(layer_id, chosen)

    def _is_polygon(self) -> bool:
        entry = self._node.entry
        if entry is not None:
            return entry.layer.kind in (GeometryKind.POLYGON, GeometryKind.MIXED)
        return self._session.catalog.entry(self._node.layer_id).geometry == "polygon"

    def _show_properties(self) -> None:
        from yhgis.ui.dialogs.layer_properties import LayerProperties

        parent = self.parentWidget()
        dialog = LayerProperties(self._session, self._node.layer_id, parent.window() if parent else None)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _guarded(self, call: Callable[[], object]) -> None:
        try:
            call()
        except UserError as error:
            self._session.report(error)
