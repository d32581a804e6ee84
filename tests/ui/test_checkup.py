"""Check-ups in the window: quiet when a layer comes, a page with places, copies mended from the file itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from yhgis.analysis.checkup_findings import Problem
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title
from yhgis.io.vector import read_layer
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer, LayerInfo
from yhgis.plan.catalog import Catalog, open_layer
from yhgis.settings import Settings
from yhgis.ui import checkups as module
from yhgis.ui.checkups import Checkups, checkups
from yhgis.ui.messages import MessageBar, Offer
from yhgis.ui.panels.checkup import CheckupPanel
from yhgis.ui.panels.checkup_list import ProblemList
from yhgis.ui.panels.layer_tip import tip
from yhgis.ui.session import Session

X, Y = 490_000.0, 3_350_000.0
GOOD = [shapely.box(X + 100 * i, Y, X + 100 * i + 100, Y + 100) for i in range(4)]
BAD = [*GOOD, shapely.box(X + 350, Y, X + 450, Y + 100), None, GOOD[0]]


def parcels(folder: Path, shapes: list[Any], name: str = "地块") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.gpkg"
    geometry = np.array([None] * len(shapes), dtype=object)
    geometry[:] = shapes
    fields = {"BSM": np.arange(len(shapes)), "名称": np.array(["甲"] * len(shapes), dtype=object)}
    degrees = transform(geometry, WORK_CRS, DEGREES_CRS)
    write_layer(Layer(LayerInfo(name, Title(name)), degrees, fields, DEGREES_CRS), path)
    return path


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session(Catalog.load(), Settings())
    made.new_project("control_lines")
    checkups(made)
    yield made
    made.tasks.close()


@pytest.fixture
def said(session: Session) -> list[tuple[str, Message]]:
    heard: list[tuple[str, Message]] = []
    session.messageShown.connect(lambda level, message: heard.append((level, message)))
    return heard


def add(session: Session, path: Path) -> str:
    return session.add(open_layer(str(path)), str(path))


def wait(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: not session.tasks.running, timeout=10_000)


def test_there_is_one_for_a_session(session: Session) -> None:
    assert checkups(session) is checkups(session)
    assert isinstance(checkups(session), Checkups)


def test_a_layer_that_comes_is_looked_at_and_said_in_one_line(
    qtbot: QtBot, session: Session, said: list[tuple[str, Message]], tmp_path: Path
) -> None:
    layer_id = add(session, parcels(tmp_path, BAD))
    wait(qtbot, session)
    result = checkups(session).result(layer_id)
    assert result is not None
    assert [group.problem for group in result.groups][:2] == [Problem.EMPTY, Problem.DUPLICATE]
    offers = [message for _, message in said if isinstance(message, Offer)]
    assert [str(offer) for offer in offers] == ["图层“地块”体检：3 项问题（2 项错误）"]
    with qtbot.waitSignal(checkups(session).asked) as asked:
        offers[0].run()
    assert asked.args == [layer_id]
    assert "体检：3 项问题（2 项错误）" in tip(session, layer_id)


def test_a_layer_in_order_says_nothing(
    qtbot: QtBot, session: Session, said: list[tuple[str, Message]], tmp_path: Path
) -> None:
    layer_id = add(session, parcels(tmp_path, GOOD))
    wait(qtbot, session)
    assert said == []
    assert "体检：未发现问题" in tip(session, layer_id)


def test_it_is_not_done_where_the_user_does_not_want_it(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session.remember(checkup_on_add=False)
    layer_id = add(session, parcels(tmp_path, BAD))
    assert session.tasks.running == ()
    assert checkups(session).result(layer_id) is None
    assert "体检" not in tip(session, layer_id)


def test_a_large_layer_waits_to_be_asked(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_VERTICES", 10)
    layer_id = add(session, parcels(tmp_path, BAD))
    wait(qtbot, session)
    assert checkups(session).result(layer_id) is None
    checkups(session).run(layer_id)
    wait(qtbot, session)
    assert checkups(session).result(layer_id) is not None


def test_layers_wait_for_each_other(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    ids = [add(session, parcels(tmp_path, BAD, name)) for name in ("一", "二", "三")]
    assert len(session.tasks.running) == 1
    wait(qtbot, session)
    assert all(checkups(session).result(layer_id) is not None for layer_id in ids)


def test_what_was_found_goes_with_the_layer(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    layer_id = add(session, parcels(tmp_path, BAD))
    wait(qtbot, session)
    session.remove(layer_id)
    assert checkups(session).result(layer_id) is None


@pytest.fixture
def panel(qtbot: QtBot, session: Session, tmp_path: Path) -> CheckupPanel:
    layer_id = add(session, parcels(tmp_path / "余杭 区", BAD))
    wait(qtbot, session)
    made = CheckupPanel(session)
    qtbot.addWidget(made)
    made.resize(900, 260)
    made.show()
    made.show_layer(layer_id)
    return made


def listed(panel: CheckupPanel) -> list[str]:
    return [panel.problems.item(i).text() for i in range(panel.problems.count())]


def test_the_page_lists_problems_and_their_places(qtbot: QtBot, session: Session, panel: CheckupPanel) -> None:
    assert listed(panel) == ["空几何", "图形重复", "重叠"]
    panel.problems.choose("overlap")
    assert panel.table.table is not None
    assert [row[0] for row in panel.table.table.rows] == ["#4 甲 × #5 甲"]
    seen: list[Any] = []
    session.viewRequested.connect(seen.append)
    session.flashRequested.connect(seen.append)
    panel.table.placeAsked.emit(0, 0)
    (x0, _y0, x1, _y1), flashed = seen
    assert x0 < X + 350 < X + 400 < x1
    assert shapely.area(flashed).sum() == pytest.approx(5_000, abs=1)


def test_enter_shows_all_places_of_a_problem(qtbot: QtBot, session: Session, panel: CheckupPanel) -> None:
    panel.problems.choose("duplicate")
    with qtbot.waitSignal(session.viewRequested):
        qtbot.keyClick(panel.problems, Qt.Key.Key_Return)
    assert "合计会重复计算" in panel.note.text()


def test_the_chosen_places_are_outlined_while_the_page_is_seen(
    qtbot: QtBot, session: Session, panel: CheckupPanel
) -> None:
    heard: list[Any] = []
    session.placesHighlighted.connect(heard.append)
    panel.problems.choose("overlap")
    assert len(heard[-1].geometry) == 1
    panel.hide()
    assert heard[-1] is None


def test_a_change_of_looks_leaves_the_page_alone(qtbot: QtBot, session: Session, panel: CheckupPanel) -> None:
    panel.problems.choose("overlap")
    session.set_opacity(panel.layer_id, 0.5)
    assert panel.problems.current == "overlap"
    session.remove(panel.layer_id)
    assert panel.result is None


def test_a_mended_copy_is_made_of_the_file_in_its_own_crs(
    qtbot: QtBot, session: Session, said: list[tuple[str, Message]], panel: CheckupPanel
) -> None:
    source = session.state.entry(panel.layer_id).layer.info.path
    assert source is not None
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    target = source.with_name("修复.gpkg")
    panel.mend_to(target)
    wait(qtbot, session)
    copy = read_layer(target)
    assert (copy.crs, len(copy)) == (DEGREES_CRS, 5)
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before
    assert panel.problems.current == ProblemList.REPAIR
    assert panel.table.table is not None
    assert [row[1] for row in panel.table.table.rows] == ["已删除：无几何", "已删除：重复"]
    offer = said[-1][1]
    assert isinstance(offer, Offer)
    with qtbot.waitSignal(session.filesOffered) as offered:
        offer.run()
    assert offered.args == [[target]]
    with qtbot.waitSignal(session.viewRequested):
        panel.table.placeAsked.emit(1, 0)


def test_the_file_itself_is_refused(
    qtbot: QtBot, session: Session, said: list[tuple[str, Message]], panel: CheckupPanel
) -> None:
    source = session.state.entry(panel.layer_id).layer.info.path
    assert source is not None
    before = source.read_bytes()
    session.tasks.failed.connect(lambda error: said.append(("failed", error.message)))
    panel.mend_to(source)
    wait(qtbot, session)
    assert "原文件从不改动" in str(said[-1][1])
    assert source.read_bytes() == before


def test_the_report_is_saved_and_copied(qtbot: QtBot, session: Session, panel: CheckupPanel, tmp_path: Path) -> None:
    panel.copy_table()
    assert "要素" in QApplication.clipboard().text()
    target = tmp_path / "体检.docx"
    panel.save_to(target)
    wait(qtbot, session)
    assert target.stat().st_size > 1000


def test_every_word_follows_the_language(qtbot: QtBot, session: Session, panel: CheckupPanel) -> None:
    session.set_language("en")
    assert listed(panel) == ["no geometry", "same geometry", "overlap"]
    assert panel.repair_button.text() == "Mend as a copy …"
    assert panel.state.text().startswith("check-up: 3 problems")


def test_a_page_without_layers_says_so(qtbot: QtBot, session: Session) -> None:
    made = CheckupPanel(session)
    qtbot.addWidget(made)
    for entry in session.state.entries:
        session.remove(entry.id)
    assert made.empty.text() == "地图上没有图层。"
    assert not made.run_button.isEnabled()


def test_the_bar_has_a_button_for_what_can_be_done(qtbot: QtBot, session: Session) -> None:
    canvas = QWidget()
    canvas.resize(800, 400)
    qtbot.addWidget(canvas)
    bar = MessageBar(session, canvas)
    canvas.show()
    done: list[str] = []
    session.show_message("info", Message("Cancelled."))
    assert bar.offer.isHidden()
    session.show_message("info", Offer("Cancelled.", label=Message("See"), run=lambda: done.append("seen")))
    assert bar.offer.isVisible()
    assert bar.offer.text() == "查看"
    qtbot.mouseClick(bar.offer, Qt.MouseButton.LeftButton)
    assert done == ["seen"]
    assert bar.isHidden()


def test_the_answer_of_the_form_is_on_the_page(qtbot: QtBot, session: Session, panel: CheckupPanel) -> None:
    from yhgis.analysis.checkup import CHECKUP

    layer = session.state.entry(panel.layer_id).layer
    before = panel.result
    result = CHECKUP.run(CHECKUP.complete({"layer": layer, "basis": "planar"}), Feedback())
    session.publish(result)
    assert panel.result is result is not before
    with qtbot.waitSignal(checkups(session).formAsked) as asked:
        panel.options.click()
    assert asked.args == [panel.layer_id]


def test_other_answers_are_none_of_its_business(qtbot: QtBot, session: Session, panel: CheckupPanel) -> None:
    from yhgis.analysis.topology import TOPOLOGY

    before = panel.result
    layer = session.state.entry(panel.layer_id).layer
    session.publish(TOPOLOGY.run(TOPOLOGY.complete({"layer": layer}), Feedback()))
    assert panel.result is before


def test_the_settings_switch_it_off(qtbot: QtBot, session: Session) -> None:
    from yhgis.ui.dialogs.settings import GeneralPage, SettingsDialog

    dialog = SettingsDialog(session)
    qtbot.addWidget(dialog)
    choice = dialog.findChildren(GeneralPage)[0].checkup
    assert choice.current == "yes"
    choice.button("no").click()
    assert not session.settings.checkup_on_add
    choice.button("yes").click()
    assert session.settings.checkup_on_add
