"""Shapes of the themed source files: each kind becomes what it says, and a wrong one is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pydantic import TypeAdapter, ValidationError

from yhgis.errors import DataError
from yhgis.plan.drawing.curves import STEP_M
from yhgis.plan.making import admin, rivers, themed
from yhgis.plan.making.course import Stretch, knots
from yhgis.plan.making.figures import Figures
from yhgis.plan.making.shapes import AnyShape, Drawing
from yhgis.resources import layers_folder

SHAPE: TypeAdapter[AnyShape] = TypeAdapter(AnyShape)


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    figures = Figures.read(layers_folder() / "sources")
    courses = rivers.courses(figures)
    return Drawing(figures, admin.ground(figures, courses), courses)


def shape(**fields: Any) -> AnyShape:
    return SHAPE.validate_python(fields)


def test_point_of_a_place_is_as_accurate_as_its_row(drawing: Drawing) -> None:
    one = shape(kind="point", place="之江实验室")
    assert drawing.accuracy_m(one) == 600
    assert np.allclose(shapely.get_coordinates(drawing.geometry(one))[0], drawing.figures.place("之江实验室"))


def test_point_known_by_its_town_is_as_accurate_as_the_town_is_large(drawing: Drawing) -> None:
    one = shape(kind="point", town="五常街道", at=(502900, 3349700))
    area = drawing.base.towns["五常街道"].area
    assert drawing.accuracy_m(one) == pytest.approx((area / np.pi) ** 0.5, abs=50)
    assert drawing.town(drawing.geometry(one)) == "五常街道"
    assert drawing.town(shapely.Point(507500, 3349800)) == ""


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"place": "南湖", "at": (0, 0)},
        {"at": (0, 0), "lonlat": (120, 30)},
        {"town": "五常街道"},
    ],
)
def test_point_is_given_in_one_way_only(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="a point is a place"):
        shape(kind="point", **fields)


def test_way_is_followed_from_first_to_last_either_way_round(drawing: Drawing) -> None:
    way = drawing.figures.ways["文一西路"]
    figures, courses = drawing.figures, drawing.rivers
    assert np.array_equal(knots(Stretch(way="文一西路"), figures, courses), way)
    assert np.array_equal(knots(Stretch(way="文一西路", numbers=(3, 8)), figures, courses), way[2:8])
    assert np.array_equal(knots(Stretch(way="文一西路", numbers=(8, 3)), figures, courses), way[2:8][::-1])
    with pytest.raises(KeyError):
        knots(Stretch(way="没有这条路"), figures, courses)


def test_line_passes_its_knots_and_is_cut_by_what_it_lies_within(drawing: Drawing) -> None:
    course = [{"points": [(500000, 3350000), (506000, 3350500), (512000, 3350000)]}]
    whole = drawing.geometry(shape(kind="line", course=course))
    assert whole.distance(shapely.Point(506000, 3350500)) < 0.1
    cut = drawing.geometry(shape(kind="line", course=course, within=["district"]))
    assert drawing.base.district.buffer(0.01).covers(cut)
    assert 0 < cut.length < whole.length
    with pytest.raises(ValueError, match="nothing is left"):
        drawing.geometry(shape(kind="line", course=course, within=["百丈镇"]))


def test_areas_have_short_edges_and_stay_inside_what_cuts_them(drawing: Drawing) -> None:
    ring = [(500000, 3346000), (512000, 3346000), (512000, 3356000), (500000, 3356000)]
    for within in ([], ["district"], ["chengxi"], ["五常街道", "闲林街道"]):
        area = drawing.geometry(shape(kind="ring", ring=ring, within=within))
        assert area.is_valid
        if not within:
            edges = shapely.get_coordinates(area)
            assert np.hypot(*np.diff(edges, axis=0).T).max() <= STEP_M + 0.1
    towns = shapely.union_all([drawing.base.towns[name] for name in ("五常街道", "闲林街道")])
    assert towns.buffer(0.01).covers(area)


def test_band_is_as_wide_as_it_says(drawing: Drawing) -> None:
    course = [{"points": [(500000, 3350000), (503000, 3350000), (506000, 3350000)]}]
    band = drawing.geometry(shape(kind="band", course=course, half_width_m=[(0, 100), (1, 100)]))
    assert band.area == pytest.approx(6000 * 200, rel=0.01)


def test_reach_of_a_river_is_all_within_it(drawing: Drawing) -> None:
    area = drawing.geometry(shape(kind="reach", river="grand_canal", reach_m=500, within=["district"]))
    canal = shapely.linestrings(drawing.rivers["grand_canal"])
    assert area.within(canal.buffer(501))
    assert drawing.base.district.buffer(0.01).covers(area)


def test_units_are_whole_towns_and_exact_parts_of_them(drawing: Drawing) -> None:
    base = drawing.base
    west = drawing.geometry(shape(kind="units", towns=["径山镇"], parts=[("瓶窑镇", "xibu")]))
    rest = drawing.geometry(shape(kind="units", parts=[("瓶窑镇", "dongbu")]))
    assert west.area + rest.area == pytest.approx(base.towns["径山镇"].area + base.towns["瓶窑镇"].area, abs=0.01)
    assert shapely.intersection(west, rest).area == 0.0


def changed(tmp_path: Path, **changes: Any) -> Path:
    """Return a copy of the sources in which the first carrier is changed."""
    folder = tmp_path / "sources"
    shutil.copytree(layers_folder() / "sources", folder)
    path = folder / "platforms.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["layers"]["carriers"][0] |= changes
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return folder


def made(folder: Path, drawing: Drawing) -> None:
    themed.make(Figures.read(folder), drawing.base, drawing.rivers)


def test_features_of_a_layer_have_the_same_fields(tmp_path: Path, drawing: Drawing) -> None:
    with pytest.raises(ValueError, match=r"carriers: liangzhu_lab has other fields than zhejiang_lab"):
        made(changed(tmp_path, fields={"level": "省实验室"}), drawing)


def test_a_feature_says_how_far_it_may_be_off(tmp_path: Path, drawing: Drawing) -> None:
    with pytest.raises(ValueError, match=r"carriers: zhejiang_lab does not say how far"):
        made(changed(tmp_path, shape={"kind": "point", "at": [490472, 3348441]}), drawing)


def test_a_wrong_key_is_one_sentence_naming_the_file(tmp_path: Path, drawing: Drawing) -> None:
    with pytest.raises(DataError, match=r"platforms\.json"):
        made(changed(tmp_path, colour="red"), drawing)
