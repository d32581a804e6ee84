"""The town card in its four formats, each opened by an independent reader."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pptx
import pytest
from docx.oxml.ns import qn as word
from PIL import Image
from pptx.oxml.ns import qn
from pypdf import PdfReader

from tests.report.built_in import page_text
from yhgis.carto.display_list import Group, Mark, Text
from yhgis.errors import DataError, UsageError
from yhgis.feedback import Feedback, silent
from yhgis.i18n import set_language
from yhgis.paint.text import measure
from yhgis.plan.catalog import Catalog
from yhgis.report import town_map
from yhgis.report.town_card import TownCard, town_cards
from yhgis.report.town_file import TownRequest, WrittenCards, write_town_cards
from yhgis.report.town_page import HEIGHT_MM, MARGIN_MM, WIDTH_MM, TownPages
from yhgis.report.town_words import CardText, card_text

TOWNS = ("瓶窑", "余杭街道")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, WrittenCards]]:
    folder = tmp_path_factory.mktemp("镇街 一张表（终稿）")
    made = {}
    for kind in ("pdf", "docx", "pptx", "xlsx"):
        path = folder / f"卡.{kind}"
        made[kind] = (path, write_town_cards(TownRequest(TOWNS, path), silent()))
    assert {path.name for path in folder.iterdir()} == {f"卡.{kind}" for kind in made}
    return made


def texts(cards: tuple[TownCard, ...]) -> list[CardText]:
    return [card_text(card) for card in cards]


def figures(text: CardText) -> list[str]:
    """The figures that every product must print."""
    found = [text.area.value]
    found += [value for row in text.lines.rows for value in (row[1], row[3]) if value not in ("–", "不涉及")]
    return [*found, *(row[1] for row in text.layout.rows)]


def test_the_pdf_has_a_page_and_a_bookmark_a_town_with_every_word(
    written: dict[str, tuple[Path, WrittenCards]],
) -> None:
    path, cards = written["pdf"]
    reader = PdfReader(path)
    assert len(reader.pages) == 2
    assert [item.title for item in reader.outline] == ["瓶窑镇", "余杭街道"]  # type: ignore[union-attr]
    for number, text in enumerate(texts(cards.cards)):
        assert [float(side) for side in reader.pages[number].mediabox[2:]] == pytest.approx([595.28, 841.89], abs=0.1)
        said = page_text(path, number).replace("\n", "")
        for words in (text.title, text.kind, text.mark, text.positioning[:12], *text.terms, *figures(text)):
            assert words in said, words
        assert "椭球面积" in said


def test_the_pdfs_fonts_are_embedded_subsets(written: dict[str, tuple[Path, WrittenCards]]) -> None:
    path = written["pdf"][0]
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts is not installed")
    listed = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert listed
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed)


def test_the_document_has_a_map_and_a_chart_a_town_and_chinese_fonts(
    written: dict[str, tuple[Path, WrittenCards]],
) -> None:
    path, cards = written["docx"]
    document = docx.Document(str(path))
    body = "\n".join(node.text or "" for node in document.element.body.iter(word("w:t")))
    for text in texts(cards.cards):
        for words in (text.marked_title, text.positioning, *figures(text)):
            assert words in body, words
    pictures = document.element.body.findall(f".//{word('wp:docPr')}")
    assert [one.get("descr") for one in pictures] == [
        *("地图: 瓶窑镇", "各控制线占瓶窑镇面积的比重"),
        *("地图: 余杭街道", "各控制线占余杭街道面积的比重"),
    ]
    assert document.styles["Normal"].element.rPr.rFonts.get(word("w:eastAsia")) == "宋体"
    breaks = [p for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert [paragraph.text for paragraph in breaks] == ["余杭街道　镇街一张表（示意）"]
    foot = "\n".join(paragraph.text for paragraph in document.sections[0].footer.paragraphs)
    assert "示意" in foot
    assert "平差" in foot


def test_the_slides_have_map_table_and_native_chart_and_nothing_off_them(
    written: dict[str, tuple[Path, WrittenCards]],
) -> None:
    path, cards = written["pptx"]
    show = pptx.Presentation(str(path))
    for slide, card in zip(show.slides, cards.cards, strict=True):
        text = card_text(card)
        assert slide.shapes.title.text == text.marked_title
        kinds = [shape.has_chart for shape in slide.shapes], [shape.has_table for shape in slide.shapes]
        assert (sum(kinds[0]), sum(kinds[1])) == (1, 3)
        chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
        lines = [part for part in card.control_lines if part.area_m2 > 0]
        assert chart.plots[0].series[0].values == tuple(pytest.approx(part.share * 100) for part in lines)
        table = [shape.table for shape in slide.shapes if shape.has_table][-1]
        assert [row.cells[0].text for row in table.rows][1:] == [str(part.name) for part in card.control_lines]
        for shape in slide.shapes:
            height = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            assert 0 <= shape.left <= shape.left + shape.width <= show.slide_width
            assert 0 <= shape.top <= shape.top + height <= show.slide_height
        runs = slide.element.findall(f".//{qn('a:r')}")
        assert all(run.find(f"{qn('a:rPr')}/{qn('a:ea')}").get("typeface") == "微软雅黑" for run in runs)
        picture = next(shape for shape in slide.shapes if shape.shape_type == 13)
        image = Image.open(io.BytesIO(picture.image.blob)).convert("RGB")
        assert len(image.getcolors(1 << 24)) > 50, "the map is empty"
        assert "政府驻地" in slide.notes_slide.notes_text_frame.text


def test_the_workbook_has_a_sheet_a_town_with_formulas_map_and_chart(
    written: dict[str, tuple[Path, WrittenCards]],
) -> None:
    path, cards = written["xlsx"]
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    assert values.sheetnames == ["瓶窑镇", "余杭街道", "数据来源与口径"]
    for card in cards.cards:
        sheet = values[card.profile.title.zh]
        rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
        for part in card.control_lines:
            row = rows[str(part.name)]
            shown = [cell.value for cell in row[1:5]]
            expected = [part.area_m2, part.area_m2 / 1e4, part.area_m2 * 3 / 2000, part.share]
            assert shown == pytest.approx(expected)
            at = row[0].row
            assert formulas[sheet.title].cell(at, 3).value == f"=B{at}/10000"
        assert len(formulas[sheet.title]._images) == 1
        assert len(formulas[sheet.title]._charts) == 1
        (chart,) = formulas[sheet.title]._charts
        head = rows["控制线"][0].row
        assert chart.series[0].val.numRef.f.endswith(f"$E${head + 1}:$E${head + len(card.control_lines)}")
    listed = "\n".join(str(cell.value) for row in values["数据来源与口径"].iter_rows() for cell in row if cell.value)
    for title in ("镇街", "三片", "永久基本农田", "绿道主环线", "地点"):
        assert title in listed


def test_the_document_of_the_command_line_has_the_overlaps_figures(
    written: dict[str, tuple[Path, WrittenCards]],
) -> None:
    _, cards = written["pdf"]
    document = cards.document()
    assert (document["tool"], document["report"], document["basis"]) == ("report", "town", "ellipsoidal")
    assert document["schematic"]
    assert [town["town"] for town in document["towns"]] == ["瓶窑镇", "余杭街道"]
    assert document["towns"][0]["area_m2"] == cards.cards[0].area_m2


def placed(marks: tuple[Mark, ...], dx: float = 0.0, dy: float = 0.0) -> Iterator[tuple[Text, float, float]]:
    """Yield the texts of a page where they stand; those of the map aside."""
    for mark in marks:
        if isinstance(mark, Group) and mark.name != town_map.MAP:
            yield from placed(mark.marks, dx + mark.offset[0], dy + mark.offset[1])
        elif isinstance(mark, Text):
            yield mark, mark.x_mm + dx, mark.y_mm + dy


@pytest.fixture
def no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    def empty(_self: object, _name: str, width: float, height: float, **_options: object) -> town_map.TownMap:
        return town_map.TownMap(Group((), name=town_map.MAP), "", width, height)

    monkeypatch.setattr(town_map.TownMaps, "of", empty)


@pytest.mark.usefixtures("no_map")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_every_towns_page_texts_lie_inside_and_clear_of_each_other(lang: str) -> None:
    set_language(lang)  # type: ignore[arg-type]
    pages = TownPages(Catalog.load())
    for card in town_cards(["all"]):
        boxes = []
        for text, x, y in placed(pages.page(card).marks):
            width, ascent, descent = measure(text.text, text.style)
            left = x - {"left": 0.0, "center": width / 2, "right": width}[text.anchor]
            boxes.append((left, y - ascent, left + width, y + descent, text.text))
        named = np.array([box[:4] for box in boxes])
        assert named[:, 0].min() >= MARGIN_MM - 0.5
        assert named[:, 2].max() <= WIDTH_MM - MARGIN_MM + 0.5
        assert named[:, 1].min() >= MARGIN_MM - 0.5
        assert named[:, 3].max() <= HEIGHT_MM - MARGIN_MM + 0.5
        for i, one in enumerate(boxes):
            for other in boxes[i + 1 :]:
                apart = one[2] <= other[0] + 0.1 or other[2] <= one[0] + 0.1
                apart = apart or one[3] <= other[1] + 0.4 or other[3] <= one[1] + 0.4
                assert apart, f"{card.profile.title}: {one[4]} lies on {other[4]}"


def test_the_map_shows_the_town_and_scale() -> None:
    maps = town_map.TownMaps(Catalog.load())
    made = maps.of("五常街道", 80.0, 70.0)
    assert made.scale.startswith("1:")
    image = Image.open(io.BytesIO(town_map.png(made.picture(), 100.0))).convert("RGB")
    assert image.size == (round(80 / 25.4 * 100), round(70 / 25.4 * 100))
    assert (51, 51, 51) in {color for _, color in image.getcolors(1 << 24)}


@pytest.mark.parametrize("kind", ["pdf", "docx", "pptx", "xlsx"])
def test_failures_leave_the_old_file_whole(folder: Path, kind: str) -> None:
    path = folder / f"卡.{kind}"
    path.write_bytes(b"old")
    with pytest.raises(DataError):
        write_town_cards(TownRequest(("没有这个镇",), path), silent())
    with pytest.raises(DataError):
        write_town_cards(TownRequest(("瓶窑",), folder / "无" / path.name), silent())
    feedback = Feedback(lambda share, _: feedback.cancel() if share > 0.3 else None)
    with pytest.raises(BaseException, match="取消"):
        write_town_cards(TownRequest(("瓶窑", "良渚"), path, "zh"), feedback)
    assert path.read_bytes() == b"old"
    assert [one.name for one in folder.iterdir()] == [path.name]


def test_an_unknown_extension_is_refused_before_the_work(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"卡\.odt.*\.pdf, \.docx, \.pptx, \.xlsx"):
        write_town_cards(TownRequest(("没有这个镇",), folder / "卡.odt"), silent())
