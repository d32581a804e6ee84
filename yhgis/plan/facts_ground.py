"""What checks stand on: things by name, in the working CRS, and the two ways a thing can be missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.i18n import Message
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer
from yhgis.plan.catalog import Catalog
from yhgis.plan.facts_kinds import Thing

_BRACKETS = re.compile(r"[（(]([^（()）]*)[)）]")


class Missing(Exception):
    """A check's thing is not there; not an error of anybody: the layer has yet to be drawn."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def names_in(text: str) -> frozenset[str]:
    """Return every name that a feature called ``text`` answers to.

    >>> sorted(names_in("天目山路/02省道(天目山西路)"))
    ['02省道', '天目山西路', '天目山路', '天目山路/02省道', '天目山路/02省道(天目山西路)']
    """
    outside = _BRACKETS.sub("", text)
    inside = _BRACKETS.findall(text)
    return frozenset(name for name in (text, outside, *inside, *outside.split("/")) if name)


@dataclass(frozen=True)
class Ground:
    """A catalog with its layers in metres, each transformed once.

    Parameters
    ----------
    catalog : Catalog
        The built-in one, or a test's.
    """

    catalog: Catalog
    _layers: dict[str, Layer] = field(default_factory=dict, repr=False)
    _names: dict[str, tuple[frozenset[str], ...]] = field(default_factory=dict, repr=False)

    def layer(self, layer_id: str) -> Layer:
        """Return a layer in `WORK_CRS`.

        Raises
        ------
        Missing
            The catalog does not have it.
        """
        if layer_id not in self.catalog.ids:
            raise Missing(Message("The layer {layer} is not built yet.", {"layer": layer_id}))
        if layer_id not in self._layers:
            layer = self.catalog.layer(layer_id).to_crs(WORK_CRS)
            # An official file in a layer's place may be broken; a fact is then checked on what it encloses.
            broken = ~(shapely.is_valid(layer.geometry) | shapely.is_missing(layer.geometry))
            mended = np.where(broken, shapely.make_valid(layer.geometry), layer.geometry)
            self._layers[layer_id] = replace(layer, geometry=mended)
        return self._layers[layer_id]

    def positions(self, thing: Thing) -> NDArray[np.int64]:
        """Return which features of its layer the thing is.

        Raises
        ------
        Missing
            No such layer, or no feature answers to the name.
        """
        layer = self.layer(thing.layer)
        if not thing.feature:
            return np.arange(len(layer))
        found = [i for i, names in enumerate(self._names_of(layer)) if thing.feature in names]
        if not found:
            raise Missing(
                Message(
                    "The layer {layer} has no {feature} yet.", {"layer": layer.info.title, "feature": thing.feature}
                )
            )
        return np.array(found, dtype=np.int64)

    def shape(self, thing: Thing) -> Any:
        """Return the geometry of a thing, of several features their union."""
        geometry = self.layer(thing.layer).geometry[self.positions(thing)]
        return geometry[0] if len(geometry) == 1 else shapely.union_all(geometry)

    def value(self, thing: Thing, column: str) -> str:
        """Return the text of a thing's field; empty where the layer has no such field."""
        layer = self.layer(thing.layer)
        at = int(self.positions(thing)[0])
        return str(layer.fields[column][at]) if column in layer.fields else ""

    def stations(self, line: Thing) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
        """Return the names of a line's stations, how far along it each stands and how far off it, in metres.

        Raises
        ------
        Missing
            The layer has no stations.
        """
        names = tuple(name for name in self.value(line, "stations").split(";") if name)
        pairs = [pair.split() for pair in self.value(line, "stations_lonlat").split(";") if pair]
        if not names or len(names) != len(pairs):
            raise Missing(Message("{line} has no stations.", {"line": line.feature or line.layer}))
        points = transform(shapely.points(np.array(pairs, dtype=np.float64)), DEGREES_CRS, WORK_CRS)
        shape = self.shape(line)
        return names, shapely.line_locate_point(shape, points), shapely.distance(shape, points)

    def _names_of(self, layer: Layer) -> tuple[frozenset[str], ...]:
        if layer.id not in self._names:
            aliases = layer.fields.get("aliases", np.array([""] * len(layer), dtype=object))
            self._names[layer.id] = tuple(
                names_in(name) | {other for other in re.split("[;；]", str(more)) if other}
                for name, more in zip(layer.names(), aliases, strict=True)
            )
        return self._names[layer.id]
