"""The atlas: one PDF with bookmarks, or a file a town; all of it or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.report.built_in import page_text
from yhgis.cli.main import run
from yhgis.cli.products import town_list
from yhgis.errors import Cancelled, DataError, UsageError
from yhgis.feedback import Feedback, silent
from yhgis.plan.catalog import Catalog
from yhgis.report.atlas_file import AtlasRequest, file_of, write_atlas_file


def test_one_pdf_has_a_page_and_a_bookmark_a_town(folder: Path) -> None:
    names = tuple(Catalog.load().layer("towns").names())
    done: list[float] = []
    written = write_atlas_file(
        AtlasRequest("towns", folder / "图集.pdf", paper="A4"), Feedback(lambda share, _: done.append(share))
    )
    reader = PdfReader(folder / "图集.pdf")
    assert written.files == (folder / "图集.pdf",)
    assert [item.title for item in reader.outline] == list(names)  # type: ignore[union-attr]
    assert reader.metadata is not None
    assert reader.metadata.title == "余杭区镇街图"
    assert len(reader.pages) == len(names)
    for page in reader.pages:
        assert [float(side) for side in page.mediabox[2:]] == pytest.approx([841.89, 595.28], abs=0.1)
    for number in (0, len(names) - 1):
        assert f"{names[number]}镇街图" in page_text(folder / "图集.pdf", number)
    assert done == sorted(done)
    assert done[-1] == 1.0
    assert written.document()["towns"] == list(names)
    assert written.schematic


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("图集.png", ["图集_瓶窑镇.png", "图集_余杭街道.png"]),
        ("{town}控制线.svg", ["瓶窑镇控制线.svg", "余杭街道控制线.svg"]),
        ("{town}.pdf", ["瓶窑镇.pdf", "余杭街道.pdf"]),
        ("{town}.pptx", ["瓶窑镇.pptx", "余杭街道.pptx"]),
    ],
)
def test_a_file_a_town(folder: Path, name: str, expected: list[str]) -> None:
    request = AtlasRequest("layout", folder / name, ("瓶窑", "余杭街道"), paper="A4", dpi=50.0)
    written = write_atlas_file(request, silent())
    assert [path.name for path in written.files] == expected
    beside = [Path(one).with_suffix(".pgw").name for one in expected if one.endswith(".png")]
    assert sorted(path.name for path in folder.iterdir()) == sorted([*expected, *beside])
    if name.endswith(".png"):
        with Image.open(written.files[0]) as picture:
            assert picture.size == (585, 413)


@pytest.mark.parametrize("name", ["图集.png", "图集.pdf"])
@pytest.mark.parametrize("late", [0.6, 0.95])
def test_cancelling_leaves_nothing_new_and_old_files_whole(folder: Path, name: str, late: float) -> None:
    (folder / "图集_瓶窑镇.png").write_bytes(b"old")
    feedback = Feedback(lambda share, _: feedback.cancel() if share > late else None)
    with pytest.raises(Cancelled):
        write_atlas_file(AtlasRequest("layout", folder / name, ("瓶窑", "径山"), paper="A4", dpi=40.0), feedback)
    assert [path.name for path in folder.iterdir()] == ["图集_瓶窑镇.png"]
    assert (folder / "图集_瓶窑镇.png").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["图集.pdf", "图集.png"])
def test_wrong_input_is_one_sentence_before_the_work(folder: Path, name: str) -> None:
    out = folder / name
    with pytest.raises(UsageError, match="瓶窑"):
        write_atlas_file(AtlasRequest("layout", out, ("瓶客",)), silent())
    with pytest.raises(DataError, match="layout"):
        write_atlas_file(AtlasRequest("layuot", out), silent())
    with pytest.raises(UsageError, match="A3"):
        write_atlas_file(AtlasRequest("layout", out, paper="A9"), silent())
    with pytest.raises(UsageError, match=r"\.pdf"):
        write_atlas_file(AtlasRequest("layout", folder / "图集.docx"), silent())
    with pytest.raises(DataError, match="无"):
        write_atlas_file(AtlasRequest("layout", folder / "无" / name, ("瓶窑",), dpi=40.0), silent())
    assert list(folder.iterdir()) == []


def test_file_names() -> None:
    assert file_of(Path("a/图.png"), "瓶窑镇") == Path("a/图_瓶窑镇.png")
    assert file_of(Path("a/{town}-{town}.svg"), "瓶窑镇") == Path("a/瓶窑镇-瓶窑镇.svg")


def test_towns_are_parted_by_commas_of_either_kind() -> None:
    assert town_list("瓶窑, 余杭街道，良渚、径山") == ("瓶窑", "余杭街道", "良渚", "径山")
    with pytest.raises(UsageError):
        town_list(" ,，")


def test_the_command_line_writes_and_says_what_it_wrote(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "图集.pdf"
    assert run(["atlas", "towns", "--towns", "瓶窑", "--paper", "A4", "--out", str(out), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["files"], document["towns"]) == ([str(out)], ["瓶窑镇"])
    card = folder / "卡.xlsx"
    assert run(["report", "town", "瓶窑", "--out", str(card), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["file"] == str(card)
    assert document["towns"][0]["zones"]
    assert run(["report", "town", "pingyao", "--out", str(card)]) == 0
    assert str(card) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (2, ("atlas", "layout", "--towns", "瓶客")),
        (1, ("report", "town", "瓶客")),
        (2, ("report", "tonw", "瓶窑")),
        (2, ("report", "town", ",")),
        (1, ("atlas", "layuot")),
    ],
)
def test_mistakes_are_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], code: int, words: tuple[str, ...]
) -> None:
    assert run([*words, "--out", str(folder / "图.pdf")]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert list(folder.iterdir()) == []


def test_closing_is_asked_for_on_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    said = []
    for number, more in enumerate(((), ("--closing",))):
        out = folder / f"{number}.xlsx"
        assert run(["overlap", "towns", "ecological_redline", "--out", str(out), *more]) == 0
        cells = openpyxl.load_workbook(out).worksheets[0]["A"]
        said.append(next(str(cell.value) for cell in cells if "平差" in str(cell.value))[:3])
    assert said == ["未平差", "已平差"]
    capsys.readouterr()
