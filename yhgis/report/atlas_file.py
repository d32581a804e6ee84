"""A sheet for every town into one PDF or a file each: what ``main.py atlas`` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from yhgis.atomic import move_into_place, waiting_room
from yhgis.carto.atlas import TownSheet, compose_atlas, compose_one, sheets_for_towns
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
from yhgis.paint.export import check_target, export_pages
from yhgis.paint.series import write_series
from yhgis.paint.text import measure
from yhgis.plan.catalog import Catalog
from yhgis.report.sheet_export import EXTENSIONS, sheet_writer
from yhgis.report.sheet_file import theme_map_layers
from yhgis.report.sheet_pptx import EXTENSION as SLIDE
from yhgis.report.sheet_pptx import write_sheets_pptx

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
        ``.pdf`` or ``.pptx`` for all sheets in one file, with bookmarks or a slide each.  With ``{town}`` in its name,
        or as ``.png``, ``.tif`` or ``.svg``, a file a town.
    towns : tuple of str
        By Chinese or English name; ``("all",)`` for every one.
    dpi : float
        Of PNGs, TIFFs, and the pictures of slides.
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
    check_target(request.out, EXTENSIONS)
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
    title = sheet_title(theme.title.title, request.lang)
    files = _Series(request, title, sheets, layers, district).write(feedback)
    schematic = any(layer.layer.info.status is Status.SCHEMATIC for layer in layers)
    return WrittenAtlas(request, files, tuple(sheet.name for sheet in sheets), schematic, base.warnings())


def file_of(out: Path, town: str) -> Path:
    """Return the file of a town: ``{town}`` in the name of ``out`` is replaced, or the town's name appended."""
    if TOWN in out.name:
        return out.with_name(out.name.replace(TOWN, town))
    return out.with_name(f"{out.stem}_{town}{out.suffix}")


@dataclass(frozen=True, eq=False)
class _Series:
    """The sheets of an atlas with all that is drawn on them."""

    request: AtlasRequest
    title: str
    sheets: Sequence[TownSheet]
    map_layers: Sequence[MapLayer]
    district: Layer

    def write(self, feedback: Feedback) -> tuple[Path, ...]:
        """Write what is asked for."""
        out, extension = self.request.out, self.request.out.suffix.lower()
        if extension in (".pdf", SLIDE) and TOWN not in out.name:
            (self._write_pdf if extension == ".pdf" else self._write_show)(feedback)
            return (out,)
        return self._resumed(feedback) if self.request.resume else self._write_each(feedback)

    @property
    def _layers(self) -> list[Layer]:
        return [one.layer for one in self.map_layers]

    def _composed(self, one: TownSheet, feedback: Feedback) -> ComposedSheet:
        return compose_one(one, self.map_layers, measure=measure, district=self.district, feedback=feedback)

    def _write_pdf(self, feedback: Feedback) -> None:
        pages = compose_atlas(
            self.sheets, self.map_layers, measure=measure, district=self.district, feedback=feedback.part(0.0, 0.99)
        )
        names = [words(sheet.name, self.request.lang) for sheet in self.sheets]
        export_pages(pages, self.request.out, self.title, names, feedback.part(0.99, 1.0))

    def _write_show(self, feedback: Feedback) -> None:
        slides = [(one.sheet, partial(self._composed, one)) for one in self.sheets]
        write_sheets_pptx(slides, self._layers, self.request.out, self.title, feedback)

    def _resumed(self, feedback: Feedback) -> tuple[Path, ...]:
        """Write a file a town, leaving out what an earlier run has completed."""
        prints = [layer.info.sha256 for layer in self._layers]
        files, write = self._files(self.request.out.parent), sheet_writer(self._layers)
        return write_series(self.sheets, files, self._composed, prints, feedback, write=write).files

    def _write_each(self, feedback: Feedback) -> tuple[Path, ...]:
        """Write a file a town, first into a folder of their own, so that all of them appear or none."""
        folder = self.request.out.parent
        with waiting_room(folder) as room:
            waiting, write = self._files(room), sheet_writer(self._layers)
            write_series(self.sheets, waiting, self._composed, [], feedback.part(0.0, 0.99), resume=False, write=write)
            feedback.progress(0.99)
            for file in sorted(room.iterdir()):
                move_into_place(file, folder / file.name)
        return self._files(folder)

    def _files(self, folder: Path) -> tuple[Path, ...]:
        """Return the file of each town in ``folder``."""
        out = folder / self.request.out.name
        return tuple(file_of(out, words(sheet.name, self.request.lang)) for sheet in self.sheets)
