"""Calls into GDAL: its warnings become log lines, one call at a time."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yhgis.errors import DataError

_log = logging.getLogger(__name__)

# GDAL's warnings come as Python warnings, and catching those changes the whole process: one caller at a time, then.
# Little is lost: pyogrio builds Python objects while it reads and so holds the GIL most of the time anyway.
_one_at_a_time = threading.Lock()


@contextmanager
def quiet_gdal(path: Path) -> Iterator[None]:
    """Run the block's GDAL calls about ``path``; what GDAL warns of goes to the log, not to the screen."""
    with _one_at_a_time, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        _log.info("%s: %s", path, warning.message)


@contextmanager
def gdal_sentences(path: Path) -> Iterator[None]:
    """Turn GDAL's failures into one sentence about ``path``."""
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        with quiet_gdal(path):
            yield
    except UnicodeDecodeError as error:
        raise not_utf8(path) from error
    except (DataSourceError, DataLayerError) as error:
        raise _as_data_error(path, str(error)) from error


def not_utf8(path: Path) -> DataError:
    """Return the sentence for text that is not in the one encoding its format allows."""
    return DataError("{file}: its text is not UTF-8, as this format wants; save it again as UTF-8.", file=str(path))


def _as_data_error(path: Path, reason: str) -> DataError:
    """Return the sentence for what GDAL said of ``path``."""
    if "SHAPE_RESTORE_SHX" in reason:
        return DataError("{file}: its .shx part is missing; copy all parts of the shapefile together.", file=str(path))
    if "not recognized" in reason or "sqlite" in reason or "malformed" in reason:
        return DataError("{file} is damaged, or is not what its extension says.", file=str(path))
    return DataError("{file} cannot be read: {reason}.", file=str(path), reason=shortened(reason))


def shortened(reason: str, most: int = 200) -> str:
    """Return a library's words so that they fit a sentence: one line, no full stop."""
    line = " ".join(reason.split()).rstrip(".")
    return line if len(line) <= most else f"{line[: most - 2]} …"
