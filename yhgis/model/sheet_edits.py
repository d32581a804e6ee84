"""What the user changed about a sheet: its legend, and where its parts stand. Kept in the project, or as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from yhgis.schema import Schema

Element: TypeAlias = Literal["title", "legend", "scale_bar", "north_arrow", "inset"]
ELEMENTS: tuple[Element, ...] = ("title", "legend", "scale_bar", "north_arrow", "inset")

_Millimetres = Annotated[float, Field(ge=-2000.0, le=2000.0, allow_inf_nan=False)]


class LegendEdits(Schema):
    """The user's order, hidden entries and words of one theme's legend.

    An entry is named by its key (`yhgis.carto.legend.LegendEntry.key`), so the edits outlive layers that come and go:
    what is not named stands where the program would put it.

    Parameters
    ----------
    order : tuple of str
        Keys, first to last; they count within their group.
    hidden : tuple of str
        Keys not to list.
    titles : dict of key to str
        Words instead of the program's.
    """

    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    titles: dict[str, str] = Field(default_factory=dict)

    def arranged(self, keys: Sequence[str]) -> list[str]:
        """Return ``keys`` in the user's order; one that has no place in it follows the one before it."""
        named = [key for key in self.order if key in keys]
        found = list(named)
        for place, key in enumerate(keys):
            if key not in named:
                before = next((one for one in reversed(keys[:place]) if one in found), None)
                found.insert(found.index(before) + 1 if before is not None else 0, key)
        return found


class Place(Schema):
    """Where the upper left corner of a part stands, in mm from the paper's."""

    x_mm: _Millimetres
    y_mm: _Millimetres


class SheetLayout(Schema):
    """Where the user put the parts of a sheet; a part not named stands where the template puts it.

    Parameters
    ----------
    version : int
        Of the schema.
    name : str
        As the user calls it, when it is kept as a template of their own.
    paper, orientation : str
        What it was made for.
    places : dict of element to Place
    """

    version: Literal[1] = 1
    name: str = ""
    paper: str
    orientation: Literal["landscape", "portrait"]
    places: dict[Element, Place] = Field(default_factory=dict)

    def with_place(self, element: Element, x_mm: float, y_mm: float) -> SheetLayout:
        """Return the layout with ``element`` put elsewhere; it is no longer the template that it came from."""
        place = Place(x_mm=round(x_mm, 2), y_mm=round(y_mm, 2))
        return self.model_copy(update={"name": "", "places": {**self.places, element: place}})

    def without(self, element: Element) -> SheetLayout:
        """Return the layout with ``element`` back where the template puts it."""
        places = {name: place for name, place in self.places.items() if name != element}
        return self.model_copy(update={"name": "", "places": places})
