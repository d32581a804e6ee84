"""Style files of QGIS and SLD: what both know comes back as it was, what is lost is told, wrong files say where."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carto.makers import make
from yhgis import resources
from yhgis.errors import DataError, UsageError
from yhgis.io.qml_read import read_qml
from yhgis.io.qml_write import write_qml
from yhgis.io.sld_read import read_sld
from yhgis.io.sld_write import write_sld
from yhgis.io.style_file import read_style_file, write_style_file
from yhgis.io.style_filter import expression_of, filter_of
from yhgis.model.layer import GeometryKind
from yhgis.model.style import FieldFilter, LayerStyle

AREA, LINE, POINT = GeometryKind.POLYGON, GeometryKind.LINE, GeometryKind.POINT
FILL = {"kind": "fill", "color": "#1A9850", "opacity": 0.4}
STROKE = {"kind": "stroke", "color": "#D7191C", "width_mm": 0.5, "dash": [4.0, 1.5], "cap": "round", "join": "bevel"}
HATCH = {"kind": "hatch", "color": "#6A51A3", "angle": 30.0, "spacing_mm": 2.5, "width_mm": 0.2}
DOTS = {"kind": "dots", "color": "#BF9000", "spacing_mm": 2.0, "row_mm": 1.8, "size_mm": 0.6, "shape": "circle"}
BAND = {"kind": "inner_band", "color": "#C51B7D", "opacity": 0.5, "width_mm": 2.4}
GRADIENT = {
    "kind": "gradient",
    "angle": 30.0,
    "stops": [
        {"at": 0.0, "color": "#F28E2B", "opacity": 0.2},
        {"at": 0.5, "color": "#FFFFFF"},
        {"at": 1.0, "color": "#1F6F8B"},
    ],
}
MARKER = {"kind": "marker", "shape": "circle", "size_mm": 3.0, "fill": "#FDD0A2", "stroke": "#A63603", "stroke_mm": 0.4}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="param(fill) #888" d="M0 0h9v9z"/></svg>'
FIGURE = {"kind": "svg", "content": SVG, "size_mm": 5.0, "fill": "#123456", "stroke": "#000000", "stroke_mm": 0.3}
TICKS = {"kind": "ticks", "shape": "dot", "color": "#00A087", "spacing_mm": 6.0, "size_mm": 1.5, "width_mm": 0.1}


def style(renderer: dict[str, Any], **rest: Any) -> LayerStyle:
    return LayerStyle.model_validate({"renderer": renderer} | rest)


def single(*symbol: dict[str, Any]) -> LayerStyle:
    return style({"kind": "single", "symbol": symbol})


def words(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def category(*values: str, **symbol: Any) -> dict[str, Any]:
    return {"values": values, "title": words(values[0]), "symbol": [FILL | symbol]}


CATEGORIES = style(
    {
        "kind": "categories",
        "field": "DLBM",
        "categories": [category("0101", color="#F8D072"), category("0301", "乔木'林地", color="#31AD69")],
        "other": [FILL],
        "other_title": words("其余"),
    }
)
GRADUATED = style(
    {
        "kind": "graduated",
        "field": "亩均",
        "lower": 0.5,
        "steps": [
            {"upper": u, "title": words(f"至 {u}"), "symbol": [FILL | {"opacity": o}]}
            for u, o in ((2, 0.2), (7.25, 0.8))
        ],
    }
)
RULES = style(
    {
        "kind": "rules",
        "rules": [
            {
                "title": words("近"),
                "symbol": [FILL, HATCH],
                "where": {"field": "类型", "values": ["甲", "乙"]},
                "scales": {"closest": 500, "farthest": 50000},
            },
            {"title": words("大"), "symbol": [FILL], "where": {"field": "v", "at_least": 2.5, "below": 9}},
            {"title": words("其余"), "symbol": [STROKE], "otherwise": True},
        ],
    }
)
LABELS = style(
    {"kind": "single", "symbol": [FILL]},
    labels=[
        {
            "field": "name",
            "size_pt": 9.0,
            "weight": 700,
            "italic": True,
            "color": "#4E2A77",
            "opacity": 0.8,
            "halo_mm": 0.5,
            "halo": "#FFF0E0",
            "halo_opacity": 0.7,
            "placement": "polygon",
            "scales": {"closest": 1000, "farthest": 400000},
        }
    ],
)

BOTH = {
    "fill": (single(FILL), AREA),
    "dashed": (single(STROKE), LINE),
    "casing": (single({**STROKE, "dash": [], "width_mm": 2.0}, STROKE), LINE),
    "hatch": (single(HATCH), AREA),
    "outline": (single(FILL, STROKE), AREA),
    "offset": (single({**STROKE, "offset_mm": 1.0}), LINE),
    "marker": (single(MARKER), POINT),
    "marker_hollow": (single({**MARKER, "fill": None}), POINT),
    "middle": (single({**MARKER, "at": "middle"}), AREA),
    "ticks": (single(TICKS), LINE),
    "categories": (CATEGORIES, AREA),
    "graduated": (GRADUATED, AREA),
    "rules": (RULES, AREA),
    "labels": (LABELS, AREA),
}
QGIS_ONLY = {
    "cross_hatch": (single({**HATCH, "angle": 0.0}, {**HATCH, "angle": 90.0}), AREA),
    "dots": (single(DOTS), AREA),
    "band": (single(BAND), AREA),
    "gradient": (single(GRADIENT), AREA),
    "radial": (single({**GRADIENT, "shape": "radial", "angle": None}), AREA),
    "svg": (single(FIGURE), POINT),
    "levels": (single(STROKE, {**STROKE, "level": 1}), LINE),
    "scales": (style({"kind": "single", "symbol": [FILL]}, scales={"closest": 100, "farthest": 25000}), AREA),
}


def close(value: Any) -> Any:
    """Data whose numbers may differ by what a file's text leaves out."""
    if isinstance(value, dict):
        return {key: close(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [close(one) for one in value]
    return pytest.approx(value, rel=2e-4, abs=3e-3) if isinstance(value, float) else value


@pytest.mark.parametrize("name", [*BOTH, *QGIS_ONLY])
def test_a_style_comes_back_from_qml(name: str) -> None:
    wanted, kind = (BOTH | QGIS_ONLY)[name]
    content, lost = write_qml(wanted, kind)
    got, dropped = read_qml(content, "a.qml")
    assert not dropped
    assert not lost
    _same(got, wanted, ())


@pytest.mark.parametrize("name", BOTH)
def test_a_style_comes_back_from_sld(name: str) -> None:
    wanted, kind = BOTH[name]
    content, lost = write_sld(wanted, kind)
    got, dropped = read_sld(content, "a.sld")
    assert not dropped
    assert not lost
    without = ("priority", "gap_mm", "title") if wanted.labels or name == "middle" else ()
    without += ("at",) if name == "middle" else ()  # a point symbolizer stands at the middle of an area by itself
    _same(got, wanted, without)


def _same(got: LayerStyle, wanted: LayerStyle, without: tuple[str, ...]) -> None:
    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(one) for key, one in value.items() if key not in without}
        return [bare(one) for one in value] if isinstance(value, (list, tuple)) else value

    assert bare(got.model_dump()) == close(bare(wanted.model_dump()))


def test_what_qml_cannot_say_is_told() -> None:
    odd = single(
        {"kind": "soft_fill", "color": "#FF0000"},
        {"kind": "rings", "color": "#FF0000", "rings": [{"reach": 1, "opacity": 0.5}]},
        {"kind": "soft_disc", "color": "#FF0000"},
        {**STROKE, "width_by": {"field": "v", "values": [1], "widths_mm": [1]}},
    )
    _, lost = write_qml(odd, AREA)
    assert len(lost) == 4
    assert all(re.search(r"[\u4e00-\u9fff]", str(message)) for message in lost)


def test_what_sld_cannot_say_is_told() -> None:
    _, lost = write_sld(single(BAND, GRADIENT, DOTS, {**MARKER, "halo": "#FFFFFF", "at": "middle"}), AREA)
    assert [message.values.get("kind") for message in lost] == ["inner_band", "gradient", None, None]


@pytest.mark.parametrize("path", sorted(resources.styles_folder().glob("*.json")), ids=lambda path: path.stem)
def test_each_of_our_own_styles_can_be_written_and_read_back(path: Path) -> None:
    own, _ = read_style_file(path)
    for kind in (AREA, LINE, POINT):
        for write, read in ((write_qml, read_qml), (write_sld, read_sld)):
            content, _ = write(own, kind)
            read(content, "a")


def test_files_are_told_apart_by_their_ending(tmp_path: Path) -> None:
    layer = make([shapely.box(0, 0, 1, 1)], name=["甲"])
    wanted = single(FILL, STROKE)
    for ending in (".json", ".qml", ".SLD"):
        file = tmp_path / f"余杭 样式{ending}"
        assert write_style_file(file, wanted, layer) == []
        got, dropped = read_style_file(file)
        assert not dropped
        _same(got, wanted, ())
    with pytest.raises(UsageError, match="qml"):
        read_style_file(tmp_path / "a.lyrx")
    with pytest.raises(DataError, match=r"b\.qml"):
        read_style_file(tmp_path / "b.qml")


QML = """<qgis version="3.22">
 <renderer-v2 type="RENDERER">
  <symbols>
   <symbol name="0" type="fill" alpha="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <prop k="color" v="COLOR"/>
     <prop k="outline_style" v="no"/>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
</qgis>"""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"COLOR": "255,zero,0,255"}, "a.qml.*5.*color"),
        ({"COLOR": "red"}, "a.qml.*5.*color"),
        ({"RENDERER": "heatmapRenderer"}, "a.qml.*2.*heatmapRenderer"),
        ({'alpha="1"': 'alpha="much"'}, "a.qml.*4.*alpha"),
        ({"<renderer-v2": "<render", "</renderer-v2": "</render"}, "renderer-v2"),
        ({"<qgis": "<html", "</qgis": "</html"}, "html"),
        ({"</layer>": ""}, "a.qml.*9"),
        ({"<symbols>": "<symbol-list>", "</symbols>": "</symbol-list>"}, "a.qml.*2.*symbols"),
        ({'type="RENDERER"': 'type="categorizedSymbol"><categories><category symbol="7" value="x"/></categories',
          "<symbols>": "<symbols>"}, "symbol.*7"),
    ],
)  # fmt: skip
def test_a_wrong_qml_gives_key_and_line(change: dict[str, str], says: str) -> None:
    text = QML
    for old, new in change.items():
        text = text.replace(old, new)
    text = text.replace("RENDERER", "singleSymbol").replace("COLOR", "255,0,0,255")
    with pytest.raises(DataError, match=says):
        read_qml(text.encode(), "a.qml")


