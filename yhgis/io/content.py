"""What a reader of our own (survey text, table, drawing) hands over: the features of one layer as the file has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.model.crs import Geometries


class OtherContentError(DataError):
    """A text, table or drawing without coordinates: no fault where it lies among data, as notes and lists do."""


@dataclass(frozen=True, eq=False)
class Content:
    """One layer of a file that GDAL does not read.

    Parameters
    ----------
    name : str
        By which the user calls the layer inside the file.
    geometry : array of shapely geometries
        x is east, y is north; None where a feature has none.
    fields : mapping of str to array
        Columns in file order.
    stated_crs : str or None
        What the file says, as far as it is usable.
    crs_reason : Message or None
        Why ``stated_crs`` is None, where more can be said than that nothing is stated; begins in lower case.
    proposable : bool
        Whether a CRS may be proposed from the numbers: not where the file states a datum that they cannot tell.
    date : str
        ISO date of the data, empty where unknown.
    notes : tuple of Message
        What the user should know of the reading.
    """

    name: str
    geometry: Geometries
    fields: Mapping[str, NDArray[Any]]
    stated_crs: str | None = None
    crs_reason: Message | None = None
    proposable: bool = True
    date: str = ""
    notes: tuple[Message, ...] = ()
