"""One painter at work: what it needs to know at every mark, its colours and its pens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from yhgis.carto.dense import DensePaths
from yhgis.carto.display_list import Cap, Join, Paths, Rgba
from yhgis.feedback import Feedback
from yhgis.paint.dense_paths import can_draw
from yhgis.paint.joint_paths import JointPaths
from yhgis.paint.paths import within

_CAPS: dict[Cap, Qt.PenCapStyle] = {
    "flat": Qt.PenCapStyle.FlatCap,
    "round": Qt.PenCapStyle.RoundCap,
    "square": Qt.PenCapStyle.SquareCap,
}
_JOINS: dict[Join, Qt.PenJoinStyle] = {
    "miter": Qt.PenJoinStyle.MiterJoin,
    "round": Qt.PenJoinStyle.RoundJoin,
    "bevel": Qt.PenJoinStyle.BevelJoin,
}
_FEATURES_WORTH_CULLING = 200


@dataclass
class Brushwork:
    """One painter at work: its scale, and what a vector device needs otherwise than pixels do."""

    painter: QPainter
    scale: float
    feedback: Feedback
    vector: bool
    joint: JointPaths = field(default_factory=JointPaths)

    def for_layer(self, painter: QPainter) -> Brushwork:
        """Return the same for a painter on an image of its own."""
        return Brushwork(painter, self.scale, self.feedback, self.vector)

    def dense(self, paths: Paths) -> DensePaths | None:
        """Return ``paths`` if they are of a layer with levels of detail and the device shows pixels as they are."""
        quick = isinstance(paths, DensePaths) and not self.vector and can_draw(self.painter)
        return paths if quick else None  # type: ignore[return-value]

    def draw_jointly(self, paths: Paths) -> None:
        """Fill ``paths`` in an opaque colour, or outline them with a pen of a pixel."""
        joint = self.joint.of(paths, self.box_mm(2.0 / self.scale), self.scale)
        joint.draw(self.painter, self.feedback.check)

    def near(self, paths: Paths, reach_mm: float = 0.0) -> Paths:
        """Return the features that may show on the device; on a page of a document all do."""
        if self.vector or len(paths) < _FEATURES_WORTH_CULLING:
            return paths
        return within(paths, self.box_mm(), reach_mm)

    def box_mm(self, more: float = 0.0) -> tuple[float, float, float, float]:
        """Return what can be seen, ``more`` on every side, in millimetres: smallest x, y, largest x, y."""
        shown, k = visible(self.painter), self.scale
        left, top, right, bottom = shown.left() / k, shown.top() / k, shown.right() / k, shown.bottom() / k
        return left - more, top - more, right + more, bottom + more


def color(rgba: Rgba) -> QColor:
    """Return ``rgba`` as Qt's colour."""
    return QColor(*rgba)


def pen(rgba: Rgba, width: float, dash: Iterable[float] = (), cap: Cap = "flat", join: Join = "round") -> QPen:
    """Return a pen; ``width`` and ``dash`` in device units."""
    made = QPen(color(rgba), width, Qt.PenStyle.SolidLine, _CAPS[cap], _JOINS[join])
    made.setMiterLimit(4.0)
    pattern = list(dash)
    if pattern and width > 0:
        if len(pattern) % 2:
            pattern = pattern * 2
        made.setDashPattern([max(length / width, 1e-3) for length in pattern])
    return made


def visible(painter: QPainter) -> QRectF:
    """Return the part of the painter's coordinates that can be seen: what lies on the device, and in the clip."""
    device = painter.device()
    back = painter.transform().inverted()[0]
    whole = QRectF(back.mapRect(QRectF(0, 0, device.width(), device.height())))
    # The clip alone may be a whole sheet's map, of which a band or a tile shows a strip.
    return painter.clipBoundingRect().intersected(whole) if painter.hasClipping() else whole