SLD = """<StyledLayerDescriptor xmlns="http://www.opengis.net/sld" version="1.0.0">
 <NamedLayer><Name>l</Name><UserStyle><FeatureTypeStyle>
  <Rule>
   <MaxScaleDenominator>SCALE</MaxScaleDenominator>
   <PolygonSymbolizer>
    <Fill>
     <CssParameter name="fill">COLOR</CssParameter>
    </Fill>
   </PolygonSymbolizer>
  </Rule>
 </FeatureTypeStyle></UserStyle></NamedLayer>
</StyledLayerDescriptor>"""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"COLOR": "red"}, "a.sld.*7.*fill"),
        ({"COLOR": "#12345"}, "a.sld.*7.*fill"),
        ({"SCALE": "far"}, "a.sld.*4.*MaxScaleDenominator"),
        ({"<Rule>": "<Role>", "</Rule>": "</Role>"}, "a.sld"),
        ({"StyledLayerDescriptor": "sld"}, "sld"),
        ({"</Fill>": ""}, "a.sld.*9"),
    ],
)
def test_a_wrong_sld_gives_key_and_line(change: dict[str, str], says: str) -> None:
    text = SLD
    for old, new in change.items():
        text = text.replace(old, new)
    text = text.replace("SCALE", "5000").replace("COLOR", "#ff0000")
    with pytest.raises(DataError, match=says):
        read_sld(text.encode(), "a.sld")


