"""Layers and files for the tests of io."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from yhgis.i18n import Title
from yhgis.model.layer import Layer, LayerInfo

TOWNS = ("余杭街道", "瓶窑镇", "鸬鸟镇", "径山镇")


def array(*geometries: shapely.Geometry | None) -> NDArray[np.object_]:
    made = np.empty(len(geometries), dtype=object)
    made[:] = geometries
    return made


def boxes(count: int = 4, x: float = 480_000.0, y: float = 3_350_000.0) -> NDArray[np.object_]:
    """Return boxes of 100 m x 50 m side by side, in metres of EPSG:4549."""
    left = x + 100.0 * np.arange(count)
    return np.asarray(shapely.box(left, y, left + 100.0, y + 50.0), dtype=object)


def make_layer(geometry: NDArray[np.object_] | None = None, **fields: Any) -> Layer:
    geometry = boxes() if geometry is None else geometry
    count = len(geometry)
    columns = {
        "名称": np.array(TOWNS * (count // 4 + 1), dtype=object)[:count],
        "面积": np.arange(count) + 0.25,
        "序号": np.arange(count, dtype=np.int64),
        **fields,
    }
    return Layer(LayerInfo(id="镇街", title=Title("镇街")), geometry, columns, "EPSG:4549")


def raw_write(path: Path, *, geometry: NDArray[np.object_] | None = None, **options: Any) -> Path:
    """Write with pyogrio alone, as a foreign program would; ``names`` are the texts of the field 名称."""
    geometry = boxes() if geometry is None else geometry
    names = options.pop("names", TOWNS[: len(geometry)])
    field_names = np.array([options.pop("field", "名称"), options.pop("number_field", "面积")], dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyogrio warns of a missing CRS, which is what some files are made for
        pyogrio.raw.write(
            path,
            shapely.to_wkb(geometry),
            [np.array(names, dtype=object), np.arange(len(geometry)) + 0.25],
            field_names,
            geometry_type=options.pop("geometry_type", "Polygon"),
            crs=options.pop("crs", "EPSG:4549"),
            **options,
        )
    return path


def shapefile(path: Path, encoding: str, *, cpg: str | None, language_byte: int, **options: Any) -> Path:
    """Write a shapefile in ``encoding``, with exactly this ``.cpg`` (None: without) and DBF language byte."""
    raw_write(path, driver="ESRI Shapefile", encoding=encoding, **options)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    with path.with_suffix(".dbf").open("r+b") as stream:
        stream.seek(29)
        stream.write(bytes([language_byte]))
    return path


def texts(layer: Layer) -> list[str]:
    """Return what a layer says of how it was read."""
    return [str(note) for note in layer.info.notes]


def notes(layer: Layer) -> str:
    """Return the same in one line."""
    return " | ".join(texts(layer))
