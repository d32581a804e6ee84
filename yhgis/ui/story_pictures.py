"""Pictures of the steps of a story, painted in the background: the one that is looked at, then its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from yhgis.errors import UserError
from yhgis.feedback import Feedback
from yhgis.i18n import Language, Message
from yhgis.model.story import Story
from yhgis.model.view import MM_PER_INCH, View
from yhgis.report.story_page import PAGE_MM, StoryPage, page_of
from yhgis.report.story_scene import Scene, scene_of
from yhgis.ui.session import Session
from yhgis.ui.story_session import ground_of
from yhgis.ui.tasks import Task

#: Pictures kept: the one shown, the one before, the next, and one more for who goes back and forth.
KEPT = 4


@dataclass(frozen=True)
class Key:
    """Which picture: of which step, of what size in device dots, in which language, with words or without."""

    number: int
    width: int
    height: int
    bare: bool
    lang: Language


@dataclass(frozen=True, eq=False)
class StepPicture:
    """A step as it is shown: its map alone, and everything above it on no ground."""

    key: Key
    page: StoryPage
    view: View
    map: QImage
    over: QImage


class StoryPictures(QObject):
    """Makes and keeps the pictures of one story.

    Signals
    -------
    ready(StepPicture)
        A picture has been painted.
    failed(int, Message)
        A step that cannot be shown, and why.
    """

    ready = Signal(object)
    failed = Signal(int, object)

    def __init__(self, session: Session, story: Story, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.story = story
        self._kept: dict[Key, StepPicture] = {}
        self._wanted: list[Key] = []
        self._running: Key | None = None
        self._task: Task | None = None

    def get(self, key: Key) -> StepPicture | None:
        """Return a picture that is there."""
        return self._kept.get(key)

    def want(self, key: Key) -> None:
        """Paint ``key`` next, then the steps after and before it; what waited for another is forgotten."""
        around = [key, *(_at(key, key.number + step) for step in (1, -1))]
        last = len(self.story.steps)
        self._wanted = [one for one in around if 0 <= one.number < last and one not in self._kept]
        if self._task is not None and self._running != key and key in self._wanted:
            self._task.cancel()  # what is looked at comes before what may be
        self._next()

    def _next(self) -> None:
        if self._running is not None:
            return
        self._wanted = [one for one in self._wanted if one not in self._kept]
        if not self._wanted:
            return
        key = self._running = self._wanted.pop(0)
        try:
            scene = scene_of(self.story.steps[key.number], ground_of(self._session))
        except UserError as error:
            self._give_up(key, error.message)
            return
        story = self.story
        self._task = self._session.tasks.run(
            lambda feedback: paint_step(story, scene, key, feedback),
            done=self._keep,
            failed=lambda error: self.failed.emit(key.number, error.message),
            owner=self,
        )
        self._task.ended.connect(self._ended)

    def _keep(self, picture: StepPicture) -> None:
        self._kept[picture.key] = picture
        while len(self._kept) > KEPT:
            oldest = next(key for key in self._kept if key != picture.key)
            del self._kept[oldest]
        self.ready.emit(picture)

    def touch(self, key: Key) -> None:
        """Keep a picture longest."""
        if key in self._kept:
            self._kept[key] = self._kept.pop(key)

    def _give_up(self, key: Key, message: Message) -> None:
        self._running = None
        self.failed.emit(key.number, message)
        self._next()

    def _ended(self) -> None:
        self._running = self._task = None
        self._next()


def _at(key: Key, number: int) -> Key:
    return Key(number, key.width, key.height, key.bare, key.lang)


def key_for(number: int, size: QSize, ratio: float, lang: Language, *, bare: bool) -> Key:
    """Return the key of a step on a widget of ``size`` on a screen of that pixel ratio."""
    return Key(number, max(round(size.width() * ratio), 1), max(round(size.height() * ratio), 1), bare, lang)


def paint_step(story: Story, scene: Scene, key: Key, feedback: Feedback) -> StepPicture:
    """Return the picture of a step; in any thread."""
    from yhgis.paint.image import render
    from yhgis.report.story_map import MAP_ZOOM, compose_map

    dpi = key.height / PAGE_MM * MM_PER_INCH
    page = page_of(story, key.number, scene, key.lang, PAGE_MM * key.width / key.height, bare=key.bare)
    view = page.view(scene, dpi)
    picture = compose_map(scene, view, lang=key.lang, feedback=feedback.part(0.0, 0.6))
    image = render(picture, dpi * MAP_ZOOM, feedback=feedback.part(0.6, 0.9))
    over = render(page.over(), dpi, transparent=True, feedback=feedback.part(0.9, 1.0))
    return StepPicture(key, page, view, image, over)
