"""A large picture in bands, painted and encoded by this process and a helper side by side, handed out in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, cast

import shapely
from PySide6.QtGui import QImage

from yhgis.carto.dense import DensePaths
from yhgis.carto.display_list import DisplayList, Group, Mark
from yhgis.carto.map_picture import MapLayer
from yhgis.feedback import Feedback, silent
from yhgis.paint.georeference import WORLD_FILES
from yhgis.paint.helper_process import HelperLost, HelperProcess, give_back, prepare_helper, take_helper
from yhgis.paint.image import Banding, paint_band

Encoded = TypeVar("Encoded")
Encode = Callable[[QImage], Encoded]
"""Makes of a band's pixels what goes into the file; one of a module's own functions, for the helper to find it."""

# From so many vertices, or dots, a picture takes a second and more: then a helper is worth its start.
WORTHWHILE_VERTICES = 400_000
WORTHWHILE_DOTS = 60_000_000
# Bands on their way to the file at a time, where this process alone makes them: bounds memory.
_PENDING = 2
_POLL_S = 0.02


@dataclass(frozen=True)
class BandedPicture(Generic[Encoded]):
    """What is to be painted, and made of each band.

    Parameters
    ----------
    page : DisplayList
    banding : Banding
    transparent : bool
    encode : callable
    """

    page: DisplayList
    banding: Banding
    transparent: bool
    encode: Encode[Encoded]

    def encoded(self, top: int, feedback: Feedback) -> Encoded:
        """Return the band that begins at ``top``, encoded."""
        return self.encode(self.band(top, feedback))

    def band(self, top: int, feedback: Feedback) -> QImage:
        """Return the band that begins at ``top``."""
        return paint_band(self.page, self.banding, top, self.transparent, feedback)


def encoded_bands(picture: BandedPicture[Encoded], feedback: Feedback | None = None) -> Generator[Encoded, None, None]:
    """Yield every band of ``picture``, top to bottom, as ``picture.encode`` makes it.

    A helper that was prepared (`prepare_for`) paints along; a large picture has one started.

    Raises
    ------
    DataError
        The picture is too large for Qt.
    Cancelled
    """
    feedback = feedback or silent()
    if picture.banding.dots >= WORTHWHILE_DOTS or _vertices(picture.page.marks) >= WORTHWHILE_VERTICES:
        prepare_helper()
    helper = take_helper()
    if helper is None:
        yield from _alone(picture, feedback)
        return
    shared = _Shared(picture, helper, feedback)
    try:
        yield from shared.bands()
    finally:
        shared.end()


def prepare_for(map_layers: Iterable[MapLayer], path: Path) -> None:
    """Have a helper started, before the work begins, if ``path`` is a picture that will take a while to paint."""
    if path.suffix.lower() in WORLD_FILES:
        vertices = (shapely.get_num_coordinates(one.layer.geometry).sum() for one in map_layers)
        if sum(int(count) for count in vertices) >= WORTHWHILE_VERTICES:
            prepare_helper()


def _vertices(marks: Iterable[Mark]) -> int:
    total = 0
    for mark in marks:
        if isinstance(mark, Group):
            total += _vertices(mark.marks)
        else:
            paths = getattr(mark, "paths", None)
            total += len(paths.xy) if paths is not None and not isinstance(paths, DensePaths) else 0
    return total


def _alone(picture: BandedPicture[Encoded], feedback: Feedback) -> Iterator[Encoded]:
    """Paint here, and encode in a thread meanwhile."""
    pending: deque[Future[Encoded]] = deque()
    with ThreadPoolExecutor(1, "encode") as encoder:
        for top in picture.banding.tops:
            feedback.progress(top / picture.banding.height)
            pending.append(encoder.submit(picture.encode, picture.band(top, feedback)))
            if len(pending) >= _PENDING:
                yield pending.popleft().result()
        for last in pending:
            yield last.result()


class _Shared(Generic[Encoded]):
    """Bands that this thread and a helper, asked by a thread of its own, take from one heap."""

    def __init__(self, picture: BandedPicture[Encoded], helper: HelperProcess, feedback: Feedback) -> None:
        self._picture, self._helper, self._feedback = picture, helper, feedback
        self._made: dict[int, Future[Encoded]] = {top: Future() for top in picture.banding.tops}
        self._left = deque(picture.banding.tops)
        self._lost = False
        self._asking = threading.Thread(target=self._ask, name="helper", daemon=True)

    def bands(self) -> Iterator[Encoded]:
        """Yield the bands in order; this thread paints while there is something left to paint."""
        self._asking.start()
        for number, top in enumerate(self._picture.banding.tops):
            self._feedback.progress(number / len(self._made))
            while not self._made[top].done():
                self._paint_one(top)
            yield self._made.pop(top).result()

    def end(self) -> None:
        """Let the helper wait for the next picture; one that is still painting, for nobody, is ended."""
        self._left.clear()
        self._asking.join(10 * _POLL_S)
        if self._asking.is_alive():
            self._helper.kill()
            self._asking.join()
        if self._lost:
            self._helper.end()
        else:
            give_back(self._helper)

    def _paint_one(self, awaited: int) -> None:
        """Paint the next band that nobody has taken, or wait a moment for the ``awaited`` one."""
        try:
            top = self._left.popleft()
        except IndexError:
            self._feedback.check()
            wait([self._made[awaited]], _POLL_S)
            return
        self._made[top].set_result(self._picture.encoded(top, self._feedback))

    def _ask(self) -> None:
        """Have the helper paint until nothing is left; what it does not do is put back."""
        try:
            while not self._helper.ready(_POLL_S):
                if not self._left:
                    return
            self._helper.call(_hold, self._picture)
            while self._left:
                self._have_one_painted()
        except HelperLost:
            self._lost = True

    def _have_one_painted(self) -> None:
        try:
            top = self._left.popleft()
        except IndexError:
            return
        try:
            self._made[top].set_result(cast(Encoded, self._helper.call(_encode_held, top)))
        except HelperLost:
            self._left.append(top)
            raise


_held: list[BandedPicture[object]] = []
"""In the helper: what it paints at present."""


def _hold(picture: BandedPicture[object]) -> None:
    _held[:] = [picture]


def _encode_held(top: int) -> object:
    return _held[0].encoded(top, silent())
