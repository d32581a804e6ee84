"""The town card's figures: all from one overlap, and true to the ground."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
import shapely

from tests.report.built_in import LINES, overlap
from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Title, set_language
from yhgis.model.crs import WORK_CRS
from yhgis.model.quantity import AreaUnit, format_area, format_share
from yhgis.plan.catalog import Catalog
from yhgis.report.town_card import Part, TownCard, town_cards
from yhgis.report.town_places import GROUPS, PASSED_OVER
from yhgis.report.town_words import card_text


@cache
def cards() -> dict[str, TownCard]:
    return {card.profile.title.zh: card for card in town_cards(["all"])}


def test_every_town_has_a_card_in_the_order_of_the_layer() -> None:
    assert list(cards()) == Catalog.load().layer("towns").names()


def test_areas_and_shares_are_those_of_the_overlap() -> None:
    document = overlap("towns", *LINES).document()
    for row in document["rows"]:
        card = cards()[row["row"]]
        assert card.area_m2 == row["area_m2"]
        assert card.share_of_district == row["area_m2"] / document["total_area_m2"]
        for part, cell in zip(card.control_lines, row["columns"], strict=True):
            assert part.layer == cell["column"]
            assert part.area_m2 == pytest.approx(cell["net_m2"], abs=1e-6)
            assert part.share == pytest.approx(cell["share_of_row"])
            assert part.share_of_layer == pytest.approx(cell["share_of_column"])


def test_ranks_are_true() -> None:
    by_area = sorted(cards().values(), key=lambda card: -card.area_m2)
    assert [card.rank for card in by_area] == list(range(1, 13))
    for number, line in enumerate(LINES):
        parts = [card.control_lines[number] for card in cards().values()]
        assert all(part.layer == line for part in parts)
        found = sorted((part for part in parts if part.area_m2 > 0), key=lambda part: -part.area_m2)
        assert [part.rank for part in found] == list(range(1, len(found) + 1))
        assert all(part.rank is None for part in parts if part.area_m2 == 0)


def test_zones_make_up_the_town_and_two_towns_lie_in_two() -> None:
    for card in cards().values():
        assert sum(part.area_m2 for part in card.zones) == pytest.approx(card.area_m2, rel=1e-8)
        assert {part.name.zh for part in card.zones} == set(card.profile.zones)
    assert [name for name, card in cards().items() if len(card.zones) == 2] == ["余杭街道", "瓶窑镇"]


def test_greenways_of_all_towns_make_up_the_loops() -> None:
    layer = Catalog.load().layer("greenways").to_crs(WORK_CRS)
    lengths: dict[str, float] = {}
    for card in cards().values():
        for one in card.greenways:
            lengths[one.name.zh] = lengths.get(one.name.zh, 0.0) + one.length_m
    assert set(lengths) == set(layer.names())
    for name, planar in zip(layer.names(), shapely.length(layer.geometry), strict=True):
        assert lengths[name] == pytest.approx(planar, rel=2e-4)


def test_neighbours_are_mutual_and_borders_close_the_ring() -> None:
    towns = Catalog.load().layer("towns").to_crs(WORK_CRS)
    around = dict(zip(towns.names(), shapely.length(shapely.boundary(towns.geometry)), strict=True))
    borders = {(name, one.name.zh): one.length_m for name, card in cards().items() for one in card.neighbours}
    for (a, b), length in borders.items():
        assert borders[b, a] == pytest.approx(length, rel=1e-9)
    for name, card in cards().items():
        whole = sum(one.length_m for one in card.neighbours) + card.outer_border_m
        assert whole == pytest.approx(around[name], rel=2e-4)
        lengths = [one.length_m for one in card.neighbours]
        assert lengths == sorted(lengths, reverse=True)


def test_every_place_in_the_district_stands_on_one_card() -> None:
    places = Catalog.load().layer("places").to_crs(WORK_CRS)
    district = Catalog.load().layer("district").to_crs(WORK_CRS).geometry[0]
    inside = shapely.covers(district, places.geometry) & ~np.isin(places.field("kind"), PASSED_OVER)
    listed = [name.zh for card in cards().values() for group in card.places for name in group.names]
    assert sorted(listed) == sorted(np.array(places.names(), dtype=object)[inside])
    for name, card in cards().items():
        seats = [group for group in card.places if group.title.zh == "政府驻地"]
        assert any(name in seat.zh for seat in seats[0].names), name


def test_every_kind_of_place_has_a_group_of_its_own() -> None:
    kinds = set(map(str, Catalog.load().layer("places").field("kind")))
    assert kinds - {kind for _, group in GROUPS for kind in group} - set(PASSED_OVER) == set()


def test_projects_name_the_town() -> None:
    for name, card in cards().items():
        assert all(one.town == name for one in card.projects)
    assert [one.title.zh for one in cards()["瓶窑镇"].projects] == ["瓶窑镇前程路拓宽延伸工程"]


def test_words_print_the_cards_figures() -> None:
    card = cards()["瓶窑镇"]
    text = card_text(card)
    assert text.marked_title == "瓶窑镇　镇街一张表（示意）"
    assert text.area.value == format_area(card.area_m2, AreaUnit.KM2)
    assert "专栏11" in text.section
    assert text.terms == card.profile.key_terms
    for part, row in zip(card.control_lines, text.lines.rows, strict=True):
        assert row[1:4] == (
            format_area(part.area_m2, AreaUnit.HA),
            format_area(part.area_m2, AreaUnit.MU),
            format_share(part.share),
        )
    zones = text.layout.rows[: len(card.zones)]
    assert sum(round(float(row[1]) * 100) for row in zones) == round(float(text.area.value) * 100)
    assert sum(round(float(row[2]) * 100) for row in zones) == 10_000
    assert "示意" in text.caution


def test_printed_zones_and_their_shares_add_up_to_the_town() -> None:
    card = cards()["瓶窑镇"]
    third = Part("zones", Title("片", "Zone"), card.area_m2 / 3, 1 / 3)
    text = card_text(replace(card, zones=(third, third, third), structure=()))
    assert sum(Decimal(row[1]) for row in text.layout.rows) == Decimal(text.area.value)
    assert sum(Decimal(row[2]) for row in text.layout.rows) == Decimal("100.00")


def test_a_line_that_is_not_there_is_said_in_words() -> None:
    rows = {row[0]: row for row in card_text(cards()["百丈镇"]).lines.rows}
    assert rows["良渚古城遗址遗产区"] == ("良渚古城遗址遗产区", "不涉及", "–", "–", "–", "–")


def test_a_town_by_any_of_its_names_and_an_unknown_one() -> None:
    assert [card.profile.id for card in town_cards(["瓶窑", "jingshan town"])] == ["pingyao", "jingshan"]
    with pytest.raises(DataError, match="瓶窑"):
        town_cards(["瓶客"])


def test_cancelling_stops_the_work() -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        town_cards(["all"], feedback=feedback)


def test_english_figures_are_the_same() -> None:
    set_language("en")
    (card,) = town_cards(["瓶窑镇"])
    assert [part.area_m2 for part in card.control_lines] == [part.area_m2 for part in cards()["瓶窑镇"].control_lines]
    text = card_text(card)
    assert text.title == "Pingyao Town"
    assert text.layout.headings == ("Zone and layout", "Area (km²)", "Of the town (%)")
    assert {row[0] for row in text.layout.rows[:2]} == {"Western Zone", "Eastern Zone"}
