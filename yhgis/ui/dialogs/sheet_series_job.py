"""A series as it is ordered: frozen, so that it can be written in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from yhgis.carto.atlas import TownSheet, compose_atlas, compose_one, file_names, sheets_for_features
from yhgis.carto.legend import words
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.sheet import ComposedSheet
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.ui import session_layers
from yhgis.ui.dialogs.sheet_job import SLIDE, SheetJob
from yhgis.ui.dialogs.sheet_series import SeriesChoice


@dataclass(frozen=True, eq=False)
class SeriesJob:
    """The sheets of a series with all that is drawn on them.

    Parameters
    ----------
    title : str
        Of the PDF that holds them all.
    pattern : str
        Of file names.
    resume : bool
        Leave out what a broken-off run has completed.
    """

    title: str
    sheets: tuple[TownSheet, ...]
    layers: tuple[MapLayer, ...]
    district: Layer
    pattern: str
    resume: bool

    def write_one(self, path: Path, feedback: Feedback) -> tuple[Path, ...]:
        """Write all sheets into one PDF with a bookmark each, or into a presentation with a slide each."""
        if path.suffix.lower() == SLIDE:
            self._write_show(path, feedback)
        else:
            self._write_pdf(path, feedback)
        return (path,)

    def _write_show(self, path: Path, feedback: Feedback) -> None:
        from yhgis.report.sheet_pptx import write_sheets_pptx

        slides = [(one.sheet, partial(self._composed, one)) for one in self.sheets]
        write_sheets_pptx(slides, [one.layer for one in self.layers], path, self.title, feedback)

    def _write_pdf(self, path: Path, feedback: Feedback) -> None:
        from yhgis.paint.export import export_pages
        from yhgis.paint.text import measure

        pages = compose_atlas(
            self.sheets, self.layers, measure=measure, district=self.district, feedback=feedback.part(0.0, 0.99)
        )
        names = [words(one.name, one.sheet.lang) for one in self.sheets]
        export_pages(pages, path, self.title, names, feedback.part(0.99, 1.0))

    def write_files(self, folder: Path, extension: str, feedback: Feedback) -> tuple[Path, ...]:
        """Write a file for every sheet into ``folder``."""
        from yhgis.paint.series import write_series
        from yhgis.report.sheet_export import sheet_writer

        files = [folder / f"{name}{extension}" for name in file_names(self.sheets, self.pattern)]
        prints = [layer.layer.info.sha256 for layer in self.layers]
        write = sheet_writer([layer.layer for layer in self.layers])
        return write_series(self.sheets, files, self._composed, prints, feedback, resume=self.resume, write=write).files

    def _composed(self, one: TownSheet, feedback: Feedback) -> ComposedSheet:
        from yhgis.paint.text import measure

        return compose_one(one, self.layers, measure=measure, district=self.district, feedback=feedback)


def series_for(job: SheetJob, theme_id: str, choice: SeriesChoice) -> SeriesJob:
    """Return the series of what is ticked, each sheet like that of ``job``.

    Raises
    ------
    UserError
        A feature has no place, or names want a field that there is not.
    """
    theme = session_layers.theme(theme_id)
    sheets = sheets_for_features(job.sheet, theme, choice.layer, choice.positions)
    if not choice.one_file:
        file_names(sheets, choice.pattern.text())  # a wrong pattern is told before a folder is asked for
    return SeriesJob(
        job.sheet.title, sheets, job.layers, job.district, choice.pattern.text(), choice.resume.isChecked()
    )
