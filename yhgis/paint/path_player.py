"""Thousands of packed paths drawn in one call that leaves Python to others.

A `QPicture` is a recording: a head, then commands in bytes, of which "draw this path" holds the path as `QDataStream`
writes it.  So a table of paths (`yhgis.paint.path_stream`) becomes a recording by a few words between them, and is
drawn by one call of ``QPicture::play`` instead of one of `QPainter.drawPath` for each.

It is played without Python's lock (`yhgis.paint.qt_library`), so the window can answer and other painters draw.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from typing import Self, cast

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPicture

from yhgis.paint.path_stream import PathRows, path_rows, rows_to_paths
from yhgis.paint.qt_library import address, exported

#: Rows that a recording holds: some milliseconds of drawing, between which work can be cancelled.
CAPACITY = 24_576
_ROW_BYTES = 20
# The recording's head: nothing of it changes but the number of commands.
_COUNT_AT, _BODY_AT = 28, 32
# Commands a path: three that do nothing, which fill the row, and its own.  Four more before the first, and the end.
_COMMANDS, _COMMANDS_BESIDE = 4, 5
_END_IN_ROW = 8

Play = Callable[[QPicture, QPainter], None]


class Recording:
    """A `QPicture` whose commands are written over again and again.

    Qt looks through a recording's bytes (a checksum) once, when it first plays it; so what it holds then is kept as
    to its size, and every later use costs no more than the copying of its commands.
    """

    def __init__(self) -> None:
        self._picture = QPicture()
        painter = QPainter(self._picture)
        painter.drawPath(_long_path(CAPACITY))
        painter.end()
        recorded = bytes(self._bytes())
        self._end = recorded[-2:]
        # The command of a path, its length said to be none: whoever plays it does not ask.
        self.command = np.frombuffer(bytes([0, 0, recorded[_BODY_AT], 0]), dtype=np.uint32)[0]
        nowhere = QImage(1, 1, QImage.Format.Format_RGB32)
        painter = QPainter(nowhere)
        painter.setClipRect(0, 0, 0, 0)
        self._picture.play(painter)  # the checksum is looked at
        painter.end()
        self._address = np.frombuffer(self._bytes(), dtype=np.uint8).ctypes.data
        self.body = self._address + _BODY_AT

    def _bytes(self) -> memoryview:
        """Return the recording's own memory."""
        return cast(memoryview, self._picture.data())

    def play(self, painter: QPainter, rows: int, paths: int) -> None:
        """Draw the first ``paths`` paths of the body, which take ``rows`` rows."""
        count = (paths * _COMMANDS + _COMMANDS_BESIDE).to_bytes(4, "big")
        ctypes.memmove(self._address + _COUNT_AT, count, len(count))
        ctypes.memmove(self.body + rows * _ROW_BYTES + _END_IN_ROW, self._end, len(self._end))
        # What ends the path before the first one in its table is no command here.
        ctypes.memset(self.body, 0, _END_IN_ROW)
        _play()(self._picture, painter)


class Player:
    """Draws packed paths with a painter's pen, brush and transform as they are; used in a ``with``."""

    def __init__(self, painter: QPainter, check: Callable[[], None]) -> None:
        self._painter, self._check = painter, check
        self._rows = self._paths = 0

    def __enter__(self) -> Self:
        self._recording = _take()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            _free.append(self._recording)

    def add(self, paths: PathRows, first: int, last: int) -> None:
        """Draw the paths ``first`` to ``last``; all of one player have one fill rule."""
        offsets = paths.offsets
        while first < last:
            until = last
            if offsets[last] - offsets[first] >= CAPACITY - self._rows:
                until = bisect_right(offsets, offsets[first] + CAPACITY - 1 - self._rows) - 1
            if until > first:
                self._copy(paths, first, until)
                first = until
            elif self._paths:
                self.flush()
            else:
                self._one_by_one(paths, first)
                first += 1

    def _copy(self, paths: PathRows, first: int, last: int) -> None:
        begin, end = paths.offsets[first], paths.offsets[last]
        # With the row behind the last path, whose first words end it; the next copy writes over the rest of it.
        ctypes.memmove(
            self._recording.body + self._rows * _ROW_BYTES,
            paths.address + begin * _ROW_BYTES,
            (end + 1 - begin) * _ROW_BYTES,
        )
        self._rows += end - begin
        self._paths += last - first

    def _one_by_one(self, paths: PathRows, number: int) -> None:
        """Draw a path too long for the recording."""
        for path in rows_to_paths(paths, number, number + 1):
            self._painter.drawPath(path)

    def flush(self) -> None:
        """Draw what has been added."""
        if not self._paths:
            return
        self._check()
        painter, (sx, sy) = self._painter, _dpi_ratio(self._painter)
        before = painter.transform()
        painter.scale(1.0 / sx, 1.0 / sy)  # the recording is played enlarged to the device's dpi
        try:
            self._recording.play(painter, self._rows, self._paths)
        finally:
            painter.setTransform(before)
        self._rows = self._paths = 0


_free: list[Recording] = []
"""Recordings that nobody uses at present: at most as many as there were painters at a time."""


def warm_up(count: int = 1) -> None:
    """Make recordings for ``count`` painters before they are wanted: each takes some milliseconds."""
    if len(_free) < count:
        _free.append(Recording())
        warm_up(count)


def _take() -> Recording:
    try:
        return _free.pop()
    except IndexError:
        return Recording()


@cache
def command_word() -> np.uint32:
    """Return the word of a table's head rows that makes the row's path a command of a recording."""
    warm_up()
    return np.uint32(_free[-1].command)


def _dpi_ratio(painter: QPainter) -> tuple[float, float]:
    device, default = painter.device(), _default_dpi()
    return device.logicalDpiX() / default, device.logicalDpiY() / default


@cache
def _default_dpi() -> int:
    return QImage(1, 1, QImage.Format.Format_RGB32).logicalDpiX()


def _long_path(elements: int) -> QPainterPath:
    path = QPainterPath(QPointF(0.0, 0.0))
    ends = np.arange(elements + 16, dtype=np.float64)
    starts, edges = np.array([0, len(ends)]), np.array([0, 1])
    for path in rows_to_paths(path_rows(ends, ends, starts, edges, closed=False), 0, 1):
        return path
    return path


@cache
def _play() -> Play:
    """Return what plays a recording: Qt's own function, without Python's lock, where it is found."""
    function = exported("QPicture::play", ctypes.c_bool, ctypes.c_void_p)
    if function is None:
        return lambda picture, painter: _said(picture.play(painter))

    def play(picture: QPicture, painter: QPainter) -> None:
        _said(function(address(picture), address(painter)))

    return play


def _said(done: bool) -> None:
    if not done:
        raise RuntimeError("Qt does not play its recording")
