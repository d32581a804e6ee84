"""The cards of all towns for the window: made in one task from one overlap, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.report.town_card import TownCard
    from yhgis.report.town_map import TownMaps

_MM_PER_PIXEL, _DPI = 25.4 / 96.0, 96.0


class TownCards(QObject):
    """Makes the cards when they are first wanted; every later card and print is of the same figures.

    Signals
    -------
    ready()
        The cards are there.
    mapReady(str, QImage)
        The small map of a town (its Chinese name).
    """

    ready = Signal()
    mapReady = Signal(str, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.cards: dict[str, TownCard] = {}
        self._maps: TownMaps | None = None
        self._asked = False

    def want(self) -> None:
        """Make the cards in the background, once."""
        if self.cards or self._asked:
            return
        # Here and not in the thread: Qt's classes must be named on the main thread first (`yhgis.ui.warm_up`).
        from yhgis.report.town_card import ALL, town_cards
        from yhgis.report.town_map import TownMaps  # noqa: F401

        self._asked = True
        catalog = self._session.catalog
        self._session.tasks.run(
            lambda feedback: town_cards((ALL,), catalog=catalog, feedback=feedback),
            done=self._take,
            cancelled=self._forget,
            title=Message("Town cards"),
            owner=self,
        )

    def want_map(self, town: str, width_px: int, height_px: int, ratio: float) -> None:
        """Draw the small map of a town in the background."""
        from yhgis.paint.image import render
        from yhgis.report.town_map import TownMaps

        catalog = self._session.catalog

        def work(feedback: Feedback) -> tuple[TownMaps, QImage]:
            maps = self._maps or TownMaps(catalog)
            dpi = _DPI * ratio
            made = maps.of(town, width_px * _MM_PER_PIXEL, height_px * _MM_PER_PIXEL, dpi=dpi, feedback=feedback)
            return maps, render(made.picture(), dpi)

        def done(answer: tuple[TownMaps, QImage]) -> None:
            self._maps, image = answer
            image.setDevicePixelRatio(ratio)
            self.mapReady.emit(town, image)

        self._session.tasks.run(work, done=done, owner=self, key="map")

    def _take(self, cards: tuple[TownCard, ...]) -> None:
        self.cards = {card.profile.title.zh: card for card in cards}
        self.ready.emit()

    def _forget(self) -> None:
        self._asked = False


def writer_of(suffix: str) -> Callable[..., None]:
    """Return what writes cards to a file of an extension."""
    from yhgis.report.town_file import WRITERS

    return WRITERS[suffix.lower()]
