"""Survey coordinate files (报盘坐标, 勘测定界 TXT): read whole, every variant met, an unreadable line named.

``[属性描述]`` holds the coordinate system, ``[地块坐标]`` the parcels: a line that ends with ``@`` (points, area,
number, name, 面 or 线, sheet, use, class), then a line a point (label, ring, X north, Y east).  Variants
(CONVENTIONS 3.6 and public files): full-width brackets and commas, a block ``[项目信息]`` before it, no point count,
rings closed or not, ring numbers that start again, X and Y exchanged.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.io.content import Content, OtherContentError
from yhgis.io.coordinate_text import FARTHEST
from yhgis.io.rings import polygon_of
from yhgis.io.survey_crs import north_first, survey_crs
from yhgis.io.text_file import read_text

#: Columns of the layer, in the order of a parcel's line; what the writer looks for too.
COUNT, AREA, NUMBER, NAME, KIND, SHEET, USE, CLASS = (
    *("点数", "面积_公顷", "地块编号", "地块名称"),
    *("图形属性", "图幅号", "用途", "地类编码"),
)
KINDS = ("面", "线", "点")
_PARCELS = "地块坐标"
_SECTION = re.compile(r"^[\[【［](.+?)[\]】］]$")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_AREA = re.compile(r"([+-]?\d+(?:\.\d*)?)\s*(公顷|ha|hm2|hm²|亩|平方米|㎡|m2|m²)?", re.IGNORECASE)
#: Hectares a unit; no unit means hectares, as the format says.
_HECTARES = {"亩": 1 / 15, "平方米": 1e-4, "㎡": 1e-4, "m2": 1e-4, "m²": 1e-4}
_WIDE = str.maketrans("，；：＝＠", ",;:=@")


@dataclass(frozen=True)
class Parcel:
    """One parcel as written: rings of (first number, second number), in the file's order.

    Parameters
    ----------
    line : int
        Where it begins, from 1.
    values : dict
        Text by column name, `AREA` as hectares and `COUNT` as written, each None where missing.
    """

    line: int
    values: Mapping[str, Any]
    rings: list[list[tuple[float, float]]] = field(default_factory=list)


@dataclass(frozen=True)
class Survey:
    """A parsed file: header by key, and the parcels."""

    header: Mapping[str, str]
    parcels: tuple[Parcel, ...]


def read_survey(path: Path, *, encoding: str | None = None) -> tuple[Content, ...]:
    """Return the parcels of ``path`` as layers: one, or one a kind where it holds areas and lines.

    Raises
    ------
    DataError
        Not such a file, no parcel in it, or a line that cannot be read (named).
    """
    text, notes = read_text(path, explicit=encoding)
    survey = parse_survey(text, str(path))
    return contents_of(survey, path.stem, notes)


def parse_survey(text: str, origin: str) -> Survey:
    """Return the header and parcels in ``text``.

    Parameters
    ----------
    origin : str
        File name for the error sentences.

    Raises
    ------
    DataError
        As `read_survey`.
    """
    header: dict[str, str] = {}
    parcels: list[Parcel] = []
    section, ring_key = "", ""
    for number, line in _lines(text):
        named = _SECTION.match(line)
        if named:
            section = named[1].strip()
        elif section != _PARCELS:
            key, mark, value = line.partition("=")
            if mark:
                header[key.strip()] = value.strip()
        elif _starts_parcel(line):
            parcels.append(Parcel(number, _parcel_values(line)))
            ring_key = ""
        else:
            ring_key = _add_point(parcels, ring_key, line, number, origin)
    if section != _PARCELS:
        raise OtherContentError("{file} is no survey coordinate file: it has no block [地块坐标].", file=origin)
    _refuse_pointless(parcels, origin)
    return Survey(header, tuple(parcels))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and content of the lines that are not empty; full-width signs are made plain where they divide."""
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        plain = line.strip().strip("\ufeff\0").strip()
        if "," not in plain:
            plain = plain.translate(_WIDE)
        if plain:
            yield number, plain


