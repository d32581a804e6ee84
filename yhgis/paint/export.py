"""A display list to a file, by the file's extension; whole files or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from yhgis.atomic import atomic_path, waiting_room, write_text
from yhgis.carto.display_list import DisplayList
from yhgis.errors import UsageError
from yhgis.feedback import Feedback, silent
from yhgis.paint.bands import BandedPicture, encoded_bands
from yhgis.paint.georeference import Georeference, world_file_of
from yhgis.paint.image import Banding
from yhgis.paint.pdf import CREATOR, write_pdf
from yhgis.paint.png import png_band, write_png
from yhgis.paint.svg import write_svg
from yhgis.paint.tiff import ROWS_A_STRIP, tiff_band, write_tiff

EXTENSIONS = (".pdf", ".png", ".svg", ".tif", ".tiff")
DEFAULT_DPI = 300.0


def check_extension(path: Path, known: Sequence[str] = EXTENSIONS) -> None:
    """Raise a `UsageError` unless a sheet can be written to a file of this name: before work begins."""
    if path.suffix.lower() not in known:
        raise UsageError(
            "A sheet cannot be written as {extension}; choose one of {known}.",
            extension=path.suffix or path.name,
            known=" ".join(known),
        )


def check_target(path: Path, known: Sequence[str] = EXTENSIONS) -> None:
    """Refuse, before work begins, a file that no sheet can be written to.

    Parameters
    ----------
    known : sequence of str
        Extensions that the caller can write.

    Raises
    ------
    UsageError
        As `check_extension`.
    DataError
        The folder does not exist or cannot be written.
    """
    check_extension(path, known)
    with waiting_room(path.parent):
        pass


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
        match path.suffix.lower():
            case ".pdf":
                write_pdf([display_list], temporary, title, feedback=feedback)
            case ".svg":
                write_svg(display_list, temporary, title, transparent=transparent, feedback=feedback)
            case ".png":
                _write_png(display_list, temporary, dpi, title, transparent, feedback)
            case _:
                _write_tiff(display_list, temporary, dpi, title, ground, feedback)
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
        write_pdf(pages, temporary, title, bookmarks=bookmarks, feedback=feedback)


def _write_png(page: DisplayList, path: Path, dpi: float, title: str, transparent: bool, feedback: Feedback) -> None:
    banding = Banding.of(page, dpi)
    picture = BandedPicture(page, banding, transparent, partial(png_band, alpha=transparent))
    texts = {"Title": title, "Software": CREATOR}
    with closing(encoded_bands(picture, feedback)) as bands:
        write_png(bands, path, (banding.width, banding.height), dpi, texts, alpha=transparent)


def _write_tiff(
    page: DisplayList, path: Path, dpi: float, title: str, ground: Georeference | None, feedback: Feedback
) -> None:
    banding = Banding.of(page, dpi, ROWS_A_STRIP)
    with closing(encoded_bands(BandedPicture(page, banding, False, tiff_band), feedback)) as bands:
        write_tiff(bands, path, (banding.width, banding.height), dpi, title, ground)
