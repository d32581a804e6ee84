"""The parts of a sheet that can be moved: where the template puts them, or where the user did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yhgis.carto.display_list import Fill, Group, Mark
from yhgis.carto.sheet_shapes import Box, rectangle
from yhgis.model.sheet_edits import Element, SheetLayout

# A part that lies on the map stands on a plate, so that it can be read.
_PLATE = (255, 255, 255, 230)
_PLATE_MARGIN_MM = 2.0


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a sheet: its marks from (0, 0), and the box on the paper that they fill."""

    element: Element
    marks: tuple[Mark, ...]
    box: Box

    def moved(self, dx: float, dy: float) -> Part:
        """Return the part, moved."""
        return replace(self, box=replace(self.box, x=self.box.x + dx, y=self.box.y + dy))

    @property
    def group(self) -> Group:
        """The marks in their place."""
        return Group(self.marks, offset=(self.box.x, self.box.y), name=self.element)


def placed(parts: Sequence[Part], layout: SheetLayout | None, paper: Box, frame: Box) -> tuple[Part, ...]:
    """Return ``parts`` where ``layout`` has them, whole on the ``paper``; on a plate where they lie on the map.

    Parameters
    ----------
    layout : SheetLayout or None
        None: as the template has them.
    paper : Box
        What no part may leave.
    frame : Box
        Of the map.
    """
    return tuple(_placed(part, layout, paper, frame) for part in parts) if layout is not None else tuple(parts)


def _placed(part: Part, layout: SheetLayout, paper: Box, frame: Box) -> Part:
    place = layout.places.get(part.element)
    if place is None:
        return part
    x = min(max(place.x_mm, paper.x), max(paper.right - part.box.width, paper.x))
    y = min(max(place.y_mm, paper.y), max(paper.bottom - part.box.height, paper.y))
    box = replace(part.box, x=x, y=y)
    marks = (_plate(box), *part.marks) if box.meets(frame) else part.marks
    return Part(part.element, marks, box)


def _plate(box: Box) -> Fill:
    by = _PLATE_MARGIN_MM
    return Fill(rectangle(Box(-by, -by, box.width + 2 * by, box.height + 2 * by)), _PLATE)
