"""An answer together with how it was made: everything that shows it prints from it, nothing computes it again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Self

from yhgis.i18n import Message, Title
from yhgis.model.crs import Geometries
from yhgis.model.layer import Layer, Status
from yhgis.model.layer_slices import LayerSlices


class Basis(Enum):
    """What "area" means in a result."""

    ELLIPSOIDAL = "ellipsoidal"
    """Statutory ellipsoidal patch area (图斑椭球面积): planar area in the ellipsoidal equal-area projection."""
    GEODESIC = "geodesic"
    """Area on the CGCS2000 ellipsoid between geodesics through the vertices."""
    PLANAR = "planar"
    """Area in the working projection, EPSG:4549."""

    @property
    def title(self) -> Title:
        """Name to print under a table."""
        return {
            Basis.ELLIPSOIDAL: Title(
                "椭球面积（图斑椭球面积公式，CGCS2000）", "ellipsoidal area (statutory patch formula, CGCS2000)"
            ),
            Basis.GEODESIC: Title("测地线面积（CGCS2000 椭球）", "geodesic area (CGCS2000 ellipsoid)"),
            Basis.PLANAR: Title("投影平面面积（EPSG:4549）", "planar area (EPSG:4549)"),
        }[self]


class ValueKind(Enum):
    """What a column of a table holds; decides unit, alignment, decimals and number format everywhere."""

    TEXT = "text"
    AREA = "area"  # m2
    LENGTH = "length"  # m
    SHARE = "share"  # 0..1
    COUNT = "count"
    PRINTED = "printed"  # a figure as a table of the plan prints it, signs and words included: text at the right


@dataclass(frozen=True)
class Column:
    """One column of a result table; values are unrounded, in m2, m, 0..1 or plain."""

    id: str
    title: Title
    kind: ValueKind = ValueKind.TEXT


@dataclass(frozen=True)
class Table:
    """Rows to print, with an optional row of totals; ``places[i]`` is what row ``i`` zooms to."""

    id: str
    title: Title
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    totals: tuple[Any, ...] | None = None
    places: tuple[tuple[float, float, float, float] | None, ...] = ()


@dataclass(frozen=True)
class InputRecord:
    """One layer that went into a result."""

    id: str
    title: Title
    features: int
    crs: str
    status: Status
    sha256: str
    source: str = ""
    date: str = ""
    plan_ref: str = ""

    @classmethod
    def of(cls, layer: Layer | LayerSlices) -> InputRecord:
        """Return the record of ``layer``."""
        info = layer.info
        return cls(
            info.id, info.title, len(layer), layer.crs, info.status, info.sha256, info.source, info.date, info.plan_ref
        )

    def document(self) -> dict[str, Any]:
        """Return the JSON object of the command-line contract."""
        return {
            "id": self.id,
            "title": str(self.title),
            "features": self.features,
            "crs": self.crs,
            "status": self.status.value,
            "sha256": self.sha256,
            "source": self.source,
            "date": self.date,
            "plan_ref": self.plan_ref,
        }


@dataclass(frozen=True)
class Repair:
    """What was mended, on a copy, before a layer could be measured."""

    layer: str
    feature: str
    reason: str
    area_before_m2: float
    area_after_m2: float

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "layer": self.layer,
            "feature": self.feature,
            "reason": self.reason,
            "area_before_m2": self.area_before_m2,
            "area_after_m2": self.area_after_m2,
        }


@dataclass(frozen=True)
class Provenance:
    """How a result was made.

    Parameters
    ----------
    tool : str
        Tool id.
    basis : Basis
        Area basis.
    crs : str
        CRS in which geometry was cut.
    inputs : tuple of InputRecord
        Layers in the order they were given.
    parameters : dict
        Every parameter with the value used, defaults included.
    repairs : tuple of Repair
        What was mended before measuring.
    slivers_count, slivers_m2 : int, float
        Overlaps narrower than the least width, and their area in m2: reported apart, never lost.
    warnings : tuple of Message
        Sentences to show with the numbers.
    made_at : str
        ISO time.
    computed_on : str
        ``local``, or the address of the cluster that did the work; the figures are the same.
    """

    tool: str
    basis: Basis
    crs: str
    inputs: tuple[InputRecord, ...]
    parameters: dict[str, Any] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()
    slivers_count: int = 0
    slivers_m2: float = 0.0
    warnings: tuple[Message, ...] = ()
    made_at: str = ""
    computed_on: str = "local"

    @property
    def schematic(self) -> bool:
        """Whether any input is schematic: then every product carries the mark 示意."""
        return any(record.status is Status.SCHEMATIC for record in self.inputs)

    def document(self) -> dict[str, Any]:
        """Return the JSON members that every tool's document shares."""
        return {
            "tool": self.tool,
            "basis": self.basis.value,
            "crs": self.crs,
            "schematic": self.schematic,
            "inputs": [record.document() for record in self.inputs],
            "parameters": self.parameters,
            "repairs": [repair.document() for repair in self.repairs],
            "slivers": {"count": self.slivers_count, "net_m2": self.slivers_m2},
            "warnings": [str(warning) for warning in self.warnings],
            "made_at": self.made_at,
            "computed_on": self.computed_on,
        }


@dataclass(frozen=True)
class Places:
    """Polygons of an answer (conflicts, gaps), for zooming, flashing, drawing and saving as a layer."""

    geometry: Geometries
    fields: dict[str, list[Any]]
    crs: str


@dataclass(frozen=True, eq=False)
class Result(ABC):
    """An answer: one JSON document, tables to print, places to look at.

    Each tool has its own subclass, made in `yhgis.analysis`; the rest of the program knows only this face of it.
    """

    provenance: Provenance

    @abstractmethod
    def document(self) -> dict[str, Any]:
        """Return the JSON document of the command-line contract."""

    @abstractmethod
    def tables(self) -> tuple[Table, ...]:
        """Return the tables to show and to write, the main one first."""

    def places(self) -> Places | None:
        """Return the polygons of the answer, or None when it has none of its own."""
        return None

    def with_warnings(self, more: Iterable[Message]) -> Self:
        """Return the answer with more sentences to show with the numbers."""
        told = replace(self.provenance, warnings=(*self.provenance.warnings, *more))
        return replace(self, provenance=told)

    def place_of(self, table: Table, row: int, column: int) -> tuple[float, float, float, float] | None:  # noqa: ARG002
        """Return the extent (`WORK_CRS`) that a cell of a table zooms to; by default its row's place."""
        return table.places[row] if row < len(table.places) else None
