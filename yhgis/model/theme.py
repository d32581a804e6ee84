"""A theme: which layers together tell one thing about the plan, in which order, how strong."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from yhgis.model.style import Words
from yhgis.model.symbol import Share
from yhgis.schema import Schema


class ThemeLayer(Schema):
    """One layer of a theme.

    Parameters
    ----------
    id : str
        Catalog id.
    opacity : float
    style : str
        Name of another style file, ``styles/<name>.json``, for this theme; empty: the layer's own.
    visible : bool
        Whether it is on when the theme opens.
    """

    id: str
    opacity: Share = 1.0
    style: str = ""
    visible: bool = True


class Theme(Schema):
    """``styles/themes/<id>.json``.

    Parameters
    ----------
    layers : tuple of ThemeLayer
        In drawing order, bottom first.
    extent : str
        Id of the layer that the view is fitted to.
    mask : str
        Id of the polygon layer outside of which the map is faded; empty for no mask.
    order : int
        Place among the themes.
    """

    version: Literal[1] = 1
    id: str
    title: Words
    subtitle: Words
    layers: Annotated[tuple[ThemeLayer, ...], Field(min_length=1)]
    extent: str = "district"
    mask: str = "district"
    order: int = 0

    @property
    def layer_ids(self) -> tuple[str, ...]:
        """Ids in drawing order."""
        return tuple(layer.id for layer in self.layers)
