"""The window's colours, light and dark, and the style sheet made from them.

Widgets say what they are through dynamic properties that the style sheet knows:

``kind``
    ``title`` (panel title), ``quiet`` (secondary text), ``primary`` (the one button that matters), ``flat``
    (button without a frame), ``link`` (text that acts), ``tag`` (small label such as 示意), ``term`` (a term of the
    plan), ``segment`` (one of a row of exclusive buttons), ``card`` (floating panel), ``danger``.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

from yhgis.resources import styles_folder

#: Everything is a multiple of this, in pixels at 100 %.
GRID = 8
TEXT_PX = 13


@dataclass(frozen=True)
class Colors:
    """One set of colours, as ``#RRGGBB``.

    Parameters
    ----------
    window, panel, field : str
        Around the panels, of the panels, of what is typed into.
    hairline, strong_line : str
        Between parts; around what can be typed into.
    text, quiet, faint : str
        Words, secondary words, what is off.
    accent, accent_hover, on_accent, accent_soft : str
        The one accent, under the mouse, text upon it, its quiet ground.
    hover, selected : str
        Ground of a row or button under the mouse, and of a chosen row.
    danger, warning, success : str
        For messages.
    highlight : str
        Of places shown on the map (which stays light in both sets).
    """

    dark: bool
    window: str
    panel: str
    field: str
    hairline: str
    strong_line: str
    text: str
    quiet: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    hover: str
    selected: str
    danger: str
    warning: str
    success: str
    highlight: str = "#008FC7"


LIGHT = Colors(
    dark=False,
    window="#F5F6F6",
    panel="#FFFFFF",
    field="#FFFFFF",
    hairline="#E4E7E8",
    strong_line="#CBD2D5",
    text="#20282C",
    quiet="#5F6C72",
    faint="#9AA5AA",
    accent="#1F6F8B",
    accent_hover="#195C73",
    on_accent="#FFFFFF",
    accent_soft="#E5F0F4",
    hover="#EEF2F3",
    selected="#DCEBF0",
    danger="#B3372A",
    warning="#9A6A00",
    success="#2C7A4B",
)
DARK = Colors(
    dark=True,
    window="#1B2023",
    panel="#22282C",
    field="#1B2023",
    hairline="#323A3F",
    strong_line="#485359",
    text="#E4E9EB",
    quiet="#9FABB1",
    faint="#6B777D",
    accent="#5FB0CB",
    accent_hover="#7BC1D8",
    on_accent="#10181B",
    accent_soft="#1F3A45",
    hover="#2B3338",
    selected="#264450",
    danger="#E58477",
    warning="#E0B04A",
    success="#74C293",
)


def colors(dark: bool) -> Colors:
    """Return the set in use."""
    return DARK if dark else LIGHT


def qt_palette(c: Colors) -> QPalette:
    """Return the colours for what the style sheet does not name (and for `QPalette.color` users)."""
    role = QPalette.ColorRole
    palette = QPalette()
    for which, value in {
        role.Window: c.panel,
        role.WindowText: c.text,
        role.Base: c.field,
        role.AlternateBase: c.window,
        role.Text: c.text,
        role.Button: c.panel,
        role.ButtonText: c.text,
        role.BrightText: c.danger,
        role.Highlight: c.selected,
        role.HighlightedText: c.text,
        role.ToolTipBase: c.panel,
        role.ToolTipText: c.text,
        role.Link: c.accent,
        role.LinkVisited: c.accent,
        role.PlaceholderText: c.faint,
        role.Accent: c.accent,
        role.Light: c.panel,
        role.Midlight: c.hover,
        role.Mid: c.strong_line,
        role.Dark: c.strong_line,
        role.Shadow: c.hairline,
    }.items():
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(c.faint))
    return palette


def style_sheet(c: Colors) -> str:
    """Return the style sheet of the whole program."""
    art = (styles_folder() / "window").as_posix()
    tick = f"{art}/tick_{'dark' if c.dark else 'light'}.png"
    return "".join(part.format(art=art, tick=tick, **vars(c)) for part in (_BASE, _FIELDS, _VIEWS, _PARTS))


_BASE = """
QMainWindow, QDialog {{ background: {panel}; }}
QWidget#mapViews {{ background: {strong_line}; }}
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {strong_line}; padding: 4px 6px; }}
QLabel[kind="title"] {{ font-size: 13px; font-weight: 600; color: {text}; }}
QLabel[kind="quiet"] {{ color: {quiet}; font-size: 12px; }}
QLabel[kind="danger"] {{ color: {danger}; font-size: 12px; }}
QLabel[kind="tag"] {{ color: {warning}; font-size: 11px; border: 1px solid {hairline}; border-radius: 3px;
  padding: 0 4px; }}
QLabel[kind="term"] {{ color: {quiet}; background: {hover}; font-size: 11px; border: none; border-radius: 3px;
  padding: 2px 6px; }}
