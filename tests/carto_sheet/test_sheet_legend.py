"""Legends in columns: all of it, in order, apart from each other, inside their room."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.carto_sheet.conftest import said, texts_of
from yhgis.carto.display_list import Fill
from yhgis.carto.legend import LegendEntry, LegendGroup
from yhgis.carto.sheet_legend import Block, LegendLook, heading, laid, rows_of, stood
from yhgis.carto.sheet_shapes import Box, rectangle
from yhgis.carto.text_measure import estimated_measure as measure

LOOK = LegendLook(8.0, (8.0, 4.6))
SWATCH = (Fill(rectangle(Box(0, 0, 8, 4.6)), (1, 2, 3, 255)),)
NAME = st.text(st.sampled_from("余杭区规划图例长短 ab"), min_size=1, max_size=30).filter(str.strip)


def group_of(title: str, *names: str) -> LegendGroup:
    return LegendGroup(title, tuple(LegendEntry(name, SWATCH, "x", schematic=True) for name in names))


GROUPS = st.lists(st.tuples(NAME, st.lists(NAME, min_size=1, max_size=9)), min_size=1, max_size=6).map(
    lambda groups: [group_of(title, *names) for title, names in groups]
)


def everything(groups: list[LegendGroup]) -> str:
    words = [word for group in groups for word in (group.title, *(entry.title for entry in group.entries))]
    return "".join(words).replace(" ", "")


def check(block: Block, groups: list[LegendGroup], width: float, height: float) -> None:
    assert "".join(said(block.marks)).replace(" ", "") == everything(groups)
    assert block.width <= width + 1e-6
    assert block.height <= height + 1e-6
    boxes = []
    for text, x, y in texts_of(block.marks):
        w, ascent, descent = measure(text.text, text.style)
        boxes.append(Box(x, y - ascent, w, ascent + descent))
    room = Box(0, 0, block.width, block.height)
    assert all(room.holds(box, 0.05) for box in boxes)
    assert not any(one.meets(other, 0.05) for i, one in enumerate(boxes) for other in boxes[:i])


@given(GROUPS, st.floats(60, 300), st.floats(40, 300))
def test_standing(groups: list[LegendGroup], width: float, height: float) -> None:
    block = stood(rows_of(groups, LOOK, measure), LOOK, width, height)
    assume(block is not None)
    assert block is not None
    check(block, groups, width, height)


@given(GROUPS, st.floats(100, 600), st.floats(40, 200), st.floats(5, 60))
def test_lying(groups: list[LegendGroup], width: float, height: float, room: float) -> None:
    block = laid(rows_of(groups, LOOK, measure), LOOK, width, height, room)
    assume(block is not None)
    assert block is not None
    check(block, groups, width, height)


@given(GROUPS)
def test_there_is_always_a_room_large_enough(groups: list[LegendGroup]) -> None:
    rows = rows_of(groups, LOOK, measure)
    assert stood(rows, LOOK, 100.0, 2000.0) is not None
    assert laid(rows, LOOK, 5000.0, 2000.0, 20.0) is not None


@given(GROUPS)
def test_a_column_is_preferred_while_the_height_allows(groups: list[LegendGroup]) -> None:
    rows = rows_of(groups, LOOK, measure)
    block = stood(rows, LOOK, 1000.0, 5000.0)
    assert block is not None
    assert block.width <= max(row.width for section in rows for row in section) + 1e-6


def test_a_group_stays_whole_if_it_can() -> None:
    groups = [group_of(f"组{i}", *(f"{i}{j}" for j in range(3))) for i in range(2)]
    rows = rows_of(groups, LOOK, measure)
    whole = stood(rows, LOOK, 1000.0, 5000.0)
    assert whole is not None
    two = stood(rows, LOOK, 1000.0, whole.height * 0.75)
    assert two is not None
    tops = sorted(y for text, _, y in texts_of(two.marks) if text.text.startswith("组"))
    assert tops[0] == tops[1]


def test_an_empty_legend_takes_no_room() -> None:
    for block in (stood([], LOOK, 50, 50), laid([], LOOK, 50, 50, 10)):
        assert block is not None
        assert (block.marks, block.width, block.height) == ((), 0.0, 0.0)


def test_single_entries_are_marked_where_not_all_are_schematic() -> None:
    entries = LegendEntry("甲", SWATCH, "a", schematic=True), LegendEntry("乙", SWATCH, "b", schematic=False)
    group = LegendGroup("组", entries)
    block = stood(rows_of([group], LOOK, measure, "示意"), LOOK, 100, 100)
    assert block is not None
    assert said(block.marks) == ["组", "甲", "示意", "乙"]
    head = heading("图例", "（含示意）", LOOK, measure)
    assert said(head.marks) == ["图例", "（含示意）"]
