"""Every kind of symbol once, as it is drawn on a small area, line or points; by family, one contact sheet each."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from tests.carto.makers import make
from yhgis.carto.display_list import DisplayList, Group, Mark
from yhgis.carto.map_picture import MapLayer, compose
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle
from yhgis.model.view import View
from yhgis.paint.text import measure

TILE_MM = (24.0, 16.0)
COLUMNS = 4
GAP_MM = 1.0

AREA = shapely.Polygon([(2, 2), (22, 3), (19, 14), (4, 13)], [[(10, 6), (14, 6), (12, 9)]])
NEIGHBOUR = shapely.box(2, 2, 11, 14), shapely.box(11, 2, 22, 14)
LINE = shapely.LineString([(2, 4), (9, 13), (14, 4), (22, 12)])
POINTS = shapely.Point(6, 6), shapely.Point(17, 10)
GREEN, RED, PURPLE, ORANGE, BLUE = "#1A9850", "#D7191C", "#6A51A3", "#F28E2B", "#1F6F8B"
OWN_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g transform="rotate(45 5 5)">'
    '<rect x="2" y="2" width="6" height="6" rx="1.5" fill="param(fill) #888" stroke="param(outline) #000"'
    ' stroke-width="param(outline-width) 0.5"/></g><circle cx="5" cy="5" r="1.4" fill="white"/></svg>'
)


def part(kind: str, **values: Any) -> dict[str, Any]:
    """A symbol layer as it stands in a file."""
    return {"kind": kind} | values


STOPS = [{"at": 0, "color": ORANGE, "opacity": 0.05}, {"at": 0.5, "color": ORANGE}, {"at": 1, "color": BLUE}]
EDGE = part("stroke", color="#333333", width_mm=0.2)

#: Family -> kind -> geometry and symbol layers.
SYMBOLS: dict[str, dict[str, tuple[list[Any], list[dict[str, Any]]]]] = {
    "fills": {
        "fill": ([AREA], [part("fill", color=GREEN, opacity=0.4), EDGE]),
        "hatch": ([AREA], [part("hatch", color=GREEN, angle=45, spacing_mm=1.5, width_mm=0.3), EDGE]),
        "hatch_turned": ([AREA], [part("hatch", color=GREEN, angle=15, spacing_mm=1, width_mm=0.15), EDGE]),
        "hatch_crossed": ([AREA], [part("hatch", color=PURPLE, angle=30, spacing_mm=1.5, cross=True), EDGE]),
        "dots": ([AREA], [part("dots", color="#BF9000", spacing_mm=1.5, size_mm=0.5), EDGE]),
        "dots_turned": (
            [AREA],
            [
                part(
                    "dots",
                    color="#1B7837",
                    spacing_mm=2,
                    row_mm=2,
                    shifted=False,
                    angle=30,
                    size_mm=1,
                    shape="triangle",
                )
            ],
        ),
        "inner_band": ([AREA], [part("inner_band", color="#C51B7D", width_mm=2, opacity=0.6), EDGE]),
        "soft_fill": ([AREA], [part("soft_fill", color=RED, width_mm=3, opacity=0.7)]),
        "gradient": ([AREA], [part("gradient", stops=STOPS), EDGE]),
        "gradient_angle": ([AREA], [part("gradient", stops=STOPS, angle=90), EDGE]),
        "gradient_radial": ([AREA], [part("gradient", stops=STOPS, shape="radial"), EDGE]),
        "gradient_along": ([AREA], [part("gradient", stops=STOPS, along="guide"), EDGE]),
        "rings_circle": (
            [AREA],
            [part("rings", color="#D7301F", rings=[{"reach": 1, "opacity": 0.2}, {"reach": 0.5, "opacity": 0.6}])],
        ),
        "rings_outline": (
            [shapely.box(3, 2, 21, 14)],
            [
                part(
                    "rings",
                    color="#D7301F",
                    shape="outline",
                    edge_mm=0.3,
                    rings=[{"reach": 1, "opacity": 0.15}, {"reach": 0.6, "opacity": 0.5}],
                )
            ],
        ),
    },
    "lines": {
        "stroke": ([LINE], [part("stroke", color=BLUE, width_mm=0.8, cap="round")]),
        "stroke_dashed": ([LINE], [part("stroke", color="#C51B7D", width_mm=0.6, dash=[3, 1, 0.6, 1])]),
        "stroke_dash_fitted": ([LINE], [part("stroke", color=PURPLE, width_mm=1.2, dash=[4, 1.5], fit_dash=True)]),
        "stroke_cased": (
            [LINE, shapely.LineString([(2, 13), (22, 4)])],
            [
                part("stroke", color="#9A6A20", width_mm=2, cap="round"),
                part("stroke", color="#F6C37B", width_mm=1.3, cap="round", level=1),
            ],
        ),
        "stroke_double": (
            [LINE],
            [part("stroke", color=RED, width_mm=0.3, offset_mm=by) for by in (0.6, -0.6)],
        ),
        "stroke_offset_ring": (
            [AREA],
            [EDGE, part("stroke", color=RED, width_mm=0.4, offset_mm=-0.8)],
        ),
        "stroke_shared_once": (
            list(NEIGHBOUR),
            [part("stroke", color="#7A7A7A", width_mm=0.5, dash=[2, 1], shared_once=True)],
        ),
        "stroke_width_by": (
            [shapely.LineString([(2, y), (22, y)]) for y in (4, 8, 12)],
            [
                part(
                    "stroke",
                    color="#5BA4CF",
                    width_mm=0.2,
                    width_by={"field": "v", "values": [1, 3], "widths_mm": [0.3, 1.8]},
                )
            ],
        ),
        "railway": (
            [LINE],
            [
                part("stroke", color="#333333", width_mm=1.1),
                part("stroke", color="#FFFFFF", width_mm=0.7, dash=[2.5, 2.5]),
            ],
        ),
        "ticks_cross": (
            [LINE],
            [
                part("stroke", color="#333333", width_mm=0.3),
                part("ticks", shape="cross", color="#333333", spacing_mm=2, size_mm=1.4, width_mm=0.3),
            ],
        ),
        "ticks_chevron": (
            [LINE],
            [
                part("stroke", color="#00A087", width_mm=0.4),
                part("ticks", shape="chevron", color="#00A087", spacing_mm=4, size_mm=1.8, width_mm=0.5),
            ],
        ),
        "ticks_dot": ([LINE], [part("ticks", shape="dot", color=BLUE, spacing_mm=2, size_mm=0.9)]),
        "arrowheads": (
            [shapely.LineString([(5, 8), (19, 8)])],
            [
                part("stroke", color="#FFFFFF", width_mm=2),
                part("stroke", color=PURPLE, width_mm=1.2, dash=[3, 1], fit_dash=True),
                part("arrowheads", color=PURPLE, length_mm=3, width_mm=3.4, outline="#FFFFFF", outline_mm=0.3),
            ],
        ),
        "arrowhead_end": (
            [LINE],
            [
                part("stroke", color=RED, width_mm=0.5),
                part("arrowheads", color=RED, ends="end", length_mm=2, width_mm=2),
            ],
        ),
    },
    "points": {
        **{
            f"marker_{shape}": (
                list(POINTS),
                [part("marker", shape=shape, size_mm=4, fill="#FDD0A2", stroke="#A63603", stroke_mm=0.4)],
            )
            for shape in ("circle", "square", "diamond", "triangle", "ring", "flag", "cross", "star")
        },
        "marker_halo": (
            list(POINTS),
            [part("fill", color=RED), part("marker", size_mm=3, fill=BLUE, halo="#FFFFFF", halo_mm=0.7)],
        ),
        "marker_middle": (
            [AREA, LINE],
            [EDGE, part("marker", at="middle", size_mm=2, fill=RED)],
        ),
        "marker_vertices": ([LINE], [EDGE, part("marker", at="vertices", shape="square", size_mm=1.2, fill=RED)]),
        "svg": (list(POINTS), [part("svg", name="pagoda", size_mm=6, fill="#B03A2E", halo="#FFFFFF", halo_mm=0.5)]),
        "svg_lines": (list(POINTS), [part("svg", name="port", size_mm=6, fill=BLUE)]),
        "svg_foot": (list(POINTS), [part("svg", name="pin", size_mm=6, fill=RED, anchor="bottom")]),
        "svg_own": (
            list(POINTS),
            [part("svg", content=OWN_SVG, size_mm=6, fill=ORANGE, stroke=PURPLE, stroke_mm=0.4, angle=20)],
        ),
        "soft_disc": (list(POINTS), [part("soft_disc", color=PURPLE), part("marker", size_mm=0.8, fill="#FFFFFF")]),
        "soft_disc_paper": (list(POINTS), [part("soft_disc", color=PURPLE, radius_field="", radius_mm=3.5)]),
        "rings_point": (
            list(POINTS),
            [
                part(
                    "rings",
                    color="#D7301F",
                    radius_mm=4,
                    rings=[{"reach": 1, "opacity": 0.15}, {"reach": 0.6, "opacity": 0.5}],
                )
            ],
        ),
    },
}

OUTLINE = [part("fill", color="#E8EEF0"), EDGE]
RIVER = shapely.LineString([(1, 10), (6, 7.5), (12, 7), (18, 8.5), (23, 8)])
RIVER_LINE = [part("stroke", color="#5BA4CF", width_mm=0.5)]
DOT = [part("marker", size_mm=1.4, fill=RED)]
NAME = {"size_pt": 7.0, "halo_mm": 0.4}
#: Kind -> geometry, symbol layers, label style, Chinese and English name.
LABELS: dict[str, tuple[list[Any], list[dict[str, Any]], dict[str, Any], tuple[str, str]]] = {
    "in_area": (
        [shapely.Polygon([(2, 3), (22, 2), (20, 14), (5, 12)])],
        OUTLINE,
        {"placement": "polygon", "weight": 600},
        ("仓前街道", ""),
    ),
    "wrapped": (
        [shapely.box(3, 1, 21, 15)],
        OUTLINE,
        {"placement": "polygon", "wrap": 5, "line_spacing": 1.3},
        ("未来科技城（海创园）", ""),
    ),
    "english_wrapped": (
        [shapely.box(2, 1, 22, 15)],
        OUTLINE,
        {"placement": "polygon", "wrap": 6, "language": "en"},
        ("未来科技城", "Future Sci-Tech City"),
    ),
    "two_languages": ([POINTS[0]], DOT, {"placement": "point", "language": "both"}, ("良渚", "Liangzhu")),
    "beside_point": ([shapely.Point(4, 8)], DOT, {"placement": "point"}, ("径山寺", "")),
    "in_a_flag": (
        [shapely.Point(4, 8)],
        DOT,
        {"placement": "point", "flag": True, "color": "#3F51B5"},
        ("梦想小镇", ""),
    ),
    "spaced": (
        [shapely.box(1, 1, 23, 15)],
        OUTLINE,
        {"placement": "polygon", "spacing_mm": 2.0, "size_pt": 10, "opacity": 0.8},
        ("城西片", ""),
    ),
    "on_line": (
        [shapely.LineString([(1, 12), (23, 5)])],
        RIVER_LINE,
        {"placement": "line", "gap_mm": 0},
        ("东西大道", ""),
    ),
    "along_line": (
        [RIVER],
        RIVER_LINE,
        {"placement": "along", "italic": True, "color": "#2B7BBA", "spacing_mm": 1.2, "gap_mm": 0.8},
        ("余杭塘河", ""),
    ),
    "without_halo": ([AREA], OUTLINE, {"placement": "polygon", "halo_mm": 0}, ("闲林", "")),
}
SYMBOLS["labels"] = {kind: (geometry, symbol) for kind, (geometry, symbol, _, _) in LABELS.items()}


def kinds(family: str) -> list[str]:
    """Names of the family's pictures, in order."""
    return list(SYMBOLS[family])


