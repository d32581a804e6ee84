"""Files as planners have them: every format, encoding and CRS case, sound; and what can be wrong with them.

`SOUND` builds one small layer (four parcels, or four points, of known names and place) in each variant; `DEFECTS` harms
the bytes of a sound file; `TRAPS` are files made to break a reader.
"""

from __future__ import annotations

import io
import json
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import shapely
import xlsxwriter
from numpy.typing import NDArray

from tests.io.makers import TOWNS, boxes, raw_write, shapefile
from yhgis.model.crs import transform

#: Where the parcels are, in EPSG:4549.
PARCELS = boxes()
BOUNDS = (480_000.0, 3_350_000.0, 480_400.0, 3_350_050.0)
BELT, PREFIXED, DEGREES, WGS84 = "EPSG:4549", "EPSG:4528", "EPSG:4490", "EPSG:4326"
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Place:
    """A CRS case: in which CRS the numbers are, whether the file says so, and whether x and y are exchanged."""

    crs: str
    stated: bool = True
    swapped: bool = False

    @property
    def id(self) -> str:
        return f"{self.crs[5:]}{'' if self.stated else '-unstated'}{'-swapped' if self.swapped else ''}"

    @property
    def parcels(self) -> Shapes:
        moved = transform(PARCELS, BELT, self.crs)
        return shapely.transform(moved, lambda xy: xy[:, ::-1]) if self.swapped else moved

    @property
    def written(self) -> str | None:
        return self.crs if self.stated else None


STATED = tuple(Place(crs) for crs in (BELT, PREFIXED, DEGREES))
UNSTATED = tuple(Place(crs, False, swapped) for crs in (BELT, PREFIXED, DEGREES) for swapped in (False, True))
ALL_PLACES = STATED + UNSTATED


@dataclass(frozen=True)
class Variant:
    """One way to write the layer; ``build(folder, place)`` returns the path to open."""

    id: str
    build: Callable[[Path, Place], Path]
    places: tuple[Place, ...]
    inner: str | None = None


def _shapefile(encoding: str, cpg: str | None, byte: int) -> Callable[[Path, Place], Path]:
    def build(folder: Path, place: Place) -> Path:
        path = shapefile(
            folder / "地块.shp", encoding, cpg=cpg, language_byte=byte, geometry=place.parcels, crs=place.written
        )
        if not place.stated:
            path.with_suffix(".prj").unlink(missing_ok=True)
        return path

    return build


def _zipped(encoding: str, cpg: str | None) -> Callable[[Path, Place], Path]:
    def build(folder: Path, place: Place) -> Path:
        inside = folder / "拆"
        inside.mkdir()
        _shapefile(encoding, cpg, 0)(inside, place)
        with zipfile.ZipFile(folder / "地块.zip", "w") as archive:
            for part in sorted(inside.iterdir()):
                archive.write(part, f"数据/{part.name}")
        shutil.rmtree(inside)
        return folder / "地块.zip"

    return build


def _gdal(name: str, driver: str, **options: Any) -> Callable[[Path, Place], Path]:
    def build(folder: Path, place: Place) -> Path:
        return raw_write(folder / name, driver=driver, geometry=place.parcels, crs=place.written, **options)

    return build


def _geojson(folder: Path, place: Place) -> Path:
    features = [
        {"type": "Feature", "properties": {"名称": name}, "geometry": json.loads(shapely.to_geojson(parcel))}
        for name, parcel in zip(TOWNS, place.parcels, strict=True)
    ]
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if place.stated:
        document["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{place.crs[5:]}"}}
    path = folder / "地块.geojson"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def kml_text(parcels: Shapes) -> str:
    marks = [
        f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x:.9f},{y:.9f}" for x, y in shapely.get_coordinates(parcel))
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for name, parcel in zip(TOWNS, parcels, strict=True)
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>地块</name>'
        + "".join(marks)
        + "</Document></kml>\n"
    )


def _kml(folder: Path, place: Place) -> Path:
    (folder / "地块.kml").write_text(kml_text(place.parcels), encoding="utf-8")
    return folder / "地块.kml"


def _kmz(folder: Path, place: Place) -> Path:
    with zipfile.ZipFile(folder / "地块.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", kml_text(place.parcels))
    return folder / "地块.kmz"


def survey_text(place: Place) -> str:
    belt = {BELT: "40", PREFIXED: "40", DEGREES: ""}[place.crs]
    system = "2000国家大地坐标系" if place.stated else ""
    lines = ["[属性描述]", f"坐标系={system}", "几度分带=3", f"带号={belt}", "[地块坐标]"]
    for number, (name, parcel) in enumerate(zip(TOWNS, place.parcels, strict=True), 1):
        lines.append(f"5,0.5000,{number},{name},面,,,,@")
        corners = shapely.get_coordinates(parcel)
        lines += [f"J{i},1,{north:.9f},{east:.9f}" for i, (east, north) in enumerate(corners, 1)]
    return "\r\n".join([*lines, ""])


