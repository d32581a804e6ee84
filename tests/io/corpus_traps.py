"""Files that are a trap: bombs, liars, nests without end, numbers of no number, each by its name."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely

from tests.io.corpus import BELT, STATED, WGS84, Place, kml_text, point_rows, workbook, zipped
from tests.io.makers import TOWNS, boxes, raw_write

# --- traps -----------------------------------------------------------------------------------------------------------


def _text(name: str, content: str | bytes) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return folder / name

    return build


def _collection(geometry: str) -> str:
    return (
        '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},"features":'
        f'[{{"type":"Feature","properties":{{"名称":"甲"}},"geometry":{geometry}}}]}}'
    )


def _nested_collection(depth: int) -> str:
    point = '{"type":"Point","coordinates":[480000,3350000]}'
    return '{"type":"GeometryCollection","geometries":[' * depth + point + "]}" * depth


def _zip_bomb(name: str, inside: str, size: int) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        block = b"\0" * (1 << 22)
        with (
            zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(inside, "w", force_zip64=True) as stream,
        ):
            for _ in range(size >> 22):
                stream.write(block)
        return folder / name

    return build


def _lying_zip(folder: Path) -> Path:
    """A member that says it is small and is not."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * 50_000_000)
    content = stream.getvalue().replace(struct.pack("<I", 50_000_000), struct.pack("<I", 100))
    (folder / "谎.zip").write_bytes(content)
    return folder / "谎.zip"


def _climbing_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "爬.zip", "w") as archive:
        for name in ("../../逃.geojson", "/tmp/逃.geojson", "..\\..\\逃二.geojson", "C:\\逃三.geojson"):
            archive.writestr(name, _collection('{"type":"Point","coordinates":[480000,3350000]}'))
    return folder / "爬.zip"


def _many_members(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "多.zip", "w") as archive:
        for number in range(10_500):
            archive.writestr(f"{number}.txt", b"")
    return folder / "多.zip"


def _wide(folder: Path) -> Path:
    """Ten thousand fields."""
    head = ["x", "y", *(f"字段{number}" for number in range(10_000))]
    row = ["480000", "3350000", *("值" for _ in range(10_000))]
    (folder / "宽.csv").write_text(",".join(head) + "\n" + ",".join(row), encoding="utf-8")
    return folder / "宽.csv"


def _wide_geojson(folder: Path) -> Path:
    properties = json.dumps({f"字段{number}": number for number in range(10_000)}, ensure_ascii=False)
    text = _collection('{"type":"Point","coordinates":[480000,3350000]}').replace('{"名称":"甲"}', properties)
    (folder / "宽.geojson").write_text(text, encoding="utf-8")
    return folder / "宽.geojson"


def _long_attribute(folder: Path) -> Path:
    names = np.array(["长" * 10_000_000], dtype=object)
    return raw_write(folder / "长.gpkg", driver="GPKG", geometry=boxes(1), names=names)


def _gigabyte(name: str, head: str, tail: str = "") -> Callable[[Path], Path]:
    """A text of 1 GB, nearly all of it a hole in the file that takes no room on the disk."""

    def build(folder: Path) -> Path:
        with (folder / name).open("wb") as stream:
            stream.write(head.encode())
            stream.truncate(1 << 30)
            stream.seek(1 << 30)
            stream.write(tail.encode())
        return folder / name

    return build


