"""Two or four maps side by side: each with a theme of its own, all with one centre and one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QGridLayout

from yhgis.i18n import tr
from yhgis.ui.canvas import Canvas
from yhgis.ui.canvas_overlay import pixel_of
from yhgis.ui.map_tools.pointing import draw_cross
from yhgis.ui.map_tools.selection_marks import SelectionMarks
from yhgis.ui.palette import GRID
from yhgis.ui.panels.pieces import IconButton, row
from yhgis.ui.session_themed import ThemedSession
from yhgis.ui.views.theme_picker import ThemePicker, another_theme

if TYPE_CHECKING:
    from yhgis.model.view import View
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.session import Session


class LinkedViews(QObject):
    """The maps beside the window's own.

    ``others`` are their canvases, none while there is one map alone.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._busy = False
        self._pointed: tuple[Canvas, QPointF] | None = None
        self.others: list[LinkedCanvas] = []
        window.session.appearanceChanged.connect(self._recolor)
        window.canvas.navigator.moved.connect(lambda view: self._follow(window.canvas, view))
        window.canvas.pointerMoved.connect(lambda at: self._point(window.canvas, at))
        window.canvas.over.append(lambda painter, view: self._paint_cross(window.canvas, painter, view))

    @property
    def count(self) -> int:
        """How many maps there are."""
        return 1 + len(self.others)

    def show_count(self, count: int) -> None:
        """Show one map, two or four; those that stay keep their themes."""
        while self.count > count:
            self.close(self.others[-1])
        while self.count < count:
            self._open()
        self._arrange()
        self._window.refresh_bars()

    def close(self, canvas: LinkedCanvas) -> None:
        """Close one of the maps beside the main one."""
        self.others.remove(canvas)
        self._window.views.removeWidget(canvas)
        canvas.hide()
        canvas.setParent(None)
        canvas.deleteLater()
        self._arrange()
        self._window.canvas.setFocus()
        self._window.refresh_bars()

    def _open(self) -> None:
        taken = [self._session.state.theme, *(one.theme for one in self.others)]
        canvas = LinkedCanvas(self._session, another_theme(self._session, *taken))
        canvas.accent = self._window.canvas.accent
        canvas.closed.clicked.connect(lambda: self.close(canvas))
        canvas.navigator.moved.connect(lambda view: self._follow(canvas, view))
        canvas.pointerMoved.connect(self._window.status.show_pointer)
        canvas.pointerMoved.connect(lambda at: self._point(canvas, at))
        canvas.menuRequested.connect(self._window.show_map_menu)
        canvas.over.append(lambda painter, view: self._paint_cross(canvas, painter, view))
        main = self._window.canvas
        if main.view is not None:
            canvas.look_as(main.view)
        self.others.append(canvas)

    def _arrange(self) -> None:
        """Side by side, two and two."""
        grid: QGridLayout = self._window.views
        grid.setSpacing(1 if self.others else 0)
        for number, canvas in enumerate(self.others, start=1):
            grid.addWidget(canvas, number // 2, number % 2)
            canvas.show()
        for column in (0, 1):
            grid.setColumnStretch(column, 1 if column == 0 or self.others else 0)
            grid.setRowStretch(column, 1 if column == 0 or len(self.others) > 1 else 0)

    def _recolor(self, _dark: bool) -> None:
        for canvas in self.others:
            canvas.accent = self._window.canvas.accent

    def _follow(self, moved: Canvas, view: View) -> None:
        """Let all others look where one looks."""
        if self._busy or not self.others:
            return
        self._busy = True
        for canvas in (self._window.canvas, *self.others):
            if canvas is not moved:
                canvas.navigator.follow(view)
        self._busy = False

    def _point(self, canvas: Canvas, at: QPointF | None) -> None:
        """Show in the others where the mouse is in one."""
        if self.others:
            self._pointed = None if at is None else (canvas, at)
            for other in (self._window.canvas, *self.others):
                other.update()

    def _paint_cross(self, canvas: Canvas, painter: QPainter, view: View) -> None:
        if self._pointed is not None and self.others and self._pointed[0] is not canvas:
            at = self._pointed[1]
            draw_cross(painter, pixel_of(view, at.x(), at.y()), QColor(canvas.accent))


class LinkedCanvas(Canvas):
    """A map with a theme of its own, chosen in its corner."""

    def __init__(self, session: Session, theme_id: str) -> None:
        self.themed = ThemedSession(session, theme_id)
        super().__init__(cast("Session", self.themed))
        self.themed.setParent(self)
        self.marked = SelectionMarks(self)
        self.picker = ThemePicker(session)
        self.picker.show_theme(theme_id)
        self.picker.themeChosen.connect(self.themed.set_theme)
        self.closed = IconButton(session, "close")
        self.card = QFrame(self)
        self.card.setProperty("kind", "card")
        self.card.setCursor(Qt.CursorShape.ArrowCursor)
        self.card.setLayout(row(self.picker, self.closed, margins=(GRID // 2, GRID // 2, GRID // 2, GRID // 2)))
        self.card.move(2 * GRID, 2 * GRID)
        self.card.adjustSize()
        session.languageChanged.connect(self._say)
        self.themed.mapChanged.connect(self._say)
        self._say()

    @property
    def theme(self) -> str:
        """Id of the theme that it shows."""
        return self.themed.state.theme

    def look_as(self, view: View) -> None:
        """Look at the same ground before being shown the first time."""
        self.navigator.resize(view.width_mm, view.height_mm, view.dpi)
        self.navigator.follow(view)

    def _say(self, *_: object) -> None:
        theme = self.picker.currentText()
        self.setAccessibleName(tr("Linked map: {theme}", theme=theme))
        self.picker.setAccessibleName(tr("Theme of this map"))
        self.closed.say(tr("Close this map"))
        self.card.adjustSize()
