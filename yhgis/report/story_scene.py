"""A step of a story with all that is drawn for it: layers, ground, what is outlined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet_words import caution_words, sources_of
from yhgis.carto.styles import load_theme
from yhgis.errors import DataError, nearest_name
from yhgis.i18n import Language
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, Status
from yhgis.model.story import Step, Target
from yhgis.model.theme import Theme
from yhgis.model.view import Extent
from yhgis.plan.catalog import Catalog
from yhgis.report.sheet_file import theme_map_layers

#: Ground around a frame, as a share of its larger side.
_MARGIN = 0.06
#: A frame is never smaller than this, metres: a point has no size.
_LEAST_M = 1500.0


@dataclass(frozen=True)
class Ground:
    """Where scenes get their layers from.

    Parameters
    ----------
    theme_layers : callable
        Returns what a theme shows, bottom first.
    layer : callable
        Returns a layer by its id, in the working CRS; a `DataError` for one that there is not.
    """

    theme_layers: Callable[[Theme], Sequence[MapLayer]]
    layer: Callable[[str], Layer]

    @classmethod
    def of_catalog(cls, catalog: Catalog) -> Ground:
        """Return the built-in plan alone."""
        return cls(
            lambda theme: theme_map_layers(theme, catalog),
            lambda layer_id: catalog.layer(layer_id).to_crs(WORK_CRS),
        )


@dataclass(frozen=True, eq=False)
class Scene:
    """What is drawn for a step.

    Parameters
    ----------
    step : Step
    layers : tuple of MapLayer
        Bottom first.
    mask : Layer or None
        Outside of it the map is faded.
    extent : tuple of 4 floats
        Ground to show, metres in the working CRS.
    highlight : tuple of Layer
        What is outlined, under the ids of the layers it belongs to.
    """

    step: Step
    layers: tuple[MapLayer, ...]
    mask: Layer | None
    extent: Extent
    highlight: tuple[Layer, ...] = ()

    @property
    def schematic(self) -> bool:
        """Whether a layer shown is only schematic."""
        return any(one.layer.info.status is Status.SCHEMATIC for one in self.layers)

    def sources(self, lang: Language) -> str:
        """Return where the layers come from, as one line."""
        text = ("；" if lang == "zh" else "; ").join(sources_of([one.layer for one in self.layers], lang))
        return f"资料来源：{text}" if lang == "zh" else f"Sources: {text}"

    def caution(self, lang: Language) -> str:
        """Return what must be said while schematic layers are shown; empty when none is."""
        return caution_words([one.layer for one in self.layers], lang)


def scene_of(step: Step, ground: Ground) -> Scene:
    """Return the scene of ``step``.

    Raises
    ------
    DataError
        No such theme, layer or feature; the nearest one is offered.
    """
    theme = load_theme(step.theme)
    if step.extent is not None:
        extent = step.extent
    elif step.frame:
        extent = _around([target_layer(target, ground) for target in step.frame])
    else:
        extent = ground.layer(theme.extent).bounds
    return Scene(
        step,
        tuple(ground.theme_layers(theme)),
        ground.layer(theme.mask) if theme.mask else None,
        extent,
        tuple(target_layer(target, ground) for target in step.highlight),
    )


def target_layer(target: Target, ground: Ground) -> Layer:
    """Return the features that ``target`` names.

    Raises
    ------
    DataError
        No such layer or feature, or one without a place.
    """
    layer = ground.layer(target.layer)
    if target.features:
        names = layer.names()
        for wanted in target.features:
            if wanted not in names:
                raise DataError(
                    "The story names {feature}, which the layer {layer} does not have; the nearest is {near}.",
                    feature=wanted,
                    layer=layer.info.title,
                    near=nearest_name(wanted, names) or "-",
                )
        layer = layer.select(np.array([name in target.features for name in names]))
    if not np.isfinite(layer.bounds[0]):
        raise DataError("{layer} has no feature to show in the story.", layer=layer.info.title)
    return layer


def _around(layers: Sequence[Layer]) -> Extent:
    """Return the ground of ``layers`` with air around it."""
    boxes = np.array([layer.bounds for layer in layers])
    x0, y0 = boxes[:, :2].min(axis=0)
    x1, y1 = boxes[:, 2:].max(axis=0)
    side = max(x1 - x0, y1 - y0)
    grow_x = max(side * _MARGIN, (_LEAST_M - (x1 - x0)) / 2)
    grow_y = max(side * _MARGIN, (_LEAST_M - (y1 - y0)) / 2)
    return float(x0 - grow_x), float(y0 - grow_y), float(x1 + grow_x), float(y1 + grow_y)
