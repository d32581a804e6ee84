"""Paints the lines of the layer tree and takes what happens on them: tick, opacity slider."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionButton, QStyleOptionViewItem, QWidget

from yhgis.ui.palette import Colors, colors
from yhgis.ui.panels.result_model import Index
from yhgis.ui.panels.swatch_pictures import SwatchPictures
from yhgis.ui.panels.swatches import HEIGHT_PX, WIDTH_PX
from yhgis.ui.panels.tree_model import NODE, LayerTreeModel
from yhgis.ui.panels.tree_nodes import Node, NodeKind
from yhgis.ui.session import Session

ROW_PX, GROUP_PX, LEGEND_PX = 28, 32, 22
BOX_PX = 16
GAP_PX = 6
SLIDER_PX = 56
#: Room at the right end of a line: the slider, the tag, or the per cent.
_TAIL_PX = 64
_KNOB_PX = 5.0


@dataclass(frozen=True)
class Slots:
    """Where the parts of a line are."""

    box: QRect
    swatch: QRect
    title: QRect
    tail: QRect

    @property
    def slider(self) -> QRectF:
        """The track of the opacity slider."""
        middle = self.tail.center().y() + 0.5
        return QRectF(self.tail.right() - SLIDER_PX - _KNOB_PX, middle - 1.5, SLIDER_PX, 3.0)


class TreeDelegate(QStyledItemDelegate):
    """A line: tick, swatch, title, and at its right end 示意, the opacity, or under the hand its slider.

    Signals
    -------
    opacityMoved(str, float)
        Layer id and 0..1, at every step of the held slider.
    opacityChosen(str, float)
        Layer id and 0..1, when the slider is let go.
    """

    opacityMoved = Signal(str, float)
    opacityChosen = Signal(str, float)

    def __init__(self, session: Session, view: QWidget) -> None:
        super().__init__(view)
        self._session = session
        self._dragged: tuple[QPersistentModelIndex, float] | None = None
        self.pictures = SwatchPictures(self)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heights = {NodeKind.GROUP: GROUP_PX, NodeKind.LEGEND: LEGEND_PX, NodeKind.FIND: LEGEND_PX}
        height = heights.get(_node(index).kind, ROW_PX)
        return QSize(120, height)

    # --- painting --------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        node, c = _node(index), colors(self._session.dark)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        slots = self.slots_of(option.rect, node)
        match node.kind:
            case NodeKind.GROUP:
                self._paint_group(painter, option, index, slots, c)
            case NodeKind.LAYER:
                self._paint_layer(painter, option, index, slots, c)
            case NodeKind.LEGEND:
                self._paint_swatch(painter, node, slots, c, faint=not node.visible)
                _write(painter, slots.title, str(node.title), option.font, c.quiet if node.visible else c.faint, 12)
            case NodeKind.FIND:
                _write(painter, option.rect.adjusted(0, 0, -4, 0), str(node.title), option.font, c.accent, 12)
            case NodeKind.HINT:
                _write(painter, option.rect, str(node.title), option.font, c.faint, 12)
        if option.state & QStyle.StateFlag.State_HasFocus and option.state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setPen(QPen(QColor(c.accent), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 1.5, -0.5, -1.5), 4.0, 4.0)
        painter.restore()

    def slots_of(self, rect: QRect, node: Node) -> Slots:
        """Return where the parts of ``node``'s line are in ``rect``."""
        middle = rect.center().y()
        x = rect.left()
        box = QRect(x, middle - BOX_PX // 2 + 1, BOX_PX, BOX_PX)
        if node.kind is not NodeKind.LEGEND:
            x += BOX_PX + GAP_PX
        swatch = QRect(x, middle - HEIGHT_PX // 2 + 1, WIDTH_PX, HEIGHT_PX)
        if node.kind is not NodeKind.GROUP and not node.lost:
            x += WIDTH_PX + GAP_PX
        tail = QRect(rect.right() - _TAIL_PX - 3, rect.top(), _TAIL_PX, rect.height())
        end = tail.left() if node.kind is NodeKind.LAYER else rect.right() - 4
        return Slots(box, swatch, QRect(x, rect.top(), max(end - x, 0), rect.height()), tail)

    def _paint_group(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, slots: Slots, c: Colors
    ) -> None:
        self._paint_box(painter, option, index, slots)
        _write(painter, slots.title, str(_node(index).title), option.font, c.text, 12, QFont.Weight.DemiBold)

    def _paint_layer(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, slots: Slots, c: Colors
    ) -> None:
        node = _node(index)
        self._paint_box(painter, option, index, slots)
        self._paint_swatch(painter, node, slots, c, faint=not node.visible)
        under_hand = bool(option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected))
        title = QRect(slots.title)
        if node.entry is not None and not node.lost and (under_hand or self._is_dragged(index)):
            self._paint_slider(painter, slots, self._opacity(index), c)
        else:
            used = self._paint_tail(painter, option, node, slots, c)
            title.setRight(slots.tail.right() - used - GAP_PX)
        _write(painter, title, str(node.title), option.font, _ink(node, c), 13)

    def title_px(self, rect: QRect, node: Node, font: QFont) -> int:
        """Return the room for a layer's name in its line while no hand is on it, in pixels."""
        slots = self.slots_of(rect, node)
        return slots.tail.right() - (_tag_px(node.mark, font) + GAP_PX if node.tag else GAP_PX) - slots.title.left()

    def _paint_tail(self, painter: QPainter, option: QStyleOptionViewItem, node: Node, slots: Slots, c: Colors) -> int:
        """Draw opacity and 示意 at the right end; return the width they took."""
        used = 0
        if node.tag:
            used = _tag(painter, slots.tail, node.mark, option.font, c)
        if node.entry is not None and not node.lost and node.entry.opacity < 0.995:
            place = slots.tail.adjusted(0, 0, -used - (4 if used else 0), 0)
            text = f"{round(node.entry.opacity * 100)}%"
            used += 4 if used else 0
            used += _write(painter, place, text, option.font, c.quiet, 11, align=Qt.AlignmentFlag.AlignRight)
        return used

    def _paint_slider(self, painter: QPainter, slots: Slots, opacity: float, c: Colors) -> None:
        track = slots.slider
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.strong_line))
        painter.drawRoundedRect(track, 1.5, 1.5)
        done = QRectF(track)
        done.setWidth(track.width() * opacity)
        painter.setBrush(QColor(c.accent))
        painter.drawRoundedRect(done, 1.5, 1.5)
        painter.setPen(QPen(QColor(c.accent), 2.0))
        painter.setBrush(QColor(c.panel))
        painter.drawEllipse(QPointF(done.right(), track.center().y()), _KNOB_PX - 1, _KNOB_PX - 1)

    def _paint_box(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, slots: Slots) -> None:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        flag = QStyle.StateFlag
        box = QStyleOptionButton()
        box.rect = slots.box
        box.palette = option.palette
        box.state = (
            flag.State_Enabled
            | {
                Qt.CheckState.Checked: flag.State_On,
                Qt.CheckState.Unchecked: flag.State_Off,
                Qt.CheckState.PartiallyChecked: flag.State_NoChange,
            }[Qt.CheckState(state)]
        )
        widget = self.parent()
        style = widget.style() if isinstance(widget, QWidget) else None
        if style is not None:
            style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter)

    def _paint_swatch(self, painter: QPainter, node: Node, slots: Slots, c: Colors, *, faint: bool) -> None:
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        made = self.pictures.while_drawing(node, slots.swatch, ratio, c.dark)
        if made is None:
            return
        painter.setOpacity(0.4 if faint else 1.0)
        painter.drawPixmap(slots.swatch.topLeft(), made)
        painter.setOpacity(1.0)

    # --- the hand --------------------------------------------------------------------------------------------------

    def editorEvent(
        self,
        event: QEvent,
        model: LayerTreeModel,
        option: QStyleOptionViewItem,
        index: Index,  # type: ignore[override]
    ) -> bool:
        if isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select):
            return _toggle(model, index)
        if not isinstance(event, QMouseEvent) or event.button() == Qt.MouseButton.RightButton:
            return False
        node = _node(index)
        slots = self.slots_of(option.rect, node)
        place = event.position()
        match event.type():
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                if self._on_slider(node, slots, place):
                    self._dragged = (QPersistentModelIndex(index), _share(slots, place))
                    self._repaint()
                    return True
                return _on_box(node, slots, place)
            case QEvent.Type.MouseButtonRelease:
                if self._dragged is None and _on_box(node, slots, place):
                    return _toggle(model, index)
        return False

    @property
    def dragging(self) -> bool:
        """Whether the slider of a line is held."""
        return self._dragged is not None

    def drag_to(self, rect: QRect, place: QPointF) -> None:
        """Move the held slider; ``rect`` is its line's."""
        if self._dragged is not None:
            index, before = self._dragged
            share = _share(self.slots_of(rect, _node(index)), place)
            self._dragged = (index, share)
            if share != before:
                self.opacityMoved.emit(_node(index).layer_id, share)
            self._repaint()

    def let_go(self) -> None:
        """Take the opacity that the held slider shows."""
        if self._dragged is None:
            return
        (index, opacity), self._dragged = self._dragged, None
        if index.isValid():
            self.opacityChosen.emit(_node(index).layer_id, opacity)
        self._repaint()

    @property
    def dragged_index(self) -> QPersistentModelIndex | None:
        """The line whose slider is held."""
        return self._dragged[0] if self._dragged else None

    def _on_slider(self, node: Node, slots: Slots, place: QPointF) -> bool:
        can_fade = node.kind is NodeKind.LAYER and node.entry is not None and not node.lost
        return can_fade and slots.tail.contains(place.toPoint())

    def _is_dragged(self, index: Index) -> bool:
        return self._dragged is not None and self._dragged[0] == index

    def _opacity(self, index: Index) -> float:
        if self._dragged is not None and self._dragged[0] == index:
            return self._dragged[1]
        entry = _node(index).entry
        return entry.opacity if entry is not None else 1.0

    def _repaint(self) -> None:
        view = self.parent()
        if isinstance(view, QWidget):
            view.viewport().update()  # type: ignore[attr-defined]


