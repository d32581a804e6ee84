"""A layer: features of one source, their fields, and all that must travel with them into a result."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.errors import DataError, nearest_name
from yhgis.i18n import Message, Title
from yhgis.model.crs import Geometries, transform
from yhgis.model.kept import KeptByGeometry

if TYPE_CHECKING:
    import geopandas


class Status(Enum):
    """How far a layer's geometry may be trusted; shown wherever the layer or a number from it is shown."""

    SCHEMATIC = "schematic"
    """Drawn by this project from the plan's words: fit for a structure map, never for a decision about a parcel."""
    OFFICIAL = "official"
    """From the authority's own file."""
    OWN = "own"
    """The user's own file; what it is worth only the user knows."""


class GeometryKind(Enum):
    """What the features of a layer are."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"
    MIXED = "mixed"
    NONE = "none"


_KIND_OF_TYPE = {
    0: GeometryKind.POINT,
    1: GeometryKind.LINE,
    2: GeometryKind.LINE,
    3: GeometryKind.POLYGON,
    4: GeometryKind.POINT,
    5: GeometryKind.LINE,
    6: GeometryKind.POLYGON,
}


def geometry_kind(geometries: Geometries) -> GeometryKind:
    """Return what ``geometries`` are, null and empty ones aside."""
    types = shapely.get_type_id(geometries)
    present = types[types >= 0]
    if len(np.unique(present)) > 1:
        present = types[(types >= 0) & ~shapely.is_empty(geometries)]
    elif len(present) and shapely.is_empty(geometries[types >= 0]).all():
        present = present[:0]
    kinds = {_KIND_OF_TYPE.get(int(t), GeometryKind.MIXED) for t in np.unique(present)}
    if not kinds:
        return GeometryKind.NONE
    return kinds.pop() if len(kinds) == 1 else GeometryKind.MIXED


def _total_bounds(geometries: Geometries) -> tuple[float, float, float, float]:
    if not len(geometries):
        return math.nan, math.nan, math.nan, math.nan
    x0, y0, x1, y1 = shapely.total_bounds(geometries)  # null and empty ones aside
    return float(x0), float(y0), float(x1), float(y1)


_kinds: KeptByGeometry[GeometryKind] = KeptByGeometry()
_bounds: KeptByGeometry[tuple[float, float, float, float]] = KeptByGeometry()


@dataclass(frozen=True)
class FieldName:
    """What a field of a file is, where its name says so.

    Parameters
    ----------
    code : str
        Name in the standard (``DLBM``); empty where the standards have no such field.
    title : Title
        Name in words (地类编码), whole even where the file's own name was cut at ten bytes.
    """

    code: str
    title: Title


@dataclass(frozen=True)
class LayerInfo:
    """What is known of a layer beside its features.

    Parameters
    ----------
    id : str
        Catalog id (``towns``), or for a file its stem or inner layer name.
    title : Title
        Shown name.
    group : str
        Id of the tree group (``layout``, ``admin``, ``control_lines``, ``greenways``, ``platforms``,
        ``transport``, ``culture``, ``own``).
    status : Status
        Schematic, official or own.
    source : str
        Where it comes from: for a built-in layer what its figures rest on, for a file its path.
    plan_ref : str
        Section or box of the plan, such as ``§六(一)``; empty for a user's file.
    accuracy_m : float or None
        How far a vertex may be off, in metres.
    date : str
        Date of the data, ISO, as far as known.
    name_field, name_field_en : str
        Field that names a feature; empty when there is none.
    description : Title
        One or two sentences for the tree's tip and the sources page.
    path : Path or None
        File it was read from.
    inner_name : str
        Layer name inside a file of many layers.
    sha256 : str
        Of the file's bytes (or of the geometry, when there is no file).
    notes : tuple of Message
        What was done when it was read (heights dropped, encoding detected …); results show them as warnings.
    standard : str
        Role of the statutory layer that it follows (``land_use``, ``ecological_redline`` …); empty where none is known.
    field_names : mapping of str to FieldName
        What its fields are in words, those that are known.
    """

    id: str
    title: Title
    group: str = "own"
    status: Status = Status.OWN
    source: str = ""
    plan_ref: str = ""
    accuracy_m: float | None = None
    date: str = ""
    name_field: str = ""
    name_field_en: str = ""
    description: Title = field(default_factory=lambda: Title("", ""))
    path: Path | None = None
    inner_name: str = ""
    sha256: str = ""
    notes: tuple[Message, ...] = field(default=(), compare=False)
    standard: str = ""
    field_names: Mapping[str, FieldName] = field(default_factory=dict, compare=False)

    def field_title(self, name: str) -> str:
        """Return what a field is called in words, in the language in use; its own name where that is not known."""
        known = self.field_names.get(name)
        return str(known.title) if known is not None else name

    def field_label(self, name: str) -> Title:
        """Return what a field is called in words with its own name behind: 地类编码（DLBM）."""
        known = self.field_names.get(name)
        if known is None:
            return Title(name)
        words = known.title
        zh = name if words.zh == name else f"{words.zh}（{name}）"
        return Title(zh, f"{words.en} ({name})" if words.en else "")

    def field_code(self, name: str) -> str:
        """Return a field's name in the standards, in capitals; its own name where they have none."""
        known = self.field_names.get(name)
        return known.code if known is not None and known.code else name.upper()


