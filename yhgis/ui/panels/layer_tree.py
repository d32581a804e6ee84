"""The layer tree at the left: the plan's own groups, what is shown and how strong, the legend inline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaMethod, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QTreeView, QWidget

from yhgis.errors import UserError
from yhgis.i18n import tr
from yhgis.ui.palette import GRID, colors
from yhgis.ui.panels.layer_menu import LayerMenu
from yhgis.ui.panels.pieces import column
from yhgis.ui.panels.style.styling import styling
from yhgis.ui.panels.tree_delegate import TreeDelegate
from yhgis.ui.panels.tree_model import NODE, LayerTreeModel
from yhgis.ui.panels.tree_nodes import Node, NodeKind
from yhgis.ui.session import Session
from yhgis.ui.session_sources import sources

if TYPE_CHECKING:
    from yhgis.ui.dialogs.tool_form import ToolDialog

#: Legends of more lines than this open folded.
_MOST_LINES_OPEN = 6
_OPACITY_STEP = 0.1


class LayerTreePanel(QWidget):
    """The tree; shows and hides layers, fades them, moves them, and says what they are.

    Signals
    -------
    toolAsked(str, dict)
        A tool's id and values for its form (layers as ids): the user wants to ask something of a layer.
        `ResultsPanel.ask` takes it.
    """

    toolAsked = Signal(str, dict)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = LayerTreeModel(session, self)
        self.view = _Tree(session, self.model, self)
        self.view.menuAsked.connect(self._show_menu)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._tell_chosen())
        self.view.delegate.opacityMoved.connect(self._session.preview_opacity)
        self.view.delegate.opacityChosen.connect(self._set_opacity)
        self._open: dict[str, bool] = {}
        self._current = ""
        self.view.expanded.connect(lambda index: self._remember(index, True))
        self.view.collapsed.connect(lambda index: self._remember(index, False))
        self.model.modelAboutToBeReset.connect(self._before_reset)
        self.model.modelReset.connect(self._after_reset)
        self.dialog: ToolDialog | None = None
        self.setLayout(column(self.view))
        self.layout().setContentsMargins(GRID // 2, 0, 0, 0)  # or the window's edge cuts the fold marks
        self.setFocusProxy(self.view)
        session.languageChanged.connect(self.retranslate)
        session.layerAdded.connect(self.choose)
        self.retranslate()
        self._after_reset()

    def sizeHint(self) -> QSize:
        return QSize(GRID * 33, GRID * 60)

    def retranslate(self) -> None:
        """Say the names in the language in use."""
        self.view.setAccessibleName(tr("Layers"))

    def choose(self, layer_id: str) -> None:
        """Choose a layer's line and bring it into sight."""
        index = self.model.index_of(layer_id)
        if index.isValid():
            self.view.expand(index.parent())
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    @property
    def chosen_layer(self) -> str:
        """Id of the layer of the current line, empty when there is none."""
        index = self.view.currentIndex()
        return self.model.node(index).layer_id if index.isValid() else ""

    def _tell_chosen(self) -> None:
        if self.chosen_layer:
            styling(self._session).chosen.emit(self.chosen_layer)

    # --- folding, kept over resets ---------------------------------------------------------------------------------

    def _remember(self, index: QModelIndex, is_open: bool) -> None:
        self._open[self.model.node(index).key] = is_open

    def _before_reset(self) -> None:
        current = self.view.currentIndex()
        self._current = self.model.node(current).key if current.isValid() else ""

    def _after_reset(self) -> None:
        self.view.blockSignals(True)
        self._unfold(QModelIndex())
        index = self.model.index_of(self._current)
        if index.isValid():
            self.view.setCurrentIndex(index)
        self.view.blockSignals(False)
        self.view.delegate.pictures.ahead(self.model.nodes, self.devicePixelRatioF(), self._session.dark)

    def _unfold(self, parent: QModelIndex) -> None:
        for i in range(self.model.rowCount(parent)):
            index = self.model.index(i, 0, parent)
            node = self.model.node(index)
            self.view.setExpanded(index, self._open.get(node.key, _open_at_first(node)))
            self._unfold(index)

    # --- what the user asks for ------------------------------------------------------------------------------------

    def _show_menu(self, index: QModelIndex, place: QPoint) -> None:
        menu = self.menu_of(index)
        if menu is not None:
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(place)

    def menu_of(self, index: QModelIndex) -> LayerMenu | None:
        """Return what can be done with a line; None for one that nothing can be done with."""
        node = self.model.node(index)
        if node.kind is NodeKind.HINT:
            return None
        menu = LayerMenu(self._session, node, self)
        menu.toolAsked.connect(self._ask_tool)
        return menu

    def _ask_tool(self, tool_id: str, values: dict[str, object]) -> None:
        """Hand the question to who listens; where nobody does, ask it in a window of its own."""
        if self.isSignalConnected(QMetaMethod.fromSignal(self.toolAsked)):
            self.toolAsked.emit(tool_id, values)
            return
        from yhgis.analysis.tools import tool
        from yhgis.ui.dialogs.tool_form import ToolDialog

        self.dialog = ToolDialog(tool(tool_id), self._session, self.window())
        self.dialog.form.set_values(values)
        self.dialog.show()

    def _set_opacity(self, layer_id: str, opacity: float) -> None:
        if self._session.state.has(layer_id):
            self._session.set_opacity(layer_id, opacity)


