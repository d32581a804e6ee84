"""The sheet dialog's hands: parts moved, the legend edited, presets and sizes, series, the frame on the map."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListWidgetItem
from pytestqt.qtbot import QtBot

from yhgis.carto.sheet_layout_files import layouts_folder
from yhgis.folders import HOME_VARIABLE
from yhgis.model.sheet_edits import LegendEdits
from yhgis.model.view import View
from yhgis.ui import session_sheets
from yhgis.ui.dialogs.export_sheet import ExportSheetDialog
from yhgis.ui.dialogs.sheet_form import PRESETS
from yhgis.ui.dialogs.sheet_job import PAPER_FRAME
from yhgis.ui.dialogs.sheet_print import print_page, printer_for
from yhgis.ui.session import Session


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, session: Session) -> Session:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    session.note_view(View(490_000, 3_355_000, 50_000, 200, 150))
    return session


@pytest.fixture
def dialog(qtbot: QtBot, session: Session) -> ExportSheetDialog:
    made = ExportSheetDialog(session)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    settled(qtbot, made)
    return made


def settled(qtbot: QtBot, dialog: ExportSheetDialog) -> None:
    """Wait until the page shows what the form says."""
    qtbot.waitUntil(lambda: dialog.preview.composed is not None and not dialog.preview._stale, timeout=20_000)
    qtbot.waitUntil(lambda: not dialog._session.tasks.running, timeout=20_000)


def edited(qtbot: QtBot, dialog: ExportSheetDialog) -> None:
    """Wait for the page after an edit."""
    before = dialog.preview.composed
    qtbot.waitUntil(lambda: dialog.preview.composed is not before, timeout=20_000)
    settled(qtbot, dialog)


def drag(qtbot: QtBot, dialog: ExportSheetDialog, element: str, dx_mm: float, dy_mm: float) -> None:
    preview = dialog.preview
    box = preview.box_of(element)  # type: ignore[arg-type]
    assert box is not None
    start = preview.rect_of(box).center()
    end = start + QPointF(dx_mm, dy_mm) * preview.pixels_per_mm()
    qtbot.mousePress(preview, Qt.MouseButton.LeftButton, pos=start.toPoint())
    qtbot.mouseMove(preview, ((start + end) / 2).toPoint())
    qtbot.mouseMove(preview, end.toPoint())
    qtbot.mouseRelease(preview, Qt.MouseButton.LeftButton, pos=end.toPoint())


def test_a_part_is_dragged_and_undone(qtbot: QtBot, dialog: ExportSheetDialog, session: Session) -> None:
    before = dialog.preview.box_of("scale_bar")
    assert before is not None
    drag(qtbot, dialog, "scale_bar", -60.0, -40.0)
    edited(qtbot, dialog)
    after = dialog.preview.box_of("scale_bar")
    assert after is not None
    assert (after.x, after.y) == pytest.approx((before.x - 60, before.y - 40), abs=6.0)
    layout = session_sheets.layout_of(session, "A3", "landscape")
    assert layout is not None
    assert set(layout.places) == {"scale_bar"}
    qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    edited(qtbot, dialog)
    assert dialog.preview.box_of("scale_bar") == before


def test_a_part_comes_to_rest_on_the_frames_edge(qtbot: QtBot, dialog: ExportSheetDialog) -> None:
    composed = dialog.preview.composed
    box = dialog.preview.box_of("legend")
    assert composed is not None and box is not None  # noqa: PT018
    drag(qtbot, dialog, "legend", composed.frame.right - box.right + 1.2, 30.0)
    edited(qtbot, dialog)
    moved = dialog.preview.box_of("legend")
    assert moved is not None
    assert moved.right == pytest.approx(composed.frame.right, abs=0.02)


def test_arrow_keys_move_the_chosen_part_and_a_double_click_puts_it_back(
    qtbot: QtBot, dialog: ExportSheetDialog
) -> None:
    preview = dialog.preview
    before = preview.box_of("north_arrow")
    assert before is not None
    place = preview.rect_of(before).center().toPoint()
    qtbot.mouseClick(preview, Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClick(preview, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    edited(qtbot, dialog)
    moved = preview.box_of("north_arrow")
    assert moved is not None
    assert moved.x == pytest.approx(before.x - 0.5, abs=0.02)
    qtbot.mouseDClick(preview, Qt.MouseButton.LeftButton, pos=place)
    edited(qtbot, dialog)
    assert preview.box_of("north_arrow") == before


def test_a_click_alone_moves_nothing(qtbot: QtBot, dialog: ExportSheetDialog, session: Session) -> None:
    box = dialog.preview.box_of("legend")
    assert box is not None
    qtbot.mouseClick(dialog.preview, Qt.MouseButton.LeftButton, pos=dialog.preview.rect_of(box).center().toPoint())
    assert session_sheets.layout_of(session, "A3", "landscape") is None


def test_places_are_kept_as_a_template_and_taken_again(
    qtbot: QtBot, dialog: ExportSheetDialog, session: Session
) -> None:
    drag(qtbot, dialog, "scale_bar", -60.0, -40.0)
    edited(qtbot, dialog)
    moved = dialog.preview.box_of("scale_bar")
    dialog.layouts.save_as("院用/版式")
    assert [path.name for path in layouts_folder().iterdir()] == ["A3-landscape-院用-版式.json"]
    dialog.layouts.reset.click()
    edited(qtbot, dialog)
    assert dialog.preview.box_of("scale_bar") != moved
    dialog.layouts.templates.setCurrentIndex(dialog.layouts.templates.findText("院用/版式"))
    dialog.layouts.templates.activated.emit(dialog.layouts.templates.currentIndex())
    edited(qtbot, dialog)
    assert dialog.preview.box_of("scale_bar") == moved
    (layouts_folder() / "坏.json").write_text("{}", encoding="utf-8")
    dialog.layouts.follow("A4", "landscape")
    assert "坏.json" in dialog.outcome.text()


def entries(dialog: ExportSheetDialog) -> list[QListWidgetItem]:
    items = [dialog.legend.list.item(i) for i in range(dialog.legend.list.count())]
    return [item for item in items if item.data(Qt.ItemDataRole.UserRole)]


def test_the_legend_is_ordered_hidden_and_renamed(qtbot: QtBot, dialog: ExportSheetDialog, session: Session) -> None:
    first, second = entries(dialog)[:2]
    first_words, second_words = first.text(), second.text()
    dialog.legend.list.setCurrentItem(second)
    dialog.legend.up.click()
    edited(qtbot, dialog)
    assert [item.text() for item in entries(dialog)[:2]] == [second_words, first_words]
    entries(dialog)[0].setText("我的叫法")
    edited(qtbot, dialog)
    entries(dialog)[1].setCheckState(Qt.CheckState.Unchecked)
    edited(qtbot, dialog)
    edits = session_sheets.legend_of(session, "layout")
    assert list(edits.titles.values()) == ["我的叫法"]
    assert len(edits.hidden) == 1
    composed = dialog.preview.composed
    assert composed is not None
    assert first_words in [entry.title for group in composed.legend for entry in group.entries]
    dialog.legend.reset.click()
    edited(qtbot, dialog)
    assert session_sheets.legend_of(session, "layout") == LegendEdits()
    assert [item.text() for item in entries(dialog)[:2]] == [first_words, second_words]


@pytest.mark.parametrize("word", PRESETS)
def test_presets_choose_the_resolution(dialog: ExportSheetDialog, word: str) -> None:
    dialog.form.preset.button(word).click()
    assert dialog.job().sheet.dpi == PRESETS[word]
    dialog.form.dpi.setCurrentIndex(dialog.form.dpi.findData(96))
    assert dialog.form.preset.current == ""


def test_the_size_is_told_beforehand(qtbot: QtBot, dialog: ExportSheetDialog, tmp_path: Path) -> None:
    told = dialog._size
    assert "约" in dialog.caution.text()
    path = tmp_path / "a.pdf"
    dialog.export_to(path)
    qtbot.waitUntil(lambda: dialog._task is None, timeout=30_000)
    assert told == pytest.approx(path.stat().st_size, rel=0.3)


def test_a_series_in_one_pdf(qtbot: QtBot, dialog: ExportSheetDialog, tmp_path: Path) -> None:
    dialog.series.tick([0, 3, 5])
    assert "3" in dialog.button.text()
    names = [dialog.series.list.item(i).text() for i in (0, 3, 5)]
    dialog.export_series(tmp_path / "图集.pdf")
    qtbot.waitUntil(lambda: dialog._task is None, timeout=60_000)
    reader = pypdf.PdfReader(tmp_path / "图集.pdf")
    assert [entry.title for entry in reader.outline] == names
    assert len(reader.pages) == 3


def test_a_series_of_files_named_by_a_pattern(qtbot: QtBot, dialog: ExportSheetDialog, tmp_path: Path) -> None:
    dialog.form.paper.setCurrentIndex(dialog.form.paper.findData("A4"))
    dialog.series.files.button("each").click()
    dialog.series.layer_box.setCurrentIndex(dialog.series.layer_box.findData("zones"))
    dialog.series.tick([0, 1])
    dialog.series.pattern.setText("{n} {name}")
    first, second = (dialog.series.list.item(i).text() for i in (0, 1))
    assert f"01 {first}" in dialog.series.example.text()
    dialog.export_series(tmp_path)
    qtbot.waitUntil(lambda: dialog._task is None, timeout=60_000)
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [f"01 {first}.pdf", f"02 {second}.pdf"]
    dialog.series.pattern.setText("{XX}")
    assert "XX" in dialog.series.example.text()
    dialog.export_series(tmp_path)
    assert "XX" in dialog.outcome.text()


def test_the_frame_on_the_map_is_what_is_cut(qtbot: QtBot, dialog: ExportSheetDialog, session: Session) -> None:
    dialog.form.lay_frame.click()
    laid = session.paper.laid
    assert laid is not None
    assert not dialog.isVisible()
    moved = type(laid)(493_000.0, 3_352_000.0, 40_000.0, laid.width_mm, laid.height_mm, laid.round_scale)
    session.paper.lay(moved)
    qtbot.waitUntil(lambda: session.paper.laid != moved and not session.tasks.running, timeout=20_000)
    wanted = session.paper.laid
    assert wanted is not None
    session.paper.settle(accepted=True)
    assert dialog.isVisible()
    edited(qtbot, dialog)
    assert dialog.form.place == PAPER_FRAME
    composed = dialog.preview.composed
    assert composed is not None
    assert composed.view.extent == pytest.approx(wanted.extent, abs=0.01)


def test_a_frame_given_up_changes_nothing(dialog: ExportSheetDialog, session: Session) -> None:
    before = dialog.form.place
    dialog.form.lay_frame.click()
    session.paper.settle(accepted=False)
    assert dialog.isVisible()
    assert dialog.form.place == before


def test_closing_leaves_no_frame_behind(dialog: ExportSheetDialog, session: Session) -> None:
    dialog.form.lay_frame.click()
    dialog.reject()
    assert session.paper.laid is None
    assert not dialog.isVisible()


def test_the_page_goes_to_the_clipboard(qtbot: QtBot, dialog: ExportSheetDialog) -> None:
    dialog.form.dpi.setCurrentIndex(dialog.form.dpi.findData(96))
    dialog.copy.click()
    qtbot.waitUntil(lambda: "已复制" in dialog.outcome.text(), timeout=20_000)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == dialog.job().pixels()


def test_the_page_is_printed_in_its_size(dialog: ExportSheetDialog, tmp_path: Path) -> None:
    composed = dialog.preview.composed
    assert composed is not None
    printer = printer_for(420.0, 297.0)
    printer.setOutputFileName(str(tmp_path / "打印.pdf"))
    print_page(composed.page, printer)
    page = pypdf.PdfReader(tmp_path / "打印.pdf").pages[0]
    size = sorted(float(length) * 25.4 / 72 for length in (page.mediabox.width, page.mediabox.height))
    assert size == pytest.approx([297.0, 420.0], abs=1.0)
