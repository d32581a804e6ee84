"""``layers/sources`` to ``layers/``: every built-in layer, byte for byte the same each time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from yhgis.atomic import write_text
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Message
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.plan import geojson
from yhgis.plan.catalog import Catalog
from yhgis.plan.making import (
    admin,
    farmland,
    greenways,
    heritage,
    metro,
    places,
    red_line,
    rivers,
    structure,
    themed,
    urban,
)
from yhgis.plan.making.drawn import Drawn
from yhgis.plan.making.figures import Figures
from yhgis.plan.sources_page import sources_page
from yhgis.resources import layers_folder

#: Farmland stays this far from the heritage property, as no draft would have it otherwise.
_HERITAGE_GAP_M = 40.0


def build_layers(target: Path, feedback: Feedback | None = None, *, sources: Path | None = None) -> list[Path]:
    """Make every layer of the catalog, and ``SOURCES.md``.

    Parameters
    ----------
    target : Path
        Folder that gets ``<id>.geojson`` and ``SOURCES.md``; it must exist.
    feedback : Feedback, optional
        Polled before each layer.
    sources : Path, optional
        Folder of figures and shapes; by default the built-in one.

    Returns
    -------
    list of Path
        The files, in the catalog's order, ``SOURCES.md`` last.
    """
    feedback = feedback or silent()
    catalog = Catalog.load()
    layers = draw_layers(sources or layers_folder() / "sources", feedback.part(0.0, 0.9))
    written = []
    for entry in catalog.entries:
        feedback.check()
        written.append(target / entry.file)
        write_text(written[-1], as_text(layers[entry.id]))
    written.append(target / "SOURCES.md")
    write_text(written[-1], sources_page(catalog))
    feedback.progress(1.0)
    return written


def draw_layers(sources: Path, feedback: Feedback) -> dict[str, Drawn]:
    """Return every layer by id, as drawn in the working CRS."""
    figures = Figures.read(sources)
    courses = rivers.courses(figures)
    base = admin.ground(figures, courses)
    drawn = [*admin.make(figures, base), rivers.make(figures, courses), greenways.make(figures, courses)]
    drawn += [*structure.make(figures, base), places.make(figures), metro.make(figures, base)]
    drawn += themed.make(figures, base, courses)
    feedback.progress(0.2, Message("Structure drawn"))
    property_parts, zone = heritage.polygons(figures, base)
    drawn += heritage.make(figures, property_parts, zone)
    feedback.progress(0.4, Message("Heritage drawn"))
    red = red_line.polygons(figures, base)
    drawn.append(red_line.make(figures, base, red))
    feedback.progress(0.8, Message("Red line drawn"))
    built_up = urban.polygons(figures, base, red)
    drawn.append(urban.make(figures, built_up))
    clear = shapely.union_all(property_parts).buffer(_HERITAGE_GAP_M)
    drawn.append(farmland.make(figures, base, courses, red, built_up, clear))
    feedback.progress(1.0, Message("Control lines drawn"))
    return {layer.id: layer for layer in drawn}


def as_text(layer: Drawn) -> str:
    """Return a layer as the GeoJSON text that is written."""
    degrees = geojson.rounded(transform(np.asarray(layer.geometry), WORK_CRS, DEGREES_CRS))
    return geojson.text(layer.id, degrees, layer.properties)
