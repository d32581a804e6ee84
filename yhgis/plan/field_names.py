"""What the fields of a file are called in words: by the standards' codes, by other names, and where a name was cut.

A shapefile cuts a field's name at ten bytes: 坐落单位名称 arrives as 坐落单位名 (GBK) or 坐落单 (UTF-8).  The long name
comes back where only one known name can have been cut so; where two can, the file's own name stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Literal

from numpy.typing import NDArray

from yhgis import schema
from yhgis.i18n import Title
from yhgis.model.layer import FieldName
from yhgis.resources import layers_folder

FILE = "field_names.json"
#: Bytes that a shapefile keeps of a name, and the encodings in which it counts them.
NAME_BYTES = 10
_CODECS = ("gb18030", "utf-8")
#: What GDAL and this program put behind the second of two names that were cut to the same.
_NUMBERED = re.compile(r"(.+)_(\d)")
#: Ends of the names of fields that hold numbers.
_OF_NUMBERS = ("面积", "系数", "长度", "宽度", "比例", "投资额", "（米）")


class FieldNames(schema.Schema):
    """``layers/field_names.json``.

    Parameters
    ----------
    other_names : dict
        Names in words for a code of the standards, beside the standard's own.
    long_names : tuple of Title
        Names of fields that no standard has, long enough to be cut.
    """

    version: Literal[1]
    source: str
    other_names: dict[str, tuple[str, ...]]
    long_names: tuple[Title, ...]


@cache
def field_names_file() -> FieldNames:
    """Return what is known of names beside the standards'."""
    return schema.read(layers_folder() / FILE, FieldNames)


def known_names(
    columns: Mapping[str, NDArray[Any]], titles: Mapping[str, Title], own: Sequence[str] = ()
) -> dict[str, FieldName]:
    """Return what the fields of a file are, those that are known.

    Parameters
    ----------
    columns : mapping of str to array
        The file's fields; whether one holds numbers helps where two names could have been cut.
    titles : mapping of str to Title
        The standards' fields by code.
    own : sequence of str
        Codes of the standard that the file follows: they go before all others.
    """
    by_name = _by_name(titles)
    fitting = {code: titles[code] for code in own if code in titles}
    out = {}
    for name, column in columns.items():
        plain = name.strip()
        found = _by_code(plain, titles) or by_name.get(plain)
        found = found or _uncut(plain, _wholes(fitting), column) or _uncut(plain, _wholes(titles, more=True), column)
        if found is not None and found.title.zh != name:
            out[name] = found
        elif found is not None and found.code:
            out[name] = FieldName(found.code, Title(name, found.title.en))
    return out


def _by_code(name: str, titles: Mapping[str, Title]) -> FieldName | None:
    code = name.upper()
    return FieldName(code, titles[code]) if code in titles else None


def _by_name(titles: Mapping[str, Title]) -> dict[str, FieldName]:
    """Return the fields by their names in words; the first of two codes that share one."""
    out: dict[str, FieldName] = {}
    for known in _wholes(titles):
        out.setdefault(known.title.zh, known)
    return out


def _wholes(titles: Mapping[str, Title], *, more: bool = False) -> list[FieldName]:
    """Return every whole name in words of some fields; ``more``: and those that no standard has."""
    file = field_names_file()
    out = [FieldName(code, title) for code, title in titles.items()]
    out += [
        FieldName(code, Title(other, title.en))
        for code, title in titles.items()
        for other in file.other_names.get(code, ())
    ]
    if more:
        out += [FieldName("", title) for title in file.long_names]
    return out


def _uncut(name: str, wholes: Iterable[FieldName], column: NDArray[Any]) -> FieldName | None:
    """Return the one field whose name was cut to ``name``, or None where none or several can have been."""
    if name.isascii():
        return None
    found = {known.title.zh: known for known in wholes if _cut_to(known.title.zh, name)}
    if len(found) > 1:
        numbers = column.dtype.kind in "fiu"
        found = {whole: known for whole, known in found.items() if whole.endswith(_OF_NUMBERS) == numbers}
    return next(iter(found.values())) if len(found) == 1 else None


def _cut_to(whole: str, name: str) -> bool:
    """Whether ``whole`` is longer than a shapefile keeps, and what it keeps is ``name``."""
    numbered = _NUMBERED.fullmatch(name)
    stems = ((name, NAME_BYTES), (numbered[1], NAME_BYTES - 2)) if numbered else ((name, NAME_BYTES),)
    return any(
        len(data := whole.encode(codec)) > NAME_BYTES and data[:most].decode(codec, errors="ignore") == stem
        for codec in _CODECS
        for stem, most in stems
    )
