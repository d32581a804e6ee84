"""The size told beforehand is that of the file, nearly."""

from __future__ import annotations

from pathlib import Path

import pytest

from yhgis.carto.display_list import DisplayList
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import compose_sheet, sheet_for_theme
from yhgis.carto.styles import load_style, load_theme, style_for
from yhgis.model.crs import WORK_CRS
from yhgis.paint.export import export
from yhgis.paint.image import render
from yhgis.paint.size_guess import raster_bytes, vector_bytes
from yhgis.paint.text import measure
from yhgis.plan.catalog import Catalog

PREVIEW_DPI = 60.0


@pytest.fixture(scope="module", params=["layout", "control_lines"])
def page(request: pytest.FixtureRequest, qapp: object) -> DisplayList:
    catalog, theme = Catalog.load(), load_theme(request.param)
    layers = []
    for part in theme.layers:
        layer = catalog.layer(part.id).to_crs(WORK_CRS)
        layers.append(MapLayer(layer, load_style(part.style) if part.style else style_for(layer), part.opacity))
    sheet = sheet_for_theme(theme, paper="A4", dpi=150.0, extent=catalog.layer("district").to_crs(WORK_CRS).bounds)
    return compose_sheet(sheet, layers, measure=measure)


@pytest.mark.parametrize("extension", [".pdf", ".svg"])
def test_vectors(page: DisplayList, extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"图{extension}"
    export(page, path)
    assert vector_bytes(page, extension) == pytest.approx(path.stat().st_size, rel=0.25)


@pytest.mark.parametrize("extension", [".png", ".tif"])
def test_pixels(page: DisplayList, extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"图{extension}"
    export(page, path, 150.0)
    guess = raster_bytes(render(page, PREVIEW_DPI), PREVIEW_DPI, 150.0, extension)
    assert guess == pytest.approx(path.stat().st_size, rel=0.25)
