"""Layers drawn by hand: they have no file, so the project itself holds their geometry, as GeoJSON writes it."""

from __future__ import annotations

import json
from typing import Any, Self

import numpy as np
import shapely
from pydantic import Field, field_validator

from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS, transform
from yhgis.model.layer import Layer, LayerInfo, Status, geometry_fingerprint
from yhgis.schema import Schema

#: A layer whose ``spec`` begins so was drawn here.
DRAWN_MARK = "drawn:"
NAME_FIELD = "name"


class DrawnFeature(Schema):
    """One thing that was drawn.

    Parameters
    ----------
    name : str
    geometry : dict
        A GeoJSON geometry.
    """

    name: str = ""
    geometry: dict[str, Any]

    @field_validator("geometry")
    @classmethod
    def _real_geometry(cls, geometry: dict[str, Any]) -> dict[str, Any]:
        try:
            shapely.from_geojson(json.dumps(geometry))
        except (shapely.errors.GEOSException, TypeError, ValueError) as error:
            raise ValueError("give a GeoJSON geometry") from error
        return geometry


class DrawnLayer(Schema):
    """A layer drawn by hand, as a project keeps it.

    Parameters
    ----------
    title : str
    crs : str
        Of the coordinates; the working CRS, so that not a millimetre moves between saving and opening.
    features : tuple of DrawnFeature
    """

    title: str
    crs: str = WORK_CRS
    features: tuple[DrawnFeature, ...] = Field(min_length=1)

    @classmethod
    def of(cls, layer: Layer) -> Self:
        """Return what a project keeps of ``layer``."""
        names = [str(name) for name in layer.fields[NAME_FIELD]]
        shapes = [json.loads(text) for text in shapely.to_geojson(layer.geometry)]
        features = tuple(DrawnFeature(name=name, geometry=shape) for name, shape in zip(names, shapes, strict=True))
        return cls(title=layer.info.title.zh, crs=layer.crs, features=features)

    def layer(self) -> Layer:
        """Return the layer, in the working CRS."""
        shapes = [shapely.from_geojson(json.dumps(feature.geometry)) for feature in self.features]
        geometry = transform(np.array(shapes, dtype=object), self.crs, WORK_CRS)
        return drawn_layer(self.title, geometry, [feature.name for feature in self.features])


def drawn_layer(title: str, geometry: Any, names: list[str]) -> Layer:
    """Return the layer of shapes (working CRS) drawn by hand.

    Parameters
    ----------
    title : str
        As the user calls it; it is the layer's id too.
    geometry : array of geometries
    names : list of str
        One a shape.
    """
    info = LayerInfo(
        id=title,
        title=Title(title),
        status=Status.OWN,
        name_field=NAME_FIELD,
        sha256=geometry_fingerprint(geometry),
    )
    return Layer(info, geometry, {NAME_FIELD: np.array(names, dtype=object)}, WORK_CRS)


def is_drawn(spec: str) -> bool:
    """Whether a layer of that ``spec`` was drawn by hand."""
    return spec.startswith(DRAWN_MARK)
