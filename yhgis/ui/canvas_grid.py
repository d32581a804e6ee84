"""The ground as dots of the device: at one scale every picture lies on the same grid of whole dots.

So what is painted stays true when the map moves, and only new ground has to be painted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from yhgis.model.view import MM_PER_INCH, View
from yhgis.paint.image import pixels


@dataclass(frozen=True)
class Window:
    """A rectangle of dots; columns count to the east, rows to the south."""

    column: int
    row: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The column behind the last."""
        return self.column + self.width

    @property
    def bottom(self) -> int:
        """The row behind the last."""
        return self.row + self.height

    @property
    def area(self) -> int:
        """Dots; 0 for an empty one."""
        return max(self.width, 0) * max(self.height, 0)

    def shared(self, other: Window) -> Window:
        """Return what lies in both; it may be empty."""
        column, row = max(self.column, other.column), max(self.row, other.row)
        return Window(column, row, min(self.right, other.right) - column, min(self.bottom, other.bottom) - row)

    def without(self, other: Window | None) -> list[Window]:
        """Return what lies here and not in ``other``, as rectangles that do not overlap."""
        inner = None if other is None else self.shared(other)
        if inner is None or inner.area == 0:
            return [self]
        found = [
            Window(self.column, self.row, self.width, inner.row - self.row),
            Window(self.column, inner.bottom, self.width, self.bottom - inner.bottom),
            Window(self.column, inner.row, inner.column - self.column, inner.height),
            Window(inner.right, inner.row, self.right - inner.right, inner.height),
        ]
        return [one for one in found if one.area]

    def tiles(self, width: int, height: int) -> list[Window]:
        """Return the window in tiles of about that size, those nearest to its middle first."""
        columns, rows = max(round(self.width / width), 1), max(round(self.height / height), 1)
        x = [self.column + self.width * i // columns for i in range(columns + 1)]
        y = [self.row + self.height * i // rows for i in range(rows + 1)]
        found = [
            Window(x[i], y[j], x[i + 1] - x[i], y[j + 1] - y[j]) for j in range(rows) for i in range(columns)
        ]
        return sorted((one for one in found if one.area), key=self._from_middle)

    def _from_middle(self, tile: Window) -> int:
        dx = 2 * tile.column + tile.width - 2 * self.column - self.width
        dy = 2 * tile.row + tile.height - 2 * self.row - self.height
        return dx * dx + dy * dy


@dataclass(frozen=True)
class Grid:
    """The dots of one scale on one device."""

    scale: float
    dpi: float

    @classmethod
    def of(cls, view: View) -> Grid:
        """Return the grid on which ``view`` is painted."""
        return cls(view.scale, view.dpi)

    @property
    def metres_per_dot(self) -> float:
        """Ground metres."""
        return self.scale / 1000.0 * MM_PER_INCH / self.dpi

    def window(self, view: View) -> Window:
        """Return the dots that show ``view``, which is moved by up to half a dot for it."""
        x0, _, _, y1 = view.extent
        dot = self.metres_per_dot
        width, height = pixels(view.width_mm, self.dpi), pixels(view.height_mm, self.dpi)
        return Window(round(x0 / dot), round(-y1 / dot), width, height)

    def view(self, window: Window) -> View:
        """Return the view that exactly fills ``window``."""
        dot, mm = self.metres_per_dot, MM_PER_INCH / self.dpi
        return View(
            (window.column + window.width / 2) * dot,
            -(window.row + window.height / 2) * dot,
            self.scale,
            window.width * mm,
            window.height * mm,
            self.dpi,
        )


def coarser(view: View, times: float) -> View:
    """Return ``view`` for a device with fewer dots."""
    return replace(view, dpi=view.dpi / times)
