"""The labels in a QGIS layer style file."""

from __future__ import annotations

from typing import Any

from yhgis.i18n import Message
from yhgis.io.qml_read_symbols import read_color
from yhgis.io.style_filter import field_of
from yhgis.io.style_notes import MM_PER_PIXEL, MM_PER_POINT, Notes
from yhgis.model.style import ALL_SCALES, LabelPlacement, LabelStyle, ScaleRange

_ENDLESS = 99_999_999.0
_POINTS = {"Point": 1.0, "Pixel": MM_PER_PIXEL / MM_PER_POINT, "MM": 1 / MM_PER_POINT}
_MM = {"MM": 1.0, "Point": MM_PER_POINT, "Pixel": MM_PER_PIXEL}
#: QGIS's placements (round a point, on it, on a line, curved, level, free, round a point in order).
_PLACEMENTS: dict[str, LabelPlacement] = {
    "0": "point", "1": "point", "2": "line", "3": "along", "4": "polygon", "5": "polygon", "6": "point", "7": "along",
}  # fmt: skip


def read_labels(root: Any, notes: Notes) -> tuple[LabelStyle, ...]:
    """Return the label style of a .qml file, if it has labels that are on."""
    labeling = root.find("labeling")
    if labeling is None or root.get("labelsEnabled", "1") == "0":
        return ()
    settings = labeling.find("settings")
    if settings is None:
        settings = labeling.find(".//rule/settings")
        if settings is not None:
            notes.drop(Message("Of labels by rules the first rule is read."))
    if settings is None or settings.find("text-style") is None:
        return ()
    return (_label(settings, notes),)


def _label(settings: Any, notes: Notes) -> LabelStyle:
    text, rendering = settings.find("text-style"), settings.find("rendering")
    field = field_of(text.get("fieldName", "")) if text.get("isExpression", "0") == "0" else None
    if text.get("isExpression", "0") == "1":
        field = field_of(text.get("fieldName", ""))
    if field is None:
        notes.drop(Message("Labels by the expression {expression} are read as the layer's names.",
                           {"expression": text.get("fieldName", "")[:120]}))  # fmt: skip
    color, opacity = read_color(text.get("textColor", "0,0,0,255"), text, "textColor", notes)
    size = notes.number(text, "fontSize", text.get("fontSize", "8")) * _POINTS.get(text.get("fontSizeUnit", ""), 1.0)
    return notes.made(
        text,
        LabelStyle,
        field=field or "",
        size_pt=min(max(size, 3.0), 96.0),
        weight=_weight(text, notes),
        italic=text.get("fontItalic", "0") == "1",
        color=color,
        opacity=opacity * notes.number(text, "textOpacity", text.get("textOpacity", "1")),
        spacing_mm=notes.number(text, "fontLetterSpacing", text.get("fontLetterSpacing", "0")) * MM_PER_POINT,
        line_spacing=min(max(notes.number(text, "multilineHeight", text.get("multilineHeight", "1.25")), 0.8), 3.0),
        **_halo(text.find("text-buffer"), notes),
        **_place(settings, notes),
        scales=_scales(rendering, notes),
    )


def _weight(text: Any, notes: Notes) -> int:
    """Return the weight of the font: Qt 5 counts it from 0 to 99, Qt 6 to 1000."""
    given = notes.number(text, "fontWeight", text.get("fontWeight", "50"))
    if given > 99:
        return int(min(given, 900))
    known = {0: 100, 12: 200, 25: 300, 50: 400, 57: 500, 63: 600, 75: 700, 81: 800, 87: 900}
    return known[min(known, key=lambda one: abs(one - given))]


def _halo(buffer: Any, notes: Notes) -> dict[str, Any]:
    if buffer is None or buffer.get("bufferDraw", "0") != "1":
        return {"halo_mm": 0.0}
    size = notes.number(buffer, "bufferSize", buffer.get("bufferSize", "1"))
    color, opacity = read_color(buffer.get("bufferColor", "255,255,255,255"), buffer, "bufferColor", notes)
    opacity *= notes.number(buffer, "bufferOpacity", buffer.get("bufferOpacity", "1"))
    return {"halo_mm": size * _MM.get(buffer.get("bufferSizeUnits", "MM"), 1.0), "halo": color, "halo_opacity": opacity}


def _place(settings: Any, notes: Notes) -> dict[str, Any]:
    place, layout = settings.find("placement"), settings.find("text-format")
    found: dict[str, Any] = {}
    if place is not None:
        found["placement"] = _PLACEMENTS.get(place.get("placement", "0"), "point")
        found["priority"] = round(notes.number(place, "priority", place.get("priority", "5")) * 10)
        found["gap_mm"] = _length(place, "dist", "distUnits", notes)
        found["repeat_mm"] = _length(place, "repeatDistance", "repeatDistanceUnits", notes)
    if layout is not None:
        found["wrap"] = notes.number(layout, "autoWrapLength", layout.get("autoWrapLength", "0"))
    return found


def _length(element: Any, key: str, unit: str, notes: Notes) -> float:
    return max(notes.number(element, key, element.get(key, "0")) * _MM.get(element.get(unit, "MM"), 1.0), 0.0)


def _scales(rendering: Any, notes: Notes) -> ScaleRange:
    if rendering is None or rendering.get("scaleVisibility", "0") != "1":
        return ALL_SCALES
    closest = notes.number(rendering, "scaleMin", rendering.get("scaleMin", "0"))
    farthest = notes.number(rendering, "scaleMax", rendering.get("scaleMax", "0"))
    return ScaleRange(closest=max(closest, 0.0), farthest=farthest if 0.0 < farthest < _ENDLESS else None)
