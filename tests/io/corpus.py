"""Files as planners have them: every format, encoding and CRS case, sound; and what can be wrong with them.

`SOUND` builds one small layer (four parcels, or four points, of known names and place) in each variant; `DEFECTS` harms
the bytes of a sound file; `TRAPS` are files made to break a reader.
"""

from __future__ import annotations

import json
import shutil
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


def zipped(encoding: str, cpg: str | None) -> Callable[[Path, Place], Path]:
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


def point_rows(place: Place) -> list[list[Any]]:
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


def workbook(rows: Callable[[Place], list[list[Any]]]) -> Callable[[Path, Place], Path]:
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
    Variant("zip-gbk", zipped("GBK", None), ALL_PLACES),
    Variant("zip-utf8", zipped("UTF-8", "UTF-8"), STATED),
    Variant("gpkg", _gdal("地块.gpkg", "GPKG"), ALL_PLACES),
    Variant("gdb", _gdal("地块.gdb", "OpenFileGDB"), STATED),
    Variant("fgb", _gdal("地块.fgb", "FlatGeobuf"), ALL_PLACES),
    Variant("geojson", _geojson, (*STATED, *(place for place in UNSTATED if place.crs != DEGREES))),
    Variant("kml", _kml, (Place(WGS84),)),
    Variant("kmz", _kmz, (Place(WGS84),)),
    Variant("txt-gbk", _survey("gbk"), ALL_PLACES),
    Variant("txt-utf8", _survey("utf-8"), ALL_PLACES),
    Variant("txt-utf8-sig", _survey("utf-8-sig"), STATED),
    Variant("csv-gbk", _csv("gbk", point_rows, ","), UNSTATED),
    Variant("csv-utf8-sig", _csv("utf-8-sig", point_rows, "\t"), UNSTATED),
    Variant("csv-wkt-gbk", _csv("gbk", _wkt_rows, ","), UNSTATED),
    Variant("csv-wkt-utf8", _csv("utf-8", _wkt_rows, ";"), UNSTATED),
    Variant("xlsx", workbook(point_rows), UNSTATED),
    Variant("xlsx-wkt", workbook(_wkt_rows), UNSTATED),
    Variant("dxf-gbk", _dxf("R2000", "gbk"), UNSTATED, "地块"),
    Variant("dxf-2007-gbk", _dxf("R2010", "gbk"), UNSTATED, "地块"),
    Variant("dxf-utf8", _dxf("R2018", None), UNSTATED, "地块"),
)


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
