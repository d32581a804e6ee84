"""Which CRS a file without one may be in: proposals from the size of its numbers, for the user to accept.

Never applied by themselves: Xian 80 and CGCS2000 of the same belt have numbers of the same size, some hundred
metres apart.  Figures: CONVENTIONS of the project, 3.3; the boxes below hold the district with a margin that
takes in all of Hangzhou's plain and the district's extent before 2021.
"""

from __future__ import annotations

from dataclasses import dataclass

from yhgis.i18n import Message
from yhgis.model.view import Extent

#: Longitude and latitude, with a margin of about half a degree around 余杭.
_NEAR_DEGREES: Extent = (118.3, 29.2, 121.0, 31.2)
#: The same in metres of a 3-degree belt with central meridian 120 E and false easting 500 000.
_NEAR_METRES: Extent = (330_000.0, 3_230_000.0, 600_000.0, 3_460_000.0)
_ZONE_PREFIX = 40_000_000.0

_GEOGRAPHIC_NOTE = Message("Degrees say nothing of the datum: WGS 84 (EPSG:4326) differs by less than a metre.")
_BELT_NOTE = Message("Xian 80 (EPSG:{code}) has numbers of the same size; ask whoever made the file.", {"code": 2385})
_PREFIX_NOTE = Message("Xian 80 (EPSG:{code}) has numbers of the same size; ask whoever made the file.", {"code": 2364})


@dataclass(frozen=True)
class CrsProposal:
    """One CRS that the numbers allow.

    Parameters
    ----------
    crs : str
        To hand to `yhgis.io.vector.read_layer`.
    swapped : bool
        The numbers fit only with x and y exchanged (survey files put north first): to hand to
        ``read_layer(swap_xy=…)``.
    reason : Message
        Why it is proposed.
    caution : Message
        What it could be as well.
    """

    crs: str
    swapped: bool
    reason: Message
    caution: Message


def propose(bounds: Extent) -> tuple[CrsProposal, ...]:
    """Return the CRS that ``bounds`` (smallest x, y, largest x, y) allow near the district, the likeliest first.

    Empty where the numbers fit nothing known here, or there are none (NaN).
    """
    x0, y0, x1, y1 = bounds
    straight = _fitting(bounds, swapped=False)
    return straight or _fitting((y0, x0, y1, x1), swapped=True)


def _fitting(bounds: Extent, *, swapped: bool) -> tuple[CrsProposal, ...]:
    x0, y0, x1, y1 = bounds
    with_prefix = (x0 - _ZONE_PREFIX, y0, x1 - _ZONE_PREFIX, y1)
    if _within(bounds, _NEAR_DEGREES):
        reason = Message("The numbers are degrees, and lie near Yuhang.")
        return (CrsProposal("EPSG:4490", swapped, reason, _GEOGRAPHIC_NOTE),)
    if _within(bounds, _NEAR_METRES):
        reason = Message("The numbers are metres of the 3-degree belt of 120 E, without the belt's number.")
        return (CrsProposal("EPSG:4549", swapped, reason, _BELT_NOTE),)
    if _within(with_prefix, _NEAR_METRES):
        reason = Message("The numbers are metres of the 3-degree belt of 120 E, with the belt's number 40 in front.")
        return (CrsProposal("EPSG:4528", swapped, reason, _PREFIX_NOTE),)
    return ()


def _within(bounds: Extent, box: Extent) -> bool:
    """Whether ``bounds`` lie in ``box``; NaN never does."""
    return box[0] <= bounds[0] <= bounds[2] <= box[2] and box[1] <= bounds[1] <= bounds[3] <= box[3]
