"""Ctrl+K over the whole plan: projects, indicators and places too, each leading to where it stands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from yhgis.plan import indicators
from yhgis.plan.projects import projects
from yhgis.ui import search
from yhgis.ui.main_window import MainWindow
from yhgis.ui.search import Item
from yhgis.ui.session import Session


@pytest.fixture
def items(session: Session) -> list[Item]:
    return search.with_sounds([search.with_keys(item) for item in search.plan_items(session)])


def found(items: list[Item], wanted: str, most: int = 12) -> list[tuple[str, str]]:
    return [(item.kind, item.title.zh) for item in search.find(items, wanted, most)]


def test_every_row_of_the_tables_is_an_item(items: list[Item]) -> None:
    assert [item.title for item in items if item.kind == "project"] == [row.title for row in projects()]
    lines = sum(len(table.lines()) for table in (indicators.table1(), indicators.table2()))
    assert sum(item.kind == "indicator" for item in items) == lines


def test_every_row_is_found_by_its_own_names(items: list[Item]) -> None:
    for item in items:
        if item.kind in ("project", "place"):
            for name in filter(None, (item.title.zh, item.title.en)):
                hits = search.find(items, name, 30)
                assert item.title in [hit.title for hit in hits], name


@pytest.mark.parametrize(
    ("wanted", "kind", "name"),
    [
        ("湖杭铁路", "project", "湖杭铁路"),
        ("huhangtielu", "project", "湖杭铁路"),
        ("Huzhou–Hangzhou", "project", "湖杭铁路"),
        ("森林覆盖率", "indicator", "森林覆盖率（表2）"),
        ("slfgl", "indicator", "森林覆盖率（表2）"),
        ("senlin", "indicator", "森林覆盖率（表2）"),
        ("Forest cover", "indicator", "森林覆盖率（表2）"),
        ("三白潭", "place", "三白潭"),
        ("sanbaitan", "place", "三白潭"),
        ("sbt", "place", "三白潭"),
        ("Pingyao", "town", "瓶窑镇"),
        ("专栏1", "project", "智能计算国家实验室"),
    ],
)
def test_by_chinese_english_pinyin_and_initials(items: list[Item], wanted: str, kind: str, name: str) -> None:
    assert (kind, name) in found(items, wanted)


@pytest.mark.parametrize(
    ("wanted", "kind", "name"),
    [
        ("余杭", "town", "余杭街道"),
        ("yh", "town", "余杭街道"),
        ("生态保护红线", "layer", "生态保护红线"),
        ("jsz", "town", "径山镇"),
        ("greenway", "layer", "绿道主环线"),
    ],
)
def test_the_likeliest_stands_first(items: list[Item], wanted: str, kind: str, name: str) -> None:
    assert found(items, wanted)[0] == (kind, name)


def test_a_whole_name_beats_a_part_of_one(items: list[Item]) -> None:
    kinds = [search.score(item, search.plain("森林覆盖率"))[0] for item in search.find(items, "森林覆盖率")]
    assert kinds == sorted(kinds, reverse=True)


def test_what_is_drawn_is_found_too_and_once(session: Session) -> None:
    known = search.plan_items(session)
    drawn = search.drawn_items(session, known)
    names = [item.title.zh for item in drawn]
    assert len(names) == len(set(names))
    assert not set(names) & {item.title.zh for item in known}
    items = search.with_sounds([search.with_keys(item) for item in (*known, *drawn)])
    assert ("place", "云城余杭片区") in found(items, "ycyh") or any(
        "云城" in name for _kind, name in found(items, "云城")
    )
    every = {item.title.zh for item in items}
    for layer_id in ("platforms", "metro_lines", "wetlands", "roads", "heritage_sites"):
        assert set(session.layer(layer_id).names()) <= every, layer_id


# --- in the window -------------------------------------------------------------------------------------------------


def seek(qtbot: QtBot, window: MainWindow, wanted: str, name: str) -> None:
    """Type letters, wait for the name to stand first, press Enter."""
    window.bars.actions["search"].trigger()
    box = window._search
    assert box is not None
    QTest.keyClicks(box.field, wanted)
    qtbot.waitUntil(lambda: bool(box.found.items) and box.found.items[0].title.zh == name, timeout=20_000)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert not box.isVisible()


def test_a_project_opens_its_row_and_its_place(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    with qtbot.waitSignal(session.flashRequested, timeout=20_000):
        seek(qtbot, window, "hhtl", "湖杭铁路")
    assert window.panels.is_open("projects")
    panel = window.panels.projects
    chosen = {panel.table.model.table_row(i.row()) for i in panel.table.view.selectionModel().selectedIndexes()}
    assert [panel.rows[row].title.zh for row in chosen] == ["湖杭铁路"]
    qtbot.waitUntil(lambda: window.canvas.is_settled, timeout=20_000)


def test_an_indicator_opens_its_line(qtbot: QtBot, window: MainWindow) -> None:
    seek(qtbot, window, "slfgl", "森林覆盖率（表2）")
    assert window.panels.is_open("indicators")
    assert window.panels.indicators.card.name.text().startswith("35  森林覆盖率")
    qtbot.waitUntil(lambda: window.canvas.is_settled, timeout=20_000)


def test_nothing_found_is_said_at_once(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.search("qqqqzz")
    box = window._search
    assert box is not None
    assert box.nothing.isVisible()
    assert not box.list.isVisible()
    assert box.height() >= box.field.height() + box.nothing.height()
    box.close_box()
    qtbot.waitUntil(lambda: window.canvas.is_settled, timeout=20_000)
