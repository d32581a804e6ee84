"""Measuring on the map: lengths and areas, kept until they are cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPolygonF

from yhgis.i18n import Message, tr
from yhgis.model.result import Basis
from yhgis.ui.canvas_overlay import pixel_of
from yhgis.ui.map_tools.card import ToolCard, word_button
from yhgis.ui.map_tools.figures import (
    INK,
    Measurement,
    all_units_text,
    area_text,
    draw_halo_text,
    draw_line,
    draw_measurement,
    draw_tag,
    length_text,
    table_text,
)
from yhgis.ui.map_tools.pointing import Ground, PointTool
from yhgis.ui.panels.pieces import Segments

if TYPE_CHECKING:
    from yhgis.model.view import View
    from yhgis.ui.canvas import Canvas
    from yhgis.ui.map_tools.snapper import Snapper


class Measuring(QObject):
    """What has been measured on a canvas, and the tool and card for it."""

    def __init__(self, canvas: Canvas, snapper: Snapper) -> None:
        super().__init__(canvas)
        self.canvas, self.snapper = canvas, snapper
        self.kept: list[Measurement] = []
        self.tool: MeasureTool | None = None
        self.card = MeasureCard(self)
        canvas.over.append(self.paint)
        canvas.toolChanged.connect(self._follow)
        canvas.toolMoved.connect(self._refresh)

    @property
    def basis(self) -> Basis:
        """The area basis that the session's tools open with."""
        return Basis(self.canvas.session.settings.basis)

    def start(self, *, is_area: bool, first: Ground | None = None) -> None:
        """Measure lengths or areas, from ``first`` on where a place is given."""
        tool = MeasureTool(self, is_area=is_area)
        self.canvas.use(tool)
        if first is not None:
            tool.points = [first]
            self.canvas.toolMoved.emit()
        self.canvas.setFocus()

    def keep(self, measured: Measurement) -> None:
        """Keep a measurement on the map."""
        self.kept.append(measured)
        self._refresh()

    def clear(self) -> None:
        """Take all measurements off the map."""
        self.kept.clear()
        if self.tool is not None:
            self.tool.points = []
        self._refresh()
        self.canvas.update()

    def copy(self) -> None:
        """Copy all figures as a table."""
        measured = [*self.kept, *self._under_way()]
        if measured:
            QGuiApplication.clipboard().setText(table_text(measured))
            self.canvas.session.show_message("success", Message("The figures are copied."))

    def paint(self, painter: QPainter, view: View) -> None:
        """Paint what is kept, with its figures."""
        for one in self.kept:
            draw_measurement(painter, view, one)
            if one.is_area:
                text = area_text(one.area_m2)
                half = QPointF(painter.fontMetrics().horizontalAdvance(text) / 2, 0)
                draw_halo_text(painter, pixel_of(view, *one.inside) - half, text)

    def _under_way(self) -> list[Measurement]:
        tool = self.tool
        return [tool.measurement()] if tool is not None and len(tool.points) >= (3 if tool.is_area else 2) else []

    def _follow(self, tool: object) -> None:
        was_on, self.tool = self.tool is not None, tool if isinstance(tool, MeasureTool) else None
        if self.tool is not None and not was_on:
            self.snapper.begin()
            self.card.appear()
        elif self.tool is None and was_on:
            self.snapper.end()
            self.card.hide()
        self._refresh()

    def _refresh(self) -> None:
        if self.tool is not None:
            self.card.refresh()


