"""The identity card: what it says of a place, of the user's own features there, and what can be copied."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.ui.panels.identity import IdentityPanel
from yhgis.ui.panels.identity_parts import FactLine, FieldLines
from yhgis.ui.panels.identity_question import MOST_FEATURES, features_at
from yhgis.ui.session import Session

INSIDE, OUTSIDE = (492_000.0, 3_356_000.0), (530_000.0, 3_356_000.0)


@pytest.fixture
def theme() -> str:
    return "control_lines"


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> IdentityPanel:
    made = IdentityPanel(session)
    qtbot.addWidget(made)
    made.resize(296, 700)
    return made


def ask(qtbot: QtBot, panel: IdentityPanel, session: Session, place: tuple[float, float]) -> None:
    session.identify(*place)
    qtbot.waitUntil(lambda: panel.found is not None and (panel.found.x, panel.found.y) == place, timeout=10_000)


def words(panel: IdentityPanel) -> list[str]:
    return [made.text() for made in panel.area.widget().findChildren(QLabel)]


def own(*shapes: object, layer_id: str = "地块") -> Layer:
    column = np.array([f"图斑{i}" for i in range(len(shapes))], dtype=object)
    fields = {"名称": column, "面积": np.arange(len(shapes)) * 1.5, "空": np.array([None] * len(shapes), dtype=object)}
    info = LayerInfo(layer_id, Title(layer_id), name_field="名称")
    return Layer(info, np.array(shapes, dtype=object), fields, WORK_CRS)


def test_it_says_what_to_do_before_the_first_click(panel: IdentityPanel) -> None:
    assert panel.stack.currentWidget() is panel.empty
    assert "点击地图" in panel.empty.text()


def test_a_click_brings_the_card(qtbot: QtBot, panel: IdentityPanel, session: Session) -> None:
    ask(qtbot, panel, session, INSIDE)
    assert panel.found is not None
    card = panel.found.card
    assert card.town is not None
    said = words(panel)
    assert card.town.name.zh in said
    for relation in (*card.control_lines, *card.structure):
        assert relation.title.zh in said
    lines = panel.area.widget().findChildren(FactLine)
    assert len(lines) >= len(card.control_lines) + len(card.structure) + 1
    assert panel.sentence in said
    assert "示意" in panel.sentence


def test_outside_the_district_it_says_so(qtbot: QtBot, panel: IdentityPanel, session: Session) -> None:
    ask(qtbot, panel, session, OUTSIDE)
    assert "余杭区以外" in words(panel)


def test_only_the_last_of_many_clicks_is_shown(qtbot: QtBot, panel: IdentityPanel, session: Session) -> None:
    shown: list[float] = []
    show = panel.show_found
    panel.show_found = lambda found: (shown.append(found.x), show(found))[1]  # type: ignore[method-assign]
    for i in range(5):
        session.identify(INSIDE[0] + i, INSIDE[1])
    qtbot.waitUntil(lambda: not session.tasks.running)
    assert shown == [INSIDE[0] + 4]


def test_sentence_and_coordinates_can_be_copied(qtbot: QtBot, panel: IdentityPanel, session: Session) -> None:
    ask(qtbot, panel, session, INSIDE)
    panel.copy_sentence()
    assert QApplication.clipboard().text() == panel.sentence
    panel.copy_coordinates()
    assert "°E" in QApplication.clipboard().text()
    assert "492 000" in QApplication.clipboard().text()


def test_the_card_speaks_the_language_in_use(qtbot: QtBot, panel: IdentityPanel, session: Session) -> None:
    ask(qtbot, panel, session, INSIDE)
    session.set_language("en")
    assert "Control lines" in words(panel)
    assert panel.found is not None
    assert panel.found.card.town is not None
    assert panel.found.card.town.name.en in words(panel)


def test_a_line_blinks_its_feature(qtbot: QtBot, panel: IdentityPanel, session: Session) -> None:
    ask(qtbot, panel, session, INSIDE)
    assert panel.found is not None
    relation = panel.found.card.control_lines[0]
    line = next(
        made for made in panel.area.widget().findChildren(FactLine) if relation.title.zh in made.accessibleName()
    )
    with qtbot.waitSignal(session.flashRequested) as flashed:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    layer = session.layer(relation.layer)
    wanted = layer.geometry[[str(v) == relation.feature for v in layer.field("id")]]
    assert shapely.equals(flashed.args[0][0], wanted[0])


def test_own_features_under_the_click_come_with_their_fields(
    qtbot: QtBot, panel: IdentityPanel, session: Session
) -> None:
    x, y = INSIDE
    session.add(
        own(shapely.box(x - 10, y - 10, x + 10, y + 10), shapely.box(x + 50, y, x + 60, y + 10), None), "地块.gpkg"
    )
    ask(qtbot, panel, session, INSIDE)
    assert panel.found is not None
    assert [feature.name for feature in panel.found.own] == ["图斑0"]
    said = words(panel)
    assert "名称" in said
    assert "图斑0" in said
    assert "空" not in said  # a field without a value takes no line
    session.set_visible("地块", False)
    ask(qtbot, panel, session, (x + 1, y))
    assert panel.found.own == ()


def test_a_heap_of_features_is_counted(qtbot: QtBot, panel: IdentityPanel, session: Session) -> None:
    x, y = INSIDE
    session.add(own(*[shapely.box(x - 10, y - 10, x + 10, y + 10)] * (MOST_FEATURES + 3)), "地块.gpkg")
    ask(qtbot, panel, session, INSIDE)
    assert panel.found is not None
    assert len(panel.found.own) == MOST_FEATURES
    assert panel.found.more == 3


@given(st.floats(-20, 20), st.floats(-20, 20), st.floats(0.1, 8))
def test_lines_and_points_within_reach_polygons_only_when_covering(x: float, y: float, reach: float) -> None:
    shapes = (
        shapely.box(-5, -5, 5, 5),
        shapely.linestrings([(-10, 0), (10, 0)]),
        shapely.Point(3, 3),
        None,
        shapely.from_wkt("POLYGON EMPTY"),
    )
    layer = own(*shapes)
    at = shapely.Point(x, y)
    expected = [0] if shapely.covers(shapes[0], at) else []
    expected += [i for i in (1, 2) if shapely.distance(shapes[i], at) <= reach]
    assert features_at(layer, x, y, reach) == expected


def test_field_names_and_values_stand_beside_each_other(qtbot: QtBot) -> None:
    lines = FieldLines([("名称", "仓前某某项目"), ("很长很长很长很长的字段名", "值" * 60)])
    qtbot.addWidget(lines)
    lines.resize(280, 200)
    lines.show()
    labels = sorted(lines.findChildren(QLabel), key=lambda made: (made.y(), made.x()))
    assert len(labels) == 4
    for left, right in (labels[:2], labels[2:]):
        assert left.geometry().right() < right.geometry().left()
        assert not left.geometry().intersects(right.geometry())
    assert labels[3].height() > 2 * labels[3].fontMetrics().height()  # a long value breaks into lines