class _Tree(QTreeView):
    """The view: whole lines light up, and the slider of a line can be held beyond the line's edge."""

    menuAsked = Signal(QModelIndex, QPoint)

    def __init__(self, session: Session, model: LayerTreeModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._tree_model = session, model
        self.setModel(model)
        self.delegate = TreeDelegate(session, self)
        self.delegate.pictures.left.connect(self.viewport().update)
        self.setItemDelegate(self.delegate)
        self.setHeaderHidden(True)
        self.setIndentation(12)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setObjectName("layerTree")

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        c = colors(self._session.dark)
        kind = index.data(NODE).kind
        if kind in (NodeKind.LAYER, NodeKind.GROUP):
            row = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
            if self.selectionModel().isSelected(index):
                painter.fillRect(row, QColor(c.selected))
            elif self._under_pointer(index):
                painter.fillRect(row, QColor(c.hover))
        plain = QStyleOptionViewItem(option)
        plain.showDecorationSelected = False
        super().drawRow(painter, plain, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex) -> None:
        """Draw the fold mark alone, at its own place; the usual one lights up the whole indentation."""
        if not self.model().hasChildren(index):
            return
        option = QStyleOptionViewItem()
        option.initFrom(self)
        option.rect = QRect(rect.right() - 13, rect.top() + 1, 16, rect.height())
        option.state = QStyle.StateFlag.State_Enabled
        part = QStyle.PrimitiveElement
        arrow = part.PE_IndicatorArrowDown if self.isExpanded(index) else part.PE_IndicatorArrowRight
        self.style().drawPrimitive(arrow, option, painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        held = self.delegate.dragged_index
        if held is not None and held.isValid():
            self.delegate.drag_to(self.visualRect(self._plain(held)), event.position())
            return
        super().mouseMoveEvent(event)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.delegate.dragging:
            self.delegate.let_go()
            return
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._find(index.data(NODE))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all of a layer whose name is clicked twice, the style of one whose swatch is; fold a group."""
        index = self.indexAt(event.position().toPoint())
        super().mouseDoubleClickEvent(event)
        if self.delegate.dragging or not index.isValid():
            return
        node: Node = index.data(NODE)
        slots, place = self.delegate.slots_of(self.visualRect(index), node), event.position().toPoint()
        on_title = slots.title.contains(place)
        if node.kind is NodeKind.LAYER and on_title:
            self._zoom_to(node)
        elif node.entry is not None and (node.kind is NodeKind.LEGEND or slots.swatch.contains(place)):
            styling(self._session).asked.emit(node.layer_id)
        elif node.kind is NodeKind.GROUP and on_title:
            self.setExpanded(index, not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        node: Node | None = index.data(NODE) if index.isValid() else None
        if node is None or not self._key(event, node, index):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()) if by_key else event.globalPos()
        self.menuAsked.emit(index, place)

    def _key(self, event: QKeyEvent, node: Node, index: QModelIndex) -> bool:
        """Do what a key asks of the current line; whether it asked for something."""
        key = event.key()
        if key == Qt.Key.Key_Space and node.kind in (NodeKind.LAYER, NodeKind.GROUP):
            return bool(self.delegate.editorEvent(event, self._tree_model, QStyleOptionViewItem(), index))
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._find(node):
            return True
        if node.kind is not NodeKind.LAYER:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._zoom_to(node)
        elif key == Qt.Key.Key_Delete and node.own:
            self._session.remove(node.layer_id)
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight) and node.entry is not None:
            step = _OPACITY_STEP if key == Qt.Key.Key_BracketRight else -_OPACITY_STEP
            self.delegate.opacityChosen.emit(node.layer_id, round(min(max(node.entry.opacity + step, 0.0), 1.0), 2))
        else:
            return False
        return True

    def _find(self, node: Node) -> bool:
        """Look for a lost file, where that is what the line offers; whether it is."""
        if node.kind is not NodeKind.FIND or node.entry is None or node.entry.lost is None:
            return False
        if node.entry.lost.gone:
            sources(self._session).findAsked.emit(node.layer_id)
        else:
            sources(self._session).try_again(node.layer_id)
        return True

    def _zoom_to(self, node: Node) -> None:
        try:
            self._session.zoom_to_layer(node.layer_id)
        except UserError as error:
            self._session.report(error)

    def _under_pointer(self, index: QModelIndex) -> bool:
        place = self.viewport().mapFromGlobal(self.cursor().pos())
        return self.viewport().underMouse() and self.indexAt(place) == index

    def _plain(self, index: object) -> QModelIndex:
        return self._tree_model.index_of(index.data(NODE).key)  # type: ignore[attr-defined]


def _open_at_first(node: Node) -> bool:
    """Whether a line is unfolded before the user has said otherwise."""
    if node.kind is NodeKind.GROUP or node.lost:
        return True
    return node.visible and len(node.children) <= _MOST_LINES_OPEN
