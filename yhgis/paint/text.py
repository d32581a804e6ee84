"""Fonts, and how large a text really is: the one Chinese family of the machine, measured once a text."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPainterPath

from yhgis.carto.display_list import Anchor, TextMeasure, TextStyle
from yhgis.errors import DataError
from yhgis.model.view import MM_PER_INCH

POINTS_PER_INCH = 72.0
MM_PER_POINT = MM_PER_INCH / POINTS_PER_INCH

# Sans first, simplified forms first; the order is that of how well they print.
FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Source Han Sans CN",
    "思源黑体",
    "Microsoft YaHei",
    "微软雅黑",
    "PingFang SC",
    "Hiragino Sans GB",
    "HarmonyOS Sans SC",
    "MiSans",
    "DengXian",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Droid Sans Fallback",
)

# One em at which outlines and widths are taken: large, so that rounding inside the font engine does not show.
_EM = 1000
_CJK_SAMPLE, _LATIN_SAMPLE = "国", "国Ag"


@cache
def family() -> str:
    """Return the Chinese font family that everything is drawn in.

    Raises
    ------
    DataError
        No font on this machine knows Chinese.
    """
    present = set(QFontDatabase.families())
    for name in FAMILIES:
        if name in present:
            return name
    others = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    if not others:
        raise DataError(
            "No Chinese font was found on this computer; install one such as Noto Sans CJK SC (fonts-noto-cjk)."
        )
    return str(others[0])


def em_mm(style: TextStyle) -> float:
    """Return the size of ``style`` in millimetres."""
    return style.size_pt * MM_PER_POINT


def measure(text: str, style: TextStyle) -> tuple[float, float, float]:
    """Return width, ascent and descent of ``text`` in mm, as painted.

    Ascent and descent are those of the ink of a Chinese character (and of Latin letters, if ``text`` has any),
    the same for every text of a style, so that lines align; the halo is not counted.
    """
    em = em_mm(style)
    advance = _advance(text, style.weight, style.italic) * em
    spacing = style.letter_spacing_mm * max(len(text) - 1, 0)
    latin = any(char.isascii() and not char.isspace() for char in text)
    ascent, descent = _ink(_LATIN_SAMPLE if latin else _CJK_SAMPLE, style.weight)
    return advance + spacing, ascent * em, descent * em


exact_measure: TextMeasure = measure


def em_font(weight: int, italic: bool, spacing: float, em: int = _EM) -> QFont:
    """Return the font with an em of exactly ``em`` pixels, on no device; ``spacing`` in the same pixels."""
    made = QFont(family())
    made.setPixelSize(em)
    _shape(made, weight, italic, spacing)
    return made


def drawable(text: str) -> str:
    """Return ``text`` with an empty box for every character that no font of this machine has.

    Qt draws such a box too, but from no font, and asking it which one ends the process (6.11).
    """
    return text if text.isascii() else "".join(char if _known(char) else NO_GLYPH for char in text)


@lru_cache(maxsize=65536)
def _known(char: str) -> bool:
    return QFontMetricsF(em_font(400, False, 0.0)).inFontUcs4(ord(char))


def start_offset(text: str, style: TextStyle, anchor: Anchor) -> float:
    """Return how far left (negative) of its anchor ``text`` begins, in mm."""
    if anchor == "left":
        return 0.0
    width = measure(text, style)[0]
    return -width if anchor == "right" else -width / 2


@lru_cache(maxsize=4096)
def outline(text: str, weight: int, italic: bool, spacing_em: float) -> QPainterPath:
    """Return the outline of ``text`` from (0, 0) on the baseline, in a space where an em is `OUTLINE_EM`."""
    path = QPainterPath()
    path.addText(QPointF(0, 0), em_font(weight, italic, spacing_em * OUTLINE_EM, OUTLINE_EM), drawable(text))
    return path


OUTLINE_EM = 100
NO_GLYPH = "□"


@lru_cache(maxsize=16384)
def _advance(text: str, weight: int, italic: bool) -> float:
    return QFontMetricsF(em_font(weight, italic, 0.0)).horizontalAdvance(drawable(text)) / _EM


@cache
def _ink(sample: str, weight: int) -> tuple[float, float]:
    box = QFontMetricsF(em_font(weight, False, 0.0)).tightBoundingRect(sample)
    return -box.top() / _EM, box.bottom() / _EM


def _shape(made: QFont, weight: int, italic: bool, spacing: float) -> None:
    made.setWeight(QFont.Weight(weight))
    made.setItalic(italic)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