def _survey(encoding: str) -> Callable[[Path, Place], Path]:
    def build(folder: Path, place: Place) -> Path:
        (folder / "地块.txt").write_bytes(survey_text(place).encode(encoding))
        return folder / "地块.txt"

    return build


def _rows(place: Place) -> list[list[Any]]:
    head = ["名称", "经度", "纬度"] if place.crs == DEGREES else ["名称", "X", "Y"]
    corners = shapely.bounds(place.parcels)[:, :2].tolist()
    far = shapely.bounds(place.parcels)[:, 2:].tolist()
    names = [*TOWNS, TOWNS[-1]]
    return [head, *([name, x, y] for name, (x, y) in zip(names, [*corners, far[-1]], strict=True))]


def _wkt_rows(place: Place) -> list[list[Any]]:
    texts = shapely.to_wkt(place.parcels, rounding_precision=9)
    return [["名称", "WKT"], *([name, text] for name, text in zip(TOWNS, texts, strict=True))]


def _csv(encoding: str, rows: Callable[[Place], list[list[Any]]], divider: str) -> Callable[[Path, Place], Path]:
    def build(folder: Path, place: Place) -> Path:
        text = "\r\n".join(divider.join(f'"{cell}"' for cell in row) for row in rows(place))
        (folder / "地块.csv").write_bytes(text.encode(encoding))
        return folder / "地块.csv"

    return build


def _xlsx(rows: Callable[[Place], list[list[Any]]]) -> Callable[[Path, Place], Path]:
    def build(folder: Path, place: Place) -> Path:
        with xlsxwriter.Workbook(folder / "地块.xlsx") as book:
            sheet = book.add_worksheet("地块")
            for number, row in enumerate(rows(place)):
                sheet.write_row(number, 0, row)
        return folder / "地块.xlsx"

    return build


def _dxf(version: str, encoding: str | None) -> Callable[[Path, Place], Path]:
    def build(folder: Path, place: Place) -> Path:
        document = ezdxf.new(version)
        space = document.modelspace()
        for name, parcel in zip(TOWNS, place.parcels, strict=True):
            ring = [(x, y) for x, y in shapely.get_coordinates(parcel)[:-1]]
            space.add_lwpolyline(ring, close=True, dxfattribs={"layer": "地块"})
            space.add_text(name, dxfattribs={"layer": "注记"}).set_placement((parcel.centroid.x, parcel.centroid.y))
        document.saveas(folder / "地块.dxf", encoding=encoding)
        return folder / "地块.dxf"

    return build


SOUND: tuple[Variant, ...] = (
    Variant("shp-gbk", _shapefile("GBK", None, 0), ALL_PLACES),
    Variant("shp-gbk-cpg", _shapefile("GBK", "GBK", 0x57), ALL_PLACES),
    Variant("shp-gbk-wrong-cpg", _shapefile("GBK", "UTF-8", 0), STATED),
    Variant("shp-gbk-ldid", _shapefile("GBK", None, 0x4D), STATED),
    Variant("shp-utf8", _shapefile("UTF-8", None, 0), ALL_PLACES),
    Variant("shp-utf8-cpg", _shapefile("UTF-8", "UTF-8", 0), STATED),
    Variant("shp-utf8-wrong-ldid", _shapefile("UTF-8", None, 0x4D), STATED),
    Variant("zip-gbk", _zipped("GBK", None), ALL_PLACES),
    Variant("zip-utf8", _zipped("UTF-8", "UTF-8"), STATED),
    Variant("gpkg", _gdal("地块.gpkg", "GPKG"), ALL_PLACES),
    Variant("gdb", _gdal("地块.gdb", "OpenFileGDB"), STATED),
    Variant("fgb", _gdal("地块.fgb", "FlatGeobuf"), ALL_PLACES),
    Variant("geojson", _geojson, (*STATED, *(place for place in UNSTATED if place.crs != DEGREES))),
    Variant("kml", _kml, (Place(WGS84),)),
    Variant("kmz", _kmz, (Place(WGS84),)),
    Variant("txt-gbk", _survey("gbk"), ALL_PLACES),
    Variant("txt-utf8", _survey("utf-8"), ALL_PLACES),
    Variant("txt-utf8-sig", _survey("utf-8-sig"), STATED),
    Variant("csv-gbk", _csv("gbk", _rows, ","), UNSTATED),
    Variant("csv-utf8-sig", _csv("utf-8-sig", _rows, "\t"), UNSTATED),
    Variant("csv-wkt-gbk", _csv("gbk", _wkt_rows, ","), UNSTATED),
    Variant("csv-wkt-utf8", _csv("utf-8", _wkt_rows, ";"), UNSTATED),
    Variant("xlsx", _xlsx(_rows), UNSTATED),
    Variant("xlsx-wkt", _xlsx(_wkt_rows), UNSTATED),
    Variant("dxf-gbk", _dxf("R2000", "gbk"), UNSTATED, "地块"),
    Variant("dxf-2007-gbk", _dxf("R2010", "gbk"), UNSTATED, "地块"),
    Variant("dxf-utf8", _dxf("R2018", None), UNSTATED, "地块"),
)


