"""The file formats the program knows: one table, from which readers, dialogs and error sentences take theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from yhgis.errors import DataError, empty_file
from yhgis.i18n import Title


@dataclass(frozen=True)
class Format:
    """One file format.

    Parameters
    ----------
    id : str
        Stable name, for code.
    title : Title
        Name for a file dialog.
    extensions : tuple of str
        Lower case, with the dot; the first is the one written.
    driver : str
        GDAL driver; empty where the program itself handles the format.
    reads, writes : bool
        Whether `yhgis.io.vector` reads it and `yhgis.io.vector_write` writes it.
    many_layers : bool
        Whether one file may hold several layers.
    folder : bool
        Whether it is a folder rather than a file.
    own : bool
        Read by a module of this program, not by GDAL.
    """

    id: str
    title: Title
    extensions: tuple[str, ...]
    driver: str
    reads: bool = True
    writes: bool = False
    many_layers: bool = False
    folder: bool = False
    own: bool = False


FORMATS: tuple[Format, ...] = (
    Format("gpkg", Title("GeoPackage", "GeoPackage"), (".gpkg",), "GPKG", writes=True, many_layers=True),
    Format("shp", Title("Shapefile", "Shapefile"), (".shp",), "ESRI Shapefile", writes=True),
    Format("zip", Title("压缩包（内含矢量数据）", "Zipped vector data"), (".zip",), "", writes=True, many_layers=True),
    Format("geojson", Title("GeoJSON", "GeoJSON"), (".geojson", ".json"), "GeoJSON", writes=True),
    Format("gdb", Title("文件地理数据库", "File geodatabase"), (".gdb",), "OpenFileGDB", many_layers=True, folder=True),
    Format("kml", Title("KML / KMZ", "KML / KMZ"), (".kml", ".kmz"), "LIBKML", many_layers=True),
    Format("fgb", Title("FlatGeobuf", "FlatGeobuf"), (".fgb",), "FlatGeobuf", writes=True),
    Format(
        "txt",
        Title("勘测定界坐标（报盘 TXT）", "Survey coordinates (TXT)"),
        (".txt",),
        "",
        writes=True,
        many_layers=True,
        own=True,
    ),
    Format("csv", Title("带坐标的文本表格", "Text table with coordinates"), (".csv", ".tsv"), "", own=True),
    Format(
        "xlsx",
        Title("带坐标的电子表格", "Spreadsheet with coordinates"),
        (".xlsx", ".xlsm"),
        "",
        many_layers=True,
        own=True,
    ),
    Format("dxf", Title("CAD 图形（DXF）", "CAD drawing (DXF)"), (".dxf",), "", many_layers=True, own=True),
)
#: Any other folder: everything readable in it.
FOLDER = Format("folder", Title("文件夹", "Folder"), (), "", many_layers=True, folder=True)

_EXPORT_FIRST = frozenset(
    {".dwg", ".dgn", ".mdb", ".mpk", ".lyrx", ".mxd", ".qgz", ".qgs", ".tab", ".mif"}
    | {".parquet", ".geoparquet", ".feather"}
)
"""Formats people do bring that cannot be read here: said plainly, with the way out.

GDAL reads Parquet only where it was built with Arrow, which that of the wheels is not.
"""
_UNPACK_FIRST = frozenset({".rar", ".7z"})
_SAVE_AS_XLSX = frozenset({".xls", ".xlsb", ".ods", ".et"})

_SIDECARS = frozenset({".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix"})


@dataclass(frozen=True)
class DialogFilter:
    """One line of a file dialog's format list: a title and ``*.ext`` patterns."""

    title: Title
    patterns: tuple[str, ...]

    def text(self) -> str:
        """Return the line as file dialogs write it: ``Title (*.a *.b)``."""
        return f"{self.title} ({' '.join(self.patterns)})"


def _patterns(formats: Iterable[Format]) -> tuple[str, ...]:
    return tuple(f"*{extension}" for fmt in formats for extension in fmt.extensions)


def read_filters() -> tuple[DialogFilter, ...]:
    """Return the lines of an open dialog: everything readable first, then one line a format.

    A file geodatabase is a folder, which a file dialog cannot pick: it is dropped on the window, or chosen with a
    folder dialog.
    """
    readable = [fmt for fmt in FORMATS if fmt.reads and not fmt.folder]
    all_of_them = DialogFilter(Title("全部可读数据", "All readable data"), _patterns(readable))
    return (all_of_them, *(DialogFilter(fmt.title, _patterns([fmt])) for fmt in readable))


def by_extension(extension: str) -> Format | None:
    """Return the format of ``extension`` (with its dot, any case), or None."""
    wanted = extension.lower()
    return next((fmt for fmt in FORMATS if wanted in fmt.extensions), None)


def readable_extensions() -> str:
    """Return the extensions that can be read, for an error sentence: ``.gpkg, .shp, …``."""
    return ", ".join(extension for fmt in FORMATS if fmt.reads for extension in fmt.extensions)


def detect(path: Path) -> Format:
    """Return the format of an existing file or folder.

    Raises
    ------
    DataError
        There is nothing at ``path``, or nothing that can be read; the sentence says what to do.
    """
    if not path.exists():
        raise DataError("There is no file {file}; check the name and the folder.", file=str(path))
    _refuse_foreign(path)
    fmt = by_extension(path.suffix)
    if fmt is None and path.is_dir():
        return FOLDER
    if fmt is None:
        raise DataError(
            "{file} is not a vector file that can be read here; these can: {extensions}.",
            file=str(path),
            extensions=readable_extensions(),
        )
    if path.is_dir() != fmt.folder:
        raise DataError(
            "{file} is a folder or a file where {format} needs the other.", file=str(path), format=fmt.title
        )
    refuse_empty(path)
    return fmt


def _refuse_foreign(path: Path) -> None:
    """Refuse what people do bring and cannot be read here, with the way out."""
    extension = path.suffix.lower()
    if extension in _UNPACK_FIRST:
        raise DataError(
            "{file}: {extension} archives cannot be read here; unpack it first.", file=str(path), extension=extension
        )
    if extension in _SAVE_AS_XLSX:
        raise DataError(
            "{file}: {extension} cannot be read here; save it as .xlsx first.", file=str(path), extension=extension
        )
    if extension in _EXPORT_FIRST:
        raise DataError(
            "{file}: {extension} cannot be read here; export it to GeoPackage (.gpkg) or Shapefile (.shp) first.",
            file=str(path),
            extension=extension,
        )
    if extension in _SIDECARS and path.with_suffix(".shp").exists():
        raise DataError(
            "{file} is only a part of a shapefile; open {main} instead.",
            file=str(path),
            main=path.with_suffix(".shp").name,
        )


def refuse_empty(path: Path) -> None:
    """Refuse a file without a byte, which readers would call damaged or of another format.

    Raises
    ------
    DataError
        It is empty.
    """
    if path.is_file() and path.stat().st_size == 0:
        raise empty_file(str(path))
