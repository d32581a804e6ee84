"""The map of a result: its polygons where they are, small ones ringed, none where there are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from docx import Document
from pptx import Presentation

from tests.paint.conftest import pixels_of
from tests.report.answers import Answer, answer
from tests.report.built_in import conflicts
from yhgis.carto.display_list import Group, Markers
from yhgis.model.result import Places
from yhgis.paint.image import render
from yhgis.report.result_map import result_map
from yhgis.report.write import write_result


def conflict() -> Answer:
    made = answer()
    return replace(made, provenance=replace(made.provenance, tool="conflicts"))


def at(*polygons: shapely.Geometry | None) -> Answer:
    return replace(conflict(), polygons=Places(np.array(polygons, dtype=object), {}, "EPSG:4549"))


def reds(picture: object) -> np.ndarray:
    """Where the picture is the red of results, as (row, column)."""
    pixels = pixels_of(render(picture, 100.0)).astype(int)  # type: ignore[arg-type]
    return np.argwhere(pixels[..., 0] - pixels[..., 1:3].max(axis=-1) > 60)


def test_polygons_stand_in_the_middle_of_a_map_with_scale() -> None:
    made = result_map(at(shapely.box(490_000, 3_352_000, 494_000, 3_354_000)), 200.0, 120.0)
    assert made is not None
    assert "1:" in made.caption
    assert "1 " in made.caption or "1 处" in made.caption
    found = reds(made.picture)
    middle = (found.min(axis=0) + found.max(axis=0)) / 2 / 100.0 * 25.4
    assert middle == pytest.approx([60.0, 100.0], abs=1.0)


def test_what_is_too_small_to_see_is_ringed() -> None:
    """Two patches of ten metres, thirty kilometres apart: 0.05 mm on this map."""
    made = result_map(at(*(shapely.box(x, 3_350_000, x + 10, 3_350_010) for x in (475_000, 505_000))), 200.0, 120.0)
    assert made is not None
    inside = made.picture.marks[0]
    assert isinstance(inside, Group)
    rings = [mark for mark in inside.marks if isinstance(mark, Markers)]
    assert [len(one.xy) for one in rings] == [2]


@pytest.mark.parametrize(
    "polygons", [(), (None,), (shapely.Polygon(),), (shapely.Point(490_000, 3_350_000),), (shapely.box(0, 0, 9, 9),)]
)
def test_nothing_with_an_area_near_the_plan_makes_no_map(polygons: tuple[shapely.Geometry | None, ...]) -> None:
    assert result_map(at(*polygons), 200.0, 120.0) is None
    assert result_map(answer(places=False), 200.0, 120.0) is None


def test_degrees_are_the_same_place() -> None:
    places = Places(np.array([shapely.box(119.9, 30.3, 119.94, 30.32)], dtype=object), {}, "EPSG:4490")
    made = replace(conflict(), polygons=places)
    drawn = result_map(made, 200.0, 120.0)
    assert drawn is not None
    assert len(reds(drawn.picture))


def test_document_and_slides_have_the_map_beside_the_chart(folder: Path) -> None:
    result = conflicts("ecological_redline", "urban_boundary")
    write_result(result, folder / "冲突.docx")
    write_result(result, folder / "冲突.pptx")
    pictures = Document(str(folder / "冲突.docx")).inline_shapes
    said = [picture._inline.docPr.get("descr") for picture in pictures]
    assert len(said) == 2
    assert "结果图斑位置" in said[1]
    show = Presentation(str(folder / "冲突.pptx"))
    maps = [shape for slide in show.slides for shape in slide.shapes if shape.shape_type == 13]
    assert len(maps) == 1
    assert maps[0].top + maps[0].height < show.slide_height
    assert len(maps[0].image.blob) > 20_000
