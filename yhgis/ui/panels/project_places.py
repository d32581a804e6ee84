"""Where the plan's projects are on the map, as far as that is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from yhgis.model.crs import Geometries
from yhgis.plan.making.figures import Figures
from yhgis.plan.projects import Project
from yhgis.resources import layers_folder
from yhgis.ui.session import Session

#: Layers with a field that names the projects which a feature stands for, one behind another.
LAYERS = ("roads", "carriers")
FIELD, BETWEEN = "projects", "；"


class ProjectPlaces:
    """Finds geometries (working CRS) of projects; the layers are read once, when first asked."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._drawn: dict[str, list[Any]] | None = None
        self._points: dict[str, Any] = {}
        self._ways: dict[str, Any] = {}

    def of(self, project: Project) -> Geometries | None:
        """Return what stands for a project: a feature drawn for it, its places, or the line that it is a part of."""
        drawn = self._named()
        found = [*drawn.get(project.title.zh, ()), *drawn.get(project.named_as, ())]
        if not found:
            found = [self._points[name] for name in project.places if name in self._points]
        if not found and project.along is not None and project.along in self._ways:
            found = [self._ways[project.along]]
        if not found:
            return None
        shapes = np.empty(len(found), dtype=object)
        shapes[:] = found
        return shapes

    def _named(self) -> dict[str, list[Any]]:
        if self._drawn is None:
            self._drawn = {}
            for layer_id in LAYERS:
                self._add_layer(layer_id, self._drawn)
            places = self._session.layer("places")
            self._points = dict(zip(places.names(), places.geometry, strict=True))
            ways = Figures.read(layers_folder() / "sources").ways
            self._ways = {name: shapely.linestrings(points) for name, points in ways.items()}
        return self._drawn

    def _add_layer(self, layer_id: str, drawn: dict[str, list[Any]]) -> None:
        layer = self._session.layer(layer_id)
        for names, shape in zip(layer.field(FIELD), layer.geometry, strict=True):
            for name in str(names or "").split(BETWEEN):
                if name:
                    drawn.setdefault(name, []).append(shape)