def _node(index: Index) -> Node:
    node: Node = index.data(NODE)
    return node


def _ink(node: Node, c: Colors) -> str:
    """Return the colour of a layer's name."""
    if node.lost:
        return c.faint
    return c.text if node.visible else c.quiet


def _on_box(node: Node, slots: Slots, place: QPointF) -> bool:
    ticks = node.kind in (NodeKind.LAYER, NodeKind.GROUP)
    return ticks and slots.box.adjusted(-4, -6, 4, 6).contains(place.toPoint())


def _toggle(model: LayerTreeModel, index: Index) -> bool:
    state = index.data(Qt.ItemDataRole.CheckStateRole)
    if state is None:
        return False
    on = Qt.CheckState(state) != Qt.CheckState.Checked
    wanted = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
    return model.setData(index, wanted, Qt.ItemDataRole.CheckStateRole)


def _share(slots: Slots, place: QPointF) -> float:
    """Return the opacity under the pointer, in steps of five per cent."""
    share = (place.x() - slots.slider.left()) / slots.slider.width()
    return round(min(max(share, 0.0), 1.0) * 20) / 20


def _write(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    color: str,
    size_px: int,
    weight: QFont.Weight = QFont.Weight.Normal,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> int:
    """Write one line, ending in … where it does not fit; return its width."""
    used = QFont(font)
    used.setPixelSize(size_px)
    used.setWeight(weight)
    painter.setFont(used)
    painter.setPen(QColor(color))
    shown = QFontMetrics(used).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(align) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), shown)
    return QFontMetrics(used).horizontalAdvance(shown)


def _tag_font(font: QFont) -> QFont:
    used = QFont(font)
    used.setPixelSize(11)
    return used


def _tag_px(text: str, font: QFont) -> int:
    """Return the width of a tag."""
    return QFontMetrics(_tag_font(font)).horizontalAdvance(text) + 8


def _tag(painter: QPainter, tail: QRect, text: str, font: QFont, c: Colors) -> int:
    """Draw the quiet tag at the right end; return its width."""
    used = _tag_font(font)
    width = _tag_px(text, font)
    box = QRectF(tail.right() - width, tail.center().y() - 7.5, width, 16)
    painter.setPen(QPen(QColor(c.hairline), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3.0, 3.0)
    painter.setFont(used)
    painter.setPen(QColor(c.quiet))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
    return width