def test_a_wrong_own_file_gives_key_and_line(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(
        '{\n "renderer": {\n  "kind": "single",\n  "symbol": [{"kind": "fill",\n   "color": "rot"}]}}', "utf-8"
    )
    with pytest.raises(DataError, match=r"a\.json.*5.*color"):
        read_style_file(file)


def test_what_qgis_writes_is_understood() -> None:
    """Nested rules, pixels and points as units, styles by name, hidden layers, NULL as the other values."""
    text = QML.replace("RENDERER", "RuleRenderer").replace("COLOR", "10,20,30,51")
    text = text.replace(
        "<symbols>",
        '<rules><rule filter="&quot;a&quot; &gt;= 1" scalemaxdenom="5000"><rule symbol="0" filter="a &lt; 3"'
        ' scalemindenom="100" label="x"/><rule symbol="0" filter="length(a) = 3"/></rule>'
        '<rule symbol="0" filter="ELSE"/></rules><symbols>',
    )
    text = text.replace('v="no"/>', 'v="dash"/><prop k="outline_width" v="2"/><prop k="outline_width_unit" v="Point"/>')
    got, dropped = read_qml(text.encode(), "a.qml")
    first, last = got.renderer.rules  # type: ignore[union-attr]
    assert first.where == FieldFilter(field="a", at_least=1.0, below=3.0)
    assert (first.scales.closest, first.scales.farthest) == (100.0, 5000.0)
    assert last.otherwise
    assert first.symbol[0].opacity == pytest.approx(0.2)
    assert first.symbol[1].width_mm == pytest.approx(2 * 25.4 / 72)
    assert len(first.symbol[1].dash) == 2
    assert "length(a)" in str(dropped[0])


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=8)


