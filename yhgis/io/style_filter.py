"""The filters of rules as QGIS writes them: the few forms that a `FieldFilter` can say, both ways."""

from __future__ import annotations

import math
import re

from yhgis.model.style import FieldFilter

_FIELD = r'(?:"((?:[^"]|"")+)"|([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*))'
_VALUE = r"('(?:[^']|'')*'|[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
_EQUAL = re.compile(rf"{_FIELD}\s*=\s*{_VALUE}")
_IN = re.compile(rf"{_FIELD}\s+IN\s*\(({_VALUE}(?:\s*,\s*{_VALUE})*)\)", re.IGNORECASE)
_COMPARED = re.compile(rf"{_FIELD}\s*(>=|<=|>|<)\s*([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")


def filter_of(expression: str) -> FieldFilter | None:
    """Return what ``expression`` says, or None when a `FieldFilter` cannot say it."""
    text = _bare(expression)
    listed = _IN.fullmatch(text)
    if listed:
        return FieldFilter(field=_name(listed), values=tuple(_text(one) for one in re.findall(_VALUE, listed[3])))
    either = [_EQUAL.fullmatch(_bare(part)) for part in re.split(r"\bOR\b", text, flags=re.IGNORECASE)]
    equal = [one for one in either if one is not None]
    if len(equal) == len(either) and len({_name(one) for one in equal}) == 1:
        return FieldFilter(field=_name(equal[0]), values=tuple(_text(one[3]) for one in equal))
    both = [_COMPARED.fullmatch(_bare(part)) for part in re.split(r"\bAND\b", text, flags=re.IGNORECASE)]
    compared = [one for one in both if one is not None]
    if len(compared) == len(both) and len({_name(one) for one in compared}) == 1:
        return _range(_name(compared[0]), [(one[3], float(one[4])) for one in compared])
    return None


def range_filter(field: str, limits: list[tuple[str, float]]) -> FieldFilter:
    """Return the filter for comparisons (``>=``, ``>``, ``<``, ``<=``) of a field with numbers."""
    lower = [limit if sign == ">=" else math.nextafter(limit, math.inf) for sign, limit in limits if sign[0] == ">"]
    upper = [limit if sign == "<" else math.nextafter(limit, math.inf) for sign, limit in limits if sign[0] == "<"]
    return FieldFilter(field=field, at_least=max(lower) if lower else None, below=min(upper) if upper else None)


def _range(field: str, limits: list[tuple[str, float]]) -> FieldFilter:
    return range_filter(field, limits)


def expression_of(where: FieldFilter) -> str:
    """Return ``where`` as an expression."""
    name = '"' + where.field.replace('"', '""') + '"'
    parts = []
    if where.values:
        parts.append(f"{name} IN ({', '.join(_quoted(value) for value in where.values)})")
    if where.at_least is not None:
        parts.append(f"{name} >= {where.at_least!r}")
    if where.below is not None:
        parts.append(f"{name} < {where.below!r}")
    return " AND ".join(parts)


def field_of(expression: str) -> str | None:
    """Return the field that ``expression`` names, or None when it is more than a field."""
    found = re.fullmatch(_FIELD, expression.strip())
    return _name(found) if found else None


def _bare(text: str) -> str:
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and "(" not in text[1:-1] and ")" not in text[1:-1]:
        text = text[1:-1].strip()
    return text


def _name(found: re.Match[str]) -> str:
    return found[1].replace('""', '"') if found[1] else found[2]


def _text(value: str) -> str:
    return value[1:-1].replace("''", "'") if value.startswith("'") else value


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