def _strange_numbers(name: str, driver: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        with np.errstate(invalid="ignore"):
            bad = shapely.polygons([[(0, 0), (1, np.nan), (1, 1), (0, 0)], [(0, 0), (np.inf, 0), (1, 1), (0, 0)]])
        shapes = np.array([*boxes(2), *bad], dtype=object)
        return raw_write(folder / name, driver=driver, geometry=shapes)

    return build


def _gpkg_without_table(folder: Path) -> Path:
    path = raw_write(folder / "缺.gpkg", driver="GPKG", layer="地块")
    path.write_bytes(path.read_bytes().replace(b"gpkg_geometry_columns", b"gpkg_geometry_colum__"))
    return path


def _deep_folder(folder: Path) -> Path:
    deep = folder.joinpath(*(str(number) for number in range(30)))
    deep.mkdir(parents=True)
    raw_write(deep / "深.gpkg", driver="GPKG")
    (folder / "0" / "回.lnk").symlink_to(folder, target_is_directory=True)
    return folder


def _xlsx_entity(folder: Path) -> Path:
    """A workbook whose sheet refers to a file of the machine."""
    source = workbook(point_rows)(folder, Place(BELT, stated=False))
    target = folder / "外.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member.endswith("sharedStrings.xml"):
                declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst'
                content = content.replace(b"<sst", declared, 1).replace(b"<t>", b"<t>&e;", 1)
            new.writestr(member, content)
    source.unlink()
    return target


_ENTITY = '<!DOCTYPE kml [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGHS = (
    '<!DOCTYPE kml [<!ENTITY a0 "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)


def _kml_with(declared: str, name: str) -> str:
    head, mark, rest = kml_text(Place(WGS84).parcels).partition("<kml")
    return head + declared + mark + rest.replace(TOWNS[0], name, 1)


TRAPS: dict[str, Callable[[Path], Path]] = {
    "zip of zeros": _zip_bomb("弹.zip", "a.shp", 300 << 20),
    "kmz of zeros": _zip_bomb("弹.kmz", "doc.kml", 300 << 20),
    "xlsx of zeros": _zip_bomb("弹.xlsx", "xl/workbook.xml", 300 << 20),
    "zip that lies": _lying_zip,
    "zip that climbs": _climbing_zip,
    "zip of 10,500 members": _many_members,
    "zip in a zip": lambda folder: zipped("GBK", None)(folder, STATED[0]).rename(folder / "内.zip"),
    "kml with an external entity": _text("外.kml", _kml_with(_ENTITY, "&e;")),
    "kml with entities of entities": _text("笑.kml", _kml_with(_LAUGHS, "&a11;")),
    "kml of deep folders": _text(
        "深.kml", "<kml><Document>" + "<Folder>" * 5000 + "</Folder>" * 5000 + "</Document></kml>"
    ),
    "xlsx with an external entity": _xlsx_entity,
    "collections in collections": _text("嵌.geojson", _collection(_nested_collection(20))),
    "collections without end": _text("嵌.geojson", _collection(_nested_collection(2000))),
    "arrays without end": _text("括.geojson", '{"type":"FeatureCollection","features":' + "[" * 200_000),
    "coordinates of words": _text("字.geojson", _collection('{"type":"Point","coordinates":["a","b"]}')),
    "coordinates missing": _text("缺.geojson", _collection('{"type":"Polygon"}')),
    "an unclosed ring": _text("开.geojson", _collection('{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}')),
    "a ring of one point": _text("点.geojson", _collection('{"type":"Polygon","coordinates":[[[480000,3350000]]]}')),
    "numbers too large": _text("大.geojson", _collection('{"type":"Point","coordinates":[1e999,3350000]}')),
    "numbers as NaN": _text("非.geojson", _collection('{"type":"Point","coordinates":[NaN,3350000]}')),
    "NaN and infinity in gpkg": _strange_numbers("非.gpkg", "GPKG"),
    "NaN and infinity in fgb": _strange_numbers("非.fgb", "FlatGeobuf"),
    "gpkg without its tables": _gpkg_without_table,
    "10,000 fields in csv": _wide,
    "10,000 fields in geojson": _wide_geojson,
    "an attribute of 30 MB": _long_attribute,
    "an attribute of 1 GB in csv": _gigabyte("巨.csv", "x,y,名称\n480000,3350000,"),
    "an attribute of 1 GB in geojson": _gigabyte(
        "巨.geojson",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"',
        '"},"geometry":{"type":"Point","coordinates":[120,30]}}]}',
    ),
    "a line of 1 GB in txt": _gigabyte("巨.txt", "[地块坐标]\n"),
    "a text of 1 GB in dxf": _gigabyte("巨.dxf", "0\nSECTION\n2\nENTITIES\n0\nTEXT\n1\n"),
    "csv of one quote": _text("引.csv", 'x,y,名称\n480000,3350000,"' + "长" * 300_000),
    "csv of empty lines": _text("空.csv", "x,y\n" + "\n" * 100_000),
    "csv of commas": _text("逗.csv", "x,y\n" + "," * 500_000),
    "csv of SQL and formulas": _text(
        "式.csv", "名称,x,y\n=HYPERLINK(1),480000,3350000\n';DROP TABLE a,480001,3350001\n"
    ),
    "txt of one line": _text("长.txt", "[地块坐标]" + "J1,1,1,1," * 200_000),
    "txt of many rings": _text(
        "环.txt",
        "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=40\n[地块坐标]\n9,,1,甲,面,,,,@\n"
        + "\n".join(
            f"1,{ring},{3350000 + dy},{480000 + 3 * ring + dx}"
            for ring in range(3000)
            for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 0))
        ),
    ),
    "folder within folder": _deep_folder,
    "folder that is empty": lambda folder: folder,
    "gdb that is empty": lambda folder: (folder / "空.gdb").mkdir() or folder / "空.gdb",
    "shp that is a folder": lambda folder: (folder / "夹.shp").mkdir() or folder / "夹.shp",
    "dwg": _text("总平.dwg", "AC1027"),
    "mdb": _text("旧库.mdb", "Standard Jet DB"),
    "parquet": _text("地块.parquet", "PAR1"),
    "xls": _text("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "name without extension": _text("无扩展名", "x"),
}
