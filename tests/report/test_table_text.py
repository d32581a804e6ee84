"""Setting tables on paper: columns that fit, figures that are never broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.answers import answer, table, wide_table
from yhgis.i18n import Title
from yhgis.model.result import Column, Table
from yhgis.report.how_made import facts, shown_time, tool_title
from yhgis.report.table_text import column_widths, lines_needed, text_tables, text_width

cell = st.one_of(
    st.text("余杭街道瓶窑镇", max_size=30), st.integers(0, 10**10).map(lambda number: f"{number:,}.00"), st.just("–")
)


@given(st.lists(st.tuples(cell, cell, cell, cell), min_size=1, max_size=8), st.floats(300, 800))
def test_columns_fill_the_room(rows: list[tuple[str, ...]], room: float) -> None:
    widths = column_widths(rows, room, 9.0, 12.0)
    assert sum(widths) == pytest.approx(room)
    assert min(widths) > 0


def test_figures_are_not_broken_while_there_is_room_and_long_text_wraps() -> None:
    rows = [("镇街", "净面积（m²）", "说明"), ("余杭街道", "1,234,567,890.12", "长" * 200)]
    widths = column_widths(rows, 500, 9.0, 12.0)
    assert widths[1] >= text_width("1,234,567,890.12") * 9.0 + 12.0
    assert lines_needed("长" * 200, widths[2], 9.0, 12.0) > 3
    assert lines_needed("–", widths[1], 9.0, 12.0) == 1


@pytest.mark.parametrize("columns", [1, 3, 8, 20])
@pytest.mark.parametrize("most", [2, 5, 9])
def test_every_column_is_set_once_in_groups_that_fit(columns: int, most: int) -> None:
    parts = text_tables(wide_table(columns), most_columns=most, most_rows=10)
    names = [name for part in parts for name in part.headings[1:] if "m²" in name]
    assert names == [f"列{i}（m²）" for i in range(columns)]
    assert all(len(part.headings) <= most and part.headings[0] == "镇街" for part in parts)
    assert all(len(row) == len(part.headings) for part in parts for row in part.rows)


def test_text_of_figures_is_set_to_the_right() -> None:
    columns = (Column("name", Title("名称")), Column("lon", Title("经度")))
    places = Table("places", Title("位置"), columns, (("甲", "119.981234"), ("乙", "120.012345")))
    (part,) = text_tables(places, most_columns=5, most_rows=10)
    assert part.right == (False, True)


def test_empty_totals_stay_empty() -> None:
    (part,) = text_tables(table(totals=("合计", 1.0, None, None, 2)), most_columns=20, most_rows=10)
    assert part.totals is not None
    assert "–" not in part.totals


def test_how_made_uses_the_tools_own_words() -> None:
    listing = facts(answer().provenance)
    rows = dict(listing.rows)
    assert tool_title("overlap") != "overlap"
    assert tool_title("no such tool") == "no such tool"
    assert rows["参数：碎片宽度阈值"] == "1.0"
    assert not any(name.startswith("参数：面积口径") for name in rows)  # told on a line of its own
    assert rows["单位换算"] == "1 公顷 = 10 000 m²；1 亩 = 2000/3 m²（精确值）"


def test_times_as_they_are_read() -> None:
    assert shown_time("2026-11-24T11:30:00+08:00") == "2026-11-24 11:30"
    assert shown_time("") == ""
