"""The words of a sheet, in the sheet's own language whatever the window speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yhgis.carto.legend import words
from yhgis.i18n import Language, Title
from yhgis.model.layer import Layer, Status

LEGEND = Title("图例", "Legend")
ALL_SCHEMATIC = Title("（示意）", " (schematic)")
SOME_SCHEMATIC = Title("（含示意）", " (partly schematic)")
SCHEMATIC = Title("示意", "schematic")
NORTH = Title("北", "N")
LOCATION = Title("位置", "Location")
CRS = Title(
    "CGCS2000 / 3°带高斯-克吕格投影，中央经线120°E（EPSG:4549）",
    "CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549)",
)
PLAN = Title(
    "余杭区“十四五”规划纲要（2021年8月）文字及公开地图",
    "text of Yuhang's 14th Five-Year Plan outline (August 2021) and public maps",
)
CAUTION = Title(
    "示意：图形由本项目按规划文字勾绘，不作为判定具体地块的依据",
    "Schematic: shapes drawn by this project from the plan's words; not for decisions about a parcel",
)
PARTLY_CAUTION = Title(
    "示意：标有“示意”的图层由本项目按规划文字勾绘，不作为判定具体地块的依据",
    "Schematic: layers so marked were drawn by this project from the plan's words; not for decisions about a parcel",
)
_SCALE = Title("比例尺 {scale}", "Scale {scale}")
_BASIS = Title("面积口径：{basis}", "Areas: {basis}")
_SOURCES = Title("资料来源：{text}", "Sources: {text}")
_CRS = Title("坐标系：{text}", "CRS: {text}")
_COMPILER = Title("编制单位：{text}", "Compiled by {text}")
_DATE = Title("编制日期：{text}", "Date: {text}")
_APPROVAL = Title("审图号：{text}", "Map approval no. {text}")
_SECURITY = Title("密级：{text}", "Classification: {text}")
_SHEET_TITLE = Title("余杭区{theme}图", "Yuhang District: {theme}")
_TOWN_TITLE = Title("{town}{theme}图", "{town}: {theme}")


def said(title: Title, lang: Language, **values: str) -> str:
    """Return ``title`` in ``lang`` with its fields filled."""
    return words(title, lang).format(**values)


def sheet_title(theme: Title, lang: Language, town: Title | None = None) -> str:
    """Return the title of a sheet of ``theme``, of the district or of one town."""
    if town is None:
        return said(_SHEET_TITLE, lang, theme=words(theme, lang))
    return said(_TOWN_TITLE, lang, town=words(town, lang), theme=words(theme, lang))


def scale_words(scale: str, lang: Language) -> str:
    """Return ``scale`` as the subtitle says it."""
    return said(_SCALE, lang, scale=scale)


def basis_words(basis: Title, lang: Language) -> str:
    """Return what "area" means, as subtitle and footer say it."""
    return said(_BASIS, lang, basis=words(basis, lang))


def security_words(text: str, lang: Language) -> str:
    """Return the classification as it stands in the corner."""
    return said(_SECURITY, lang, text=text)


def footer_words(
    lang: Language, *, sources: Sequence[str], basis: Title, compiler: str, day: str, approval: str
) -> list[str]:
    """Return the statements of the footer; those that nothing is known of are left out."""
    stop = "；" if lang == "zh" else "; "
    statements = [
        (_SOURCES, stop.join(sources)),
        (_CRS, words(CRS, lang)),
        (_BASIS, words(basis, lang)),
        (_COMPILER, compiler),
        (_DATE, day_words(day, lang)),
        (_APPROVAL, approval),
    ]
    return [said(title, lang, text=text, basis=text) for title, text in statements if text]


def day_words(day: str, lang: Language) -> str:
    """Return an ISO date as it is written; any other text as it stands."""
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        return day
    if lang == "zh":
        return f"{parsed.year}年{parsed.month}月{parsed.day}日"
    return parsed.isoformat()


def sources_of(layers: Sequence[Layer], lang: Language) -> tuple[str, ...]:
    """Return where ``layers`` come from, shortly: the plan for all that is drawn from it, each file by its name."""
    found: list[str] = []
    for layer in layers:
        info = layer.info
        if info.status is Status.SCHEMATIC:
            text = words(PLAN, lang)
        else:
            name = words(info.title, lang)
            file = info.path.name if info.path is not None else info.source
            known = [part for part in (file if file != name else "", info.date) if part]
            text = f"{name}（{'，'.join(known)}）" if lang == "zh" else f"{name} ({', '.join(known)})"
            text = text if known else name
        if text not in found:
            found.append(text)
    return tuple(found)


def caution_words(layers: Sequence[Layer], lang: Language) -> str:
    """Return what must be said while schematic layers are shown; empty when none is."""
    schematic = [layer.info.status is Status.SCHEMATIC for layer in layers]
    if not any(schematic):
        return ""
    return words(CAUTION if all(schematic) else PARTLY_CAUTION, lang)
