"""The identity card of a place: facts that agree with the layers, in one sentence, doubts included."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.plan.conftest import Metres
from yhgis.errors import UsageError
from yhgis.i18n import set_language
from yhgis.model.crs import WORK_CRS, transform
from yhgis.plan.catalog import Catalog
from yhgis.plan.identity import CONTROL_LINES, distance_text, identify


def test_west_station_is_in_the_core_of_the_west_of_city_zone() -> None:
    card = identify(119.9819, 30.3004)
    assert card.in_district
    assert card.town is not None
    assert card.zone is not None
    assert (card.town.name.zh, card.zone.name.zh) == ("仓前街道", "城西片")
    assert all(relation.inside for relation in card.structure)
    assert {r.layer for r in card.control_lines if r.inside} == {"urban_boundary"}
    assert card.greenway.name.zh == "未来科技城绿道主环线"
    assert card.places[0].distance_m < 10
    assert card.schematic


def test_mojiaoshan_is_heritage_property_and_not_buffer_zone() -> None:
    card = identify(119.9908, 30.3956)
    inside = {relation.layer: relation.inside for relation in card.control_lines}
    assert inside["heritage_property"]
    assert not inside["heritage_buffer"]


@given(lon=st.floats(119.6, 120.25), lat=st.floats(30.1, 30.6))
def test_card_agrees_with_the_layers_everywhere(lon: float, lat: float) -> None:
    card = identify(lon, lat)
    point = transform(shapely.points(lon, lat), "EPSG:4490", WORK_CRS)
    catalog = Catalog.load()
    for relation in (card.district, *card.structure, *card.control_lines, card.platform, card.wetland_group):
        shapes = catalog.layer(relation.layer).to_crs(WORK_CRS).geometry
        assert relation.inside == shapely.intersects(shapes, point).any()
        assert relation.distance_m == pytest.approx(shapely.distance(shapes, point).min(), abs=1e-6)
        assert relation.inside == (relation.distance_m == 0.0)
    assert (card.town is None) == (card.zone is None) == (not card.in_district)
    assert len(card.control_lines) == len(CONTROL_LINES)
    distances = [near.distance_m for near in card.places]
    assert distances == sorted(distances)
    assert json.loads(json.dumps(card.document()))["sentence"] == card.sentence()


def test_card_names_platform_wetland_group_and_station() -> None:
    card = identify(119.996, 30.2545)  # Hemu wetland
    assert card.wetland_group.name.zh == "城西湿地群"
    assert card.wetland_group.inside
    assert card.platform.name.zh == "未来科技城"
    assert card.platform.inside
    assert card.station.name.zh == "全丰站"
    assert not card.station.inside
    far = identify(119.7247, 30.5281)  # Baizhang
    assert not far.platform.inside
    assert far.platform.distance_m > 10_000
    assert far.sentence().count("最近") >= 3


def test_nearest_station_is_one_in_service_and_no_station_is_a_place() -> None:
    beside_tangjiacun = identify(119.9773, 30.308)
    assert beside_tangjiacun.station.name.zh == "吴山前村站"
    assert 600 < beside_tangjiacun.station.distance_m < 750
    assert not [near for near in beside_tangjiacun.places if near.kind.startswith("metro_station")]
    assert beside_tangjiacun.document()["station"]["layer"] == "metro_stations"


@given(lon=st.floats(119.7, 120.14), lat=st.floats(30.17, 30.55))
def test_station_is_the_nearest_of_those_in_service(lon: float, lat: float) -> None:
    card = identify(lon, lat)
    layer = Catalog.load().layer("metro_stations").to_crs(WORK_CRS)
    open_now = layer.geometry[np.asarray(layer.field("service"), dtype=str) == "in_service"]
    point = transform(shapely.points(lon, lat), "EPSG:4490", WORK_CRS)
    assert card.station.distance_m == pytest.approx(shapely.distance(open_now, point).min(), abs=1e-6)


def test_sentence_is_facts_with_the_mark_of_a_schema() -> None:
    text = identify(119.9819, 30.3004).sentence()
    for fact in ("东经119.9819°", "北纬30.3004°", "余杭区仓前街道", "城西片", "城镇开发边界", "生态保护红线", "示意"):
        assert fact in text
    assert " " not in text
    assert "合规" not in text


def test_sentence_speaks_english_too() -> None:
    set_language("en")
    text = identify(119.9819, 30.3004).sentence()
    for fact in ("119.9819°E", "Cangqian Subdistrict", "West-of-City Zone", "Urban development boundary", "schematic"):
        assert fact in text
    assert text.isascii() or set(text) - {chr(c) for c in range(128)} <= {"°", "–"}


def test_place_outside_the_district_says_so_and_no_more() -> None:
    card = identify(120.3, 30.2)
    assert not card.in_district
    assert "余杭区之外" in card.sentence()
    assert "控制线" not in card.sentence()
    assert card.district.distance_m > 10000


def test_place_by_a_boundary_is_called_uncertain(metres: Metres) -> None:
    towns = metres("towns")
    border = shapely.get_coordinates(towns.to_crs("EPSG:4490").geometry[towns.names().index("仓前街道")])
    lon, lat = border[0] + [1e-4, 0.0]
    card = identify(float(lon), float(lat))
    assert card.town is not None
    assert card.town.uncertain
    assert "归属仅供参考" in card.sentence()
    assert not identify(119.9819, 30.3004).town.uncertain  # type: ignore[union-attr]


@pytest.mark.parametrize("lonlat", [(30.3, 119.98), (math.nan, 30.3), (math.inf, 0.0), (200.0, 30.0)])
def test_what_is_no_longitude_and_latitude_is_refused(lonlat: tuple[float, float]) -> None:
    with pytest.raises(UsageError, match="经度"):
        identify(*lonlat)


@pytest.mark.parametrize(
    ("metres_away", "text"),
    [(0, "0米"), (4.9, "0米"), (5, "10米"), (437, "440米"), (994.9, "990米"), (995, "1.0公里"), (2449, "2.4公里")],
)
def test_distances_are_said_no_finer_than_they_are_known(metres_away: float, text: str) -> None:
    assert distance_text(metres_away) == text


def test_edge_distance_is_from_either_side(metres: Metres) -> None:
    core = metres("core").geometry[0]
    edge = shapely.get_coordinates(core.exterior)[0]
    inward = np.array(core.centroid.coords[0]) - edge
    inward /= np.hypot(*inward)
    for side in (150.0, -150.0):
        lonlat = transform(shapely.points(edge + inward * side), WORK_CRS, "EPSG:4490")
        relation = identify(lonlat.x, lonlat.y).structure[0]
        assert relation.inside == (side > 0)
        assert 0 < relation.edge_m <= 150.0
        assert relation.distance_m == (0.0 if relation.inside else pytest.approx(relation.edge_m))
