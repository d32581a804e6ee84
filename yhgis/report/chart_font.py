"""The painter's Chinese font for matplotlib: the same face, found in its own list of the machine's fonts."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING

from yhgis.errors import DataError
from yhgis.folders import HOME_VARIABLE, cache_folder

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

#: Comes with matplotlib; for signs that the Chinese font lacks.
_STAND_IN = "DejaVu Sans"


def prepare() -> None:
    """Tell matplotlib where to keep its list of fonts; before its first import.

    A frozen program is given a new empty folder at each start, and would read every font of the machine each time.
    """
    ours = getattr(sys, "frozen", False) or os.environ.get(HOME_VARIABLE)
    if "matplotlib" not in sys.modules and (ours or "MPLCONFIGDIR" not in os.environ):
        folder = cache_folder() / "matplotlib"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return  # a read-only home: matplotlib then makes a temporary one by itself
        os.environ["MPLCONFIGDIR"] = str(folder)


@cache
def family() -> str:
    """Return the family in which charts are written: the painter's, so that a chart looks like its sheet.

    Raises
    ------
    DataError
        No font on this machine knows Chinese, or matplotlib cannot read the one that does.
    """
    from matplotlib import font_manager

    from yhgis.paint import text
    from yhgis.paint.application import ensure_gui_application

    ensure_gui_application()
    name = text.family()
    try:
        # By name: of a collection file (.ttc) the first face is the Japanese one.
        font_manager.fontManager.findfont(font_manager.FontProperties(family=name), fallback_to_default=False)
    except ValueError as error:
        raise DataError(
            "Charts cannot use the font {font}; install another Chinese font such as Noto Sans CJK SC.", font=name
        ) from error
    return name


def face(size_pt: float, *, strong: bool = False) -> FontProperties:
    """Return the font of a text."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=[family(), _STAND_IN], size=size_pt, weight="bold" if strong else "normal")
