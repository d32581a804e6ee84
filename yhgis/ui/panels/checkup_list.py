"""The problems of a check-up, one a line: how grave, what, how often."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from yhgis.analysis.checkup_findings import Grade, Problem
from yhgis.analysis.checkup_result import CheckupResult
from yhgis.i18n import tr
from yhgis.model.quantity import format_area
from yhgis.ui.palette import GRID, colors
from yhgis.ui.session import Session

LINE_PX = 28
_DOT_PX = 8.0
GRADE, COUNT = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


class ProblemList(QListWidget):
    """Lists the problems, and what was mended, of one check-up.

    Signals
    -------
    chosen(str)
        Id of a `Problem`, or `REPAIR`.
    opened(str)
        Enter or a double click: show all of its places.
    """

    chosen = Signal(str)
    opened = Signal(str)
    REPAIR = "repair"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Lines(session, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.currentItemChanged.connect(self._say)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(Qt.ItemDataRole.UserRole)))

    def show_result(self, result: CheckupResult) -> None:
        """List the problems; the one that was chosen stays so where it is still there."""
        before = self.current
        self.blockSignals(True)
        self.clear()
        for group in result.groups:
            self._add(
                group.problem.value, str(group.problem.title), len(group), group.grade, _tip(result, group.problem)
            )
        if result.mended is not None:
            self._add(self.REPAIR, tr("What was mended"), len(result.mended.mendings), None, "")
        self.blockSignals(False)
        rows = [self.item(i).data(Qt.ItemDataRole.UserRole) for i in range(self.count())]
        if rows:
            self.setCurrentRow(rows.index(before) if before in rows else 0)

    def choose(self, which: str) -> None:
        """Choose a line by its id."""
        for i in range(self.count()):
            if self.item(i).data(Qt.ItemDataRole.UserRole) == which:
                self.setCurrentRow(i)

    @property
    def current(self) -> str:
        """Id of the chosen line; empty when there is none."""
        item = self.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows all places of the chosen problem."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit(self.current)
            return
        super().keyPressEvent(event)

    def _add(self, which: str, title: str, count: int, grade: Grade | None, tip: str) -> None:
        item = QListWidgetItem(title)
        item.setData(Qt.ItemDataRole.UserRole, which)
        item.setData(GRADE, grade.value if grade is not None else "")
        item.setData(COUNT, f"{count:,}")
        item.setToolTip(tip)
        said = f"{grade.title} {title} {count:,}" if grade is not None else f"{title} {count:,}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        self.addItem(item)

    def _say(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))


def _tip(result: CheckupResult, problem: Problem) -> str:
    group = result.of(problem)
    if group is None:
        return ""
    lines = [f"{group.grade.title} · {group.problem.title}", result.note(group)]
    if group.total_m2 is not None:
        lines.append(f"{format_area(group.total_m2)} m²")
    return "\n".join(line for line in lines if line)


class _Lines(QStyledItemDelegate):
    """A dot in the colour of the grade, the problem, and at the right how often it is met."""

    def __init__(self, session: Session, parent: ProblemList) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(GRID * 20, LINE_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        c = colors(self._session.dark)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        if chosen or hovered:
            painter.fillRect(box, QColor(c.selected if chosen else c.hover))
        dots = {"error": c.danger, "warning": c.warning, "hint": c.quiet}
        ink = dots.get(str(index.data(GRADE)), c.success)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        painter.drawEllipse(QRectF(box.left() + GRID + 4, box.center().y() - _DOT_PX / 2, _DOT_PX, _DOT_PX))
        inner = box.adjusted(GRID * 3 + 2, 0, -GRID - 4, 0)
        count = str(index.data(COUNT))
        painter.setFont(option.font)
        painter.setPen(QColor(c.quiet))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), count)
        width = inner.width() - option.fontMetrics.horizontalAdvance(count) - GRID
        text = option.fontMetrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, round(width))
        painter.setPen(QColor(c.text))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()
