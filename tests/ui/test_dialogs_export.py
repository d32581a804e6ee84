"""The sheet dialog: what is seen is what is ordered, and what is ordered is what is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pptx
import pytest
import shapely
from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from yhgis.carto.sheet_template import templates
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.view import View
from yhgis.ui.dialogs.export_sheet import ExportSheetDialog, _file_name
from yhgis.ui.dialogs.layer_properties import LayerProperties
from yhgis.ui.dialogs.sheet_form import FORMATS
from yhgis.ui.session import Session


@pytest.fixture
def session(session: Session) -> Session:
    session.note_view(View(490_000, 3_355_000, 50_000, 200, 150))
    return session


@pytest.fixture
def dialog(qtbot: QtBot, session: Session) -> ExportSheetDialog:
    made = ExportSheetDialog(session)
    qtbot.addWidget(made)
    made.resize(900, 600)
    return made


def drawn(qtbot: QtBot, dialog: ExportSheetDialog) -> QImage:
    """Return the preview, drawn anew."""
    dialog.preview.image = None
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.preview.image is not None or bool(dialog.preview.fault), timeout=20_000)
    assert dialog.preview.image is not None, dialog.preview.fault
    return dialog.preview.image


def exported(qtbot: QtBot, dialog: ExportSheetDialog, path: Path) -> None:
    dialog.export_to(path)
    qtbot.waitUntil(lambda: dialog._task is None, timeout=30_000)


def pick(dialog: ExportSheetDialog, field: str, words: str) -> None:
    box = getattr(dialog.form, field)
    assert box.findText(words) >= 0, [box.itemText(i) for i in range(box.count())]
    box.setCurrentIndex(box.findText(words))


def test_the_first_page_comes_by_itself(qtbot: QtBot, dialog: ExportSheetDialog) -> None:
    with qtbot.waitExposed(dialog):
        dialog.show()
    qtbot.waitUntil(lambda: dialog.preview.image is not None, timeout=20_000)
    assert dialog.preview.image is not None
    width, height = dialog.preview.room()
    assert dialog.preview.image.width() <= width + 1
    assert dialog.preview.image.height() <= height + 1


def middle(dialog: ExportSheetDialog) -> QColor:
    """Return the colour beside the word in the middle of the preview."""
    image = dialog.preview.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2 - 60)


@pytest.mark.parametrize("dark", [False, True])
def test_until_it_is_drawn_there_is_paper_with_a_word(
    qtbot: QtBot, dialog: ExportSheetDialog, session: Session, dark: bool
) -> None:
    session.set_dark(dark)
    paper = dialog.preview.page_rect()
    assert paper.width() / paper.height() == pytest.approx(420 / 297, rel=0.01), "before anything is asked for"
    assert middle(dialog) == QColor("white")
    drawn(qtbot, dialog)
    dialog.form.orientation.choose("portrait")
    dialog.form._paper_chosen()
    dialog.refresh()
    assert dialog.preview.image is None, "a page of another shape is no likeness"
    upright = dialog.preview.page_rect()
    assert upright.width() / upright.height() == pytest.approx(297 / 420, rel=0.01)
    assert middle(dialog) == QColor("white")
    qtbot.waitUntil(lambda: dialog.preview.image is not None, timeout=20_000)


def test_the_last_page_stays_paler_while_the_next_is_drawn(qtbot: QtBot, dialog: ExportSheetDialog) -> None:
    drawn(qtbot, dialog)
    before = _shades(dialog.preview.grab().toImage(), dialog.preview.size())
    dialog.form.title.setText("另一图名")
    dialog.refresh()
    assert dialog.preview.image is not None
    after = _shades(dialog.preview.grab().toImage(), dialog.preview.size())
    page = dialog.preview.page_rect().adjusted(2, 2, -2, -2).toRect()
    a, b = (shades[page.top() : page.bottom(), page.left() : page.right()] for shades in (before, after))
    assert (b >= a - 2).all()
    assert np.abs(b - (a + 255) / 2).mean() < 2
    qtbot.waitUntil(lambda: not dialog.preview._stale, timeout=20_000)


def test_a_series_in_one_file_is_a_presentation_where_slides_are_asked_for(
    qtbot: QtBot, dialog: ExportSheetDialog, tmp_path: Path
) -> None:
    dialog.series.tick([0, 3])
    assert dialog.extension == ".pdf"
    dialog.form.format.choose("png")
    assert dialog.extension == ".pdf", "pixels have no pages"
    dialog.form.format.choose("pptx")
    assert dialog.extension == ".pptx"
    dialog.form.dpi.setCurrentIndex(dialog.form.dpi.findData(96))
    dialog.export_series(tmp_path / "图集.pptx")
    qtbot.waitUntil(lambda: dialog._task is None, timeout=30_000)
    assert len(pptx.Presentation(str(tmp_path / "图集.pptx")).slides) == 2


def test_the_preview_follows_the_form(qtbot: QtBot, dialog: ExportSheetDialog) -> None:
    first = drawn(qtbot, dialog)
    assert first.width() > first.height()
    qtbot.mouseClick(dialog.form.orientation.button("portrait"), Qt.MouseButton.LeftButton)
    upright = drawn(qtbot, dialog)
    assert upright.width() < upright.height()
    pick(dialog, "theme", "控制线")
    assert bytes(drawn(qtbot, dialog).constBits()) != bytes(upright.constBits())


def test_only_the_newest_page_is_shown(qtbot: QtBot, dialog: ExportSheetDialog, session: Session) -> None:
    shown: list[QImage] = []
    show = dialog.preview.show_image
    dialog.preview.show_image = lambda image: (shown.append(image), show(image))[1]  # type: ignore[method-assign]
    for _ in range(4):
        dialog.refresh()
    qtbot.waitUntil(lambda: not session.tasks.running, timeout=20_000)
    assert len(shown) == 1


def test_the_sheet_says_what_the_form_says(dialog: ExportSheetDialog) -> None:
    form = dialog.form
    form.compiler.setText("余杭区规划院")
    form.approval.setText("浙S(2026)1号")
    form.date.setDate(QDate(2026, 11, 1))
    form.security.setEditText("内部")
    pick(dialog, "paper", "A1")
    sheet = dialog.job().sheet
    assert (sheet.compiler, sheet.approval, sheet.date, sheet.security) == (
        "余杭区规划院",
        "浙S(2026)1号",
        "2026-11-01",
        "内部",
    )
    assert (sheet.paper, sheet.orientation) == ("A1", "landscape")
    assert sheet.title == form.title.placeholderText()


def test_a_title_of_ones_own_outlives_another_theme(dialog: ExportSheetDialog) -> None:
    usual = dialog.form.title.placeholderText()
    pick(dialog, "theme", "控制线")
    assert dialog.job().sheet.title != usual
    dialog.form.title.setText("我的图")
    dialog.form._title_typed("我的图")
    pick(dialog, "theme", "镇街")
    assert dialog.job().sheet.title == "我的图"


def test_a_town_is_shown_outlined_and_named(dialog: ExportSheetDialog, session: Session) -> None:
    pick(dialog, "ground", "良渚街道")
    job = dialog.job()
    assert job.highlight is not None
    assert job.highlight.names() == ["良渚街道"]
    assert job.sheet.extent == job.highlight.bounds
    assert job.sheet.title.startswith("良渚街道")


def test_the_windows_view_can_be_the_extent(dialog: ExportSheetDialog, session: Session) -> None:
    pick(dialog, "ground", "窗口当前范围")
    assert session.view is not None
    assert dialog.job().sheet.extent == session.view.extent
    pick(dialog, "ground", "全区")
    assert dialog.job().sheet.extent == session.layer("district").bounds


def test_the_map_as_it_is_carries_own_layers(dialog: ExportSheetDialog, session: Session) -> None:
    shapes = np.array([shapely.box(490_000, 3_350_000, 491_000, 3_351_000)], dtype=object)
    session.add(Layer(LayerInfo("红线", Title("红线")), shapes, {}, WORK_CRS), "红线.gpkg")
    session.set_visible("towns", False)
    ids = [layer.id for layer in dialog.job().layers]
    assert "红线" in ids
    assert "towns" not in ids
    pick(dialog, "theme", "控制线")
    ids = [layer.id for layer in dialog.job().layers]
    assert ids[-1] == "红线"
    assert "ecological_redline" in ids


def test_every_paper_has_a_page(dialog: ExportSheetDialog) -> None:
    seen = set()
    for i in range(dialog.form.paper.count()):
        dialog.form.paper.setCurrentIndex(i)
        template = dialog.job().sheet.template
        seen.add((template.paper, template.orientation))
    assert {paper for paper, _ in seen} == {one.paper for one in templates()}


def test_a_slide_lies(dialog: ExportSheetDialog) -> None:
    dialog.form.orientation.button("portrait").click()
    dialog.form.paper.setCurrentIndex(dialog.form.paper.findData("slide"))
    assert dialog.form.orientation.current == "landscape"
    assert not dialog.form.orientation.button("portrait").isEnabled()
    dialog.form.paper.setCurrentIndex(dialog.form.paper.findData("A4"))
    assert dialog.form.orientation.button("portrait").isEnabled()


def test_resolution_is_asked_for_pixels_alone(dialog: ExportSheetDialog) -> None:
    assert not dialog.form.dpi.isEnabled()
    dialog.form.format.button("png").click()
    assert dialog.form.dpi.isEnabled()
    dialog.form.dpi.setCurrentIndex(dialog.form.dpi.findData(200))
    assert "3,307 × 2,339" in dialog.caution.text()


def test_public_without_an_approval_number_is_noticed(qtbot: QtBot, dialog: ExportSheetDialog) -> None:
    pick(dialog, "security", "公开")
    drawn(qtbot, dialog)
    assert "审图号" in dialog.caution.text()


@pytest.mark.parametrize("suffix", FORMATS)
def test_export_writes_the_file(
    qtbot: QtBot, dialog: ExportSheetDialog, session: Session, tmp_path: Path, suffix: str
) -> None:
    folder = tmp_path / "余杭 区"
    folder.mkdir()
    path = folder / f"空间布局.{suffix}"
    dialog.form.paper.setCurrentIndex(dialog.form.paper.findData("A4"))
    dialog.form.dpi.setCurrentIndex(dialog.form.dpi.findData(96))
    exported(qtbot, dialog, path)
    head = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml", "tif": b"II*", "pptx": b"PK"}[suffix]
    assert path.read_bytes().startswith(head)
    assert dialog.written == path
    assert not dialog.open_folder.isHidden()
    assert session.settings.last_folders["export"] == str(folder)
    world = {"png": ".pgw", "tif": ".tfw"}.get(suffix)
    expected = {path, path.with_suffix(world)} if world else {path}
    assert set(folder.iterdir()) == expected


def test_preview_and_export_are_the_same_page(qtbot: QtBot, dialog: ExportSheetDialog, tmp_path: Path) -> None:
    seen = drawn(qtbot, dialog)
    dialog.form.dpi.setCurrentIndex(dialog.form.dpi.findData(96))
    path = tmp_path / "a.png"
    exported(qtbot, dialog, path)
    a, b = (_shades(image, seen.size() / 8) for image in (seen, QImage(str(path))))
    assert np.abs(a - b).mean() < 4


def _shades(image: QImage, size: QSize) -> np.ndarray:
    """Return the greys of an image made small, where a line's exact place no longer shows."""
    small = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    grey = small.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].astype(int)


