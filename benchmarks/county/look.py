"""How the county is drawn, the same for all sides: colours and millimetres, and yhgis's styles made of them.

The figures need the standard library alone: QGIS's Python reads them too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yhgis.model.style import LayerStyle

#: Fill a land-use code (DLBM).
LAND_USE = {
    "0101": "#fff3b0",
    "0103": "#fbe58d",
    "0201": "#f6b6c0",
    "0202": "#b9dd8a",
    "0301": "#5fa04e",
    "0302": "#8cc26c",
    "0404": "#cfe8a9",
    "0601": "#a78a7f",
    "0701": "#e8424a",
    "0702": "#f29b87",
    "1003": "#8f8f8f",
    "1101": "#7db9e8",
    "1104": "#a5d3f0",
}
PARCEL_EDGE, PARCEL_EDGE_MM = "#6e6e6e", 0.1
RED, RED_EDGE_MM, HATCH_MM, HATCH_SPACING_MM = "#c00000", 0.4, 0.2, 2.0
TOWN_EDGE, TOWN_EDGE_MM = "#202020", 0.6
TOWN_PT, TOWN_HALO_MM = 12.0, 0.5


def county_styles() -> dict[str, LayerStyle]:
    """Return the styles of the layers that are drawn, bottom first."""
    edge = {"kind": "stroke", "color": PARCEL_EDGE, "width_mm": PARCEL_EDGE_MM}
    categories = [
        {"values": [code], "title": {"zh": code}, "symbol": [{"kind": "fill", "color": color}, edge]}
        for code, color in LAND_USE.items()
    ]
    hatch = {"kind": "hatch", "color": RED, "spacing_mm": HATCH_SPACING_MM, "width_mm": HATCH_MM}
    red_edge = {"kind": "stroke", "color": RED, "width_mm": RED_EDGE_MM}
    town_edge = {"kind": "stroke", "color": TOWN_EDGE, "width_mm": TOWN_EDGE_MM}
    name = {"field": "XZMC", "size_pt": TOWN_PT, "halo_mm": TOWN_HALO_MM, "placement": "polygon"}
    return {
        "parcels": _style({"kind": "categories", "field": "DLBM", "categories": categories}),
        "red": _style({"kind": "single", "symbol": [hatch, red_edge]}),
        "towns": _style({"kind": "single", "symbol": [town_edge]}, [name]),
    }


def _style(renderer: dict[str, Any], labels: list[dict[str, Any]] | None = None) -> LayerStyle:
    from yhgis.model.style import LayerStyle

    return LayerStyle.model_validate({"renderer": renderer, "labels": labels or []})
