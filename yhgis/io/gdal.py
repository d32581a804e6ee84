"""Calls into GDAL: its warnings become log lines, one call at a time."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
