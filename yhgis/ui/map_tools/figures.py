"""What is painted and written of measured figures: lines, tags by the cursor, and the text that is copied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from yhgis.analysis.measuring import ring_area, segment_lengths
from yhgis.i18n import tr
from yhgis.model.quantity import AreaUnit, format_area, format_number
from yhgis.model.result import Basis
from yhgis.model.view import View
from yhgis.ui.canvas_overlay import pixel_of
from yhgis.ui.palette import LIGHT

Ground = tuple[float, float]
INK = "#B3005C"
#: Totals at vertices nearer to each other than this would lie on one another.
_APART_PX = 56.0


@dataclass(frozen=True)
class Measurement:
    """A line or an area measured by hand.

    Parameters
    ----------
    points : tuple of (x, y)
        Working CRS metres.
    is_area : bool
        Closed, and its area is wanted.
    basis : Basis
    """

    points: tuple[Ground, ...]
    is_area: bool
    basis: Basis

    @property
    def xy(self) -> NDArray[np.float64]:
        """The vertices; an area's first one again at the end."""
        points = (*self.points, self.points[0]) if self.is_area and len(self.points) > 2 else self.points
        return np.array(points, dtype=np.float64).reshape(-1, 2)

    @cached_property
    def totals(self) -> NDArray[np.float64]:
        """How far it is to each vertex from the first, in metres."""
        return np.concatenate([[0.0], np.cumsum(segment_lengths(self.xy, self.basis))])

    @property
    def length_m(self) -> float:
        """Length, or perimeter of an area."""
        return float(self.totals[-1])

    @cached_property
    def area_m2(self) -> float:
        """Area; 0 for a line."""
        return ring_area(np.array(self.points), self.basis) if self.is_area and len(self.points) > 2 else 0.0

    @cached_property
    def inside(self) -> Ground:
        """A place inside an area, for its figures."""
        place = shapely.point_on_surface(shapely.make_valid(shapely.Polygon(self.points)))
        return float(place.x), float(place.y)

    def summary(self) -> str:
        """Return the figures in one line."""
        if not self.is_area:
            return length_text(self.length_m)
        return tr("{area} · perimeter {length}", area=area_text(self.area_m2), length=length_text(self.length_m))

    def row(self, number: int) -> str:
        """Return the figures as a line of a table, with tabs."""
        cells = [str(number), tr("Area") if self.is_area else tr("Length"), format_number(self.length_m)]
        if self.is_area:
            cells += [format_area(self.area_m2, unit) for unit in UNITS]
        return "\t".join(cells)


UNITS = (AreaUnit.M2, AreaUnit.HA, AreaUnit.MU, AreaUnit.KM2)


def table_text(measured: list[Measurement]) -> str:
    """Return measurements as text with tabs, as a spreadsheet takes it; the basis stands in the heading."""
    units = "\t".join(str(unit.symbol) for unit in UNITS)
    basis = measured[0].basis.title if measured else ""
    head = "\t".join([tr("No."), tr("Kind"), tr("Length or perimeter (m)"), units])
    rows = [one.row(number) for number, one in enumerate(measured, start=1)]
    return "\n".join([head, *rows, tr("Area basis: {basis}", basis=basis)])


def length_text(metres: float) -> str:
    """Return a length as it is read: metres to a kilometre, then kilometres."""
    if metres < 1000.0:
        return f"{format_number(metres, 2)} m"
    return f"{format_number(metres / 1000.0, 3)} km"


def area_text(m2: float) -> str:
    """Return an area in the unit in which it reads well, with mu beside it."""
    unit = AreaUnit.M2 if m2 < 10_000 else AreaUnit.HA if m2 < 10_000_000 else AreaUnit.KM2
    return f"{format_area(m2, unit)} {unit.symbol} · {format_area(m2, AreaUnit.MU)} {AreaUnit.MU.symbol}"


def all_units_text(m2: float) -> str:
    """Return an area in every unit."""
    return " · ".join(f"{format_area(m2, unit)} {unit.symbol}" for unit in UNITS)


