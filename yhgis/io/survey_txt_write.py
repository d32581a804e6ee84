"""Layers into survey coordinate files (报盘坐标 TXT): CGCS2000 belts, north first, rings closed, GBK unless told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.atomic import write_bytes
from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.io.shapefile_set import text_codec
from yhgis.io.survey_area import computed_hectares
from yhgis.io.survey_crs import BELTS
from yhgis.io.survey_txt import AREA, CLASS, KIND, NAME, NUMBER, SHEET, USE
from yhgis.io.text_check import check_text
from yhgis.model.crs import is_geographic
from yhgis.model.layer import Layer

#: Fields that a parcel's line is filled from, the likeliest first, matched whatever their case.
_WANTED: Mapping[str, tuple[str, ...]] = {
    NUMBER: (NUMBER, "DKBH", "TBBH", "BSM", "编号"),
    NAME: (NAME, "DKMC", "XMMC", "项目名称", "名称", "MC", "name"),
    SHEET: (SHEET, "TFH"),
    USE: (USE, "地块用途", "DKYT", "YT"),
    CLASS: (CLASS, "DLBM", "地类编号"),
}
_DECIMALS = {False: 4, True: 9}
_POINT, _LINE, _POLYGON = (0, 4), (1, 2, 5), (3, 6)


def write_survey(layer: Layer, path: Path, *, encoding: str = "GBK") -> tuple[Message, ...]:
    """Write ``layer`` to ``path``; the note says what the format could not carry.

    Coordinates get four decimals (a tenth of a millimetre), degrees nine.  The area in a parcel's line is that on
    the plane of the belt, which whoever receives the file recomputes from the coordinates.

    Raises
    ------
    DataError
        The layer is not in a CGCS2000 belt or in CGCS2000 degrees, has a feature of mixed geometry, or text that
        ``encoding`` has no bytes for.
    """
    codec = text_codec(encoding)
    header = _header(layer)
    columns = {key: _column(layer, names) for key, names in _WANTED.items()}
    check_text(layer, columns, codec, encoding)
    areas = computed_hectares(layer.geometry, layer.crs)[0]
    lines = [*header, "[地块坐标]"]
    for number, geometry in enumerate(layer.geometry):
        if geometry is not None and not geometry.is_empty:
            values = {key: _plain(column[number]) for key, column in columns.items()}
            lines += _parcel(layer, number, geometry, values, areas[number])
    write_bytes(path, ("\r\n".join(lines) + "\r\n").encode(codec))
    return _notes(layer, path, columns)


def _header(layer: Layer) -> list[str]:
    degrees = is_geographic(layer.crs)
    code = int(layer.crs.removeprefix("EPSG:")) if layer.crs.startswith("EPSG:") else 0
    width, belt = (0, 0) if code == 4490 else _belt(layer, code)
    lines = ["[属性描述]", "格式版本号=1.01版本", "数据产生单位=", f"数据产生日期={layer.info.date}"]
    lines += ["坐标系=2000国家大地坐标系", f"几度分带={width or ''}", f"投影类型={'' if degrees else '高斯克吕格'}"]
    lines += [f"计量单位={'度' if degrees else '米'}", f"带号={belt or ''}"]
    return [*lines, f"精度={10.0 ** -_DECIMALS[degrees]:.{_DECIMALS[degrees]}f}", "转换参数=,,,,,,"]


def _belt(layer: Layer, code: int) -> tuple[int, int]:
    """Return width and number of the belt that ``code`` is.

    Raises
    ------
    DataError
        It is none of CGCS2000.
    """
    for width, (with_number, without, first, last) in BELTS.items():
        for start in (with_number, without):
            if start <= code <= start + last - first:
                return width, code - start + first
    raise DataError(
        "{layer} is in {crs}; a survey coordinate file holds CGCS2000: write it in EPSG:4549, 4528 or 4490.",
        layer=layer.info.title,
        crs=layer.crs[:40],
    )


def _column(layer: Layer, names: Sequence[str]) -> NDArray[Any]:
    known = {name.casefold(): name for name in layer.fields}
    if NAME in names and layer.info.name_field in layer.fields:
        names = (NAME, layer.info.name_field, *names)
    found = next((known[name.casefold()] for name in names if name.casefold() in known), None)
    return np.full(len(layer), None, dtype=object) if found is None else layer.fields[found]


def _plain(value: Any) -> str:
    """Return ``value`` so that it neither ends its place in the line nor the line."""
    if value is None or (isinstance(value, (float, np.floating)) and not np.isfinite(value)):
        return ""
    return re.sub(r"\s+", " ", str(value)).replace(",", "，").replace("@", "＠").strip()


def _parcel(
    layer: Layer, number: int, geometry: shapely.Geometry, values: Mapping[str, str], hectares: float
) -> Iterator[str]:
    kind, rings = _rings(layer, number, geometry)
    degrees = is_geographic(layer.crs)
    decimals = _DECIMALS[degrees]
    area = f"{hectares:.4f}" if kind == "面" else ""
    count = sum(len(ring) for ring in rings)
    yield ",".join(
        [str(count), area, values[NUMBER], values[NAME], kind, values[SHEET], values[USE], values[CLASS], "@"]
    )
    label = 0
    for ring_number, ring in enumerate(rings, 1):
        first = label + 1
        for place, (east, north) in enumerate(ring):
            back = kind == "面" and place == len(ring) - 1
            label += not back
            yield f"J{first if back else label},{ring_number},{north:.{decimals}f},{east:.{decimals}f}"


def _rings(layer: Layer, number: int, geometry: shapely.Geometry) -> tuple[str, list[NDArray[np.float64]]]:
    """Return the kind of a feature and its point lists; a polygon's rings one after another, each closed."""
    type_id = shapely.get_type_id(geometry)
    parts = shapely.get_parts(geometry)
    if type_id in _POLYGON:
        return "面", [shapely.get_coordinates(ring) for part in parts for ring in (part.exterior, *part.interiors)]
    if type_id in _LINE:
        return "线", [shapely.get_coordinates(part) for part in parts]
    if type_id in _POINT:
        return "点", [shapely.get_coordinates(geometry)]
    raise DataError(
        "{layer}: feature {number} mixes points, lines and polygons, which a survey coordinate file cannot hold.",
        layer=layer.info.title,
        number=number + 1,
    )


def _notes(layer: Layer, path: Path, columns: Mapping[str, NDArray[Any]]) -> tuple[Message, ...]:
    notes: list[Message] = []
    carried = {id(column) for column in columns.values()}
    written = (AREA, KIND)
    left = [name for name, column in layer.fields.items() if id(column) not in carried and name not in written]
    if left:
        notes.append(
            Message(
                "{file}: a survey coordinate file has no place for the fields {names}.",
                {"file": path.name, "names": ", ".join(left)},
            )
        )
    empty = int((shapely.is_missing(layer.geometry) | shapely.is_empty(layer.geometry)).sum())
    if empty:
        notes.append(
            Message("{file}: {count} features without geometry were left out.", {"file": path.name, "count": empty})
        )
    return tuple(notes)