class MeasureTool(PointTool):
    """Clicks set vertices; a double click or Enter ends the line, the figure stays on the map."""

    def __init__(self, measuring: Measuring, *, is_area: bool) -> None:
        super().__init__(measuring.canvas)
        self.id = "measure_area" if is_area else "measure_length"
        self._measuring = measuring
        self.is_area = is_area
        self.points: list[Ground] = []
        self._undone: list[Ground] = []

    def hint(self) -> str:
        """Return what to do next."""
        if not self.points:
            return tr("Click where to begin, or press Space at the cross; Shift: no snapping, Esc: leave")
        return tr("Click on; double click or Enter: done, Backspace: one back, Ctrl+C: copy, Esc: give up")

    def measurement(self, more: Ground | None = None) -> Measurement:
        """Return what is measured so far, up to ``more`` where a place is given."""
        points = self.points if more is None else [*self.points, more]
        return Measurement(tuple(points), self.is_area, self._measuring.basis)

    def snapped(self, pixel: QPointF, modifiers: Qt.KeyboardModifier) -> Ground:
        """Return the ground that a pixel means."""
        return self._measuring.snapper.snap(pixel, modifiers)

    def set_point(self, at: Ground, modifiers: Qt.KeyboardModifier) -> None:
        """Go on to a place; the same place again says nothing new."""
        if not self.points or self.points[-1] != at:
            self.points.append(at)
            self._undone.clear()

    def finish(self) -> None:
        """Keep what is measured."""
        if len(self.points) >= (3 if self.is_area else 2):
            self._measuring.keep(self.measurement())
            self.points = []
            self._undone.clear()

    def take_back(self) -> None:
        """Take the last vertex back."""
        if self.points:
            self._undone.append(self.points.pop())

    def give_up(self) -> bool:
        """Drop the line under way."""
        had = bool(self.points)
        self.points = []
        self._undone.clear()
        return had

    @property
    def can_undo(self) -> bool:
        """Whether there is a vertex to take back."""
        return bool(self.points)

    @property
    def can_redo(self) -> bool:
        """Whether there is a vertex to set again."""
        return bool(self._undone)

    def undo(self) -> None:
        """Take the last vertex back."""
        self.take_back()
        self._went_on()

    def redo(self) -> None:
        """Set it again."""
        self.points.append(self._undone.pop())
        self._went_on()

    def key(self, event: QKeyEvent) -> bool:
        """Copy besides what every tool of points knows."""
        if event.key() == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._measuring.copy()
            return True
        return super().key(event)

    def paint(self, painter: QPainter) -> None:
        """Paint the line so far, on to the mouse, and the figure beside it."""
        view, at = self.canvas.view, self.pointed
        if view is None:
            return
        if self.points:
            draw_measurement(painter, view, self.measurement())
        if self.points and at is not None:
            last, here = pixel_of(view, *self.points[-1]), pixel_of(view, *at)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_line(painter, QPolygonF([last, here]), QColor(INK), Qt.PenStyle.DashLine)
            if self.is_area and len(self.points) >= 2:
                first = pixel_of(view, *self.points[0])
                draw_line(painter, QPolygonF([here, first]), QColor(INK), Qt.PenStyle.DotLine)
            painter.restore()
            draw_tag(painter, QRectF(self.canvas.rect()), here, self.tag(at))
        self._measuring.snapper.paint(painter, view)
        super().paint(painter)

    def tag(self, at: Ground) -> list[str]:
        """Return the words beside the cursor."""
        so_far = self.measurement(at)
        last = Measurement((self.points[-1], at), False, so_far.basis)
        if self.is_area and len(so_far.points) > 2:
            return [area_text(so_far.area_m2), tr("Perimeter {length}", length=length_text(so_far.length_m))]
        if len(self.points) == 1 or at == self.points[-1]:
            return [length_text(so_far.length_m)]
        return [length_text(so_far.length_m), tr("This stretch {length}", length=length_text(last.length_m))]


class MeasureCard(ToolCard):
    """Length or area; copy and clear; the last figure in all units."""

    def __init__(self, measuring: Measuring) -> None:
        super().__init__(measuring.canvas)
        self._measuring = measuring
        self.kind = Segments()
        self.copy, self.clear = word_button(), word_button()
        for part in (self.kind, self.copy, self.clear):
            self.tools.addWidget(part)
        self.kind.chosen.connect(lambda kind: measuring.start(is_area=kind == "area"))
        self.copy.clicked.connect(measuring.copy)
        self.clear.clicked.connect(measuring.clear)

    def retranslate(self) -> None:
        """Say everything again."""
        self.setAccessibleName(tr("Measure"))
        self.kind.setAccessibleName(tr("Measure"))
        self.kind.offer([
            ("length", tr("Length"), tr("Measure along a line")),
            ("area", tr("Area"), tr("Measure what an outline encloses")),
        ])
        self.copy.setText(tr("Copy figures"))
        self.clear.setText(tr("Clear"))
        self.refresh()

    def refresh(self) -> None:
        """Show the latest figure."""
        tool, measuring = self._measuring.tool, self._measuring
        if tool is None:
            return
        self.kind.choose("area" if tool.is_area else "length")
        enough = len(tool.points) >= (3 if tool.is_area else 2)
        latest = tool.measurement() if enough else measuring.kept[-1] if measuring.kept else None
        self.copy.setEnabled(latest is not None)
        self.clear.setEnabled(latest is not None or bool(tool.points))
        if latest is None:
            self.say("")
        elif latest.is_area:
            around = tr("Perimeter {length}", length=length_text(latest.length_m))
            self.say(f"{all_units_text(latest.area_m2)}\n{around} · {latest.basis.title}")
        else:
            self.say(latest.summary())
