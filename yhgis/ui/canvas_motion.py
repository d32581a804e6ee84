"""Moving smoothly from one view to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from yhgis.model.view import View

#: Long enough for the eye to follow, short enough not to be waited for.
GLIDE_MS = 160


def between(start: View, end: View, share: float) -> View:
    """Return the view at ``share`` (0..1) of the way.

    Scale changes by equal factors in equal times, and the centre moves linearly *with the scale*: then the one
    place that both views show at the same pixel (the one under the cursor) stays there all the way.
    """
    scale = start.scale * (end.scale / start.scale) ** share
    gone = share if start.scale == end.scale else (scale - start.scale) / (end.scale - start.scale)
    return replace(
        end,
        scale=scale,
        center_x=start.center_x + (end.center_x - start.center_x) * gone,
        center_y=start.center_y + (end.center_y - start.center_y) * gone,
    )


class Glide(QObject):
    """A view on its way to another; a new goal takes over from wherever the view is."""

    def __init__(self, show: Callable[[View], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._start: View | None = None
        self._goal: View | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._step)
        self.duration_ms = GLIDE_MS

    def to(self, start: View, goal: View) -> None:
        """Begin at ``start`` and end exactly at ``goal``."""
        self._animation.stop()
        self._start, self._goal = start, goal
        if self.duration_ms <= 0:
            self._show(goal)
            return
        self._animation.setDuration(self.duration_ms)
        self._animation.start()

    def stop(self) -> None:
        """Stay where the view is: the hand has taken over."""
        self._animation.stop()

    def _step(self, share: float) -> None:
        if self._start is not None and self._goal is not None:
            self._show(self._goal if share >= 1.0 else between(self._start, self._goal, share))
