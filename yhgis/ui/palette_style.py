"""The few marks that a style sheet cannot draw without image files: ticks, radio dots, arrows.

Drawn from the palette at any scale, so light, dark and 200 % need no pictures.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QLineEdit,
    QProxyStyle,
    QSpinBox,
    QStyle,
    QStyleOption,
    QWidget,
)

BOX_PX = 16
#: What the hand takes hold of between a panel and the map; of it one pixel is drawn.
SEPARATOR_PX = 6


class QuietStyle(QProxyStyle):
    """Fusion, with our own ticks and arrows and without its frames."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Return sizes on the 8-pixel grid."""
        pm = QStyle.PixelMetric
        if metric in (pm.PM_IndicatorWidth, pm.PM_IndicatorHeight):
            return BOX_PX
        if metric in (pm.PM_ExclusiveIndicatorWidth, pm.PM_ExclusiveIndicatorHeight):
            return BOX_PX
        if metric == pm.PM_SmallIconSize:
            return BOX_PX
        if metric == pm.PM_DockWidgetSeparatorExtent:
            return SEPARATOR_PX
        if metric == pm.PM_TreeViewIndentation:
            return BOX_PX
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: object = None,
    ) -> int:
        """Return behaviour: no mnemonic underlines until Alt, no slide animations."""
        if hint == QStyle.StyleHint.SH_ItemView_ShowDecorationSelected:
            return 1
        if hint == QStyle.StyleHint.SH_ComboBox_Popup:
            return 0
        return super().styleHint(hint, option, widget, returned)  # type: ignore[arg-type]

    def polish(self, what: QWidget | QApplication | QPalette) -> None:  # type: ignore[override]
        """Make ready; the number in a spin box keeps off its edge, which a style sheet's padding does not do."""
        super().polish(what)  # type: ignore[arg-type]
        if isinstance(what, (QSpinBox, QDoubleSpinBox)):
            field = what.findChild(QLineEdit)
            if field is not None:
                field.setTextMargins(7, 0, 0, 0)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw one small part."""
        pe = QStyle.PrimitiveElement
        if element in (pe.PE_IndicatorCheckBox, pe.PE_IndicatorItemViewItemCheck):
            _tick(option, painter)
        elif element == pe.PE_IndicatorRadioButton:
            _radio(option, painter)
        elif element == pe.PE_IndicatorBranch:
            _branch(option, painter)
        elif element in (pe.PE_IndicatorArrowDown, pe.PE_IndicatorSpinDown):
            _chevron(option, painter, 90.0)
        elif element in (pe.PE_IndicatorArrowUp, pe.PE_IndicatorSpinUp):
            _chevron(option, painter, -90.0)
        elif element == pe.PE_IndicatorArrowRight:
            _chevron(option, painter, 0.0)
        elif element == pe.PE_IndicatorArrowLeft:
            _chevron(option, painter, 180.0)
        elif element == pe.PE_IndicatorDockWidgetResizeHandle:
            _separator(option, painter, widget)
        elif element == pe.PE_FrameFocusRect:
            _focus(option, painter)
        else:
            super().drawPrimitive(element, option, painter, widget)


def _color(option: QStyleOption, role: QPalette.ColorRole) -> QColor:
    enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
    group = QPalette.ColorGroup.Active if enabled else QPalette.ColorGroup.Disabled
    return option.palette.color(group, role)


def _box(option: QStyleOption) -> QRectF:
    area = QRectF(option.rect)
    size = min(BOX_PX, area.width(), area.height()) - 1.0
    return QRectF(area.center().x() - size / 2, area.center().y() - size / 2, size, size)


def _accent(option: QStyleOption) -> QColor:
    enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
    return option.palette.color(QPalette.ColorRole.Accent) if enabled else _color(option, QPalette.ColorRole.WindowText)


def _separator(option: QStyleOption, painter: QPainter, window: QWidget | None) -> None:
    """Draw a panel's edge: a hairline where the map begins, or the accent under the hand."""
    rect = QRectF(option.rect)
    painter.fillRect(rect, option.palette.color(QPalette.ColorRole.Window))
    hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
    ink = option.palette.color(QPalette.ColorRole.Accent if hot else QPalette.ColorRole.Shadow)
    width = 2.0 if hot else 1.0
    if rect.height() > rect.width():
        at_left = window is None or rect.center().x() < window.width() / 2
        rect.moveLeft(rect.right() - width if at_left else rect.left())
        rect.setWidth(width)
    else:
        rect.setHeight(width)
    painter.fillRect(rect, ink)


def _round_pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)


def _begin(painter: QPainter) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _tick(option: QStyleOption, painter: QPainter) -> None:
    _begin(painter)
    box = _box(option)
    on = bool(option.state & QStyle.StateFlag.State_On)
    partly = bool(option.state & QStyle.StateFlag.State_NoChange)
    hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    if on or partly:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_accent(option))
        painter.drawRoundedRect(box, 3.5, 3.5)
        painter.setPen(_round_pen(_color(option, QPalette.ColorRole.Base), 1.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        x, y, s = box.x(), box.y(), box.width()
        if partly:
            painter.drawLine(QPointF(x + 0.28 * s, y + 0.5 * s), QPointF(x + 0.72 * s, y + 0.5 * s))
        else:
            hook = [(0.24, 0.53), (0.43, 0.71), (0.77, 0.31)]
            painter.drawPolyline(QPolygonF([QPointF(x + dx * s, y + dy * s) for dx, dy in hook]))
    else:
        edge = _accent(option) if hovered else option.palette.color(QPalette.ColorRole.Mid)
        painter.setPen(QPen(edge, 1.2))
        painter.setBrush(_color(option, QPalette.ColorRole.Base))
        painter.drawRoundedRect(box, 3.5, 3.5)
    painter.restore()


def _radio(option: QStyleOption, painter: QPainter) -> None:
    _begin(painter)
    box = _box(option)
    on = bool(option.state & QStyle.StateFlag.State_On)
    painter.setPen(QPen(_accent(option) if on else option.palette.color(QPalette.ColorRole.Mid), 1.2))
    painter.setBrush(_accent(option) if on else _color(option, QPalette.ColorRole.Base))
    painter.drawEllipse(box)
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_color(option, QPalette.ColorRole.Base))
        painter.drawEllipse(box.center(), 3.0, 3.0)
    painter.restore()


def _branch(option: QStyleOption, painter: QPainter) -> None:
    if option.state & QStyle.StateFlag.State_Children:
        _chevron(option, painter, 90.0 if option.state & QStyle.StateFlag.State_Open else 0.0)


def _chevron(option: QStyleOption, painter: QPainter, angle: float) -> None:
    """Draw a small open arrow; 0 degrees points right."""
    _begin(painter)
    painter.translate(QRectF(option.rect).center())
    painter.rotate(angle)
    ink = _color(option, QPalette.ColorRole.WindowText)
    ink.setAlphaF(0.65)
    painter.setPen(_round_pen(ink, 1.5))
    painter.drawPolyline(QPolygonF([QPointF(-1.8, -3.6), QPointF(1.8, 0.0), QPointF(-1.8, 3.6)]))
    painter.restore()


def _focus(option: QStyleOption, painter: QPainter) -> None:
    _begin(painter)
    painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Accent), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0)
    painter.restore()
