"""A sheet as a slide: the paper's size, the title as text where the page has it, the rest as a picture, sources."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pptx
import pytest
from PIL import Image
from pptx.util import Mm

from yhgis.carto.sheet import sheet_for_theme
from yhgis.carto.styles import load_theme
from yhgis.cli.main import run
from yhgis.errors import Cancelled, UsageError
from yhgis.feedback import Feedback, silent
from yhgis.report.atlas_file import AtlasRequest, write_atlas_file
from yhgis.report.sheet_file import SheetRequest, write_sheet_file
from yhgis.report.sheet_pptx import slide_dpi


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    room = tmp_path / "汇报 图件"
    room.mkdir()
    return room


def picture_of(slide: Any) -> Any:
    (found,) = [shape for shape in slide.shapes if shape.shape_type == 13]
    return found


def pixels(slide: Any) -> Any:
    with Image.open(io.BytesIO(picture_of(slide).image.blob)) as image:
        return np.asarray(image.convert("L")).astype(int)


def test_the_page_fills_the_slide_and_its_title_is_text(folder: Path) -> None:
    write_sheet_file(SheetRequest("layout", folder / "图.pptx", paper="A4", dpi=60.0, compiler="甲院"), silent())
    show = pptx.Presentation(str(folder / "图.pptx"))
    assert (show.slide_width, show.slide_height) == (Mm(297), Mm(210))
    (slide,) = show.slides
    picture = picture_of(slide)
    assert (picture.left, picture.top, picture.width, picture.height) == (0, 0, Mm(297), Mm(210))
    assert slide.shapes.title.text == "余杭区空间布局图"
    assert slide.shapes.index(slide.shapes.title) > slide.shapes.index(picture), "above the picture"
    texts = [shape.text for shape in slide.shapes if shape.has_text_frame]
    assert len(texts) == 2
    assert "比例尺" in texts[1]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "\n".join(texts)
    notes = slide.notes_slide.notes_text_frame.text
    for word in ("资料来源", "CGCS2000", "甲院", "示意"):
        assert word in notes


def test_the_title_stands_where_the_page_has_it_and_not_twice(folder: Path) -> None:
    for name in ("图.pptx", "图.png"):
        write_sheet_file(SheetRequest("layout", folder / name, paper="A4", dpi=60.0), silent())
    (slide,) = pptx.Presentation(str(folder / "图.pptx")).slides
    without = pixels(slide)
    with Image.open(folder / "图.png") as image:
        whole = np.asarray(image.convert("L")).astype(int)
    assert without.shape == whole.shape
    title, below = [shape for shape in slide.shapes if shape.has_text_frame]
    k = 25.4 / 60.0
    header = round((below.top + below.height) / Mm(1) / k) + 4
    rows, columns = np.nonzero(np.abs(whole - without)[:header] > 60)
    assert rows.min() * k == pytest.approx(title.top / Mm(1), abs=2.5)
    assert columns.min() * k == pytest.approx(title.left / Mm(1), abs=1.5)
    assert rows.max() * k <= (below.top + below.height) / Mm(1) + 0.5
    assert without[rows.min() : rows.max(), : columns.max()].min() > 200, "no letter is left in the picture"


def test_large_paper_gets_fewer_dots(folder: Path) -> None:
    theme = load_theme("layout")
    assert slide_dpi(sheet_for_theme(theme, paper="A3", dpi=300.0)) == 300.0
    large = sheet_for_theme(theme, paper="A0", dpi=600.0)
    dots = slide_dpi(large)
    width, height = large.template.width_mm, large.template.height_mm
    assert width * height / 25.4**2 * dots**2 == pytest.approx(24e6)


def test_an_atlas_is_a_slide_a_town(folder: Path) -> None:
    request = AtlasRequest("control_lines", folder / "图集.pptx", ("瓶窑", "径山"), paper="slide", dpi=40.0)
    written = write_atlas_file(request, silent())
    assert written.files == (folder / "图集.pptx",)
    slides = pptx.Presentation(str(folder / "图集.pptx")).slides
    assert [slide.shapes.title.text for slide in slides] == ["瓶窑镇控制线图", "径山镇控制线图"]
    assert (pixels(slides[0]) != pixels(slides[1])).any()


def test_a_cancel_leaves_nothing(folder: Path) -> None:
    feedback = Feedback(lambda share, _: feedback.cancel() if share > 0.7 else None)
    with pytest.raises(Cancelled):
        write_atlas_file(AtlasRequest("layout", folder / "图集.pptx", ("瓶窑", "径山"), dpi=40.0), feedback)
    assert list(folder.iterdir()) == []


def test_the_command_line_writes_one_and_names_what_else_it_could(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "图.pptx"
    assert run(["sheet", "layout", "--paper", "slide", "--dpi", "40", "--out", str(out)]) == 0
    assert out.is_file()
    with pytest.raises(UsageError, match=r"\.pptx"):
        write_sheet_file(SheetRequest("layout", folder / "图.docx"), silent())