def tile(family: str, kind: str) -> tuple[Mark, ...]:
    """The marks of one kind, in a box from (0, 0)."""
    geometry, symbol = SYMBOLS[family][kind]
    count = len(geometry)
    fields = {"v": [1.0 + i for i in range(count)], "accuracy_m": [3.0 + i for i in range(count)]}
    _, _, label, (zh, en) = LABELS[kind] if family == "labels" else ((), (), {}, ("", ""))
    info = {"name_field": "name", "name_field_en": "name_en"}
    layer = make(geometry, info=info, name=[zh] * count, name_en=[en] * count, **fields)
    labels = [NAME | label] if label else []
    style = LayerStyle.model_validate({"renderer": {"kind": "single", "symbol": symbol}, "labels": labels})
    layers = [MapLayer(layer, style)]
    if any(one.get("along") for one in symbol):
        guide: Layer = make([shapely.LineString([(3, 12), (20, 3)])], "guide")
        nothing = LayerStyle.model_validate({"renderer": {"kind": "single", "symbol": []}})
        layers.append(MapLayer(guide, nothing))
    view = View(TILE_MM[0] / 2, TILE_MM[1] / 2, 1000.0, *TILE_MM, dpi=254.0)  # a metre is a millimetre
    return compose(layers, view, measure=measure).marks


def place(number: int) -> tuple[float, float]:
    """Where the tile of that number stands on its sheet, mm."""
    row, column = divmod(number, COLUMNS)
    return column * (TILE_MM[0] + GAP_MM), row * (TILE_MM[1] + GAP_MM)


def sheet(family: str) -> DisplayList:
    """All kinds of a family on one paper."""
    names = kinds(family)
    rows = -(-len(names) // COLUMNS)
    width, height = np.array([COLUMNS, rows]) * (np.array(TILE_MM) + GAP_MM) - GAP_MM
    marks = [
        Group(tile(family, name), clip=(0.0, 0.0, *TILE_MM), offset=place(i), name=name) for i, name in enumerate(names)
    ]
    return DisplayList(float(width), float(height), tuple(marks))
