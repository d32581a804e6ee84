"""A story: steps of the map with a title and a caption each, told one after the other."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, field_validator

from yhgis.model.style import Words
from yhgis.model.view import Extent
from yhgis.schema import Schema

#: More steps than this nobody sits through; more stories than this nobody finds again.
MAX_STEPS = 60
MAX_STORIES = 40


class Target(Schema):
    """A layer, or some of its features by their names.

    Parameters
    ----------
    layer : str
        Catalog id, or that of a layer of the user's own.
    features : tuple of str
        As the layer's name field has them, in Chinese; empty for the whole layer.
    """

    layer: Annotated[str, Field(min_length=1)]
    features: tuple[str, ...] = ()


class Step(Schema):
    """One picture of a story.

    Parameters
    ----------
    theme : str
        Which layers are shown.
    title, caption : Words
    section : str
        Of the plan that the caption rests on, such as ``§六(一)``; empty for the user's own words.
    extent : tuple of 4 floats, optional
        Ground to show (metres of the working CRS).
    frame : tuple of Target
        What to frame instead of an extent; without either, what the theme is fitted to.
    highlight : tuple of Target
        What is outlined.
    spotlight : bool
        Fade what lies outside the highlighted areas.
    """

    theme: str = "layout"
    title: Words
    caption: Words = Words(zh="", en="")
    section: str = ""
    extent: Extent | None = None
    frame: tuple[Target, ...] = ()
    highlight: tuple[Target, ...] = ()
    spotlight: bool = False

    @field_validator("extent")
    @classmethod
    def _real_extent(cls, extent: Extent | None) -> Extent | None:
        if extent is not None:
            x0, y0, x1, y1 = extent
            if not all(math.isfinite(number) for number in extent) or x1 <= x0 or y1 <= y0:
                raise ValueError("give the smallest x, y, then the largest x, y")
        return extent


class Story(Schema):
    """``styles/stories/<id>.json``, or a story of a project.

    Parameters
    ----------
    id : str
        Unique among the stories of a project; a built-in story's file name.
    title : Words
    steps : tuple of Step
        In the order they are told; a story being made may have none yet.
    order : int
        Place among the built-in stories.
    """

    version: Literal[1] = 1
    id: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
    title: Words
    order: int = 0
    steps: Annotated[tuple[Step, ...], Field(max_length=MAX_STEPS)] = ()
