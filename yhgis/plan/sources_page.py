"""``layers/SOURCES.md``: what every built-in layer rests on, written from the catalog."""

from __future__ import annotations

from yhgis.plan.catalog import Catalog, Entry

_HEAD = """# 图层来源 / Sources of the layers

本页由 `main.py build-layers` 根据 `catalog.json` 写成，请勿手改。图形由 `sources/` 中的数值与控制点生成，\
**均为示意**：可用于结构图，不可用于任何地块的判定。全部坐标为 CGCS2000 经纬度（EPSG:4490）。

Written by `main.py build-layers` from `catalog.json`; do not edit. Shapes are made from the figures and control \
points in `sources/` and are **schematic**: fit for a structure map, never for a decision about a parcel. \
Coordinates are CGCS2000 longitude and latitude (EPSG:4490).

| 文件 | 内容 | content |
|---|---|---|
| `sources/boundary_arcs.csv` | 镇街界线弧段 | town boundary arcs |
| `sources/towns.csv`, `towns.json` | 镇街及驻地；发展定位 | towns and seats; their positioning |
| `sources/waypoints.csv` | 道路、轨道、河流的路径点 | way-points of roads, railways, metro lines, rivers |
| `sources/places.csv` | 地点 | places |
| `sources/*.json` | 本项目的示意图形：控制点与规则 | the project's schematic shapes: control points and rules |
"""


def sources_page(catalog: Catalog) -> str:
    """Return the page as Markdown, in both languages."""
    chapters = []
    for group in catalog.groups:
        entries = [entry for entry in catalog.entries if entry.group == group.id]
        if entries:
            title = f"## {group.title.zh} / {group.title.en}\n"
            chapters.append(title + "\n" + "\n".join(_entry(entry) for entry in entries))
    return _HEAD + "\n" + "\n".join(chapters)


def _entry(entry: Entry) -> str:
    accuracy = f"±{entry.accuracy_m:g} m" if entry.accuracy_m is not None else "—"
    return (
        f"### {entry.title.zh} / {entry.title.en} (`{entry.id}`)\n\n"
        f"- {entry.plan_ref} · {accuracy} · {entry.date} · 示意 schematic · `{entry.file}`\n"
        f"- {entry.description.zh}\n"
        f"- 依据：{entry.source.zh}\n"
        f"- {entry.description.en}\n"
        f"- Rests on: {entry.source.en}\n"
    )
