"""Marks enlarged look like the picture enlarged."""

from __future__ import annotations

import numpy as np
import pytest

from tests.carto_sheet.conftest import group_named, texts_of
from tests.paint.conftest import pixels_of
from tests.paint.making import KINDS, page, texts
from yhgis.carto.display_list import DisplayList, Mark
from yhgis.carto.enlarge import enlarged
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import MAP, compose_page, sheet_for_theme
from yhgis.carto.styles import load_theme, style_for
from yhgis.model.crs import WORK_CRS
from yhgis.paint.image import render
from yhgis.plan.catalog import Catalog


@pytest.mark.parametrize("kind", [*KINDS, "texts"])
def test_enlarged_marks_are_the_enlarged_picture(kind: str) -> None:
    marks: tuple[Mark, ...] = texts() if kind == "texts" else KINDS[kind]
    width, height = (120.0, 90.0) if kind == "texts" else (30.0, 20.0)
    small = render(page(marks, width, height), 254.0)
    large = render(DisplayList(width * 2, height * 2, enlarged(marks, 2.0)), 127.0)
    assert np.abs(pixels_of(small).astype(int) - pixels_of(large).astype(int)).max() <= 60
    assert (pixels_of(small) != pixels_of(large)).any(axis=2).mean() < 0.01


def test_paths_that_marks_share_stay_shared() -> None:
    first, second, *_ = KINDS["stroke"]
    shared = (first, type(second)(first.paths, (0, 0, 0, 255), 1.0))  # type: ignore[union-attr,call-arg,arg-type]
    one, other = enlarged(shared, 1.7)
    assert one.paths is other.paths  # type: ignore[union-attr]


def test_names_on_a_wall_sheet_are_larger_than_on_a3() -> None:
    catalog = Catalog.load()
    towns = catalog.layer("towns").to_crs(WORK_CRS)
    sizes = {}
    for paper in ("A4", "A3", "A0"):
        sheet = sheet_for_theme(load_theme("towns"), paper=paper, dpi=60.0, extent=towns.bounds)
        composed = compose_page(sheet, [MapLayer(towns, style_for(towns))])
        sizes[paper] = {text.style.size_pt for text, _, _ in texts_of(group_named(composed.page, MAP).marks)}
    assert sizes["A4"] == sizes["A3"]
    assert max(sizes["A0"]) == pytest.approx(1.7 * max(sizes["A3"]))