# --- defects ---------------------------------------------------------------------------------------------------------


def _main_file(path: Path) -> Path:
    return max(path.glob("*.gdbtable"), key=lambda file: file.stat().st_size) if path.is_dir() else path


def _rewritten(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        file = _main_file(path)
        file.write_bytes(change(file.read_bytes()))

    return harm


DEFECTS: dict[str, Callable[[Path], None]] = {
    "empty": _rewritten(lambda _: b""),
    "one byte": _rewritten(lambda content: content[:1]),
    "a quarter": _rewritten(lambda content: content[: len(content) // 4]),
    "half": _rewritten(lambda content: content[: len(content) // 2]),
    "all but the end": _rewritten(lambda content: content[: -max(len(content) // 50, 2)]),
    "wrong magic": _rewritten(lambda content: b"\xde\xad\xbe\xef" * 4 + content[16:]),
    "zeros": _rewritten(lambda content: b"\0" * len(content)),
    "noise": _rewritten(lambda content: np.random.default_rng(7).bytes(len(content))),
    "another format": _rewritten(lambda _: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 20),
    "a hole of zeros": _rewritten(lambda c: c[: len(c) // 3] + b"\0" * (len(c) // 6) + c[len(c) // 3 + len(c) // 6 :]),
    "rubbish behind": _rewritten(lambda content: content + b"\0\xff rubbish" * 30),
}


def _without(suffix: str) -> Callable[[Path], None]:
    return lambda path: path.with_suffix(suffix).unlink()


def _patched(suffix: str, at: int, content: bytes) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        with path.with_suffix(suffix).open("r+b") as stream:
            stream.seek(at)
            stream.write(content)

    return harm


def _cut(suffix: str, share: float) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        part = path.with_suffix(suffix)
        content = part.read_bytes()
        part.write_bytes(content[: int(len(content) * share)])

    return harm


def _replaced(suffix: str, content: bytes) -> Callable[[Path], None]:
    return lambda path: path.with_suffix(suffix).write_bytes(content) and None


SHAPEFILE_DEFECTS: dict[str, Callable[[Path], None]] = {
    "no shx": _without(".shx"),
    "no dbf": _without(".dbf"),
    "no prj": _without(".prj"),
    "empty dbf": _replaced(".dbf", b""),
    "half a dbf": _cut(".dbf", 0.5),
    "noise for a dbf": _replaced(".dbf", bytes(range(256)) * 3),
    "half a shx": _cut(".shx", 0.5),
    "empty shx": _replaced(".shx", b""),
    "two billion records": _patched(".dbf", 4, struct.pack("<I", 2_000_000_000)),
    "a header of 64 kB": _patched(".dbf", 8, b"\xff\xff"),
    "records of no length": _patched(".dbf", 10, b"\0\0"),
    "a field of 255 bytes": _patched(".dbf", 32 + 16, b"\xff"),
    "a file said to be 8 GB": _patched(".shp", 24, struct.pack(">i", 2_000_000_000)),
    "a polygon of a billion points": _patched(".shp", 108 + 40, struct.pack("<i", 1_000_000_000)),
    "a polygon of minus one point": _patched(".shp", 108 + 40, struct.pack("<i", -1)),
    "a polygon of a billion rings": _patched(".shp", 108 + 36, struct.pack("<i", 1_000_000_000)),
    "an unknown shape": _patched(".shp", 108, struct.pack("<i", 77)),
    "offsets beyond the end": _patched(".shx", 100, struct.pack(">i", 1_900_000_000)),
    "coordinates of no number": _patched(".shp", 108 + 48, struct.pack("<d", float("nan"))),
    "coordinates without end": _patched(".shp", 108 + 48, struct.pack("<d", float("inf"))),
    "rubbish for a prj": _replaced(".prj", b"\xff\xfe nonsense"),
    "an empty prj": _replaced(".prj", b""),
    "rubbish for a cpg": _replaced(".cpg", b"\xff\xfe\0\0"),
}


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
    source = _xlsx(_rows)(folder, Place(BELT, stated=False))
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
    "zip in a zip": lambda folder: _zipped("GBK", None)(folder, STATED[0]).rename(folder / "内.zip"),
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


def sound_cases() -> Iterator[tuple[Variant, Place]]:
    """Every variant in every CRS case that it can have."""
    for variant in SOUND:
        for place in variant.places:
            yield variant, place


def remade(path: Path, target: Path) -> Path:
    """Copy a file with its parts, or a folder, into ``target``."""
    if path.is_dir():
        return Path(shutil.copytree(path, target / path.name))
    for part in path.parent.glob(f"{path.stem}.*"):
        shutil.copy(part, target / part.name)
    return target / path.name
