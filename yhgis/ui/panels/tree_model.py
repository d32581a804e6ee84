"""The layer tree for Qt's views; every change goes to the session, and comes back as a new map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, Qt

from yhgis.errors import UserError
from yhgis.i18n import Message, Title
from yhgis.model.map import MapState
from yhgis.ui.panels.layer_tip import tip
from yhgis.ui.panels.result_model import Index
from yhgis.ui.panels.tree_nodes import LegendCache, Node, NodeKind, build, shape, spoken
from yhgis.ui.session import Session

MIME = "application/x-yhgis-layer"
Role = Qt.ItemDataRole
NODE = int(Role.UserRole) + 1


class LayerTreeModel(QAbstractItemModel):
    """Groups, layers, legend lines.  Content changes in place; other lines are a model reset."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._legends = LegendCache()
        self._root = Node(NodeKind.GROUP, "", Title("", ""))
        self._ids: dict[int, Node] = {}
        session.mapChanged.connect(lambda _before, _after: self.rebuild())
        session.languageChanged.connect(self.rebuild)
        session.appearanceChanged.connect(self.rebuild)
        self.rebuild()

    def rebuild(self) -> None:
        """Bring the lines up to date."""
        root = build(self._session, self._legends)
        same = shape(root) == shape(self._root)
        if not same:
            self.beginResetModel()
        self._root = root
        self._ids = dict(enumerate(root.walk()))
        self._numbers = {node: number for number, node in self._ids.items()}
        if not same:
            self.endResetModel()
            return
        self._content_changed(QModelIndex())

    def node(self, index: Index) -> Node:
        """Return the line at ``index``; the root for an invalid one."""
        return self._ids[index.internalId()] if index.isValid() else self._root

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All lines, top down."""
        return tuple(self._ids.values())

    def index_of(self, key: str) -> QModelIndex:
        """Return where the line of ``key`` is; invalid when it is not there."""
        for node in self._root.walk():
            if node.key == key and node is not self._root:
                return self.createIndex(node.row(), 0, self._numbers[node])
        return QModelIndex()

    def _content_changed(self, parent: QModelIndex) -> None:
        count = self.rowCount(parent)
        if count:
            self.dataChanged.emit(self.index(0, 0, parent), self.index(count - 1, 0, parent))
        for i in range(count):
            self._content_changed(self.index(i, 0, parent))

    # --- structure -------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's signature
        children = self.node(parent).children
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, column, self._numbers[children[row]])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        above = self.node(index).parent if index.isValid() else None
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row(), 0, self._numbers[above])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return len(self.node(parent).children)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 1

    # --- content ---------------------------------------------------------------------------------------------------

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self.node(index)
        match role:
            case Role.DisplayRole:
                return str(node.title)
            case Role.CheckStateRole:
                return self._check_state(node)
            case Role.ToolTipRole:
                return tip(self._session, node.layer_id) if node.kind in (NodeKind.LAYER, NodeKind.FIND) else None
            case Role.AccessibleTextRole:
                return spoken(node)
        return node if role == NODE else None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or not index.isValid():
            return False
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        node = self.node(index)
        try:
            if node.kind is NodeKind.LAYER:
                self._session.set_visible(node.layer_id, on)
            elif node.kind is NodeKind.GROUP:
                self._show_group(node, on)
            else:
                return False
        except UserError as error:
            self._session.report(error)
            return False
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        node = self.node(index)
        match node.kind:
            case NodeKind.GROUP:
                return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsUserCheckable | flag.ItemIsDropEnabled
            case NodeKind.LAYER:
                usual = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsUserCheckable
                return usual | flag.ItemIsDragEnabled if node.entry is not None else usual
            case NodeKind.FIND:
                return flag.ItemIsEnabled | flag.ItemIsSelectable
        return flag.ItemIsEnabled

    def _check_state(self, node: Node) -> Qt.CheckState | None:
        if node.kind is NodeKind.LAYER:
            return Qt.CheckState.Checked if node.visible else Qt.CheckState.Unchecked
        if node.kind is not NodeKind.GROUP:
            return None
        shown = [child.visible for child in node.children if child.kind is NodeKind.LAYER]
        if not shown:
            return None
        if not any(shown):
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if all(shown) else Qt.CheckState.PartiallyChecked

    def _show_group(self, group: Node, on: bool) -> None:
        """Show or hide all layers of a group, as one step of undo where they are on the map already."""
        layers = [child for child in group.children if child.kind is NodeKind.LAYER]
        absent = [child.layer_id for child in layers if child.entry is None]
        if on:
            for layer_id in absent:
                self._session.set_visible(layer_id, True)
        ids = {child.layer_id for child in layers}
        state: MapState = self._session.state
        entries = tuple(replace(entry, visible=on) if entry.id in ids else entry for entry in state.entries)
        if [entry.visible for entry in entries] != [entry.visible for entry in state.entries]:
            title: dict[str, object] = {"layer": group.title}
            name = Message("Show {layer}", title) if on else Message("Hide {layer}", title)
            self._session.open_map.apply(name, replace(state, entries=entries))

    # --- dragging --------------------------------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [MIME, "text/uri-list"]

    def mimeData(self, indexes: list[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME, self.node(indexes[0]).layer_id.encode())
        return data

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if data.hasUrls():
            return any(url.isLocalFile() for url in data.urls())
        return self._target(data, row, parent) is not None

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if data.hasUrls():
            self._session.open_files([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()])
            return True
        position = self._target(data, row, parent)
        if position is None:
            return False
        self._session.move(bytes(data.data(MIME).data()).decode(), position)
        return True

    def _target(self, data: QMimeData, row: int, parent: Index) -> int | None:
        """Return the drawing position for a layer dropped between two lines of its group, or None."""
        if not data.hasFormat(MIME) or not parent.isValid():
            return None
        layer_id = bytes(data.data(MIME).data()).decode()
        group = self.node(parent)
        if layer_id not in [child.layer_id for child in group.children]:
            return None
        return drawing_position(
            [entry.id for entry in self._session.state.entries],
            [child.layer_id for child in group.children if child.entry is not None],
            layer_id,
            len([child for child in group.children[: max(row, 0)] if child.entry is not None]),
        )


def drawing_position(drawn: list[str], listed: list[str], moved: str, gap: int) -> int:
    """Return where ``moved`` goes in the drawing order when it is dropped into a gap of its group's list.

    Parameters
    ----------
    drawn : list of str
        Ids of all layers, bottom first.
    listed : list of str
        Ids of the group's layers on the map, top first, ``moved`` among them.
    moved : str
    gap : int
        How many of ``listed`` lie above the gap.

    Returns
    -------
    int
        Position among the others, as `OpenMap.move` counts.
    """
    others = [layer_id for layer_id in drawn if layer_id != moved]
    below = [layer_id for layer_id in listed[gap:] if layer_id != moved]
    above = [layer_id for layer_id in listed[:gap] if layer_id != moved]
    if below:
        return others.index(below[0]) + 1
    if above:
        return others.index(above[-1])
    return drawn.index(moved)
