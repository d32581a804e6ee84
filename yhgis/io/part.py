"""A part of a file too large for memory: which ground, in the file's own numbers; and whether a file is so large."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from yhgis.i18n import Message
from yhgis.io.content import Content
from yhgis.io.fingerprint import source_files
from yhgis.io.gdal import gdal_sentences
from yhgis.io.sources import Source
from yhgis.io.stated_crs import settle, usable
from yhgis.model.crs import WORK_CRS, transform_coordinates
from yhgis.model.layer import Layer
from yhgis.model.view import Extent
from yhgis.model.web_offset import web_system

#: Memory that a layer takes, and its picture and index with it, for each byte of its file; measured on parcels.
MEMORY_PER_BYTE = 4.0
#: Share of the free memory that one layer may take without a question.
SHARE = 0.5
#: Metres added around the ground where a web map's coordinates are shifted: they move by up to 700 m.
_WEB_MARGIN_M = 1000.0
_EDGE_POINTS = 17


def is_larger_than_memory(path: Path, free: int | None = None) -> bool:
    """Whether all of a file would take more than half of the memory that is free.

    Parameters
    ----------
    free : int, optional
        Free bytes, where they are known.
    """
    try:
        size = sum(file.stat().st_size for file in source_files(path))
    except OSError:
        return False
    free = free_memory() if free is None else free
    return free > 0 and size * MEMORY_PER_BYTE > free * SHARE


def free_memory() -> int:
    """Return how many bytes of memory are free; 0 where the system does not say."""
    if sys.platform == "win32":
        return _free_on_windows()
    try:
        with Path("/proc/meminfo").open(encoding="ascii") as stream:
            for line in stream:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:  # macOS has no such file; half of what there is stands for what is free
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (ValueError, OSError):
        return 0


def _free_on_windows() -> int:
    """Ask ``GlobalMemoryStatusEx``."""

    class Status(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "page", "page_free", "all", "all_free", "more")),
        ]

    status = Status()
    status.length = ctypes.sizeof(Status)
    library: Any = getattr(ctypes, "windll", None)
    return int(status.free) if library and library.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else 0


def in_file(source: Source, extent: Extent, declared: str | None, *, swap_xy: bool) -> Extent:
    """Return ``extent`` (working CRS) as a box in the numbers of ``source``.

    Raises
    ------
    MissingCrsError
        The file states no CRS and none was declared.
    DataError
        ``declared`` is not a CRS.
    """
    web = web_system(declared)
    crs = "EPSG:4490" if web else _crs_of(source, declared)
    margin = _WEB_MARGIN_M if web else 0.0
    x0, y0, x1, y1 = extent
    edge = shapely.segmentize(
        shapely.box(x0 - margin, y0 - margin, x1 + margin, y1 + margin), max(x1 - x0, y1 - y0) / _EDGE_POINTS
    )
    xy = transform_coordinates(shapely.get_coordinates(edge), WORK_CRS, crs)
    xy = xy[:, ::-1] if swap_xy else xy
    (a, b), (c, d) = xy.min(axis=0), xy.max(axis=0)
    return float(a), float(b), float(c), float(d)


def _crs_of(source: Source, declared: str | None) -> str:
    """Return the CRS that will be in force, before any feature is read."""
    if source.content is not None:
        content = source.content
    else:
        import pyogrio

        with gdal_sentences(source.path):
            known = pyogrio.read_info(source.file, layer=source.layer)
        content = Content(source.name, np.empty(0, dtype=object), {}, known["crs"])
    own = usable(content.stated_crs)
    return own or settle(source.path, source.name, content, declared, np.empty(0, dtype=object))[0]


def only_in(layer: Layer, extent: Extent) -> Layer:
    """Return the features that touch ``extent`` (working CRS): a box in the file's numbers is a little wider."""
    box = shapely.transform(
        shapely.segmentize(shapely.box(*extent), max(extent[2] - extent[0], extent[3] - extent[1]) / _EDGE_POINTS),
        lambda xy: transform_coordinates(xy, WORK_CRS, layer.crs),
    )
    shapely.prepare(box)
    return layer.select(np.flatnonzero(shapely.intersects(box, layer.geometry)))


def part_note(layer: str) -> Message:
    """Return what stands on every result of a layer that is not there whole."""
    return Message("{layer}: only the part in a chosen extent was read; the others are not counted.", {"layer": layer})
