"""The SVG: millimetres, groups by name, text once and as text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.paint.making import KINDS, RED, box, page, paths, texts, two_boxes
from yhgis.carto.display_list import DisplayList, Fill, Group, Mark, Text, TextStyle
from yhgis.paint.svg import write_svg
from yhgis.paint.text import family, measure

NS = "{http://www.w3.org/2000/svg}"


def drawn(
    tmp_path: Path, marks: tuple[Mark, ...], size: tuple[float, float] = (120, 90), title: str = "图"
) -> ET.Element:
    path = tmp_path / "图.svg"
    write_svg(DisplayList(*size, marks), path, title)
    return ET.parse(path).getroot()


def test_size_is_the_papers_in_millimetres(tmp_path: Path) -> None:
    root = drawn(tmp_path, (), (338.67, 190.5))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("338.67mm", "190.5mm", "0 0 338.67 190.5")


def test_title_is_escaped(tmp_path: Path) -> None:
    assert drawn(tmp_path, (), title="甲 & <乙>").findtext(f"{NS}title") == "甲 & <乙>"


def test_text_is_text_once(tmp_path: Path) -> None:
    root = drawn(tmp_path, (*texts(), Text("a < b & c", 5, 5, TextStyle(9, halo_mm=1))))
    said = [element.text for element in root.iter(f"{NS}text")]
    assert said == ["余杭街道", "城西片", "东苕溪 Tiaoxi", "小计 1,234.56 km²", "a < b & c"]
    assert (root.get("font-family") or "").startswith(f"'{family()}'")
    name = root.find(f"{NS}text")
    assert name is not None
    assert float(name.get("font-size", "0")) == pytest.approx(9 * 25.4 / 72, abs=1e-3)
    assert name.get("font-weight") == "600"


def test_wide_set_text_begins_where_it_was_measured(tmp_path: Path) -> None:
    style = TextStyle(15, letter_spacing_mm=4)
    root = drawn(tmp_path, (Text("城西片", 60, 40, style, "center"),))
    text = root.find(f"{NS}text")
    assert text is not None
    assert float(text.get("x", "0")) == pytest.approx(-measure("城西片", style)[0] / 2, abs=1e-3)
    assert text.get("text-anchor") is None


def test_groups_keep_name_opacity_clip_and_place(tmp_path: Path) -> None:
    inner = Group(two_boxes(), 0.25, (1, 2, 3, 4), (5, 6), "生态 红线")
    root = drawn(tmp_path, (inner, Group((), name="生态 红线"), Group((), name="3d")))
    groups = [element for element in root.iter(f"{NS}g") if element.get("id")]
    assert [group.get("id") for group in groups] == ["生态_红线", "生态_红线-2", "_3d"]
    assert groups[0].get("opacity") == "0.25"
    assert groups[0].get("transform") == "translate(5 6)"
    clip = re.fullmatch(r"url\(#(.+)\)", groups[0].get("clip-path") or "")
    assert clip is not None
    (cut,) = (element for element in root.iter(f"{NS}clipPath") if element.get("id") == clip[1])
    assert [cut[0].get(key) for key in ("x", "y", "width", "height")] == ["1", "2", "3", "4"]


def test_ids_are_given_once_and_every_reference_is_met(tmp_path: Path) -> None:
    root = drawn(tmp_path, tuple(mark for _ in range(2) for marks in KINDS.values() for mark in marks))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    text = ET.tostring(root, encoding="unicode")
    wanted = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    assert wanted <= set(ids)
    assert len(wanted) >= 8


def test_a_feature_is_a_path(tmp_path: Path) -> None:
    """Features that overlap must not cancel out in one odd-even path."""
    root = drawn(tmp_path, (Fill(paths(box(0, 0, 4, 4), box(1, 1, 2, 2), box(2, 2, 9, 9), groups=[0, 2, 3]), RED),))
    data = [element.get("d") for element in root.iter(f"{NS}path")]
    assert all(group.get("fill-rule") == "evenodd" for group in root.iter(f"{NS}g"))
    assert data == ["M0 0L4 0L4 4L0 4ZM1 1L3 1L3 3L1 3Z", "M2 2L11 2L11 11L2 11Z"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written(kind: str, tmp_path: Path) -> None:
    write_svg(page(KINDS[kind]), tmp_path / "x.svg", "x")
    root = ET.parse(tmp_path / "x.svg").getroot()
    assert len(list(root.iter())) > 3


def test_the_paper_can_be_left_out(tmp_path: Path) -> None:
    write_svg(page(()), tmp_path / "x.svg", "x", transparent=True)
    assert ET.parse(tmp_path / "x.svg").getroot().find(f"{NS}rect") is None
