"""What can be opened behind a path: the layers of a file, of an archive, of a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from yhgis.errors import DataError, UserError, nearest_name
from yhgis.io.archive import check_zip, unpacked
from yhgis.io.content import Content, OtherContentError
from yhgis.io.formats import by_extension, refuse_empty
from yhgis.io.gdal import gdal_sentences


@dataclass(frozen=True)
class Source:
    """One layer inside a file.

    Parameters
    ----------
    path : Path
        What the user opened.
    name : str
        By which the user calls the layer.
    file : Path
        ``path``, or the file inside an unpacked zip or a folder.
    layer : str
        By which GDAL calls it.
    content : Content or None
        What a reader of our own found; None where GDAL reads.
    alone : bool
        Whether it is the only layer of ``path``: then the file's name is its name.
    """

    path: Path
    name: str
    file: Path
    layer: str
    content: Content | None = field(default=None, repr=False)
    alone: bool = True


@contextmanager
def opened(
    path: Path, *, encoding: str | None = None, faults: list[UserError] | None = None
) -> Iterator[tuple[Source, ...]]:
    """Yield the layers with geometry that ``path`` holds; a zip is unpacked for as long as the block runs.

    Parameters
    ----------
    encoding : str, optional
        Of a text file or a table.
    faults : list, optional
        Takes what is wrong with files inside an archive or a folder that stand beside good ones.

    Raises
    ------
    DataError
        It cannot be opened, or there is no layer with geometry in it.
    """
    with unpacked(path) as (room, files):
        sources = _of_many(path, room, files, encoding, faults if faults is not None else [])
        if not sources:
            raise DataError("{file} holds no layer with geometry.", file=str(path))
        yield tuple(replace(source, alone=len(sources) == 1) for source in sources)


def _of_many(
    path: Path, room: Path, files: Sequence[Path], encoding: str | None, faults: list[UserError]
) -> list[Source]:
    """Return the layers of one file or several; a bad one among good ones is a fault, not the end."""
    found: list[list[Source]] = []
    for file in files:
        try:
            found.append(list(_of_file(path, file, encoding)))
        except DataError as error:
            if file == path:
                raise
            if not isinstance(error, OtherContentError):  # notes and lists lie beside data everywhere
                faults.append(_renamed(error, path / file.relative_to(room)))
    if not found and faults:
        raise faults[0]
    if not found:
        raise DataError("{file} holds no vector data that can be read.", file=str(path))
    groups = [group for group in found if group]
    return groups[0] if len(groups) == 1 else _distinct(room, groups)


def _renamed(error: DataError, shown: Path) -> DataError:
    """Return ``error`` about a file that was unpacked, by the name that the user knows."""
    values = {**error.message.values, "file": str(shown)}
    return type(error)(error.message.text, **values)


def _distinct(room: Path, found: Sequence[Sequence[Source]]) -> list[Source]:
    """Return all layers under names that tell them apart: the file's stem, with its folder or extension if need be."""
    inside = [group[0].file.relative_to(room) for group in found]
    labels = [file.stem for file in inside]
    if len(set(labels)) < len(labels):
        labels = [file.with_suffix("").as_posix() for file in inside]
    if len(set(labels)) < len(labels):
        labels = [file.as_posix() for file in inside]
    return [
        replace(source, name=label if len(group) == 1 else f"{label}/{source.name}")
        for label, group in zip(labels, found, strict=True)
        for source in group
    ]


def _of_file(path: Path, file: Path, encoding: str | None) -> Iterator[Source]:
    """Yield the layers of ``file``, which is ``path`` or lies in it, that have geometry."""
    refuse_empty(file)
    fmt = by_extension(file.suffix)
    if fmt is not None and fmt.own:
        for content in own_contents(file, fmt.id, encoding):
            yield Source(path, content.name, file, content.name, content)
        return
    if file.suffix.lower() == ".kmz":
        check_zip(file)
    import pyogrio  # brings pandas and geopandas along: only when a file is really read

    with gdal_sentences(file):
        listed = pyogrio.list_layers(file)
    for name, kind in listed:
        if kind is not None:
            yield Source(path, str(name), file, str(name))


def own_contents(file: Path, format_id: str, encoding: str | None = None) -> tuple[Content, ...]:
    """Return what one of this program's own readers finds in ``file``.

    Raises
    ------
    DataError
        Not such a file, or damaged; the sentence names it, and the line where there are lines.
    """
    match format_id:
        case "txt":
            from yhgis.io.survey_txt import read_survey

            return read_survey(file, encoding=encoding)
        case "csv":
            from yhgis.io.coordinate_csv import read_csv

            return read_csv(file, encoding=encoding)
        case "xlsx":
            from yhgis.io.coordinate_sheets import read_sheets

            return read_sheets(file)
        case _:
            from yhgis.io.dxf import read_dxf

            return read_dxf(file)


def chosen(path: Path, sources: Sequence[Source], inner_name: str | None) -> Source:
    """Return the layer that ``inner_name`` names among ``sources``, or the only one.

    Raises
    ------
    DataError
        No such layer, or several and none named; what there is is listed.
    """
    names = [source.name for source in sources]
    if inner_name is None:
        if len(sources) == 1:
            return sources[0]
        raise DataError(
            "{file} holds {count} layers; name one of them as {example}: {names}.",
            file=str(path),
            count=len(names),
            example=f"{path.name}|layername={names[0]}",
            names=_listed(names),
        )
    for source in sources:
        if source.name == inner_name:
            return source
    near = nearest_name(inner_name, names)
    if near:
        raise DataError(
            "{file} has no layer {layer}; did you mean {near}?", file=str(path), layer=inner_name, near=near
        )
    raise DataError(
        "{file} has no layer {layer}; it has: {names}.", file=str(path), layer=inner_name, names=_listed(names)
    )


def _listed(names: Sequence[str], most: int = 20) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
