"""Shortcuts, self-test and about."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from yhgis import __version__
from yhgis.i18n import Title, tr
from yhgis.ui.action import MENUS
from yhgis.ui.actions import MAP_KEYS, for_role
from yhgis.ui.icons import icon
from yhgis.ui.palette import GRID, colors
from yhgis.ui.session import Session

if TYPE_CHECKING:
    from yhgis.report.self_test import Check


class Page(QDialog):
    """A page with a heading and a Close button."""

    def __init__(self, title: str, session: Session, parent: QWidget | None, width: int, height: int) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(title)
        self.resize(width, height)
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(self.body, 1)
        column.addWidget(buttons)


class ShortcutsPage(Page):
    """Every key there is, made from the table of actions."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Shortcuts"), session, parent, 640, 520)
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * GRID)
        grid.setVerticalSpacing(6)
        row = self._section(grid, 0, tr("On the map"), [(str(key), str(does)) for key, does in MAP_KEYS])
        for menu, title in MENUS.items():
            keys = [
                (QKeySequence(a.shortcut).toString(QKeySequence.SequenceFormat.NativeText), str(a.title).rstrip("…"))
                for a in for_role(session.role)
                if a.menu == menu and a.shortcut
            ]
            if menu == "theme":
                keys = [(str(n), str(t.title.title)) for n, t in enumerate(session.themes(), start=1)]
            if keys:
                row = self._section(grid, row, str(title), keys)
        grid.setColumnStretch(1, 1)
        inner = QWidget()
        inner.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setAccessibleName(self.windowTitle())
        self.body.addWidget(area)

    def _section(self, grid: QGridLayout, row: int, title: str, keys: list[tuple[str, str]]) -> int:
        heading = QLabel(title)
        heading.setProperty("kind", "title")
        heading.setContentsMargins(0, GRID if row else 0, 0, 2)
        grid.addWidget(heading, row, 0, 1, 2)
        for offset, (key, does) in enumerate(keys, start=1):
            shown = QLabel(key)
            shown.setProperty("kind", "quiet")
            shown.setMinimumWidth(160)
            grid.addWidget(shown, row + offset, 0)
            grid.addWidget(QLabel(does), row + offset, 1)
        return row + len(keys) + 1


class SelfTestPage(Page):
    """The lines of the self-test, made in the background."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Self-test"), session, parent, 620, 380)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(GRID)
        self.waiting = QLabel(tr("Trying GDAL, PROJ, fonts, a read and a transform…"))
        self.waiting.setProperty("kind", "quiet")
        self.lines.addWidget(self.waiting)
        self.body.addLayout(self.lines)
        self.body.addStretch(1)
        session.tasks.run(_checks, done=self.show_checks, owner=self)

    def show_checks(self, checks: list[Check]) -> None:
        """Show one line a check."""
        self.waiting.hide()
        c = colors(self.session.dark)
        for check in checks:
            sign = QLabel()
            ink = c.success if check.passed else c.danger
            sign.setPixmap(icon("success" if check.passed else "error", c, ink).pixmap(18, 18))
            name, detail = QLabel(check.name), QLabel(check.detail)
            name.setFixedWidth(120)
            detail.setWordWrap(True)
            detail.setProperty("kind", "quiet")
            detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row = QHBoxLayout()
            row.addWidget(sign)
            row.addWidget(name)
            row.addWidget(detail, 1)
            self.lines.addLayout(row)


def _checks(_feedback: object) -> list[Check]:
    from yhgis.report.self_test import run_self_test

    return run_self_test()


class AboutPage(Page):
    """What this is, on what it rests, which versions."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("About yhgis"), session, parent, 520, 320)
        name = QLabel(str(Title("yhgis 余杭规划图", "yhgis: the plan of Yuhang")))
        font = QFont(name.font())
        font.setPixelSize(20)
        font.setWeight(QFont.Weight.DemiBold)
        name.setFont(font)
        says = QLabel(tr("Look at the district plan, and ask what lies on what, and how much of it."))
        says.setWordWrap(True)
        line = QFrame()
        line.setProperty("kind", "line")
        warning = QLabel(
            tr("Built-in layers are schematic: drawn from the plan's words. They serve to read the plan, not to decide "
               "about a parcel; official files replace them.")
        )
        warning.setWordWrap(True)
        versions = QLabel(self._versions())
        versions.setProperty("kind", "quiet")
        versions.setWordWrap(True)
        versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for part in (name, says, line, warning, versions):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _versions(self) -> str:
        import pyproj
        import PySide6
        import shapely

        parts = [
            f"yhgis {__version__}",
            f"Python {platform.python_version()}",
            f"Qt {PySide6.__version__}",
            f"GEOS {shapely.geos_version_string}",
            f"PROJ {pyproj.proj_version_str}",
        ]
        return " · ".join(parts) + "\n" + tr("Apache License 2.0; Qt under the LGPL.")
