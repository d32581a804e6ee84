"""The plan's own layers, and a maker of small ones."""

from __future__ import annotations

import pytest

from tests.carto.makers import MakeLayer, make
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer
from yhgis.model.view import View
from yhgis.plan.catalog import Catalog


@pytest.fixture(scope="session")
def layer() -> MakeLayer:
    return make


@pytest.fixture(scope="session")
def plan() -> dict[str, Layer]:
    """The built-in layers, in the working CRS."""
    catalog = Catalog.load()
    return {layer_id: catalog.layer(layer_id).to_crs(WORK_CRS) for layer_id in catalog.ids}


@pytest.fixture(scope="session")
def district_view(plan: dict[str, Layer]) -> View:
    return View.fit(plan["district"].bounds, 240.0, 190.0, 96.0)
