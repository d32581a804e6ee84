"""Starting and ending the window."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QLibraryInfo, QMessageLogContext, Qt, QtMsgType, QTranslator, qInstallMessageHandler
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QApplication

from yhgis import i18n, log, settings
from yhgis.errors import DataError, UserError
from yhgis.paint import text
from yhgis.plan.catalog import Catalog
from yhgis.settings import Settings
from yhgis.ui.icons import icon
from yhgis.ui.main_thread_garbage import MainThreadGarbage
from yhgis.ui.main_window import MainWindow
from yhgis.ui.messages import CrashReports
from yhgis.ui.palette import LIGHT, TEXT_PX, colors, qt_palette, style_sheet
from yhgis.ui.palette_style import QuietStyle
from yhgis.ui.session import Session
from yhgis.ui.warm_up import WarmUp

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
ExceptionHook = Callable[[type[BaseException], BaseException, TracebackType | None], Any]
_NO_NEWS = "This plugin does not support"


def run_window(argv: Sequence[str]) -> int:
    """Open the window, with the project in ``argv`` if there is one, and return the exit code when it is closed."""
    log_path = log.install()
    qInstallMessageHandler(log_qt)
    kept = settings.load()
    i18n.set_language(kept.language)
    application = make_application()
    garbage = MainThreadGarbage(application)
    session = Session(Catalog.load(), kept)
    follow_appearance(application, session)
    window = MainWindow(session)
    reports = install_crash_reports(CrashReports(log_path, window))
    warm_up = WarmUp(application, session)
    window.canvas.settled.connect(warm_up.start, Qt.ConnectionType.SingleShotConnection)
    window.show()
    open_first(session, argv)
    code = application.exec()
    garbage.stop()
    sys.excepthook = reports
    _save(session.settings)
    return code


def make_application() -> QApplication:
    """Return the QApplication, dressed: style, font, icon."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication([sys.argv[0] if sys.argv else "yhgis"])
    application.setApplicationName("yhgis")
    application.setApplicationDisplayName("yhgis")
    application.setStyle(QuietStyle())
    font = QFont(text.family())
    font.setPixelSize(TEXT_PX)
    application.setFont(font)
    application.setWindowIcon(_window_icon())
    return application


def _window_icon() -> QIcon:
    return icon("layers", LIGHT, LIGHT.accent)


def dress(application: QApplication, dark: bool) -> None:
    """Put the light or the dark colours on."""
    c = colors(dark)
    application.setPalette(qt_palette(c))
    application.setStyleSheet(style_sheet(c))


def follow_appearance(application: QApplication, session: Session) -> None:
    """Wear what the settings say: light, dark, or as the system; and Qt's own texts in the session's language."""
    translator = QTranslator(application)

    def speak(_language: str = "") -> None:
        application.removeTranslator(translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if session.language == "zh" and translator.load("qtbase_zh_CN", folder):
            application.installTranslator(translator)

    def system_changed() -> None:
        if session.settings.appearance == "system":
            session.set_dark(_system_is_dark(application), remember=False)

    session.appearanceChanged.connect(lambda dark: dress(application, dark))
    session.languageChanged.connect(speak)
    application.styleHints().colorSchemeChanged.connect(system_changed)
    wanted = session.settings.appearance
    dark = _system_is_dark(application) if wanted == "system" else wanted == "dark"
    session.set_dark(dark, remember=False)
    speak()


def _system_is_dark(application: QApplication) -> bool:
    return application.styleHints().colorScheme() == Qt.ColorScheme.Dark


def open_first(session: Session, argv: Sequence[str]) -> None:
    """Show the built-in plan, or the project that the program was started with."""
    session.new_project()
    if argv:
        path = Path(argv[0])
        if path.exists():
            session.open_project(path)
        else:
            session.report(DataError("There is no file {file}; check the name and the folder.", file=str(path)))


def install_crash_reports(reports: CrashReports) -> ExceptionHook:
    """Show what nobody caught, after it is logged; return the hook that was there before."""
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        before(kind, error, trace)
        if issubclass(kind, Exception):
            reports.show(kind, error, trace)

    sys.excepthook = hook
    return before


def log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Put Qt's own messages into the log; what a platform cannot do (no window manager) is no news."""
    level = logging.DEBUG if message.startswith(_NO_NEWS) else _LEVELS.get(kind, logging.WARNING)
    _log.log(level, "Qt: %s", message)


def _save(kept: Settings) -> None:
    try:
        settings.save(kept)
    except UserError as error:
        _log.warning("Settings not saved: %s", error)