def _starts_parcel(line: str) -> bool:
    if line.rstrip(" ,;").endswith("@"):
        return True
    return any(part.strip() in KINDS for part in line.split(",")[3:5])


def _parcel_values(line: str) -> dict[str, Any]:
    """Return a parcel's line by column; the kind (面) tells where each value stands when the count is missing."""
    parts = [part.strip() for part in line.rstrip(" ,;").removesuffix("@").split(",")]
    at = next((i for i, part in enumerate(parts) if part in KINDS and i >= 2), 4)
    before, after = parts[:at], [*parts[at + 1 :], "", "", ""]
    if len(before) > 4:  # the name had commas in it
        before = [*before[:3], ",".join(before[3:])]
    count, area, number, name = ([""] * (4 - len(before)) + before)[:4]
    kind = parts[at] if at < len(parts) and parts[at] in KINDS else KINDS[0]
    texts = {NUMBER: number, NAME: name, KIND: kind, SHEET: after[0], USE: after[1], CLASS: after[2]}
    values: dict[str, Any] = {COUNT: int(count) if count.isdecimal() and len(count) < 10 else None, AREA: _area(area)}
    return values | {key: text or None for key, text in texts.items()}


def _area(text: str) -> float | None:
    """Return the hectares that ``text`` says: ``0.7655``, ``0.7655公顷``, ``11.48亩``."""
    found = _AREA.fullmatch(text)
    if found is None:
        return None
    area = float(found[1]) * _HECTARES.get((found[2] or "").lower(), 1.0)
    return area if math.isfinite(area) else None


def _add_point(parcels: list[Parcel], ring_key: str, line: str, number: int, origin: str) -> str:
    """Add the point in ``line`` to the last parcel; return the key of the ring it is in."""
    plain = line.rstrip(" ,;")
    parts = [part.strip() for part in plain.split(",")] if "," in plain else plain.split()
    texts = parts[2:4] if len(parts) > 3 else parts[1:3]
    numbers = [float(text) for text in texts if _NUMBER.fullmatch(text)]
    if len(numbers) < 2 or not all(abs(one) <= FARTHEST for one in numbers):
        raise DataError(
            "{file}, line {line}: expected point, ring, X, Y; got {text}.", file=origin, line=number, text=line[:60]
        )
    if not parcels:
        raise DataError("{file}, line {line}: a point before any parcel's line.", file=origin, line=number)
    rings = parcels[-1].rings
    key = parts[1] if len(parts) > 3 else ""
    if not rings or key != ring_key or _is_complete(rings[-1], parcels[-1]):
        rings.append([])
    rings[-1].append((numbers[0], numbers[1]))
    return key


def _is_complete(ring: list[tuple[float, float]], parcel: Parcel) -> bool:
    """Whether ``ring`` has come back to its first point, so that a further point begins another ring."""
    return len(ring) > 3 and ring[0] == ring[-1] and parcel.values[KIND] == KINDS[0]


def _refuse_pointless(parcels: list[Parcel], origin: str) -> None:
    if not parcels:
        raise DataError("{file} holds no parcel.", file=origin)
    empty = next((parcel for parcel in parcels if not parcel.rings), None)
    if empty is not None:
        raise DataError("{file}, line {line}: a parcel without points.", file=origin, line=empty.line)


def contents_of(survey: Survey, name: str, notes: tuple[Message, ...] = ()) -> tuple[Content, ...]:
    """Return the parcels of ``survey`` as layers."""
    kinds = [kind for kind in KINDS if any(parcel.values[KIND] == kind for parcel in survey.parcels)]
    return tuple(
        _content(
            survey.header,
            [parcel for parcel in survey.parcels if parcel.values[KIND] == kind],
            name if len(kinds) == 1 else kind,
            notes,
        )
        for kind in kinds
    )


