"""A project: what the open map is made of, kept in one small versioned JSON file (``.yhmap``).

It holds where the features come from and how they are shown, and only those that were drawn by hand themselves;
reading and writing is `yhgis.io.project_file`.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from yhgis.model.drawn import DRAWN_MARK, DrawnLayer
from yhgis.model.sheet_edits import LegendEdits, SheetLayout
from yhgis.model.story import MAX_STORIES, Story
from yhgis.model.view import Extent
from yhgis.schema import Schema
from yhgis.settings import MAX_BOOKMARKS, Bookmark, Role

PROJECT_SUFFIX = ".yhmap"
PROJECT_VERSION: Final = 1
#: How QGIS, and so this program, writes one layer of a file of many: ``path|layername=NAME``.
LAYER_MARK = "|layername="


class ProjectLayer(Schema):
    """One layer of a project: exactly one of ``catalog``, ``path`` and ``drawn`` says where it comes from.

    Parameters
    ----------
    catalog : str
        Id of a built-in layer.
    path : str
        A file.  In the project file relative to it, with ``/``; in memory absolute
        (`yhgis.io.project_file` turns one into the other).
    inner_name : str
        Layer inside a file of many.
    drawn : DrawnLayer, optional
        Drawn by hand: there is no file.
    crs : str
        What the user declared for a file that states none.
    swap_xy : bool
        The user declared that its x and y are exchanged.
    encoding : str
        In which the user wants its text read; empty where the file or its bytes decide.
    part : tuple of 4 floats, optional
        Ground (metres of the working CRS) that is read of a file too large for memory.
    sha256, size
        Of the file when the project was saved, so that it is known again under another name.
    visible, opacity
        How it is shown.
    style : dict, optional
        The user's own style, as `yhgis.model.style.LayerStyle` reads it; None for the layer's default.
    """

    catalog: str = ""
    path: str = ""
    inner_name: str = ""
    drawn: DrawnLayer | None = None
    crs: str = ""
    swap_xy: bool = False
    encoding: str = ""
    part: Extent | None = None
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    size: Annotated[int, Field(ge=0)] = 0
    visible: bool = True
    opacity: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    style: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(map(bool, (self.catalog, self.path, self.drawn))) != 1:
            raise ValueError("give either 'catalog', 'path' or 'drawn'")
        return self

    @field_validator("part")
    @classmethod
    def _real_part(cls, part: Extent | None) -> Extent | None:
        return _real(part)

    @classmethod
    def of_spec(cls, spec: str, *, is_catalog_id: bool, **shown: Any) -> Self:
        """Return the layer that ``spec`` (a catalog id, a path, or ``path|layername=NAME``) names."""
        if is_catalog_id:
            return cls(catalog=spec, **shown)
        path, _, inner_name = spec.partition(LAYER_MARK)
        return cls(path=path, inner_name=inner_name, **shown)

    @property
    def spec(self) -> str:
        """Where the layer comes from, as the command line writes it."""
        if self.catalog:
            return self.catalog
        if self.drawn is not None:
            return DRAWN_MARK + self.drawn.title
        return f"{self.path}{LAYER_MARK}{self.inner_name}" if self.inner_name else self.path


class Project(Schema):
    """The open map, without its features.

    Parameters
    ----------
    version : int
        Of the schema.
    program : str
        Version of yhgis that wrote the file, for the reader of a bug report; never judged by.
    layers : tuple of ProjectLayer
        In drawing order, bottom first.
    theme : str
        Id of the theme it started from.
    extent : tuple of 4 floats, optional
        Ground that was shown: smallest x, y, largest x, y in metres of the working CRS.
    role : {"planner", "town", "presenter"}
        Whose window it was.
    legends, layouts, bookmarks, stories
        As in `yhgis.model.map.MapState`.
    """

    version: Literal[1] = PROJECT_VERSION
    program: str = ""
    layers: tuple[ProjectLayer, ...] = ()
    theme: str = "layout"
    extent: Extent | None = None
    role: Role = "planner"
    legends: dict[str, LegendEdits] = Field(default_factory=dict)
    layouts: dict[str, SheetLayout] = Field(default_factory=dict)
    bookmarks: Annotated[tuple[Bookmark, ...], Field(max_length=MAX_BOOKMARKS)] = ()
    stories: Annotated[tuple[Story, ...], Field(max_length=MAX_STORIES)] = ()

    @field_validator("extent")
    @classmethod
    def _real_extent(cls, extent: Extent | None) -> Extent | None:
        return _real(extent)


def _real(extent: Extent | None) -> Extent | None:
    if extent is not None:
        x0, y0, x1, y1 = extent
        if not all(math.isfinite(number) for number in extent) or x1 <= x0 or y1 <= y0:
            raise ValueError("give the smallest x, y, then the largest x, y")
    return extent


def with_suffix(path: Path) -> Path:
    """Return ``path`` with the extension of a project, added where the user typed none."""
    return path if path.suffix.lower() == PROJECT_SUFFIX else path.with_name(path.name + PROJECT_SUFFIX)
