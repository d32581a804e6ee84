"""A large picture in bands, painted and encoded by several threads, handed out in order.

What takes long is drawn and compressed without Python's lock (`yhgis.paint.path_player`), so the cores share it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtGui import QImage

from yhgis.carto.display_list import DisplayList
from yhgis.feedback import Feedback, silent
from yhgis.paint.image import Banding, paint_band
from yhgis.paint.side_by_side import threads

Encoded = TypeVar("Encoded")


@dataclass(frozen=True)
class BandedPicture(Generic[Encoded]):
    """What is to be painted, and made of each band.

    Parameters
    ----------
    page : DisplayList
    banding : Banding
    transparent : bool
    encode : callable
        Makes of a band's pixels what goes into the file.
    """

    page: DisplayList
    banding: Banding
    transparent: bool
    encode: Callable[[QImage], Encoded]

    def encoded(self, top: int, feedback: Feedback) -> Encoded:
        """Return the band that begins at row ``top``, encoded."""
        return self.encode(paint_band(self.page, self.banding, top, self.transparent, feedback))


def encoded_bands(picture: BandedPicture[Encoded], feedback: Feedback | None = None) -> Generator[Encoded, None, None]:
    """Yield every band of ``picture``, top to bottom, as ``picture.encode`` makes it.

    As many are in memory as there are threads; what is encoded waits for its turn.

    Raises
    ------
    DataError
        The picture is too large for Qt.
    Cancelled
    """
    feedback = feedback or silent()
    at_once, banding = threads(), picture.banding
    pending: deque[Future[Encoded]] = deque()
    with ThreadPoolExecutor(at_once, "bands") as pool:
        try:
            for top in banding.tops:
                if len(pending) > at_once:
                    yield pending.popleft().result()
                feedback.progress(top / banding.height)
                pending.append(pool.submit(picture.encoded, top, feedback.quiet()))
            while pending:
                yield pending.popleft().result()
        finally:
            for left in pending:
                left.cancel()
