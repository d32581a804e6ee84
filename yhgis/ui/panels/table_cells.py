"""How the values of an attribute table are shown, field by field; copying takes the same, without grouping."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from yhgis.i18n import tr
from yhgis.model.layer import Layer
from yhgis.model.quantity import format_number

#: Shown where there is no value; an empty text is shown as nothing.
NULL = "—"
Look = Literal["text", "whole", "number", "area", "date", "truth"]
#: Ends of the names of fields that hold areas: the standards' codes, and words.
_AREA_ENDS = ("mj", "面积", "area", "_m2", "_mu", "亩", "公顷")
#: Digits that a float can be trusted with.
_DIGITS = 15


@dataclass(frozen=True)
class FieldLook:
    """A field as a column of the table.

    Parameters
    ----------
    name : str
        In the file.
    title : str
        In words, in the language in use.
    look : str
    """

    name: str
    title: str
    look: Look

    @property
    def right(self) -> bool:
        """Whether it stands at the right, as numbers do."""
        return self.look in ("whole", "number", "area")

    @property
    def tip(self) -> str:
        """The name in the file, beneath the one in words."""
        return self.title if self.title == self.name else f"{self.title}\n{self.name}"


def looks_of(layer: Layer) -> tuple[FieldLook, ...]:
    """Return the fields of a layer as columns, in the file's order."""
    return tuple(
        FieldLook(name, layer.info.field_title(name), _look(column, (name, layer.info.field_title(name))))
        for name, column in layer.fields.items()
    )


def _look(column: NDArray[Any], names: tuple[str, ...]) -> Look:
    areas = any(name.lower().endswith(_AREA_ENDS) for name in names)
    match column.dtype.kind:
        case "f":
            return "area" if areas else "number"
        case "i" | "u":
            return "area" if areas else "whole"
        case "b":
            return "truth"
        case "M":
            return "date"
    return "text"


def missing(value: Any) -> bool:
    """Whether there is no value."""
    if value is None:
        return True
    if isinstance(value, np.datetime64):
        return bool(np.isnat(value))
    return isinstance(value, (float, np.floating)) and math.isnan(value)


def shown(value: Any, look: Look) -> str:
    """Return a cell's text."""
    if missing(value):
        return NULL
    match look:
        case "area":
            if isinstance(value, (int, np.integer)):
                return f"{int(value):,}"
            return format_number(_double(value), 2) if math.isfinite(value) else str(value)
        case "truth":
            return tr("yes") if value else tr("no")
        case "text":
            return " ".join(str(value).split()) if "\n" in str(value) else str(value)
    return plain(value, look)


def plain(value: Any, look: Look) -> str:
    """Return a value for a spreadsheet: all its digits, no grouping, nothing where there is none."""
    if missing(value):
        return ""
    match look:
        case "number" | "area":
            return str(value) if isinstance(value, (int, np.integer)) else _digits(_double(value))
        case "truth":
            return "TRUE" if value else "FALSE"
        case "date":
            return _date(str(value))
    return str(value)


def plain_column(values: NDArray[Any], look: Look) -> list[str]:
    """Return many values as `plain` does one."""
    match look:
        case "number" | "area" if values.dtype.kind == "f":
            single = values.dtype.itemsize < 8
            numbers = (values.astype(str) if single else values).astype(np.float64)
            return ["" if math.isnan(one) else _digits(one) for one in numbers.tolist()]
        case "whole" | "area":
            return list(map(str, values.tolist()))
        case "text":
            return [one if type(one) is str else "" if missing(one) else str(one) for one in values.tolist()]
        case "date":
            return ["" if one == "NaT" else _date(one) for one in np.datetime_as_string(values).tolist()]
    return [plain(one, look) for one in values]


def _double(value: Any) -> float:
    """Return a number as a float; one of single precision as the decimal that it stands for, not 0.100000001."""
    return float(str(value)) if isinstance(value, np.float32) else float(value)


def _date(text: str) -> str:
    """Return a moment as spreadsheets read it."""
    return text.replace("T", " ").removesuffix(".000")


def _digits(value: float) -> str:
    """Return a float with the digits it is worth, written out where that is not absurd."""
    text = f"{value:.{_DIGITS}g}"
    if "e" not in text or not 1e-9 <= abs(value) < 1e15:
        return text
    places = _DIGITS - 1 - math.floor(math.log10(abs(value)))
    return f"{value:.{places}f}".rstrip("0").rstrip(".")
