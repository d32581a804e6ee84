"""The layers of a theme, drawn from one file of shapes: transport, platforms, ecology, culture, countryside, region."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
from pydantic import Field

from yhgis.plan.drawing.curves import Points
from yhgis.plan.making.admin import Ground
from yhgis.plan.making.drawn import Drawn, drawn
from yhgis.plan.making.figures import Figures
from yhgis.plan.making.shapes import AnyShape, Drawing, PointShape
from yhgis.plan.making.stations import station_fields
from yhgis.schema import Schema

#: Files of ``layers/sources`` whose layers are made here.
FILES = ("transport", "platforms", "ecology", "culture", "countryside", "region")

FieldValue: TypeAlias = str | int | float | bool


class Station(Schema):
    """A named place that a line passes: a place of ``places.csv``, or a point."""

    name: str
    name_en: str
    shape: PointShape


class FeatureShape(Schema):
    """One feature.

    Parameters
    ----------
    plan_ref : str
        Section or box that names it.
    basis : str
        What its position rests on, in Chinese, for whoever reads the attributes.
    accuracy_m : float, optional
        How far it may be off; by default what its place or town says.
    fields : dict
        The layer's own fields: the same for each of its features.
    stations : tuple of Station
        For a line: what it strings together, in order.
    """

    id: str
    name: str
    name_en: str
    plan_ref: str
    basis: str
    shape: AnyShape
    accuracy_m: Annotated[float, Field(gt=0)] | None = None
    fields: dict[str, FieldValue] = Field(default_factory=dict)
    stations: tuple[Station, ...] = ()


class ThemedFile(Schema):
    """``layers/sources/<theme>.json``: layers by id."""

    version: Literal[1]
    crs: Literal["EPSG:4549"]
    note: str
    layers: dict[str, tuple[FeatureShape, ...]]


def make(figures: Figures, base: Ground, rivers: dict[str, Points]) -> list[Drawn]:
    """Return the layers of every themed file.

    Raises
    ------
    ValueError
        Features of a layer differ in their fields, or a position has no accuracy.
    """
    drawing = Drawing(figures, base, rivers)
    layers: list[Drawn] = []
    for name in FILES:
        for layer_id, features in figures.shape(name, ThemedFile).layers.items():
            layers.append(_layer(layer_id, features, drawing))
    return layers


def _layer(layer_id: str, features: tuple[FeatureShape, ...], drawing: Drawing) -> Drawn:
    pairs = [_feature(layer_id, feature, drawing) for feature in features]
    wanted = list(pairs[0][1])
    for _, properties in pairs:
        if list(properties) != wanted:
            raise ValueError(f"{layer_id}: {properties['id']} has other fields than {pairs[0][1]['id']}")
    return drawn(layer_id, pairs)


def _feature(layer_id: str, feature: FeatureShape, drawing: Drawing) -> tuple[Any, dict[str, Any]]:
    geometry = drawing.geometry(feature.shape)
    accuracy = feature.accuracy_m or drawing.accuracy_m(feature.shape)
    if accuracy is None:
        raise ValueError(f"{layer_id}: {feature.id} does not say how far it may be off")
    properties: dict[str, Any] = {"id": feature.id, "name": feature.name, "name_en": feature.name_en, **feature.fields}
    if isinstance(feature.shape, PointShape) and feature.shape.lonlat is None:
        properties["town"] = feature.shape.town or drawing.town(geometry)
    if feature.stations:
        names, names_en = [one.name for one in feature.stations], [one.name_en for one in feature.stations]
        places = np.array([drawing.point(one.shape) for one in feature.stations])
        properties |= station_fields(geometry, names, names_en, places)
    return geometry, {**properties, "plan_ref": feature.plan_ref, "accuracy_m": accuracy, "basis": feature.basis}
