"""A tool's form: made from its description, checked by it, run in the background, cancelled."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from yhgis.analysis.tool import (
    BASIS,
    MIN_WIDTH,
    ChoiceParameter,
    FieldParameter,
    FlagParameter,
    LayerParameter,
    LayersParameter,
    NumberParameter,
    Parameter,
    Tool,
)
from yhgis.analysis.tools import TOOLS, tool
from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import GeometryKind, Layer
from yhgis.model.result import Basis, Provenance, Result, Table
from yhgis.plan.catalog import Catalog
from yhgis.ui.dialogs.tool_form import ToolDialog, ToolForm
from yhgis.ui.session import Session

HELP = Title("说明", "Help")
CHOICES = (("a", Title("甲", "A")), ("b", Title("乙", "B")))
PARAMETERS: tuple[Parameter, ...] = (
    LayerParameter("rows", Title("行", "Rows"), HELP),
    LayersParameter("columns", Title("列", "Columns"), HELP, least=2),
    FieldParameter("key", Title("字段", "Field"), HELP, of="rows", none=Title("都不要", "None of them")),
    LayerParameter("points", Title("点", "Points"), HELP, kinds=(GeometryKind.POINT,)),
    LayerParameter("maybe", Title("可选", "Optional"), HELP, optional=True),
    LayersParameter("usual", Title("常用", "Usual"), HELP, default_layers=("zones", "admin", "no_such")),
    NumberParameter("limit", Title("限值", "Limit"), HELP, default=2.5, least=1.0, most=9.0, unit="m"),
    ChoiceParameter("how", Title("方式", "How"), HELP, choices=CHOICES, default="b"),
    FlagParameter("exact", Title("精确", "Exact"), HELP, default=True),
    BASIS,
    MIN_WIDTH,
)


def admin() -> set[str]:
    """Return the ids of the layers of the group 行政区划."""
    return {entry.id for entry in Catalog.load().entries if entry.group == "admin"}


MADE = Provenance("every", Basis.PLANAR, WORK_CRS, ())


@dataclass(frozen=True, eq=False)
class Answer(Result):
    provenance: Provenance = MADE

    def document(self) -> dict[str, Any]:
        return {}

    def tables(self) -> tuple[Table, ...]:
        return (Table("t", Title("表", "Table"), (), ()),)


class Asked:
    """Stands for a tool's work and remembers what it was asked."""

    def __init__(self) -> None:
        self.values: list[Mapping[str, Any]] = []
        self.threads: list[threading.Thread] = []
        self.fault: DataError | None = None
        self.waits = False

    def run(self, values: Mapping[str, Any], feedback: Feedback) -> Result:
        self.values.append(values)
        self.threads.append(threading.current_thread())
        while self.waits:
            feedback.progress(0.5)
            feedback._stop.wait(0.005)
        if self.fault:
            raise self.fault
        return Answer()


@pytest.fixture
def theme() -> str:
    return "control_lines"


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def form(qtbot: QtBot, session: Session, asked: Asked) -> ToolForm:
    made = ToolForm(Tool("every", Title("全部", "Everything"), HELP, PARAMETERS, asked.run), session)
    qtbot.addWidget(made)
    return made


def test_every_parameter_has_an_editor_with_its_default(form: ToolForm) -> None:
    values = form.values()
    assert list(values) == [parameter.id for parameter in PARAMETERS]
    assert values["rows"] == "towns"
    assert values["columns"]
    assert values["key"] is None
    assert values["points"] == "places"
    assert values["maybe"] is None
    assert set(values["usual"]) == {"zones", *admin()}
    assert (values["limit"], values["how"], values["exact"], values["basis"]) == (2.5, "b", True, "ellipsoidal")


def test_values_come_back_as_they_were_set(form: ToolForm) -> None:
    wanted = {
        "rows": "zones",
        "columns": ["district", "urban_boundary"],
        "key": "name",
        "points": "places",
        "maybe": "core",
        "usual": ["towns"],
        "limit": 3.25,
        "how": "a",
        "exact": False,
        "basis": "planar",
        "min_width": 1.5,
    }
    form.set_values(wanted)
    got = form.values()
    assert {**got, "columns": sorted(got["columns"])} == wanted


def test_fields_follow_the_layer(form: ToolForm, session: Session) -> None:
    box = form.editors["key"].box  # type: ignore[attr-defined]
    names = [box.itemText(i) for i in range(1, box.count())]
    assert names == list(session.layer("towns").fields)
    form.set_values({"rows": "permanent_farmland"})
    names = [box.itemText(i) for i in range(1, box.count())]
    assert names == list(session.layer("permanent_farmland").fields)


