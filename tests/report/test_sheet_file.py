"""``main.py sheet``: what comes out, read by independent readers; what goes wrong, in one sentence."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.report.built_in import page_text
from yhgis.cli.main import run
from yhgis.feedback import silent
from yhgis.report.sheet_file import SheetRequest, write_sheet_file


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Path:
    path = tmp_path_factory.mktemp("图") / "控制线.pdf"
    write_sheet_file(
        SheetRequest("control_lines", path, "A4", compiler="余杭区规划编制中心", security="内部"), silent()
    )
    return path


def test_the_pdf_is_one_page_of_the_paper_with_its_words(sheet: Path) -> None:
    reader = PdfReader(sheet)
    assert len(reader.pages) == 1
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx([841.89, 595.28], abs=0.01)
    said = page_text(sheet, 0).replace("\n", "")
    for words in (
        "余杭区控制线图",
        "图例",
        "示意",
        "生态保护红线",
        "永久基本农田",
        "城镇开发边界",
        "EPSG:4549",
        "椭球面积",
    ):
        assert words in said, words
    for words in ("余杭区规划编制中心", "密级", "内部", "km"):
        assert words in said, words


def test_the_map_is_vectors_with_real_transparency(sheet: Path) -> None:
    (page,) = PdfReader(sheet).pages
    content = page.get_contents()
    assert content is not None
    operators = content.get_data()
    assert operators.count(b" l\n") > 5000
    assert not list(page.images)
    states = page["/Resources"]["/ExtGState"]  # type: ignore[index]
    assert any(0.0 < float(state.get_object().get("/ca", 1.0)) < 1.0 for state in states.values())


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler is not installed")
def test_the_fonts_are_embedded_subsets_one_can_copy_text_from(sheet: Path) -> None:
    said = subprocess.run(["pdffonts", str(sheet)], capture_output=True, text=True, check=True).stdout
    lines = [line.split() for line in said.splitlines()[2:]]
    assert lines
    assert all(line[-5:-2] == ["yes", "yes", "yes"] for line in lines)


@pytest.mark.parametrize("name", ["镇.png", "镇.tif"])
def test_a_towns_picture_has_its_size_resolution_and_ground(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write_sheet_file(SheetRequest("towns", path, "A4", dpi=120, town="瓶窑"), silent())
    with Image.open(path) as image:
        assert image.size == (1403, 992)
        assert [round(float(dots)) for dots in image.info["dpi"]] == [120, 120]
        assert len(image.convert("RGB").getcolors(1 << 24)) > 200
    world = path.with_suffix(".pgw" if path.suffix == ".png" else ".tfw").read_text("utf-8").split()
    east, north = float(world[4]), float(world[5])
    assert 460_000 < east < 520_000
    assert 3_330_000 < north < 3_390_000


@pytest.mark.parametrize(
    ("code", "words", "named"),
    [
        (1, ("sheet", "layuot"), "layout"),
        (1, ("sheet", "layout", "--town", "瓶客"), "瓶窑"),
        (2, ("sheet", "layout", "--paper", "A9"), "A3"),
        (2, ("sheet", "layout", "--dpi", "many"), "many"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_what_there_is(
    code: int, words: tuple[str, ...], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "图.pdf"
    old.write_bytes(b"old")
    assert run([*words, "--out", str(old)]) == code
    out, err = capsys.readouterr()
    assert (out, len(err.strip().splitlines())) == ("", 1)
    assert named in err
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize("name", ["图.docx", "图"])
def test_a_file_that_is_no_sheet_is_wrong_usage(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sheet", "layout", "--out", str(tmp_path / name)]) == 2
    assert ".pdf .png .svg" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a folder that nobody may write to: Linux's /sys")
@pytest.mark.parametrize(
    "words",
    [
        ("sheet", "towns", "--paper", "A4", "--out", "/sys/图.pdf"),
        ("sheet", "towns", "--paper", "A4", "--dpi", "50", "--out", "/sys/图.png"),
        ("atlas", "towns", "--towns", "瓶窑", "--paper", "A4", "--out", "/sys/图.pdf"),
        ("report", "town", "瓶窑", "--out", "/sys/卡.docx"),
        ("overlap", "towns", "core", "--out", "/sys/表.xlsx"),
        ("conflicts", "ecological_redline", "urban_boundary", "--out", "/sys/图斑.shp"),
    ],
)
def test_a_folder_that_cannot_be_written_is_one_sentence(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(list(words)) == 1
    err = capsys.readouterr().err.strip().splitlines()
    assert "/sys" in err[-1]
    assert "无法写入" in err[-1]
    assert not any("Traceback" in line for line in err)