@dataclass(frozen=True, eq=False)
class Layer:
    """Features with their fields, in one CRS; never changed in place.

    Parameters
    ----------
    info : LayerInfo
        Identity and provenance.
    geometry : array of shapely geometries, shape (n,)
        Null where a feature has none.
    fields : mapping of str to array, each of shape (n,)
        Attribute columns in file order.
    crs : str
        Normalised CRS name (`yhgis.model.crs.normalise`).
    first : int
        How many features stand before these in the source, where the layer is a slice of a larger one.
    """

    info: LayerInfo
    geometry: Geometries
    fields: Mapping[str, NDArray[Any]]
    crs: str
    first: int = 0

    def __len__(self) -> int:
        return len(self.geometry)

    @property
    def id(self) -> str:
        """Catalog id or file name; unique within a project."""
        return self.info.id

    @cached_property
    def kind(self) -> GeometryKind:
        """Points, lines, polygons, mixed or none."""
        return _kinds.get(self.geometry, lambda: geometry_kind(self.geometry))

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Smallest x, y and largest x, y in the layer's CRS; NaN when there is no geometry."""
        return _bounds.get(self.geometry, lambda: _total_bounds(self.geometry))

    def field(self, name: str) -> NDArray[Any]:
        """Return the column ``name``, matching case-insensitively.

        Raises
        ------
        DataError
            No such field; the nearest one is offered.
        """
        if name in self.fields:
            return self.fields[name]
        for known in self.fields:
            if known.casefold() == name.casefold():
                return self.fields[known]
        raise DataError(
            "{layer} has no field {field}; its nearest is {near}.",
            layer=self.info.title,
            field=name,
            near=nearest_name(name, self.fields) or ", ".join(self.fields) or "-",
        )

    def names(self, lang_en: bool = False) -> list[str]:
        """Return one name a feature: the name field's text, else its number: ``#1``."""
        wanted = self.info.name_field_en if lang_en and self.info.name_field_en else self.info.name_field
        if wanted and wanted in self.fields:
            return [
                str(v) if v is not None and str(v) else f"#{i}"
                for i, v in enumerate(self.fields[wanted], self.first + 1)
            ]
        return [f"#{i}" for i in range(self.first + 1, self.first + 1 + len(self))]

    def to_crs(self, crs: str) -> Layer:
        """Return the layer with every vertex transformed to ``crs``."""
        if crs == self.crs:
            return self
        return replace(self, geometry=transform(self.geometry, self.crs, crs), crs=crs)

    def select(self, mask: NDArray[np.bool_] | NDArray[np.int64]) -> Layer:
        """Return the features that ``mask`` (booleans or positions) picks."""
        return replace(
            self, geometry=self.geometry[mask], fields={name: column[mask] for name, column in self.fields.items()}
        )

    def with_info(self, **changes: Any) -> Layer:
        """Return the layer with some of its `LayerInfo` replaced."""
        return replace(self, info=replace(self.info, **changes))

    def to_geodataframe(self) -> geopandas.GeoDataFrame:
        """Return the layer as a GeoDataFrame, for writing and for comparison."""
        import geopandas  # heavy, and needed only when a frame is

        return geopandas.GeoDataFrame(dict(self.fields), geometry=list(self.geometry), crs=self.crs)


def geometry_fingerprint(geometry: Geometries) -> str:
    """Return the sha256 of the geometries' WKB, for layers that have no file."""
    digest = hashlib.sha256()
    for wkb in shapely.to_wkb(geometry):
        digest.update(wkb or b"\0")
    return digest.hexdigest()