@given(field=TEXTS, values=st.lists(TEXTS, min_size=1, max_size=4))
def test_a_filter_by_values_comes_back(field: str, values: list[str]) -> None:
    where = FieldFilter(field=field, values=tuple(values))
    assert filter_of(expression_of(where)) == where


@given(low=st.none() | st.floats(-1e9, 1e9), high=st.none() | st.floats(-1e9, 1e9))
@settings(max_examples=60)
def test_a_filter_by_range_comes_back(low: float | None, high: float | None) -> None:
    if low is None and high is None:
        return
    where = FieldFilter(field="面积", at_least=low, below=high)
    assert filter_of(expression_of(where)) == where


@pytest.mark.parametrize(
    ("expression", "field", "passes", "fails"),
    [
        ("a > 3", "a", 3.1, 3.0),
        ('"a" <= 3', "a", 3.0, 3.1),
        ("( a >= 1 AND a < 2 )", "a", 1.0, 2.0),
    ],
)
def test_comparisons_hold_at_their_limits(expression: str, field: str, passes: float, fails: float) -> None:
    where = filter_of(expression)
    assert where is not None
    assert where.field == field

    def holds(value: float) -> bool:
        return (where.at_least is None or value >= where.at_least) and (where.below is None or value < where.below)

    assert holds(passes)
    assert not holds(fails)


@pytest.mark.parametrize("expression", ["length(a) = 3", "a = 1 OR b = 2", "a LIKE 'x%'", "NOT a", "a > b", ""])
def test_what_a_filter_cannot_say_is_none(expression: str) -> None:
    assert filter_of(expression) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_a_sentence(content: bytes) -> None:
    for read in (read_qml, read_sld):
        with pytest.raises(DataError):
            read(content, "a")
