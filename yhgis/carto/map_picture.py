"""The map itself as a display list: one group a layer, bottom first, then the labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yhgis.carto.colour import rgba
from yhgis.carto.display_list import DisplayList, Fill, Group, Mark, Paths, TextMeasure
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.labels import label_marks
from yhgis.carto.packing import Packed, shapes
from yhgis.carto.symbology import layer_marks
from yhgis.carto.text_measure import estimated_measure
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Language
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle
from yhgis.model.symbol import GradientSymbol
from yhgis.model.view import View

LABELS = "labels"
MASK = "mask"
_MASK_COLOR = rgba("#FFFFFF", 0.6)


@dataclass(frozen=True, eq=False)
class MapLayer:
    """A layer as it is to be drawn.

    Parameters
    ----------
    layer : Layer
        In the working CRS.
    style : LayerStyle
    opacity : float
        0..1, of the layer as a whole, its labels included.
    """

    layer: Layer
    style: LayerStyle
    opacity: float = 1.0

    @property
    def id(self) -> str:
        """The layer's id."""
        return self.layer.id


def compose(
    map_layers: Sequence[MapLayer],
    view: View,
    *,
    measure: TextMeasure = estimated_measure,
    lang: Language = "zh",
    mask: Layer | None = None,
    feedback: Feedback | None = None,
    for_paper: bool = False,
) -> DisplayList:
    """Return the picture of ``map_layers`` in ``view``.

    Parameters
    ----------
    map_layers : sequence of MapLayer
        Bottom first.
    measure : TextMeasure
        The painter's own, so that labels are placed as they will be drawn; without it sizes are estimated.
    mask : Layer, optional
        Polygons outside of which what lies below is faded.  The veil lies under the mask's own layer when that is
        on the map, else under the user's own layers.
    feedback : Feedback, optional
        Polled between symbols; cancelling raises ``Cancelled``.
    for_paper : bool
        As in `yhgis.carto.frame.Frame`: take the time to keep every line true and neighbours together.

    Returns
    -------
    DisplayList
        A `Group` for each layer, named by its id, and a last one named ``labels``.
    """
    feedback = feedback or silent()
    frame = Frame(view, guides(map_layers), feedback, for_paper)
    marks: list[Mark] = []
    wanted = parts(map_layers, mask)
    for i, part in enumerate(wanted):
        marks.append(Group(part.marks(frame), opacity=part.opacity, name=part.name))
        feedback.progress(0.8 * (i + 1) / len(wanted))
    marks.append(Group(label_marks(map_layers, frame, measure, lang), name=LABELS))
    feedback.progress(1.0)
    return DisplayList(view.width_mm, view.height_mm, tuple(marks))


@dataclass(frozen=True, eq=False)
class Part:
    """What is painted as one: a layer of the map without its labels, or the veil.

    Parameters
    ----------
    painted : MapLayer or Layer
        The mask's layer for the veil.
    follows : tuple of Layer
        Other layers that its picture depends on.
    """

    painted: MapLayer | Layer
    follows: tuple[Layer, ...] = ()

    @property
    def name(self) -> str:
        """Layer id, or that of the veil."""
        return self.painted.id if isinstance(self.painted, MapLayer) else MASK

    @property
    def opacity(self) -> float:
        """Of the part as a whole."""
        return self.painted.opacity if isinstance(self.painted, MapLayer) else 1.0

    def marks(self, frame: Frame) -> tuple[Mark, ...]:
        """Return the marks in ``frame``; none for a part that cannot be seen."""
        if not isinstance(self.painted, MapLayer):
            return veil(self.painted, frame).marks
        return layer_marks(self.painted.layer, self.painted.style, frame) if self.opacity > 0 else ()

    def paints_as(self, other: Part) -> bool:
        """Whether the two look the same in every view, their opacity as a whole aside."""
        one, two = self.painted, other.painted
        if isinstance(one, MapLayer) != isinstance(two, MapLayer) or self.follows != other.follows:
            return False
        if isinstance(one, MapLayer) and isinstance(two, MapLayer):
            return one.layer is two.layer and one.style is two.style and (one.opacity > 0) == (two.opacity > 0)
        return one is two


def parts(map_layers: Sequence[MapLayer], mask: Layer | None) -> tuple[Part, ...]:
    """Return what the picture of ``map_layers`` is painted of, bottom first, labels aside."""
    made = [Part(map_layer, _followed(map_layer, map_layers)) for map_layer in map_layers]
    if mask is not None:
        made.insert(_veil_position(map_layers, mask), Part(mask))
    return tuple(made)


def veil(mask: Layer, frame: Frame) -> Group:
    """Return the white veil over everything outside of ``mask``."""
    packed = Drawn(mask, np.ones(len(mask), dtype=bool), frame).area_paths
    x0, y0, x1, y1 = frame.box_mm
    sheet = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    starts = np.concatenate([[0], packed.starts + 4])
    paths = Paths(np.vstack([sheet, packed.xy]), starts, np.array([0, len(starts) - 1]), closed=True)
    return Group((Fill(paths, _MASK_COLOR),), name=MASK)


def _veil_position(map_layers: Sequence[MapLayer], mask: Layer | None) -> int:
    ids = [map_layer.id for map_layer in map_layers]
    if mask is not None and mask.id in ids:
        return ids.index(mask.id)
    own = [i for i, map_layer in enumerate(map_layers) if map_layer.layer.info.group == "own"]
    return own[0] if own else len(map_layers)


def guides(map_layers: Sequence[MapLayer]) -> dict[str, Packed]:
    """Return the line layers that some gradient follows, by id."""
    followed = {layer.id: layer for one in map_layers for layer in _followed(one, map_layers)}
    return {layer_id: shapes(layer).lines for layer_id, layer in followed.items()}


def _followed(map_layer: MapLayer, map_layers: Sequence[MapLayer]) -> tuple[Layer, ...]:
    """Return the layers that some gradient of ``map_layer`` follows."""
    wanted = {
        layer.along for symbol in map_layer.style.symbols() for layer in symbol if isinstance(layer, GradientSymbol)
    }
    return tuple(one.layer for one in map_layers if one.id in wanted)
