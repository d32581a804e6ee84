"""SVG figures: our own all draw, strangers' files are read safely, wrong ones say where."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.carto.makers import PAPER, MakeLayer
from yhgis.carto import display_list as dl
from yhgis.carto.frame import Frame
from yhgis.carto.legend import swatch
from yhgis.carto.presets import presets
from yhgis.carto.svg_figure import figure, load_svg, placed_parts, read_figure
from yhgis.carto.svg_path import subpaths
from yhgis.carto.symbology import layer_marks
from yhgis.errors import DataError
from yhgis.model.layer import GeometryKind
from yhgis.model.style import LayerStyle, SingleRenderer
from yhgis.model.symbol import SvgSymbol
from yhgis.model.symbol_files import symbol_names

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{}</svg>'


def parts_of(content: str, **look: object) -> list[tuple[dl.Paths, object, object, float]]:
    symbol = SvgSymbol.model_validate({"content": content, "size_mm": 24.0} | look)
    return [(one.outline, one.fill, one.stroke, one.stroke_mm) for one in placed_parts(figure(symbol), symbol)]


@pytest.mark.parametrize("name", symbol_names())
def test_each_of_our_own_figures_draws_inside_its_box_in_the_colour_asked_for(name: str) -> None:
    symbol = SvgSymbol(name=name, size_mm=10.0, fill="#123456")
    parts = placed_parts(figure(symbol), symbol)
    assert parts
    for part in parts:
        assert np.abs(part.outline.xy).max() <= 5.0 + 1e-9
    assert (0x12, 0x34, 0x56, 255) in [color for part in parts for color in (part.fill, part.stroke)]


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        ('<rect x="2" y="2" width="10" height="5"/>', 50.0),
        ('<rect x="2" y="2" width="10" height="10" rx="5"/>', np.pi * 25),
        ('<circle cx="12" cy="12" r="10"/>', np.pi * 100),
        ('<ellipse cx="12" cy="12" rx="10" ry="5"/>', np.pi * 50),
        ('<polygon points="0,0 10,0 0,10"/>', 50.0),
        ('<path d="M2 2h10v10H2z"/>', 100.0),
        ('<path d="M12 2A10 10 0 0 1 12 22 10 10 0 0 1 12 2"/>', np.pi * 100),
        ('<path d="M12 2a10 10 0 0120 0z"/>', np.pi * 50),
        ('<path d="M0 0 q5 10 10 0z"/>', 100 / 3),
        ('<g transform="translate(3 4) scale(2)"><rect width="3" height="3"/></g>', 36.0),
        ('<rect width="6" height="6" transform="rotate(30 3 3)"/>', 36.0),
        ('<path d="M0 0h10v10h-10zM2 2h4v4h-4z"/>', 84.0),
    ],
)
def test_a_shape_has_its_area(shape: str, area: float) -> None:
    (outline, *_), *more = parts_of(SVG.format(shape))
    assert not more
    rings = [outline.xy[a:b] for a, b in zip(outline.starts[:-1], outline.starts[1:], strict=True)]
    whole, *holes = (float(shapely.area(shapely.polygons(ring))) for ring in rings)
    assert whole - sum(holes) == pytest.approx(area, rel=0.01)


def test_colours_are_those_of_the_file_unless_it_leaves_them_open() -> None:
    content = SVG.format(
        '<g fill="#00f" style="stroke:red;stroke-width:2"><rect width="9" height="9" fill-opacity=".5"/></g>'
        '<circle r="4" fill="param(fill) #FFF" stroke="param(outline)" stroke-width="param(outline-width) 1"/>'
        '<circle r="2" fill="currentColor"/>'
    )
    first, second, third = parts_of(content, fill="#112233", stroke="#445566", stroke_mm=0.7)
    assert first[1:] == ((0, 0, 255, 128), (255, 0, 0, 255), 2.0)
    assert second[1:] == ((0x11, 0x22, 0x33, 255), (0x44, 0x55, 0x66, 255), 0.7)
    assert third[1] == (0x11, 0x22, 0x33, 255)
    plain = parts_of(content)
    assert plain[1][1] == (255, 255, 255, 255)


def test_an_open_line_is_stroked_open_and_a_closed_one_closed() -> None:
    ((line, fill, stroke, width),) = parts_of(
        SVG.format('<path d="M2 2L10 10" fill="none" stroke="#000" stroke-width="3"/>')
    )
    assert (line.closed, fill, stroke, width) == (False, None, (0, 0, 0, 255), 3.0)
    ((ring, *_),) = parts_of(SVG.format('<path d="M2 2L10 10 L2 10z" fill="none" stroke="#000"/>'))
    assert ring.closed


def test_a_figure_with_its_foot_on_the_place_and_turned() -> None:
    content = SVG.format('<rect x="11" width="2" height="24"/>')
    ((upright, *_),) = parts_of(content, anchor="bottom")
    assert upright.xy[:, 1].max() == pytest.approx(0.0)
    assert upright.xy[:, 1].min() == pytest.approx(-24.0)
    ((turned, *_),) = parts_of(content, anchor="bottom", angle=90.0)
    assert np.ptp(turned.xy[:, 0]) == pytest.approx(24.0)
    assert turned.xy[:, 0].max() == pytest.approx(24.0)  # clockwise: the head to the right


def test_a_halo_lies_beneath_every_part(layer: MakeLayer) -> None:
    symbol = SvgSymbol(name="school", halo="#FFFFFF", halo_mm=0.5)
    style = LayerStyle(renderer=SingleRenderer(symbol=(symbol,)))
    marks = layer_marks(layer([shapely.Point(50, 50)]), style, Frame(PAPER))
    rims = [mark for mark in marks if isinstance(mark, dl.Markers) and mark.fill == (255, 255, 255, 255)]
    assert marks[: len(rims)] == tuple(rims)
    assert len(rims) * 2 == len(marks)
    assert all(rim.stroke_mm >= 1.0 for rim in rims)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<svg><rect", "1"),
        ("<html/>", "html"),
        (SVG.format(""), "a.svg"),
        (SVG.format('\n\n<text x="1">A</text>'), "3.*text"),
        (SVG.format('\n<image href="http://example.org/x.png"/>'), "2.*image"),
        (SVG.format("<script>1</script>"), "script"),
        (SVG.format('\n<rect width="wide" height="2"/>'), "2.*wide"),
        (SVG.format('\n\n\n<path d="M0 0 L5"/>'), "4"),
        (SVG.format('<path d="10 10"/>'), "1"),
        (SVG.format('<rect fill="url(#g)" width="2" height="2"/>'), "url"),
        (SVG.format('<g transform="spin(3)"><rect width="2" height="2"/></g>'), "spin"),
        ('<!DOCTYPE svg [<!ENTITY a "x">]><svg><title>&a;</title></svg>', "XML"),
        ('<!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/hostname">]><svg><desc>&f;</desc></svg>', "XML"),
    ],
)
def test_a_wrong_file_says_what_is_wrong_and_where(content: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        read_figure(content, "a.svg")


def test_entities_do_not_blow_up() -> None:
    bomb = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    with pytest.raises(DataError, match="XML"):  # put in one another they would be 300 GB
        read_figure(f'<!DOCTYPE svg [<!ENTITY l0 "lol">{bomb}]><svg><desc>&l11;</desc></svg>', "a.svg")


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(DataError, match="pagoda"):
        figure(SvgSymbol(name="pagada"))


def test_smooth_curves_go_on_from_the_last_handle() -> None:
    ((line, closed),) = subpaths("M0 0C0 10 10 10 10 0S20-10 20 0")
    assert not closed
    assert line[14:].mean(axis=0)[1] < 0 < line[:14].mean(axis=0)[1]
    assert line[-1].tolist() == [20.0, 0.0]


def test_the_users_own_file_is_read_whatever_its_encoding(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="GBK"?>' + SVG.format("<title>余杭</title><circle r='3'/>")
    (tmp_path / "余 杭.svg").write_bytes(text.encode("gbk"))
    content = load_svg(tmp_path / "余 杭.svg")
    assert "余杭" in content
    assert len(parts_of(content)) == 1
    (tmp_path / "b.svg").write_text(SVG.format("\n<text>a</text>"), "utf-8")
    with pytest.raises(DataError, match=r"b\.svg.*2.*text"):
        load_svg(tmp_path / "b.svg")
    with pytest.raises(DataError, match=r"c\.svg"):
        load_svg(tmp_path / "c.svg")


@pytest.mark.parametrize("kind", [GeometryKind.POLYGON, GeometryKind.LINE, GeometryKind.POINT])
def test_every_preset_draws_on_its_geometry(kind: GeometryKind) -> None:
    found = presets(kind)
    assert len({one.id for one in found}) == len(found) > 8
    for one in found:
        assert swatch(one.symbol, kind, 16.0, 9.0), one.id
        assert one.title.zh
        assert one.title.en


def test_every_figure_of_ours_has_a_preset() -> None:
    assert {f"figure_{name}" for name in symbol_names()} <= {one.id for one in presets(GeometryKind.POINT)}
