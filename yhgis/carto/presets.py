"""Ready-made symbols that a style panel offers; they are data, ``styles/tables/presets.json``."""

from __future__ import annotations

from functools import cache

from yhgis import resources, schema
from yhgis.model.colour_table import Preset, Presets
from yhgis.model.layer import GeometryKind
from yhgis.model.symbol import SvgSymbol
from yhgis.model.symbol_files import symbol_names


def presets(kind: GeometryKind) -> tuple[Preset, ...]:
    """Return the ready-made symbols for a layer of ``kind``, those of the program's own figures after the others."""
    wanted = tuple(one for one in _all() if kind.value == one.geometry or kind is GeometryKind.MIXED)
    return (*wanted, *_figures()) if kind in (GeometryKind.POINT, GeometryKind.MIXED) else wanted


@cache
def _all() -> tuple[Preset, ...]:
    return schema.read(resources.styles_folder() / "tables" / "presets.json", Presets).presets


@cache
def _figures() -> tuple[Preset, ...]:
    names = _FIGURE_TITLES
    return tuple(
        Preset.model_validate(
            {
                "id": f"figure_{name}",
                "title": {"zh": names[name][0], "en": names[name][1]},
                "geometry": "point",
                "symbol": [_figure(name)],
            }
        )
        for name in symbol_names()
        if name in names
    )


def _figure(name: str) -> SvgSymbol:
    pinned = name in ("pin", "flag")  # these stand on their place
    return SvgSymbol(
        name=name,
        size_mm=4.2,
        fill="#1F6F8B",
        halo="#FFFFFF",
        halo_mm=0.3,
        anchor="bottom" if pinned else "middle",
    )


#: What the program's own figures show.
_FIGURE_TITLES: dict[str, tuple[str, str]] = {
    "airport": ("机场", "Airport"),
    "bridge": ("桥梁", "Bridge"),
    "factory": ("工厂", "Factory"),
    "flag": ("旗", "Flag"),
    "hospital": ("医院", "Hospital"),
    "house": ("房屋", "House"),
    "laboratory": ("实验室", "Laboratory"),
    "metro": ("地铁站", "Metro station"),
    "mountain": ("山", "Mountain"),
    "museum": ("文化场馆", "Museum"),
    "office": ("办公楼", "Offices"),
    "pagoda": ("古建筑", "Historic building"),
    "park": ("公园", "Park"),
    "pin": ("图钉", "Pin"),
    "port": ("港口码头", "Port"),
    "school": ("学校", "School"),
    "star": ("星", "Star"),
    "station": ("火车站", "Railway station"),
    "tree": ("林木", "Trees"),
    "village": ("村庄", "Village"),
    "water": ("水", "Water"),
    "wetland": ("湿地", "Wetland"),
}