QFrame[kind="line"] {{ background: {hairline}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[kind="card"], QWidget[kind="card"] {{ background: {panel}; border: 1px solid {hairline}; border-radius: 8px; }}
QMenuBar {{ background: transparent; color: {text}; padding: 0; spacing: 0; }}
QMenuBar::item {{ padding: 6px 9px; border-radius: 5px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenuBar::item:pressed {{ background: {selected}; }}
QMenu {{ background: {panel}; color: {text}; border: 1px solid {strong_line}; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px 10px; border-radius: 4px; }}
QMenu::item:selected {{ background: {hover}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {hairline}; margin: 4px 6px; }}
QMenu::icon {{ padding-left: 8px; }}
QPushButton {{ background: {panel}; color: {text}; border: 1px solid {strong_line}; border-radius: 5px;
  padding: 5px 14px; min-height: 18px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {selected}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {faint}; border-color: {hairline}; }}
QMessageBox QLabel {{ min-width: 320px; }}
QDialogButtonBox QPushButton:default, QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent};
  border-color: {accent}; font-weight: 600; }}
QDialogButtonBox QPushButton:default:hover, QPushButton[kind="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 1px solid {text}; }}
QPushButton[kind="primary"]:disabled, QDialogButtonBox QPushButton:default:disabled {{ background: {hairline};
  color: {faint}; border-color: {hairline}; }}
QPushButton[kind="flat"] {{ border-color: transparent; background: transparent; }}
QPushButton[kind="flat"]:hover {{ background: {hover}; }}
QPushButton[kind="flat"]:focus {{ border-color: {accent}; }}
QPushButton[kind="link"] {{ border: 1px solid transparent; background: transparent; color: {accent};
  padding: 2px 4px; }}
QPushButton[kind="link"]:hover {{ color: {accent_hover}; text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border-color: {accent}; }}
QToolButton {{ background: transparent; color: {text}; border: 1px solid transparent; border-radius: 5px;
  padding: 4px; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {selected}; }}
QToolButton:checked {{ background: {accent_soft}; color: {accent}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:disabled {{ color: {faint}; }}
QToolButton::menu-indicator {{ image: none; }}
QAbstractButton[kind="segment"] {{ background: transparent; color: {quiet}; border: none; border-radius: 5px;
  padding: 4px 8px; min-height: 18px; font-weight: 400; }}
QAbstractButton[kind="segment"]:hover {{ color: {text}; background: {hover}; }}
QAbstractButton[kind="segment"]:checked {{ background: {accent_soft}; color: {accent}; font-weight: 600; }}
QAbstractButton[kind="segment"]:focus {{ border: 1px solid {accent}; padding: 3px 7px; }}
"""

_FIELDS = """
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QPlainTextEdit, QTextEdit {{ background: {field};
  color: {text}; border: 1px solid {strong_line}; border-radius: 5px; padding: 4px 8px; min-height: 18px;
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:hover, QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover, QDateEdit:hover {{ border-color: {faint}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus, QPlainTextEdit:focus,
QTextEdit:focus {{ border-color: {accent}; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {{ color: {faint};
  background: {window}; border-color: {hairline}; }}
QComboBox {{ padding-right: 24px; }}
QComboBox::drop-down {{ subcontrol-origin: padding; subcontrol-position: center right; width: 20px; height: 16px;
  border: none; background: {field}; margin-right: 4px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button, QDateEdit::up-button {{ subcontrol-origin: padding;
  subcontrol-position: top right; width: 18px; height: 12px; border: none; background: {field}; margin: 1px 2px 0 0; }}
QSpinBox::down-button, QDoubleSpinBox::down-button, QDateEdit::down-button {{ subcontrol-origin: padding;
  subcontrol-position: bottom right; width: 18px; height: 12px; border: none; background: {field};
  margin: 0 2px 1px 0; }}
QDateEdit::drop-down {{ subcontrol-origin: padding; subcontrol-position: center right; width: 20px; height: 16px;
  border: none; background: {field}; margin-right: 4px; }}
QComboBox::drop-down:disabled, QDateEdit::drop-down:disabled, QSpinBox::up-button:disabled,
QSpinBox::down-button:disabled, QDoubleSpinBox::up-button:disabled, QDoubleSpinBox::down-button:disabled {{
  background: {window}; }}
QComboBox::down-arrow, QDateEdit::down-arrow, QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{
  image: url("{art}/down.png"); width: 10px; height: 8px; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url("{art}/up.png"); width: 10px; height: 8px; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ border: none; background: transparent; padding: 0; }}
QComboBox QAbstractItemView {{ background: {panel}; border: 1px solid {strong_line}; padding: 4px; outline: none; }}
QComboBox QAbstractItemView::item {{ padding: 4px 8px; min-height: 20px; }}
QCheckBox, QRadioButton {{ color: {text}; spacing: 8px; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {faint}; }}
QCheckBox::indicator, QAbstractItemView::indicator {{ width: 14px; height: 14px; border: 1px solid {faint};
  border-radius: 3px; background: {field}; }}
QCheckBox::indicator:hover, QAbstractItemView::indicator:hover {{ border-color: {accent}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{ background: {accent}; border-color: {accent};
  image: url("{tick}"); }}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {{ background: {accent_soft};
  border-color: {accent}; }}
QCheckBox::indicator:disabled, QAbstractItemView::indicator:disabled {{ background: {window};
  border-color: {hairline}; }}
QCheckBox::indicator:checked:disabled {{ background: {faint}; border-color: {faint}; }}
QSlider::groove:horizontal {{ height: 3px; background: {hairline}; border-radius: 1px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 1px; }}
QSlider::handle:horizontal {{ background: {panel}; border: 2px solid {accent}; width: 10px; height: 10px;
  margin: -6px 0; border-radius: 7px; }}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QProgressBar {{ background: {hairline}; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
"""

_VIEWS = """
QAbstractScrollArea {{ border: none; background: {panel}; }}
QScrollArea > QWidget > QWidget {{ background: {panel}; }}
QTreeView, QListView, QTableView {{ background: {panel}; alternate-background-color: {panel}; color: {text};
  border: none; outline: none; gridline-color: {hairline}; selection-background-color: {selected};
  selection-color: {text}; }}
QTreeView::item, QListView::item {{ padding: 3px 4px; border: none; }}
QTreeView::item:hover, QListView::item:hover {{ background: {hover}; }}
QTreeView::item:selected, QListView::item:selected {{ background: {selected}; color: {text}; }}
QTreeView::branch {{ background: transparent; }}
QTableView::item {{ padding: 2px 8px; }}
QHeaderView {{ background: {panel}; border: none; }}
QHeaderView::section {{ background: {panel}; color: {quiet}; border: none; border-bottom: 1px solid {strong_line};
  padding: 6px 8px; font-size: 12px; font-weight: 400; }}
QHeaderView::section:hover {{ color: {text}; }}
QTableCornerButton::section {{ background: {panel}; border: none; border-bottom: 1px solid {strong_line}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {strong_line}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  border: none; width: 0; height: 0; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {hairline}; }}
QTabBar {{ qproperty-drawBase: 0; background: transparent; }}
QTabBar::tab {{ background: transparent; color: {quiet}; border: none; border-bottom: 2px solid transparent;
  padding: 6px 12px; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:selected {{ color: {accent}; border-bottom-color: {accent}; font-weight: 600; }}
QTabBar::tab:focus {{ color: {accent_hover}; }}
QSplitter::handle {{ background: {hairline}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
"""

_PARTS = """
#header {{ background: {panel}; border: none; border-bottom: 1px solid {hairline}; }}
#searchButton {{ background: {window}; color: {quiet}; border: 1px solid {hairline}; border-radius: 6px;
  padding: 4px 10px; text-align: left; font-weight: 400; }}
#searchButton:hover {{ border-color: {strong_line}; color: {text}; }}
#searchButton:focus {{ border-color: {accent}; }}
#roles {{ background: {window}; border: 1px solid {hairline}; border-radius: 6px; }}
QDockWidget {{ color: {text}; }}
#dockTitle {{ background: {panel}; border: none; }}
#dockBody {{ background: {panel}; }}
QStatusBar {{ background: {panel}; border: none; border-top: 1px solid {hairline}; }}
#statusBar {{ background: {panel}; border: none; }}
QStatusBar::item {{ border: none; }}
#statusBar QLabel {{ color: {quiet}; font-size: 12px; }}
#statusBar QLineEdit {{ border-color: transparent; background: transparent; padding: 0 4px; min-height: 16px;
  font-size: 12px; color: {text}; }}
#statusBar QLineEdit:hover {{ border-color: {strong_line}; }}
#statusBar QLineEdit:focus {{ border-color: {accent}; background: {field}; }}
#messageBar {{ background: {panel}; border: 1px solid {strong_line}; border-radius: 8px; }}
#mapButtons {{ background: {panel}; border: 1px solid {hairline}; border-radius: 8px; }}
#mapButtons QToolButton {{ border-radius: 6px; }}
#suggestion {{ background: {panel}; border: 1px solid {hairline}; border-radius: 8px; padding: 0; min-height: 54px;
  max-height: 54px; }}
#suggestion:hover {{ border-color: {accent}; }}
#suggestion:focus {{ border-color: {accent}; }}
#searchBox {{ background: {panel}; border: 1px solid {strong_line}; border-radius: 10px; }}
#searchBox QLineEdit {{ border: none; font-size: 15px; padding: 8px 4px; background: transparent; }}
"""
