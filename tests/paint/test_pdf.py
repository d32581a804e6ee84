"""The PDF, read by others: page, text, fonts, vectors, transparency; and it looks like the picture."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PySide6.QtGui import QImage

from tests.paint.conftest import pixels_of, to_image
from tests.paint.making import KINDS, RED, box, page, paths, texts, two_boxes
from yhgis.carto.display_list import DisplayList, Fill, Group, Mark, Stroke, Text, TextStyle
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback
from yhgis.paint.image import render
from yhgis.paint.pdf import write_pdf

DPI = 200

WORDS = ("余杭街道", "良渚古城遗址", "小计 1,234.56 km²", "城西片", "门小片一二三")


def written(tmp_path: Path, marks: tuple[Mark, ...], size: tuple[float, float] = (30, 20), title: str = "图") -> Path:
    path = tmp_path / "张 图.pdf"
    write_pdf([DisplayList(*size, marks)], path, title)
    return path


def tool(name: str, *arguments: str) -> str:
    """Run a program of poppler-utils, or skip the test where it is not installed."""
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([name, *arguments], check=True, capture_output=True, text=True)
    assert not done.stderr, done.stderr
    return done.stdout


def test_the_page_is_exactly_the_paper(tmp_path: Path) -> None:
    box_read = pypdf.PdfReader(written(tmp_path, (), (420.0, 297.0))).pages[0].mediabox
    assert float(box_read.width) == pytest.approx(420 / 25.4 * 72, abs=1e-3)
    assert float(box_read.height) == pytest.approx(297 / 25.4 * 72, abs=1e-3)


def test_title_and_creator(tmp_path: Path) -> None:
    reader = pypdf.PdfReader(written(tmp_path, (), title="余杭区（示意）\\图"))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.creator) == ("余杭区（示意）\\图", "yhgis")
    assert reader.metadata.creation_date is not None


def test_text_reads_as_it_was_written(tmp_path: Path) -> None:
    """Chinese comes out as itself, not as radicals; figures are not lost; a halo does not say things twice."""
    style = TextStyle(9, halo_mm=0.5)
    marks = tuple(Text(word, 5, 10 + 8 * i, style) for i, word in enumerate(WORDS))
    text = pypdf.PdfReader(written(tmp_path, marks, (80, 60))).pages[0].extract_text()
    assert text.split("\n") == list(WORDS)


def test_two_characters_of_one_glyph_stay_two(tmp_path: Path) -> None:
    """The radical U+2F5A looks like the character 片 and shares its glyph."""
    text = pypdf.PdfReader(written(tmp_path, (Text("片\u2f5a片", 5, 10, TextStyle(9)),))).pages[0].extract_text()
    assert text == "片\u2f5a片"


def test_wide_set_text_is_still_a_word_for_poppler(tmp_path: Path) -> None:
    wide, slanted = TextStyle(15, letter_spacing_mm=5), TextStyle(9)
    marks = (Text("城西片", 5, 10, wide), Text("斜 Tiaoxi", 5, 30, slanted, "left", -30))
    said = tool("pdftotext", str(written(tmp_path, marks, (80, 60))), "-")
    assert "城西片" in said
    assert "斜 Tiaoxi" in said


def test_fonts_are_embedded_subsets(tmp_path: Path) -> None:
    path = written(tmp_path, texts(), (120, 90))
    fonts = pypdf.PdfReader(path).pages[0]["/Resources"]["/Font"].values()
    assert len(fonts) >= 2
    for font in fonts:
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile3" in descriptor
        assert re.match(r"/[A-Z]{6}\+", descriptor["/FontName"])
    assert path.stat().st_size < 60_000
    rows = [line.split() for line in tool("pdffonts", str(path)).splitlines()[2:]]
    assert [row[-5:-2] for row in rows] == [["yes", "yes", "yes"]] * len(fonts)


def test_glyph_widths_are_those_of_the_font(tmp_path: Path) -> None:
    path = written(tmp_path, (Text("国", 5, 10, TextStyle(9)),))
    (font,) = pypdf.PdfReader(path).pages[0]["/Resources"]["/Font"].values()
    widths = font.get_object()["/DescendantFonts"][0].get_object()["/W"]
    assert float(widths[1][1]) == pytest.approx(1000, abs=1)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "picture"])
def test_nothing_is_turned_into_pixels(kind: str, tmp_path: Path) -> None:
    path = written(tmp_path, KINDS[kind])
    assert list(pypdf.PdfReader(path).pages[0].images) == []
    assert len(tool("pdfimages", "-list", str(path)).splitlines()) == 2


def shown(path: Path, tmp_path: Path) -> QImage:
    tool("pdftoppm", "-r", str(DPI), "-png", "-singlefile", str(path), str(tmp_path / "page"))
    return QImage(str(tmp_path / "page.png"))


@pytest.mark.parametrize("kind", KINDS)
def test_looks_like_the_picture(kind: str, tmp_path: Path) -> None:
    same_look(written(tmp_path, KINDS[kind]), page(KINDS[kind]), tmp_path)


def test_text_looks_like_the_picture(tmp_path: Path) -> None:
    same_look(written(tmp_path, texts(), (120, 90)), page(texts(), 120, 90), tmp_path)


def same_look(path: Path, display_list: DisplayList, tmp_path: Path) -> None:
    """Compare in blocks of four dots: what differs at an edge averages out, what is missing does not."""
    pdf, ours = (blocked(pixels_of(image)) for image in (shown(path, tmp_path), render(display_list, DPI)))
    rows, columns = min(pdf.shape[0], ours.shape[0]), min(pdf.shape[1], ours.shape[1])
    difference = np.abs(pdf[:rows, :columns] - ours[:rows, :columns]).max(axis=2)
    # A clip ends at a whole dot on one side, and between two on the other.
    if (difference > 40).mean() > 0.012:
        to_image(difference.astype(np.uint8)).save(str(tmp_path / "difference.png"))
        render(display_list, DPI).save(str(tmp_path / "ours.png"))
        pytest.fail(f"{(difference > 40).mean():.2%} of the blocks differ; look into {tmp_path}")


def blocked(pixels: np.ndarray) -> np.ndarray:
    rows, columns = pixels.shape[0] // 4, pixels.shape[1] // 4
    return pixels[: rows * 4, : columns * 4, :3].reshape(rows, 4, columns, 4, 3).astype(float).mean(axis=(1, 3))


def content_of(path: Path) -> str:
    return pypdf.PdfReader(path).pages[0].get_contents().get_data().decode("latin-1")


def test_vertices_are_hundredths_of_a_millimetre(tmp_path: Path) -> None:
    content = content_of(written(tmp_path, (Fill(paths([(1.234, 5.678), (10, 5), (10, 9.999)]), RED),)))
    assert "123 568 m\n1000 500 l\n1000 1000 l\nh\nf*" in content


def test_a_faded_group_is_a_transparency_group(tmp_path: Path) -> None:
    resources = pypdf.PdfReader(written(tmp_path, (Group(two_boxes(), 0.5),))).pages[0]["/Resources"]
    form = resources["/XObject"]["/X1"].get_object()
    assert form["/Group"]["/S"] == "/Transparency"
    assert any(float(state.get_object()["/ca"]) == 0.5 for state in resources["/ExtGState"].values())


def test_pages_with_bookmarks(tmp_path: Path) -> None:
    pages = (DisplayList(100 + i, 50, (Text(f"第{i}页", 5, 10, TextStyle(9)),)) for i in range(3))
    path = tmp_path / "图集.pdf"
    write_pdf(pages, path, "图集", bookmarks=["甲", "乙（二）", "丙"])
    reader = pypdf.PdfReader(path)
    assert [entry.title for entry in reader.outline] == ["甲", "乙（二）", "丙"]
    assert [reader.get_destination_page_number(entry) for entry in reader.outline] == [0, 1, 2]
    assert [page.extract_text() for page in reader.pages] == ["第0页", "第1页", "第2页"]
    assert float(reader.pages[2].mediabox.width) == pytest.approx(102 / 25.4 * 72, abs=1e-3)


def test_strict_reader_finds_every_object(tmp_path: Path) -> None:
    everything = tuple(mark for marks in KINDS.values() for mark in marks) + texts()
    reader = pypdf.PdfReader(written(tmp_path, everything, (120, 90)), strict=True)
    assert all(reader.get_object(number) is not None for number in range(1, reader.trailer["/Size"]))


def test_characters_outside_of_the_font_and_the_plane(tmp_path: Path) -> None:
    said = "𠮷野 fi Ω"
    text = pypdf.PdfReader(written(tmp_path, (Text(said, 5, 10, TextStyle(9)),), (60, 20))).pages[0].extract_text()
    assert text.replace("\n", "").replace(" ", "") == said.replace(" ", "")


def test_cancel_ends_the_writing(tmp_path: Path) -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        write_pdf([page((Stroke(paths(box(1, 1, 5, 5)), RED, 1.0),))], tmp_path / "x.pdf", "x", feedback=feedback)