def test_the_tool_gets_layers_and_runs_off_the_main_thread(
    qtbot: QtBot, form: ToolForm, session: Session, asked: Asked
) -> None:
    form.set_values({"basis": "geodesic"})
    with qtbot.waitSignals([session.resultReady, form.finished]):
        qtbot.mouseClick(form.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not form.running)
    values = asked.values[0]
    assert isinstance(values["rows"], Layer)
    assert values["rows"].crs == "EPSG:4490"  # as its file says, so that the result names the file's own
    assert all(isinstance(layer, Layer) for layer in values["columns"])
    assert values["limit"] == 2.5
    assert asked.threads[0] is not threading.main_thread()
    assert session.settings.basis == "geodesic"
    assert values["maybe"] is None


def test_the_plans_layers_stand_in_where_none_is_chosen(qtbot: QtBot, form: ToolForm, asked: Asked) -> None:
    form.set_values({"usual": []})
    with qtbot.waitSignal(form.finished):
        form.run()
    # The towns are the rows already.
    assert {layer.id for layer in asked.values[0]["usual"]} == {"zones", *admin()} - {"towns"}


def test_what_does_not_fit_is_said_below_the_button(qtbot: QtBot, form: ToolForm, asked: Asked) -> None:
    form.set_values({"columns": ["zones"]})
    form.run()
    assert not asked.values
    assert not form.fault.isHidden()
    assert "2" in form.fault.text()
    form.set_values({"columns": ["zones", "towns"]})
    with qtbot.waitSignal(form.finished):
        form.run()
    assert form.fault.isHidden()


def test_a_fault_of_the_data_is_said_too(qtbot: QtBot, form: ToolForm, asked: Asked) -> None:
    asked.fault = DataError("There is no file {file}.", file="x.gpkg")
    form.run()
    qtbot.waitUntil(lambda: not form.running)
    assert form.fault.text() == "找不到文件 x.gpkg。"


def test_the_button_stops_the_work(qtbot: QtBot, form: ToolForm, session: Session, asked: Asked) -> None:
    asked.waits = True
    with qtbot.assertNotEmitted(session.resultReady, wait=0):
        form.run()
        assert form.button.text() == "停止"
        assert not form.progress.isHidden()
        qtbot.waitUntil(lambda: form.progress.value() == 500)
        form.button.click()
        qtbot.waitUntil(lambda: not form.running)
    assert form.button.text() == "计算"
    assert form.progress.isHidden()
    assert form.fault.isHidden()


def test_a_layer_that_goes_away_leaves_the_form(form: ToolForm, session: Session) -> None:
    layer = session.layer("zones").with_info(id="mine", title=Title("我的", "Mine"), group="own")
    added = session.add(layer, "mine.gpkg")
    assert form.values()["rows"] == added
    form.set_values({"columns": [added, "zones"]})
    session.remove(added)
    assert form.values()["rows"] == "towns"
    assert form.values()["columns"] == ["zones"]


def test_columns_by_width(qtbot: QtBot, form: ToolForm) -> None:
    form.resize(300, 500)
    form.show()
    assert form.fields.columns == 1
    form.resize(500, 300)
    qtbot.waitUntil(lambda: form.fields.columns == 2)
    form.resize(800, 300)
    qtbot.waitUntil(lambda: form.fields.columns == 3)


def test_the_form_speaks_both_languages(form: ToolForm, session: Session) -> None:
    form.set_values({"how": "a"})
    session.set_language("en")
    assert form.button.text() == "Calculate"
    assert form.editors["how"].box.currentText() == "A"  # type: ignore[attr-defined]
    assert form.values()["how"] == "a"
    assert form.editors["key"].box.itemText(0) == "None of them"  # type: ignore[attr-defined]
    assert form.editors["rows"].box.accessibleName() == "Rows"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("tool_id", "zh", "en"),
    [
        ("overlap", "不分组，逐个要素", "each feature by itself"),
        ("compare", "按最佳重叠匹配", "match by best overlap"),
        ("topology", "取 BSM、标识码或 ID", "BSM, 标识码 or ID"),
    ],
)
def test_no_field_is_called_what_the_tool_then_does(
    qtbot: QtBot, session: Session, tool_id: str, zh: str, en: str
) -> None:
    made = ToolForm(tool(tool_id), session)
    qtbot.addWidget(made)
    box = made.editors["key"].box  # type: ignore[attr-defined]
    assert (box.currentText(), made.values()["key"]) == (zh, None)
    session.set_language("en")
    assert (box.currentText(), made.values()["key"]) == (en, None)


def test_a_field_parameter_has_a_word_for_none_by_itself() -> None:
    assert FieldParameter("key", Title("字段", "Field"), HELP, of="rows").none == Title("不指定字段", "no field")


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.id)
def test_every_real_tool_opens_with_values_that_it_takes(qtbot: QtBot, session: Session, tool: Tool) -> None:
    dialog = ToolDialog(tool, session)
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == str(tool.title)
    values = dialog.form.tool.complete(dialog.form._with_layers(dialog.form.values()))
    assert set(values) == {parameter.id for parameter in tool.parameters}
