"""Large vector files slice by slice: as many features at a time as are asked for, read in short batches.

Only formats in which GDAL finds the n-th feature without reading those before it, or has a row number to ask by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.io.content import Content
from yhgis.io.fingerprint import Fingerprint, source_files
from yhgis.io.formats import detect
from yhgis.io.gdal import gdal_sentences
from yhgis.io.shapefile_check import shapefile_notes
from yhgis.io.sources import Source, chosen, opened
from yhgis.io.stated_crs import settle
from yhgis.io.vector import empty_note, encoding_of, finite, geometries_of, layer_info
from yhgis.model.crs import Geometries
from yhgis.model.layer import Layer, LayerInfo
from yhgis.model.layer_slices import LayerSlices

#: Files from this size on are gone through slice by slice: read whole they take some four times as much memory.
SLICED_FROM_BYTES = 256 * 1024 * 1024
SUFFIXES = (".gpkg", ".shp", ".gdb", ".sqlite")
#: What one call of GDAL reads: less than a tenth of a second.
_BATCH_BYTES = 4 * 1024 * 1024
_BATCH_FEATURES = (50, 10_000)
#: Features asked for by their row numbers in one call.
_TAKEN = 2_000
#: No row has a number beyond this.
_LAST_ROW = 2**62
#: Features read beforehand, to know fields, names and CRS.
_SAMPLE = 100


@dataclass(frozen=True)
class _Batch:
    """Some consecutive features, and what is to be said of them."""

    geometry: Geometries
    columns: list[NDArray[Any]]
    rows: NDArray[np.int64]
    notes: tuple[Message, ...] = ()

    def __len__(self) -> int:
        return len(self.geometry)


def sliced_layer(
    path: Path, *, inner_name: str | None = None, crs: str | None = None, swap_xy: bool = False
) -> FileSlices | None:
    """Return a large file's layer to be gone through slice by slice; None for a file that is better read whole.

    Parameters
    ----------
    path, inner_name, crs, swap_xy
        As of `yhgis.io.vector.read_layer`, and so are the errors.
    """
    detect(path)
    if path.suffix.lower() not in SUFFIXES:
        return None
    size = sum(file.stat().st_size for file in source_files(path))
    if size < SLICED_FROM_BYTES:
        return None
    with opened(path) as sources:
        source = chosen(path, sources, inner_name)
    return FileSlices(source, size, crs, swap_xy=swap_xy)


class FileSlices(LayerSlices):
    """A layer of a large file.

    Parameters
    ----------
    source : Source
        The layer inside the file.
    size : int
        Bytes of the file.
    crs : str or None
        What the user says of a file that has none.
    swap_xy : bool
        Exchange x and y.
    """

    def __init__(self, source: Source, size: int, crs: str | None, *, swap_xy: bool) -> None:
        import pyogrio

        self._source, self._swap = source, swap_xy
        self._encoding, notes = encoding_of(source, None)
        with gdal_sentences(source.path):
            known = pyogrio.read_info(
                source.file, layer=source.layer, encoding=self._encoding, force_feature_count=True
            )
        self._count = int(known["features"])
        self._row_number = str(known.get("fid_column") or "")
        low, high = _BATCH_FEATURES
        self._batch = int(np.clip(_BATCH_BYTES * self._count // max(size, 1), low, high))
        if source.file.suffix.lower() == ".shp":
            notes += shapefile_notes(source.file, len(known["fields"]))
        self._read_sample(known["crs"], crs, notes)
        self._fingerprint: Fingerprint | None = None
        self._rows = np.zeros(0, dtype=np.int64)

    def _read_sample(self, stated: str | None, declared: str | None, notes: tuple[Message, ...]) -> None:
        """Learn from the first features what holds for all: names, CRS."""
        names, batch = self._read(None, 0, max_features=_SAMPLE)
        fields = dict(zip(names, batch.columns, strict=True))
        content = Content(self._source.name, batch.geometry, fields, stated, notes=notes)
        self.crs, crs_notes = settle(self._source.path, self._source.name, content, declared, batch.geometry)
        if self._swap:
            notes += (Message("{layer}: x and y were exchanged.", {"layer": self._source.name}),)
        self.info = layer_info(self._source, content, "", notes + crs_notes)
        self.sample = Layer(self.info, batch.geometry, fields, self.crs)

    def understood_as(self, info: LayerInfo) -> FileSlices:
        """Take ``info``, which somebody made of what the sample shows, and return the same object."""
        self.info = info
        return self

    def __len__(self) -> int:
        return self._count

    def slices(self, features: int, feedback: Feedback) -> Iterator[Layer]:
        """Yield consecutive features; see `LayerSlices`."""
        with Fingerprint(self._source.path) as self._fingerprint:
            first, waiting = 0, None
            for batch in self._batches(feedback):
                waiting = batch if waiting is None else _joined(waiting, batch)
                while len(waiting) >= features:
                    now, waiting = _cut(waiting, features)
                    yield self._layer(now, first)
                    first += features
            if waiting is not None and len(waiting):
                yield self._layer(waiting, first)
            self.settle(feedback)

    def take(self, numbers: NDArray[np.intp], feedback: Feedback) -> Layer:
        """Return some features; see `LayerSlices`."""
        found: list[_Batch] = []
        for start in range(0, len(numbers), _TAKEN):
            feedback.check()
            some = numbers[start : start + _TAKEN]
            found.append(self._read(self._wanted(), int(some[0]), fids=self._rows[some])[1])
        columns = [np.concatenate(column) for column in zip(*(one.columns for one in found), strict=True)]
        geometry = np.concatenate([one.geometry for one in found])
        return Layer(self.info, geometry, dict(zip(self._wanted(), columns, strict=True)), self.crs)

    def settle(self, feedback: Feedback) -> None:
        """Wait for the sum of the file's bytes."""
        if self._fingerprint is not None and not self.info.sha256:
            while not self._fingerprint.ready(0.05):
                feedback.check()
            self.info = replace(self.info, sha256=self._fingerprint.value())

    def _wanted(self) -> list[str]:
        """Return the fields that a slice has: those that name its features."""
        return [name for name in dict.fromkeys((self.info.name_field, self.info.name_field_en)) if name]

    def _batches(self, feedback: Feedback) -> Iterator[_Batch]:
        """Yield all features in order, a short call of GDAL at a time."""
        wanted, done, at, step = self._wanted(), 0, -1, self._batch
        rows: list[NDArray[np.int64]] = []
        while done < self._count:
            feedback.progress(done / self._count, Message("Reading {file}", {"file": self._source.path.name}))
            if self._row_number:
                where = f'"{self._row_number}" > {at} AND "{self._row_number}" <= {at + step}'
                batch = self._read(wanted, done, where=where)[1]
                at += step
                # A gap where rows were deleted is crossed in growing strides.
                step = self._batch if len(batch) else step * 2
                if at > _LAST_ROW:
                    return
            else:
                batch = self._read(wanted, done, skip_features=done, max_features=self._batch)[1]
                if not len(batch):
                    return
            done += len(batch)
            rows.append(batch.rows)
            yield batch
        self._rows = np.concatenate([np.zeros(0, dtype=np.int64), *rows])

    def _read(self, columns: list[str] | None, first: int, **which: Any) -> tuple[list[str], _Batch]:
        """Return the names of the fields (of all where ``columns`` is None) and some features, from ``first`` on."""
        import pyogrio.raw

        of = {"layer": self._source.layer, "encoding": self._encoding, "columns": columns}
        with gdal_sentences(self._source.path):
            meta, rows, wkb, found = pyogrio.raw.read(self._source.file, **of, **which, return_fids=True)
        by_name = dict(zip((str(name) for name in meta["fields"]), found, strict=True))
        names = list(by_name) if columns is None else columns
        geometry, notes = geometries_of(wkb, self._source.name)
        geometry, more = finite(self._source.name, self._placed(geometry))
        if self._source.file.suffix.lower() == ".shp":
            more += empty_note(self._source.name, wkb)
        told = tuple(_counted_from(note, first) for note in (*notes, *more))
        return names, _Batch(geometry, [by_name[name] for name in names], rows, told)

    def _layer(self, batch: _Batch, first: int) -> Layer:
        """Return one slice as a layer."""
        fields = dict(zip(self._wanted(), batch.columns, strict=True))
        layer = Layer(self.info, batch.geometry, fields, self.crs, first)
        return layer.with_info(notes=(*self.info.notes, *batch.notes))

    def _placed(self, geometry: Geometries) -> Geometries:
        if not self._swap:
            return geometry
        swapped: Geometries = np.asarray(shapely.transform(geometry, lambda xy: xy[:, ::-1]), dtype=object)
        return swapped


def _joined(a: _Batch, b: _Batch) -> _Batch:
    columns = [np.concatenate(pair) for pair in zip(a.columns, b.columns, strict=True)]
    rows = np.concatenate([a.rows, b.rows])
    return _Batch(np.concatenate([a.geometry, b.geometry]), columns, rows, a.notes + b.notes)


def _cut(batch: _Batch, at: int) -> tuple[_Batch, _Batch]:
    """Return a batch's first ``at`` features, with its notes, and the others."""
    first, rest = slice(None, at), slice(at, None)
    now, later = (
        _Batch(batch.geometry[part].copy(), [column[part] for column in batch.columns], batch.rows[part])
        for part in (first, rest)
    )
    return replace(now, notes=batch.notes), later


def _counted_from(note: Message, first: int) -> Message:
    """Return a note on a slice with the number that a feature has in the file."""
    number = note.values.get("first")
    return note if not isinstance(number, int) else replace(note, values={**note.values, "first": number + first})