def _content(header: Mapping[str, str], parcels: list[Parcel], name: str, notes: tuple[Message, ...]) -> Content:
    placed = [_east_first(parcel) for parcel in parcels]
    geometry = np.empty(len(parcels), dtype=object)
    kind = str(parcels[0].values[KIND])
    geometry[:] = [_geometry(kind, rings) for rings, _ in placed]
    easts = np.concatenate([ring[:, 0] for rings, _ in placed for ring in rings])
    stated = survey_crs(header, easts)
    notes += _order_note(name, [exchanged for _, exchanged in placed])
    notes += _count_note(name, parcels) + _shape_note(name, parcels, geometry)
    return Content(
        name,
        geometry,
        _fields(parcels),
        stated.crs,
        stated.reason,
        stated.proposable,
        _iso_date(header.get("数据产生日期", "")),
        notes,
    )


def _east_first(parcel: Parcel) -> tuple[list[NDArray[np.float64]], bool]:
    """Return the rings with east first, and whether the file had them so, against the format's rule."""
    rings = [np.array(ring, dtype=np.float64) for ring in parcel.rings]
    every = np.vstack(rings)
    exchanged = north_first(every[:, 0], every[:, 1]) is False
    return ([ring if exchanged else ring[:, ::-1] for ring in rings], exchanged)


def _geometry(kind: str, rings: list[NDArray[np.float64]]) -> shapely.Geometry | None:
    if kind == "面":
        return polygon_of(rings)
    if kind == "线":
        lines = [shapely.LineString(ring) for ring in rings if len(ring) > 1]
        return None if not lines else lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)
    points = np.vstack(rings)
    return shapely.Point(points[0]) if len(points) == 1 else shapely.MultiPoint(points)


def _fields(parcels: list[Parcel]) -> dict[str, NDArray[Any]]:
    columns: dict[str, NDArray[Any]] = {}
    for name in (NUMBER, NAME, AREA, KIND, SHEET, USE, CLASS):
        values = [parcel.values[name] for parcel in parcels]
        if name == AREA:
            columns[name] = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        else:
            columns[name] = np.array([*values, None], dtype=object)[:-1]
    return columns


def _order_note(name: str, exchanged: list[bool]) -> tuple[Message, ...]:
    if not any(exchanged):
        return ()
    if all(exchanged):
        return (Message("{layer}: east stands before north in the file; put right by the numbers.", {"layer": name}),)
    values: dict[str, object] = {"layer": name, "count": sum(exchanged), "all": len(exchanged)}
    return (
        Message("{layer}: east stands before north in {count} of {all} parcels; put right by the numbers.", values),
    )


def _count_note(name: str, parcels: list[Parcel]) -> tuple[Message, ...]:
    """Say where a parcel has other points than its line says; the closing point may be counted or not."""
    for parcel in parcels:
        said, found = parcel.values[COUNT], sum(len(ring) for ring in parcel.rings)
        if said and not found - len(parcel.rings) <= said <= found + len(parcel.rings):
            values: dict[str, object] = {"layer": name, "line": parcel.line, "said": said, "found": found}
            return (
                Message(
                    "{layer}, line {line}: the parcel is said to have {said} points and has {found};"
                    " is the file whole?",
                    values,
                ),
            )
    return ()


def _shape_note(name: str, parcels: list[Parcel], geometry: NDArray[np.object_]) -> tuple[Message, ...]:
    missing = [parcel.line for parcel, shape in zip(parcels, geometry, strict=True) if shape is None]
    if not missing:
        return ()
    values: dict[str, object] = {"layer": name, "count": len(missing), "line": missing[0]}
    return (
        Message(
            "{layer}: {count} parcels have too few points for a shape and count as empty; the first begins in line"
            " {line}.",
            values,
        ),
    )


def _iso_date(text: str) -> str:
    """Return an ISO date for ``2024-3-5``, ``2024年3月5日`` or ``20240305``; nothing for anything else."""
    found = re.match(r"(\d{4})[-年./]?(\d{1,2})[-月./]?(\d{1,2})(?!\d)", text)
    if found is None or not (1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31):
        return ""
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
