"""A file read by GDAL in short batches, so that progress is true and a cancel is heard at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.io.fingerprint import source_files
from yhgis.io.gdal import gdal_sentences
from yhgis.io.sources import Source
from yhgis.model.view import Extent

#: In these GDAL finds the n-th feature, or the n-th row, without reading those before it.
SUFFIXES = (".gpkg", ".shp", ".gdb", ".sqlite")
#: Smaller files are there before anybody could cancel.
FROM_BYTES = 8 * 1024 * 1024
#: What one call of GDAL reads: some milliseconds, for most of which Python is kept from everybody else.
_BATCH_BYTES = 2 * 1024 * 1024
_FEWEST, _MOST = 50, 20_000

Raw = tuple[dict[str, Any], NDArray[np.object_], Sequence[NDArray[Any]]]


def read_raw(source: Source, encoding: str | None, box: Extent | None, tell: Feedback) -> Raw:
    """Return GDAL's description, the geometries as WKB and the columns of ``source``.

    Parameters
    ----------
    encoding : str or None
        For GDAL; None where the format settles it.
    box : tuple of 4 floats or None
        Only features that touch it, in the file's own numbers.
    tell : Feedback
        Gets the share of the features that are read.
    """
    import pyogrio.raw

    size = sum(file.stat().st_size for file in source_files(source.file))
    if box is None and size >= FROM_BYTES and source.file.suffix.lower() in SUFFIXES:
        return _in_batches(source, encoding, size, tell)
    with gdal_sentences(source.path):
        meta, _, wkb, columns = pyogrio.raw.read(source.file, layer=source.layer, encoding=encoding, bbox=box)
    return meta, wkb, columns


def _in_batches(source: Source, encoding: str | None, size: int, tell: Feedback) -> Raw:
    import pyogrio
    import pyogrio.raw

    of = {"layer": source.layer, "encoding": encoding}
    with gdal_sentences(source.path):
        known = pyogrio.read_info(source.file, **of, force_feature_count=True)
    count, row_number = int(known["features"]), str(known.get("fid_column") or "")
    step = int(np.clip(_BATCH_BYTES * count // max(size, 1), _FEWEST, _MOST))
    metas: list[dict[str, Any]] = []
    wkbs: list[NDArray[np.object_]] = []
    columns: list[Sequence[NDArray[Any]]] = []
    done = 0
    for which in _slices(count, row_number, step):
        with gdal_sentences(source.path):
            meta, _, wkb, found = pyogrio.raw.read(source.file, **of, **which)
        metas.append(meta)
        wkbs.append(wkb)
        columns.append(found)
        done += len(wkb)
        tell.progress(min(done / max(count, 1), 1.0), Message("Reading {file}", {"file": source.path.name}))
        if done >= count or (not row_number and not len(wkb)):
            break
    if done < count and row_number:  # rows far apart, where many were deleted: their numbers say nothing
        with gdal_sentences(source.path):
            meta, _, wkb, found = pyogrio.raw.read(source.file, **of)
        return meta, wkb, found
    return metas[0], np.concatenate(wkbs), [np.concatenate(parts) for parts in zip(*columns, strict=True)]


def _slices(count: int, row_number: str, step: int) -> Iterator[dict[str, Any]]:
    """Yield how GDAL is asked for the next features; by row number up to twice their count, else by position."""
    if not row_number:
        for first in range(0, max(count, 1), step):
            yield {"skip_features": first, "max_features": step}
        return
    for first in range(-1, 2 * count + step, step):
        yield {"where": f'"{row_number}" > {first} AND "{row_number}" <= {first + step}'}