def draw_measurement(painter: QPainter, view: View, one: Measurement, *, totals: bool = True) -> None:
    """Draw a line with its vertices and running totals; an area with a tint and its figures inside."""
    pixels = [pixel_of(view, x, y) for x, y in one.xy]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    polygon = QPolygonF(pixels)
    if one.is_area:
        tint = QColor(INK)
        tint.setAlphaF(0.10)
        path = QPainterPath()
        path.addPolygon(polygon)
        painter.fillPath(path, tint)
    draw_line(painter, polygon, QColor(INK))
    for at in pixels:
        draw_vertex(painter, at)
    if totals and not one.is_area:
        _draw_totals(painter, pixels, one.totals)
    painter.restore()


def draw_line(painter: QPainter, line: QPolygonF, color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
    """Draw a line with a white casing."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(255, 255, 255, 225), 4.5), QPen(color, 2.0, style)):
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(line)


def draw_vertex(painter: QPainter, at: QPointF, color: str = INK, radius: float = 3.5, *, filled: bool = False) -> None:
    """Draw a vertex."""
    painter.setPen(QPen(QColor(color), 1.6))
    painter.setBrush(QColor(color) if filled else QColor("white"))
    painter.drawEllipse(at, radius, radius)


def _draw_totals(painter: QPainter, pixels: list[QPointF], totals: NDArray[np.float64]) -> None:
    last = pixels[0]
    for at, metres in list(zip(pixels, totals.tolist(), strict=True))[1:]:
        if (at - last).manhattanLength() >= _APART_PX:
            draw_halo_text(painter, at + QPointF(7, -7), length_text(metres))
            last = at


def draw_halo_text(painter: QPainter, at: QPointF, text: str, color: str = INK) -> None:
    """Draw small letters with a white halo, beginning at a place."""
    font = QFont(painter.font())
    font.setPixelSize(11)
    font.setWeight(QFont.Weight.DemiBold)
    letters = QPainterPath()
    letters.addText(at, font, text)
    pen = QPen(QColor(255, 255, 255, 235), 3.0)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(letters, pen)
    painter.fillPath(letters, QColor(color))
    painter.restore()


def draw_tag(painter: QPainter, inside: QRectF, at: QPointF, lines: list[str], *, danger: bool = False) -> None:
    """Draw a card of words beside a place: never over it, never out of the map; the first line is the figure."""
    strong = QFont(painter.font())
    strong.setPixelSize(13)
    strong.setWeight(QFont.Weight.DemiBold)
    quiet = QFont(painter.font())
    quiet.setPixelSize(12)
    fonts = [strong, *[quiet] * (len(lines) - 1)]
    width = max(QFontMetricsF(font).horizontalAdvance(line) for font, line in zip(fonts, lines, strict=True)) + 20
    box = tag_box(inside, at, width, 18.0 * len(lines) + 10)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(LIGHT.danger if danger else LIGHT.strong_line), 1.0))
    painter.setBrush(QColor(255, 255, 255, 240))
    painter.drawRoundedRect(box, 6, 6)
    for number, (font, line) in enumerate(zip(fonts, lines, strict=True)):
        painter.setFont(font)
        color = LIGHT.danger if danger and number == len(lines) - 1 else LIGHT.text if number == 0 else LIGHT.quiet
        painter.setPen(QColor(color))
        place = QRectF(box.x() + 10, box.y() + 5 + 18 * number, box.width() - 20, 18)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
    painter.restore()


def tag_box(inside: QRectF, at: QPointF, width: float, height: float) -> QRectF:
    """Return where a card of a size stands: right of a place and below it, turned over at the map's edges."""
    away = 20.0
    x = at.x() + away if at.x() + away + width <= inside.right() - 4 else at.x() - away - width
    y = at.y() + away if at.y() + away + height <= inside.bottom() - 4 else at.y() - away - height
    return QRectF(max(x, inside.left() + 4), max(y, inside.top() + 4), width, height)
