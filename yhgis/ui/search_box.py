"""The box that Ctrl+K opens: type a few letters, Enter does it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from yhgis.errors import UserError
from yhgis.feedback import Feedback
from yhgis.i18n import tr
from yhgis.ui import search
from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.search import KINDS, Item
from yhgis.ui.session import Session

WIDTH, ROW_HEIGHT = 560, 36
Index = QModelIndex | QPersistentModelIndex


class FoundModel(QAbstractListModel):
    """The items that fit, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[Item] = []

    def show(self, items: Sequence[Item]) -> None:
        """Show other items."""
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return name and kind, for screen readers; `FoundDelegate` draws."""
        item = self.items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{item.title}  {KINDS[item.kind]}"
        if role == Qt.ItemDataRole.UserRole:
            return item
        return None


class FoundDelegate(QStyledItemDelegate):
    """Draws a row: icon, name, its other name, kind or shortcut at the right."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one row's size."""
        return QSize(WIDTH - 2 * GRID, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        item: Item = index.data(Qt.ItemDataRole.UserRole)
        c = colors(self._session.dark)
        row = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            chosen = option.state & QStyle.StateFlag.State_Selected
            painter.setBrush(QColor(c.selected if chosen else c.hover))
            painter.drawRoundedRect(row.adjusted(2, 1, -2, -1), 6, 6)
        icon(item.icon or "command", c, c.quiet).paint(painter, QRect(row.left() + 14, row.center().y() - 8, 17, 17))
        text = row.adjusted(44, 0, -16, 0)
        painter.setPen(QColor(c.text))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, str(item.title))
        self._draw_aside(painter, item, text, QColor(c.quiet), QFont(option.font))
        painter.restore()

    def _draw_aside(self, painter: QPainter, item: Item, text: QRect, color: QColor, font: QFont) -> None:
        aside = item.shortcut.replace("+", " + ") if item.shortcut else str(item.aside or KINDS[item.kind])
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, aside)


class SearchBox(QFrame):
    """Finds commands, layers, towns, places and rows of the plan's tables.

    It closes itself when something is chosen or the focus leaves.

    Signals
    -------
    ready()
        Sounds and all that is drawn are known too; names can be found from the beginning.
    """

    ready = Signal()

    def __init__(self, session: Session, commands: Sequence[Item], window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._items: list[Item] = []
        self._commands = list(commands)
        self._before: QWidget | None = None
        self.setObjectName("searchBox")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sign = QLabel()
        sign.setPixmap(icon("search", colors(session.dark), colors(session.dark).quiet).pixmap(18, 18))
        self.field = QLineEdit()
        self.field.setPlaceholderText(
            tr("Find a command, layer, town, place, project or indicator; pinyin initials work too")
        )
        self.field.setAccessibleName(tr("Find"))
        self.found = FoundModel(self)
        self.list = QListView()
        self.list.setModel(self.found)
        self.list.setItemDelegate(FoundDelegate(session, self))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing = QLabel(tr("Nothing of that name."))
        self.nothing.setProperty("kind", "quiet")
        self.nothing.setContentsMargins(2 * GRID, GRID, 0, GRID + 4)
        self._lay_out(sign)
        self.field.textChanged.connect(self._refresh)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._choose)
        self.hide()

    def _lay_out(self, sign: QLabel) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(2 * GRID, 4, GRID, 4)
        top.addWidget(sign)
        top.addWidget(self.field, 1)
        line = QFrame()
        line.setProperty("kind", "line")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 6)
        column.setSpacing(2)
        for part in (top, line, self.list, self.nothing):
            column.addLayout(part) if isinstance(part, QHBoxLayout) else column.addWidget(part)

    def open(self, text: str = "") -> None:
        """Show the box with ``text`` in it."""
        window = self.parentWidget()
        self._before = window.focusWidget()
        items = [search.with_keys(item) for item in (*self._commands, *search.plan_items(self._session))]
        self._items = items

        def work(feedback: Feedback) -> list[Item]:
            drawn = [search.with_keys(item) for item in search.drawn_items(self._session, items, feedback)]
            return search.with_sounds([*items, *drawn], feedback)

        self._session.tasks.run(work, done=self._listen, owner=self, key="sounds")
        self.field.setText(text)
        self._show(search.find(items, text))
        self.setFixedWidth(min(WIDTH, window.width() - 4 * GRID))
        self.move((window.width() - self.width()) // 2, 64)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _listen(self, items: list[Item]) -> None:
        """Take the items that can be found by sound too."""
        self._items = items
        self._refresh()
        self.ready.emit()

    def close_box(self) -> None:
        """Hide, and give the focus back."""
        if self.isVisible():
            self.hide()
            if self._before is not None:
                self._before.setFocus()

    def _refresh(self) -> None:
        fitting = search.find(self._items, self.field.text())
        if [item.title for item in fitting] == [item.title for item in self.found.items]:
            return  # what stands there stays, with what is chosen in it
        self._show(fitting)

    def _show(self, fitting: Sequence[Item]) -> None:
        self.found.show(fitting)
        self.list.setVisible(bool(fitting))
        self.nothing.setVisible(not fitting)
        self.list.setFixedHeight(len(fitting) * ROW_HEIGHT + 2)
        if fitting:
            self.list.setCurrentIndex(self.found.index(0))
        self.adjustSize()

    def _choose(self, index: Index) -> None:
        item = self.found.items[index.row()]
        self.close_box()
        try:
            item.run()
        except UserError as error:
            self._session.report(error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows walk the list while the letters go to the field."""
        if watched is self.field:
            if event.type() == QEvent.Type.FocusOut:
                self.close_box()
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        row, last = self.list.currentIndex().row(), len(self.found.items) - 1
        match event.key():
            case Qt.Key.Key_Down:
                self.list.setCurrentIndex(self.found.index(0 if row >= last else row + 1))
            case Qt.Key.Key_Up:
                self.list.setCurrentIndex(self.found.index(last if row <= 0 else row - 1))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if last >= 0:
                    self._choose(self.list.currentIndex())
            case Qt.Key.Key_Escape:
                self.close_box()
            case _:
                return False
        return True
