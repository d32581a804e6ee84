"""Colours: from ``#RRGGBB`` and an opacity to what marks carry."""

from __future__ import annotations

from functools import cache

from yhgis.carto.display_list import Rgba

#: For layers without a style of their own: told apart by colour-blind eyes (after Okabe and Ito), none of them
#: near a control line's colour.
SERIES = ("#0072B2", "#D55E00", "#009E73", "#AA3377", "#5E4B12", "#62B5E5")


@cache
def rgba(color: str, opacity: float = 1.0) -> Rgba:
    """Return ``color`` (``#RRGGBB``) with an alpha of ``opacity`` (0..1)."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16), round(255 * opacity)


def faded(color: Rgba, share: float) -> Rgba:
    """Return ``color`` with its alpha multiplied by ``share``."""
    return color[0], color[1], color[2], round(color[3] * share)
