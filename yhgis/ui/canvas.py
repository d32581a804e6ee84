"""The map: paints the last true image, moved and scaled with the hand, while the next one is made behind it.

Every event is answered at once from the image at hand; a frozen request goes to `canvas_render.Renderer`, and its
answer, which knows its own view, is drawn where it belongs.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from yhgis.carto.details import details, is_ready
from yhgis.i18n import Message, tr
from yhgis.model.layer import Layer
from yhgis.model.map import MapState
from yhgis.model.view import Extent, View
from yhgis.ui import canvas_files, canvas_keys, canvas_touch
from yhgis.ui.canvas_marks import Marks
from yhgis.ui.canvas_navigator import Navigator
from yhgis.ui.canvas_overlay import MM_PER_PIXEL
from yhgis.ui.canvas_painting import PAPER, draw_drop_hint, draw_empty, draw_scale_bar
from yhgis.ui.canvas_pictures import Pictures
from yhgis.ui.canvas_question import Painted, Question
from yhgis.ui.canvas_render import Renderer
from yhgis.ui.palette import LIGHT
from yhgis.ui.session import Session
from yhgis.ui.tasks import Debounce, Throttle
from yhgis.ui.tools import HandTool, MapTool

#: One notch of a mouse wheel.
WHEEL_FACTOR = 1.3
#: A new question at most this often while the hand moves.
ASK_EVERY_MS = 30
#: A changed map is asked for after the panels have drawn the change: with the painters they would do so in turns.
ASK_AFTER_MS = 12
#: A slow picture comes roughly first where no picture shows more than this share of the view.
BARE = 0.3


class Canvas(QWidget):
    """The map of a session.

    Signals
    -------
    settled()
        The true image of the present view and map is on screen.
    pointerMoved(QPointF or None)
        Ground under the mouse (metres, working CRS), None when it left.
    menuRequested(QPointF, QPoint)
        Right click: ground metres and global pixels.
    touched()
        The user did something on the map.
    toolChanged(MapTool)
        Another tool gets the mouse.
    toolMoved()
        The tool went a step: another hint, other steps to take back.
    """

    settled = Signal()
    pointerMoved = Signal(object)
    menuRequested = Signal(object, object)
    touched = Signal()
    toolChanged = Signal(object)
    toolMoved = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.accent = LIGHT.accent
        self.navigator = Navigator(self)
        self.marks = Marks(self)
        self.renderer = Renderer(session.tasks, self)
        self.tool: MapTool = HandTool(self)
        #: Painted over the map beneath the tool, and (a second theme) between the picture and the marks.
        self.over: list[Callable[[QPainter, View], None]] = []
        self.curtain: Callable[[QPainter, View], None] | None = None
        self._pictures = Pictures()
        self._revision = 0
        self._preparing: set[int] = set()
        self._drop_hint = False
        self._ask = Throttle(ASK_EVERY_MS, self._request, self)
        self._ask_soon = Debounce(ASK_AFTER_MS, self._request, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        canvas_touch.listen(self)
        self.setAcceptDrops(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 180)
        self.setCursor(self.tool.cursor)
        self._name()
        self._listen()

    def _listen(self) -> None:
        self.navigator.moved.connect(self._moved)
        self.navigator.wanted.connect(lambda _: self._ask())
        self.marks.changed.connect(self.update)
        self.renderer.painted.connect(self._take)
        self.renderer.piece.connect(self._add)
        self.renderer.idle.connect(self._prepare)
        session = self.session
        session.mapChanged.connect(self._map_changed)
        session.languageChanged.connect(self._relabel)
        session.viewRequested.connect(self._show_extent)
        session.flashRequested.connect(self.marks.flash)
        session.placesHighlighted.connect(self.marks.highlight)

    def _name(self) -> None:
        self.setAccessibleName(tr("Map"))
        self.setAccessibleDescription(canvas_keys.description(self.tool.hint()))

    def use(self, tool: MapTool | None) -> None:
        """Give the mouse to ``tool``, None to the hand; what the tool before had under way is given up."""
        self.tool.cancel()
        self.tool = tool or HandTool(self)
        self.setCursor(self.tool.cursor)
        self.update()
        self.toolChanged.emit(self.tool)

    # --- where it looks ------------------------------------------------------------------------------------------

    @property
    def view(self) -> View | None:
        """What is looked at now; None before the widget has a size and a place."""
        return self.navigator.view

    @property
    def is_settled(self) -> bool:
        """Whether the true image of the present view and map is on screen."""
        view, picture = self.navigator.view, self._pictures.picture
        return view is not None and picture is not None and picture.of_use_for(view, self._revision)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in (above 1) or out about a window pixel, by default the centre of where the map is going."""
        goal = self.navigator.goal
        if at is not None:
            self.navigator.zoom_by(factor, at.x() * MM_PER_PIXEL, at.y() * MM_PER_PIXEL)
        elif goal is not None:
            self.navigator.set_scale(goal.scale / factor)

    def zoom_to_box(self, box: QRectF) -> None:
        """Zoom to a rectangle of window pixels; one too small to be meant does nothing."""
        if self.view is not None and min(box.width(), box.height()) >= 4:
            x0, y1 = self.ground(box.topLeft())
            x1, y0 = self.ground(box.bottomRight())
            self.session.zoom_to_extent((x0, y0, x1, y1))

    def pan(self, dx_px: float, dy_px: float) -> None:
        """Move the map with the hand."""
        self.navigator.drag(dx_px * MM_PER_PIXEL, dy_px * MM_PER_PIXEL)

    def ground(self, pixel: QPointF) -> tuple[float, float]:
        """Return the ground (metres, working CRS) under a window pixel; there must be a view."""
        assert self.view is not None
        return self.view.to_ground(pixel.x() * MM_PER_PIXEL, pixel.y() * MM_PER_PIXEL)

    def identify_at(self, pixel: QPointF) -> None:
        """Ask what lies under a window pixel, and mark it."""
        if self.view is not None:
            x, y = self.ground(pixel)
            self.marks.set_pin(x, y)
            self.session.identify(x, y)

    def _show_extent(self, extent: Extent) -> None:
        self.navigator.show_extent(extent, smoothly=self.isVisible())

    def _moved(self, view: View) -> None:
        self.session.note_view(view)
        self.update()
        if self.is_settled:
            self.settled.emit()

    # --- pictures ------------------------------------------------------------------------------------------------

    def _map_changed(self, before: MapState, after: MapState) -> None:
        if before.entries is not after.entries or before.theme != after.theme:
            self._revision += 1
            self._ask_soon()

    def _relabel(self) -> None:
        self._name()
        self._revision += 1
        self._ask_soon()

    def _request(self) -> None:
        """Freeze the question and hand it over; what is moving is asked for as it will be in the end."""
        wanted = self.navigator.goal
        if wanted is None or not self.isVisible():
            return
        session = self.session
        bare = self._pictures.bare(wanted) > BARE
        self.renderer.ask(
            Question(wanted, session.map_layers(), session.mask(), session.language, self._revision, bare)
        )

    def _take(self, picture: Painted) -> None:
        """Show a picture that came back, unless the map has changed since."""
        if picture.revision != self._revision:
            return
        self._pictures.take(picture)
        self.update()
        if self.is_settled:
            self.settled.emit()

    def _add(self, piece: Painted) -> None:
        """Show a piece of the picture that is on its way."""
        if piece.revision == self._revision:
            self._pictures.add(piece)
            self.update()

    def _prepare(self) -> None:
        """Have levels of detail made for dense layers, once they are on screen: what comes after is then quicker."""
        for entry in self.session.state.entries:
            if entry.visible and not is_ready(entry.layer) and id(entry.layer.geometry) not in self._preparing:
                self._prepare_one(entry.layer)

    def _prepare_one(self, layer: Layer) -> None:
        key = id(layer.geometry)
        self._preparing.add(key)
        task = self.session.tasks.run(
            lambda feedback: details(layer, feedback),
            done=lambda _: None,
            title=Message("Preparing {layer}", {"layer": layer.info.title}),
            owner=self,
        )
        task.ended.connect(lambda: self._preparing.discard(key))

    # --- events --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take another size of paper."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        dpi = 96.0 * self.devicePixelRatioF()
        self.navigator.resize(self.width() * MM_PER_PIXEL, self.height() * MM_PER_PIXEL, dpi)

    def event(self, event: QEvent) -> bool:
        """Answer a pinch, the key for the menu, and a move to a screen of another pixel density."""
        if canvas_touch.answer(self, event) or canvas_keys.answer(self, event):
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the first picture, of everything where nobody asked for a part."""
        super().showEvent(event)
        self._measure()
        if self.view is None and self.session.state.entries:
            self.session.zoom_to_all()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the image at hand where it belongs, then what lies over it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PAPER))
        view = self.view
        if view is not None:
            self._pictures.draw(painter, view)
            if self.curtain is not None:
                self.curtain(painter, view)
            self.marks.draw(painter, view)
            for paint in self.over:
                paint(painter, view)
            self.tool.paint(painter)
            draw_scale_bar(painter, self, view)
        if not any(entry.visible for entry in self.session.state.entries):
            draw_empty(painter, self)
        if self._drop_hint:
            draw_drop_hint(painter, self, self.accent)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the cursor; a touch pad zooms by small steps."""
        turns = event.angleDelta().y() / 120.0
        if turns:
            self.touched.emit()
            self.zoom_by(WHEEL_FACTOR**turns, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hand on to the tool; the right button asks for the menu."""
        self.touched.emit()
        if event.button() == Qt.MouseButton.RightButton and self.view is not None:
            self.menuRequested.emit(QPointF(*self.ground(event.position())), event.globalPosition().toPoint())
            return
        self.tool.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the mouse is, and hand on to the tool."""
        if self.view is not None:
            self.pointerMoved.emit(QPointF(*self.ground(event.position())))
        self.tool.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Hand on to the tool."""
        self.tool.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Hand on to the tool."""
        self.tool.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the mouse."""
        self.pointerMoved.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the tool have the key first; then move and zoom by keyboard."""
        if self.tool.key(event) or canvas_keys.press(self, event):
            self.touched.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if canvas_files.paths_of(event.mimeData()):
            event.acceptProposedAction()
            self._welcome(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take the welcome back."""
        self._welcome(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files to the session, once the drop itself is over."""
        self._welcome(False)
        paths = canvas_files.paths_of(event.mimeData())
        event.acceptProposedAction()
        # The file manager that the files came from waits until this returns; a question to the user must not.
        QTimer.singleShot(0, self, lambda: self.session.open_files(paths))

    def _welcome(self, shown: bool) -> None:
        self._drop_hint = shown
        self.update()
