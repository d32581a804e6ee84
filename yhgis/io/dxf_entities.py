"""What is drawn in a DXF file, as plane geometry: curves flattened, blocks taken apart, texts with their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.errors import DataError
from yhgis.io.coordinate_text import FARTHEST
from yhgis.io.dxf_curves import curve_points, hatch_rings
from yhgis.io.rings import polygon_of

if TYPE_CHECKING:
    from ezdxf.layouts.layout import Modelspace

_CURVES = frozenset({"LWPOLYLINE", "POLYLINE", "LINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE"})
_FILLS = frozenset({"HATCH", "MPOLYGON"})
_TEXTS = frozenset({"TEXT", "MTEXT", "ATTRIB"})
_QUADS = frozenset({"SOLID", "3DFACE", "TRACE"})
_UNICODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_TWO_BYTES = re.compile(r"\\M\+([1-5])([0-9A-Fa-f]{4})")
_PAGES = {"1": "cp932", "2": "cp950", "3": "cp949", "4": "cp1361", "5": "gbk"}
_DEEPEST_BLOCK = 8
_MOST_THINGS = 2_000_000


@dataclass(frozen=True, eq=False)
class Drawn:
    """One thing in a drawing.

    Parameters
    ----------
    layer : str
        Drawing layer.
    kind : {"面", "线", "点"}
    geometry : shapely geometry
        In drawing units.
    type : str
        What CAD calls it.
    text : str
        Of a text; empty otherwise.
    height : float
        Its elevation, 0 where it has none.
    """

    layer: str
    kind: str
    geometry: shapely.Geometry
    type: str
    text: str = ""
    height: float = 0.0


def drawn_things(path: Path, space: Modelspace) -> tuple[list[Drawn], Counter[str]]:
    """Return what the model ``space`` of a drawing shows, and how many objects of which type were left out.

    Raises
    ------
    DataError
        Blocks within blocks that come to millions of objects.
    """
    from ezdxf.lldxf.const import DXFError

    things: list[Drawn] = []
    skipped: Counter[str] = Counter()
    for number, (layer, entity) in enumerate(_flat(space, "", 0, skipped)):
        if number > _MOST_THINGS:
            raise DataError("{file} has more than {count} objects.", file=str(path), count=f"{_MOST_THINGS:,}")
        try:
            made = _thing(layer, entity)
        except (
            DXFError,
            ValueError,
            TypeError,
            AttributeError,
            ArithmeticError,
            AssertionError,
            IndexError,
            KeyError,
            RecursionError,  # ezdxf halves an ellipse without end where its numbers are not of this world
            shapely.errors.GEOSException,
        ):
            made = None  # one object that its writer got wrong; it is counted and named
        if made is None:
            skipped[entity.dxftype()] += 1
        else:
            things.append(made)
    return things, skipped


def _flat(entities: Any, layer: str, depth: int, skipped: Counter[str]) -> Iterator[tuple[str, Any]]:
    """Yield the objects with the layer they show on; those in blocks are taken out of them.

    What lies on layer 0 in a block shows on the layer that the block was put on.
    """
    from ezdxf.lldxf.const import DXFError

    for entity in entities:
        # An object of a program that ezdxf does not know (天正's TCH_WALL) has no layer that could be asked for.
        own = _readable(str(entity.dxf.get("layer", "0"))) if entity.dxf.is_supported("layer") else "0"
        shown = layer if own == "0" and layer else own
        if entity.dxftype() != "INSERT":
            yield shown, entity
            continue
        yield from ((shown, attribute) for attribute in entity.attribs)
        if depth >= _DEEPEST_BLOCK or entity.mcount > _MOST_THINGS:
            skipped["INSERT"] += 1
            continue
        try:
            copies = entity.multi_insert() if entity.mcount > 1 else (entity,)
            for copy in copies:
                yield from _flat(copy.virtual_entities(), shown, depth + 1, skipped)
        except (DXFError, ValueError, TypeError, ArithmeticError, RecursionError):
            skipped["INSERT"] += 1


def _thing(layer: str, entity: Any) -> Drawn | None:
    kind = entity.dxftype()
    if kind in _TEXTS:
        return _text(layer, entity)
    if kind == "POINT":
        place = entity.dxf.location
        if not max(abs(place.x), abs(place.y)) <= FARTHEST:  # no number compares so
            return None
        return Drawn(layer, "点", shapely.Point(place.x, place.y), kind, height=float(place.z))
    if kind in _FILLS:
        return _fill(layer, entity)
    if kind in _QUADS:
        return _area(layer, kind, [np.array([(v.x, v.y) for v in entity.wcs_vertices()])])
    return _curve(layer, entity) if kind in _CURVES else None


def _readable(text: str) -> str:
    """Return ``text`` with its escapes as characters, and a mark where its bytes were no text.

    A drawing in a code page without Chinese writes ``\\U+4F59`` or, of two bytes in another page, ``\\M+5D3E0``.
    """
    plain = _UNICODE.sub(lambda found: chr(int(found[1], 16)), text)
    plain = _TWO_BYTES.sub(_of_two_bytes, plain)
    return re.sub("[\ud800-\udfff]+", "\ufffd", plain)


def _of_two_bytes(found: re.Match[str]) -> str:
    return bytes.fromhex(found[2]).decode(_PAGES[found[1]], errors="replace")


def _text(layer: str, entity: Any) -> Drawn | None:
    plain = entity.plain_text() if entity.dxftype() != "MTEXT" else entity.plain_text(split=False)
    words = " ".join(_readable(str(plain)).split())
    place = entity.dxf.insert
    if entity.dxftype() != "MTEXT" and entity.dxf.get("halign", 0) and entity.dxf.hasattr("align_point"):
        place = entity.dxf.align_point
    if not words or not max(abs(place.x), abs(place.y)) <= FARTHEST:
        return None
    return Drawn(layer, "点", shapely.Point(place.x, place.y), entity.dxftype(), words)


def _fill(layer: str, entity: Any) -> Drawn | None:
    return _area(layer, entity.dxftype(), hatch_rings(entity))


def _area(layer: str, kind: str, rings: list[NDArray[np.float64]]) -> Drawn | None:
    sound = [ring for ring in rings if len(ring) >= 3 and bool(np.isfinite(ring).all())]
    polygon = polygon_of(sound)
    return None if polygon is None else Drawn(layer, "面", polygon, kind)


def _curve(layer: str, entity: Any) -> Drawn | None:
    points = curve_points(entity)
    if len(points) < 2:
        return None
    height = float(points[0, 2]) if np.ptp(points[:, 2]) == 0 else 0.0
    kind, flat = entity.dxftype(), points[:, :2]
    distinct = len(np.unique(flat, axis=0))
    if distinct < 2:
        return None
    if distinct >= 3 and (_says_closed(entity) or bool((flat[0] == flat[-1]).all())):
        polygon = polygon_of([flat])
        return None if polygon is None else Drawn(layer, "面", polygon, kind, height=height)
    return Drawn(layer, "线", shapely.LineString(flat), kind, height=height)


def _says_closed(entity: Any) -> bool:
    kind = entity.dxftype()
    if kind in ("LWPOLYLINE", "SPLINE"):
        return bool(entity.closed)
    return bool(entity.is_closed) if kind == "POLYLINE" else kind == "CIRCLE"
