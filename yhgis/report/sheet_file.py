"""One sheet of the built-in plan into a file: what ``main.py sheet`` does, without a window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import Sheet, compose_page, sheet_for_theme
from yhgis.carto.sheet_template import Orientation
from yhgis.carto.sheet_words import sheet_title
from yhgis.carto.styles import load_style, load_theme, style_for
from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Language, Message
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, Status
from yhgis.model.theme import Theme
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.export import check_target
from yhgis.paint.text import measure
from yhgis.plan.catalog import Catalog
from yhgis.plan.towns import profile
from yhgis.report.sheet_export import EXTENSIONS, export_sheet


@dataclass(frozen=True)
class SheetRequest:
    """What sheet is wanted, and where.

    Parameters
    ----------
    theme : str
        Theme id.
    out : Path
        ``.pdf``, ``.svg``, ``.png``, ``.tif`` or ``.pptx``; a PNG and a TIFF get a world file.
    dpi : float
        Of a PNG, a TIFF, and the picture of a slide.
    town : str
        Town to show instead of the district, by any of its names; empty for the district.
    title : str
        Instead of the theme's; empty for the theme's.
    compiler, approval, security : str
        As they are printed; empty: not stated.
    """

    theme: str
    out: Path
    paper: str = "A3"
    portrait: bool = False
    dpi: float = 300.0
    town: str = ""
    title: str = ""
    compiler: str = ""
    approval: str = ""
    security: str = ""
    lang: Language = "zh"


@dataclass(frozen=True)
class WrittenSheet:
    """What was written."""

    request: SheetRequest
    width_mm: float
    height_mm: float
    schematic: bool
    warnings: tuple[Message, ...]

    def document(self) -> dict[str, Any]:
        """Return the JSON document of ``main.py sheet --json``."""
        return {
            "tool": "sheet",
            "file": str(self.request.out),
            "theme": self.request.theme,
            "paper": self.request.paper,
            "width_mm": self.width_mm,
            "height_mm": self.height_mm,
            "town": self.request.town,
            "schematic": self.schematic,
            "warnings": [str(warning) for warning in self.warnings],
        }


def write_sheet_file(request: SheetRequest, feedback: Feedback) -> WrittenSheet:
    """Compose the sheet and write it.

    Raises
    ------
    UsageError
        No such paper, or a file that is no sheet; before any work.
    DataError
        No such theme or town, or the file cannot be written.
    Cancelled
    """
    check_target(request.out, EXTENSIONS)
    theme, catalog = load_theme(request.theme), Catalog.load()
    sheet = _sheet(request, theme)
    template = sheet.template
    layers = theme_map_layers(theme, catalog)
    highlight = _town(request.town, catalog) if request.town else None
    shown = highlight or catalog.layer(theme.extent).to_crs(WORK_CRS)
    ensure_gui_application()
    feedback.progress(0.1)
    composed = compose_page(
        replace(sheet, extent=shown.bounds),
        layers,
        measure=measure,
        mask=catalog.layer(theme.mask).to_crs(WORK_CRS) if theme.mask else None,
        district=catalog.layer("district").to_crs(WORK_CRS),
        highlight=highlight,
        feedback=feedback.part(0.1, 0.6),
    )
    export_sheet(composed, sheet, [layer.layer for layer in layers], request.out, feedback.part(0.6, 1.0))
    schematic = any(layer.layer.info.status is Status.SCHEMATIC for layer in layers)
    return WrittenSheet(request, template.width_mm, template.height_mm, schematic, sheet.warnings())


def theme_map_layers(theme: Theme, catalog: Catalog) -> list[MapLayer]:
    """Return the layers that ``theme`` shows, bottom first, in the working CRS."""
    layers = []
    for part in theme.layers:
        if part.visible:
            layer = catalog.layer(part.id).to_crs(WORK_CRS)
            layers.append(MapLayer(layer, load_style(part.style) if part.style else style_for(layer), part.opacity))
    return layers


def _sheet(request: SheetRequest, theme: Theme) -> Sheet:
    orientation: Orientation = "portrait" if request.portrait else "landscape"
    stated: dict[str, object] = {
        "paper": request.paper,
        "orientation": orientation,
        "dpi": request.dpi,
        "compiler": request.compiler,
        "approval": request.approval,
        "security": request.security,
    }
    sheet = sheet_for_theme(theme, request.lang, **stated)
    if request.town:
        town = profile(request.town).title
        sheet = replace(sheet, title=sheet_title(theme.title.title, request.lang, town))
    return replace(sheet, title=request.title) if request.title else sheet


def _town(name: str, catalog: Catalog) -> Layer:
    """Return the one feature of the town ``name``; an unknown one is a `DataError` from `profile`."""
    wanted = profile(name).title.zh
    towns = catalog.layer("towns").to_crs(WORK_CRS)
    mask = towns.field("name") == wanted
    if not mask.any():
        raise DataError("The layer {layer} has no feature {feature}.", layer=towns.info.title, feature=wanted)
    return towns.select(mask)