def test_a_missing_folder_is_said_and_nothing_is_left(qtbot: QtBot, dialog: ExportSheetDialog, tmp_path: Path) -> None:
    exported(qtbot, dialog, tmp_path / "没有" / "a.pdf")
    assert "没有" in dialog.outcome.text()
    assert dialog.written is None
    assert dialog.open_folder.isHidden()
    assert list(tmp_path.iterdir()) == []


def test_export_can_be_stopped(qtbot: QtBot, dialog: ExportSheetDialog, tmp_path: Path) -> None:
    dialog.export_to(tmp_path / "a.pdf")
    assert dialog.button.text() == "停止"
    dialog.button.click()
    qtbot.waitUntil(lambda: dialog._task is None, timeout=20_000)
    assert dialog.outcome.text() == "已取消。"
    assert list(tmp_path.iterdir()) == []


def test_file_names_hold_what_systems_take() -> None:
    assert _file_name("余杭区/“三片”: a*b?") == "余杭区-“三片”- a-b"
    assert _file_name("///") == "yhgis"


def test_properties_say_what_the_catalog_knows(qtbot: QtBot, session: Session) -> None:
    dialog = LayerProperties(session, "permanent_farmland")
    qtbot.addWidget(dialog)
    entry = session.catalog.entry("permanent_farmland")
    said = "\n".join(made.text().replace("\u200b", "") for made in dialog.findChildren(QLabel))
    assert entry.source.zh in said
    assert entry.plan_ref in said
    assert "示意" in said
    assert session.layer("permanent_farmland").info.sha256 in said
