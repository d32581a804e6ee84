"""A sheet for every town into one PDF or a file each: what ``main.py atlas`` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yhgis.atomic import move_into_place, waiting_room
from yhgis.carto.atlas import TownSheet, compose_atlas, compose_one, sheets_for_towns
from yhgis.carto.display_list import DisplayList
from yhgis.carto.legend import words
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import ComposedSheet, sheet_for_theme
from yhgis.carto.sheet_words import sheet_title
from yhgis.carto.styles import load_theme
from yhgis.feedback import Feedback
from yhgis.i18n import Language, Message, Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, Status
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.export import check_target, export, export_pages
from yhgis.paint.series import write_series
from yhgis.paint.text import measure
from yhgis.plan.catalog import Catalog
from yhgis.report.sheet_file import theme_map_layers

#: Stands for the town in the name of a file; a name with it makes a file a town.
TOWN = "{town}"


@dataclass(frozen=True)
class AtlasRequest:
    """What series is wanted, and where.

    Parameters
    ----------
    theme : str
        Theme id.
    out : Path
        ``.pdf`` for all sheets in one file with bookmarks.  With ``{town}`` in its name, or as ``.png`` or ``.svg``,
        a file a town.
    towns : tuple of str
        By Chinese or English name; ``("all",)`` for every one.
    dpi : float
        Of PNGs.
    compiler, approval, security : str
        As they are printed; empty: not stated.
    resume : bool
        Write a file a town one by one, and leave out those that a broken-off run of the same series has completed;
        else all files appear together or none.
    """

    theme: str
    out: Path
    towns: tuple[str, ...] = ("all",)
    paper: str = "A3"
    portrait: bool = False
    dpi: float = 300.0
    compiler: str = ""
    approval: str = ""
    security: str = ""
    lang: Language = "zh"
    resume: bool = False


@dataclass(frozen=True)
class WrittenAtlas:
    """What was written."""

    request: AtlasRequest
    files: tuple[Path, ...]
    towns: tuple[Title, ...]
    schematic: bool
    warnings: tuple[Message, ...]

    def document(self) -> dict[str, Any]:
        """Return the JSON document of ``main.py atlas --json``."""
        return {
            "tool": "atlas",
            "theme": self.request.theme,
            "paper": self.request.paper,
            "files": [str(path) for path in self.files],
            "towns": [town.zh for town in self.towns],
            "schematic": self.schematic,
            "warnings": [str(warning) for warning in self.warnings],
        }


def write_atlas_file(request: AtlasRequest, feedback: Feedback) -> WrittenAtlas:
    """Compose the sheets and write them; cancelled, or failing, nothing is left and older files stay.

    Raises
    ------
    UsageError
        No such town or paper, or a file that is no sheet; before any work.
    DataError
        No such theme, or the folder cannot be written.
    Cancelled
    """
    check_target(request.out)
    theme, catalog = load_theme(request.theme), Catalog.load()
    base = sheet_for_theme(
        theme,
        request.lang,
        paper=request.paper,
        orientation="portrait" if request.portrait else "landscape",
        dpi=request.dpi,
        compiler=request.compiler,
        approval=request.approval,
        security=request.security,
    )
    _ = base.template  # an unknown paper is told before the work
    sheets = sheets_for_towns(base, theme, catalog.layer("towns").to_crs(WORK_CRS), request.towns)
    layers = theme_map_layers(theme, catalog)
    district = catalog.layer("district").to_crs(WORK_CRS)
    ensure_gui_application()
    one_file = request.out.suffix.lower() == ".pdf" and TOWN not in request.out.name
    if request.resume and not one_file:
        files = _resumed(sheets, layers, district, request, feedback)
    else:
        pages = compose_atlas(sheets, layers, measure=measure, district=district, feedback=feedback.part(0.0, 0.99))
        last = feedback.part(0.99, 1.0)
        if one_file:
            names = [words(sheet.name, request.lang) for sheet in sheets]
            export_pages(pages, request.out, sheet_title(theme.title.title, request.lang), names, last)
            files = (request.out,)
        else:
            files = _write_each(pages, sheets, request, last)
    schematic = any(layer.layer.info.status is Status.SCHEMATIC for layer in layers)
    return WrittenAtlas(request, files, tuple(sheet.name for sheet in sheets), schematic, base.warnings())


def file_of(out: Path, town: str) -> Path:
    """Return the file of a town: ``{town}`` in the name of ``out`` is replaced, or the town's name appended."""
    if TOWN in out.name:
        return out.with_name(out.name.replace(TOWN, town))
    return out.with_name(f"{out.stem}_{town}{out.suffix}")


def _resumed(
    sheets: Sequence[TownSheet],
    layers: Sequence[MapLayer],
    district: Layer,
    request: AtlasRequest,
    feedback: Feedback,
) -> tuple[Path, ...]:
    """Write a file a town, leaving out what an earlier run has completed."""

    def compose(one: TownSheet, part: Feedback) -> ComposedSheet:
        return compose_one(one, layers, measure=measure, district=district, feedback=part)

    files = [file_of(request.out, words(sheet.name, request.lang)) for sheet in sheets]
    prints = [layer.layer.info.sha256 for layer in layers]
    return write_series(sheets, files, compose, prints, feedback).files


def _write_each(
    pages: Iterator[DisplayList], sheets: Sequence[TownSheet], request: AtlasRequest, feedback: Feedback
) -> tuple[Path, ...]:
    """Write a file a town, first into a folder of their own, so that all of them appear or none."""
    files = [file_of(request.out, words(sheet.name, request.lang)) for sheet in sheets]
    with waiting_room(request.out.parent) as room:
        for page, sheet, file in zip(pages, sheets, files, strict=True):
            export(page, room / file.name, request.dpi, sheet.sheet.title)
        feedback.progress(1.0)
        for file in files:
            move_into_place(room / file.name, file)
    return tuple(files)
