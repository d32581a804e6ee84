"""A picture of the real window, drawn off screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from yhgis.errors import DataError
from yhgis.i18n import Language, set_language

if TYPE_CHECKING:
    from yhgis.ui.canvas import Canvas
    from yhgis.ui.main_window import MainWindow
    from yhgis.ui.session import Session

#: A window that has not drawn its map by then never will.
TIMEOUT_MS = 60_000
DEFAULT_THEME = "layout"


def screenshot(
    path: Path,
    theme: str = DEFAULT_THEME,
    size: tuple[int, int] = (1280, 800),
    scale: float = 1.0,
    role: str = "planner",
    lang: Language = "zh",
) -> None:
    """Open the window, wait until the true map is drawn, and write it as a PNG.

    Parameters
    ----------
    path : Path
        Written whole or not at all.
    theme, role, lang : str
        What is shown, to whom, in which language; the user's own settings are neither read nor written.
    size : (width, height)
        Of the window in pixels at 100 %.
    scale : float
        200 % is 2: the picture has twice as many pixels a side.

    Raises
    ------
    DataError
        Unknown theme or role, or the folder cannot be written.
    """
    _choose_platform(scale)
    from PySide6.QtCore import qInstallMessageHandler

    from yhgis.plan.catalog import Catalog
    from yhgis.settings import Settings
    from yhgis.ui.app import follow_appearance, log_qt, make_application
    from yhgis.ui.main_thread_garbage import MainThreadGarbage
    from yhgis.ui.session import ROLES, Session

    if role not in ROLES:
        raise DataError("There is no role {role}; choose one of {roles}.", role=role, roles=", ".join(ROLES))
    set_language(lang)
    qInstallMessageHandler(log_qt)
    application = make_application()
    garbage = MainThreadGarbage()
    chosen = Settings.model_validate({"language": lang, "role": role, "appearance": "light"})
    session = Session(Catalog.load(), chosen)
    follow_appearance(application, session)
    session.new_project(theme)  # before there is a window: an unknown theme must not open one
    window = _window(session, theme, size)
    try:
        window.show()
        session.zoom_to_all()
        _wait(window.canvas)
        _write(window, path)
    finally:
        session.tasks.close()
        garbage.stop()
        window.deleteLater()


def _window(session: Session, theme: str, size: tuple[int, int]) -> MainWindow:
    from PySide6.QtCore import Qt

    from yhgis.ui.main_window import MainWindow

    window = MainWindow(session)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*size)
    if theme != DEFAULT_THEME:
        # The suggestions belong to a first start, which opens on the layout; over another theme they hide the map.
        window.overlays.suggestions.hide()
    return window


def _choose_platform(scale: float) -> None:
    """Say how large a pixel is, and that there is no screen; both only count before Qt starts."""
    os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _wait(canvas: Canvas) -> None:
    """Run the event loop until the canvas shows the true image."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    canvas.settled.connect(loop.quit)
    QTimer.singleShot(TIMEOUT_MS, loop, lambda: loop.exit(1))
    if not canvas.is_settled and loop.exec() != 0:
        raise DataError("The map was not drawn within {seconds} s.", seconds=TIMEOUT_MS // 1000)


def _write(window: MainWindow, path: Path) -> None:
    from PySide6.QtCore import QBuffer, QIODevice

    from yhgis.atomic import write_bytes

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    write_bytes(path, bytes(buffer.data().data()))
