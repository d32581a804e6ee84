"""What is asked of the background painter, frozen, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtGui import QImage

from yhgis.carto.map_picture import MapLayer
from yhgis.i18n import Language
from yhgis.model.layer import Layer
from yhgis.model.view import View
from yhgis.ui.canvas_grid import Grid


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be painted.

    Parameters
    ----------
    view : View
        ``dpi`` is that of the device, so hairlines and thinned vertices fit its dots.
    layers : tuple of MapLayer
        Visible ones, bottom first.
    mask : Layer or None
        Polygons outside of which the map is faded.
    lang : "zh" or "en"
        Of the labels.
    revision : int
        Two questions of one revision differ in their view only.
    rough_first : bool
        The canvas has nothing to show for much of the view.
    """

    view: View
    layers: tuple[MapLayer, ...]
    mask: Layer | None
    lang: Language
    revision: int
    rough_first: bool = False


@dataclass(frozen=True, eq=False)
class Painted:
    """An image of some ground.

    Parameters
    ----------
    image : QImage
    view : View
        The ground, exactly; up to half a dot beside what was asked for.
    revision : int
    whole : bool
        All of the view that was asked for, with every layer in it, rather than a piece of it on the way.
    """

    image: QImage
    view: View
    revision: int
    whole: bool = True

    def of_use_for(self, view: View, revision: int) -> bool:
        """Whether it is the true image of ``view``, to half a dot."""
        grid = Grid.of(view)
        return (
            self.whole
            and self.revision == revision
            and grid == Grid.of(self.view)
            and grid.window(view) == grid.window(self.view)
        )


Show: TypeAlias = Callable[[Painted], object]
