"""Where the map was looked at before: previous and next view, as in a browser."""

from __future__ import annotations

from yhgis.model.view import View

MOST = 100


class ViewHistory:
    """A line of views with a place in it; visiting a new view cuts off what lay ahead."""

    def __init__(self) -> None:
        self._views: list[View] = []
        self._at = -1

    def visit(self, view: View) -> None:
        """Remember a view at which the hand came to rest; a mere change of the window's size is none."""
        if self._views and _same_place(self._views[self._at], view):
            self._views[self._at] = view
            return
        del self._views[self._at + 1 :]
        self._views.append(view)
        del self._views[:-MOST]
        self._at = len(self._views) - 1

    @property
    def can_go_back(self) -> bool:
        """Whether there is a view before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a view after this one."""
        return self._at + 1 < len(self._views)

    def back(self) -> View | None:
        """Go to the view before, or None at the beginning."""
        if not self.can_go_back:
            return None
        self._at -= 1
        return self._views[self._at]

    def forward(self) -> View | None:
        """Go to the view after, or None at the end."""
        if not self.can_go_forward:
            return None
        self._at += 1
        return self._views[self._at]


def _same_place(one: View, other: View) -> bool:
    pixel = max(one.metres_per_pixel, other.metres_per_pixel)
    near = abs(one.center_x - other.center_x) < pixel and abs(one.center_y - other.center_y) < pixel
    return near and abs(one.scale / other.scale - 1.0) < 1e-6
