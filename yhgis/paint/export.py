"""A display list to a file, by the file's extension; whole files or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from yhgis.atomic import atomic_path, write_text
from yhgis.carto.display_list import DisplayList
from yhgis.errors import DataError, UsageError
from yhgis.feedback import Feedback, silent
from yhgis.paint.georeference import Georeference, world_file_of
from yhgis.paint.image import render_bands, size_in_pixels
from yhgis.paint.pdf import CREATOR, write_pdf
from yhgis.paint.png import write_png
from yhgis.paint.svg import write_svg
from yhgis.paint.tiff import write_tiff

EXTENSIONS = (".pdf", ".png", ".svg", ".tif", ".tiff")
DEFAULT_DPI = 300.0


def check_extension(path: Path) -> None:
    """Raise a `UsageError` unless a sheet can be written to a file of this name: before work begins."""
    if path.suffix.lower() not in EXTENSIONS:
        raise UsageError(
            "A sheet cannot be written as {extension}; choose one of {known}.",
            extension=path.suffix or path.name,
            known=" ".join(EXTENSIONS),
        )


def export(
    display_list: DisplayList,
    path: Path,
    dpi: float = DEFAULT_DPI,
    title: str = "",
    feedback: Feedback | None = None,
    *,
    transparent: bool = False,
    ground: Georeference | None = None,
) -> None:
    """Write ``display_list`` to ``path``; an existing file stays whole until the new one is.

    Parameters
    ----------
    dpi : float
        Of a PNG or TIFF; PDF and SVG are vectors.
    title : str
        The document's title.
    transparent : bool
        Leave the paper's colour out (PNG and SVG).
    ground : Georeference, optional
        Where it lies: a world file is written beside a PNG or TIFF.

    Raises
    ------
    UsageError
        An extension that is none of these.
    DataError
        The folder cannot be written, the disk is full, or the picture is too large for memory.
    Cancelled
    """
    check_extension(path)
    feedback = feedback or silent()
    with atomic_path(path) as temporary:
        try:
            match path.suffix.lower():
                case ".pdf":
                    write_pdf([display_list], temporary, title, feedback=feedback)
                case ".svg":
                    write_svg(display_list, temporary, title, transparent=transparent, feedback=feedback)
                case ".png":
                    bands = render_bands(display_list, dpi, transparent=transparent, feedback=feedback)
                    size, texts = size_in_pixels(display_list, dpi), {"Title": title, "Software": CREATOR}
                    write_png(bands, temporary, size, dpi, texts, alpha=transparent)
                case _:
                    bands = render_bands(display_list, dpi, feedback=feedback)
                    write_tiff(bands, temporary, size_in_pixels(display_list, dpi), dpi, title, ground)
        except OSError as error:
            raise _cannot_write(path, str(error.strerror or error)) from error
        feedback.check()
    world_file = world_file_of(path)
    if ground is not None and world_file is not None:
        write_text(world_file, ground.world_file())


def export_pages(
    pages: Iterable[DisplayList],
    path: Path,
    title: str,
    bookmarks: Sequence[str],
    feedback: Feedback | None = None,
) -> None:
    """Write several pages, composed as they are asked for, as one PDF with a bookmark a page.

    Raises
    ------
    UsageError
        Not a ``.pdf``: no other format holds pages.
    DataError, Cancelled
        As `export`.
    """
    if path.suffix.lower() != ".pdf":
        raise UsageError("Several sheets in one file need a PDF; got {file}.", file=path.name)
    with atomic_path(path) as temporary:
        try:
            write_pdf(pages, temporary, title, bookmarks=bookmarks, feedback=feedback)
        except OSError as error:
            raise _cannot_write(path, str(error.strerror or error)) from error


def _cannot_write(path: Path, reason: str) -> DataError:
    return DataError("Cannot write {file}: {reason}.", file=str(path), reason=reason)
