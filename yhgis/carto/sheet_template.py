"""Sheet templates: one file a paper and orientation, ``styles/sheets/<paper>-<orientation>.json``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from yhgis import resources, schema
from yhgis.errors import UsageError, nearest_name
from yhgis.i18n import Title
from yhgis.model.style import Words

Orientation: TypeAlias = Literal["landscape", "portrait"]
Millimetres = Annotated[float, Field(gt=0.0)]
Points = Annotated[float, Field(gt=0.0)]
_ORIENTATIONS = {"landscape": Title("横向", "landscape"), "portrait": Title("纵向", "portrait")}


class SheetTemplate(schema.Schema):
    """A kind of sheet: its paper, and how large what stands around the map is.

    Parameters
    ----------
    paper : str
        ``A4`` … ``A0`` or ``slide``.
    width_mm, height_mm : float
        As it lies: a landscape sheet is wider than high.
    margin_mm, gap_mm : float
        Around everything; between parts.
    legend : "right" or "bottom"
        Where the panel with legend, scale bar and north arrow stands.
    legend_share : float
        Most of the sheet's width (or height) that the panel may take.
    title_pt, subtitle_pt, legend_pt, small_pt, grid_pt : float
        Sizes of text; ``small_pt`` is that of the footer.
    swatch_mm : (width, height)
        Box of a legend's swatch.
    scale_bar_mm : float
        Longest scale bar.
    inset_mm : float
        Side of the box with the district's outline, on a sheet that shows a part of it.
    frame_mm : float
        Line around the map.
    grid : bool
        Whether a kilometre grid stands around the frame.
    true_to_scale : bool
        Whether the sheet is looked at in its own size: the scale is round and stated. A slide is not, there the
        bar alone is true.
    map_factor : float
        Everything on the map, names, lines and hatches, is so many times as large as on A3. A wall sheet is read from
        farther away, yet holds more: the factor is about the square root of what its sides are to A3's.
    """

    version: Literal[1] = 1
    paper: str
    orientation: Orientation
    title: Words
    width_mm: Millimetres
    height_mm: Millimetres
    margin_mm: Millimetres
    gap_mm: Millimetres
    legend: Literal["right", "bottom"]
    legend_share: Annotated[float, Field(gt=0.0, lt=0.8)]
    title_pt: Points
    subtitle_pt: Points
    legend_pt: Points
    small_pt: Points
    grid_pt: Points
    swatch_mm: tuple[Millimetres, Millimetres]
    scale_bar_mm: Millimetres
    inset_mm: Millimetres
    frame_mm: Millimetres = 0.35
    grid: bool = True
    true_to_scale: bool = True
    map_factor: Annotated[float, Field(ge=0.5, le=4.0)] = 1.0


def load_template(paper: str, orientation: Orientation = "landscape") -> SheetTemplate:
    """Return the template of ``paper`` (any case) in ``orientation``.

    Raises
    ------
    UsageError
        There is no such paper, or not in this orientation; those that there are, are listed.
    DataError
        The template's file is wrong.
    """
    found = [one for one in templates() if one.paper.casefold() == paper.casefold()]
    for template in found:
        if template.orientation == orientation:
            return template
    papers = list(dict.fromkeys(one.paper for one in templates()))
    if found:
        only = _ORIENTATIONS[found[0].orientation]
        raise UsageError("Paper {paper} comes in {orientation} only.", paper=found[0].paper, orientation=only)
    raise UsageError(
        "There is no paper {paper}; the nearest is {near}, and there are {known}.",
        paper=paper,
        near=nearest_name(paper, papers) or papers[0],
        known=", ".join(papers),
    )


def templates() -> tuple[SheetTemplate, ...]:
    """Return all templates, smallest paper first."""
    folder = resources.styles_folder() / "sheets"
    found = [_read(path) for path in sorted(folder.glob("*.json"))]
    return tuple(sorted(found, key=lambda one: (one.paper == "slide", one.width_mm * one.height_mm, one.orientation)))


@cache
def _read(path: Path) -> SheetTemplate:
    return schema.read(path, SheetTemplate)
