"""The answer of the coverage tool: areas that add up, and polygons to go to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from yhgis.analysis.answer import share
from yhgis.analysis.polygons import Box, Found, counted
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.result import Column, Places, Provenance, Result, Table, ValueKind


@dataclass(frozen=True, eq=False)
class Patches:
    """Polygons of one kind, the largest first, slivers apart; for each the features that share it, if any do."""

    found: Found
    slivers: Found
    found_features: list[list[int]] = field(default_factory=list)
    slivers_features: list[list[int]] = field(default_factory=list)

    @property
    def area_m2(self) -> float:
        """Area of all, slivers included."""
        return float(self.found.area.sum() + self.slivers.area.sum())


@dataclass(frozen=True, eq=False)
class CoverageResult(Result):
    """How layers cover a target; areas in m2.

    Parameters
    ----------
    target_m2 : float
        Net area of the target: ``covered_m2``, the gaps, slivers among them, and ``balance_m2``.
    covered_m2 : float
        Of the target, counted once.
    cover_m2, outside_m2 : float
        Union of the covering layers, and what of it lies outside the target.
    gaps, multiple : Patches
        Of the target: covered by nothing, and by two features or more.
    names : list of str
        Of the covering features, all layers counted through.
    """

    provenance: Provenance
    target_id: str
    target_title: Title
    target_m2: float
    covered_m2: float
    cover_m2: float
    outside_m2: float
    gaps: Patches
    multiple: Patches
    names: list[str]

    @property
    def balance_m2(self) -> float:
        """Target less covered less gaps: what cutting long edges costs, some 1e-9 of the target.

        An edge straight in the working plane is not exactly straight in the equal-area one, so a vertex that a cut
        adds to it moves its area a little.  Touches along shared edges are in it too.
        """
        return self.target_m2 - self.covered_m2 - self.gaps.area_m2

    def document(self) -> dict[str, Any]:
        """Return the JSON document."""
        return {
            **self.provenance.document(),
            "target": {"id": self.target_id, "title": str(self.target_title), "area_m2": self.target_m2},
            "covered": {"net_m2": self.covered_m2, "share": share(self.covered_m2, self.target_m2)},
            "gaps": self._listed(self.gaps),
            "multiple": self._listed(self.multiple),
            "cover_m2": self.cover_m2,
            "outside_m2": self.outside_m2,
            "balance_m2": self.balance_m2,
        }

    def _listed(self, patches: Patches) -> dict[str, Any]:
        polygons = patches.found.listed()
        for item, features in zip(polygons, patches.found_features, strict=False):
            item["features"] = [self.names[i] for i in features]
        return {
            **counted(patches.found),
            "share": share(float(patches.found.area.sum()), self.target_m2),
            "slivers": counted(patches.slivers),
            "polygons": polygons,
        }

    def tables(self) -> tuple[Table, ...]:
        """Return the balance, the gaps, what is covered more than once, and the slivers of both."""
        return (
            self._balance(),
            self._polygons("gaps", Title("空隙", "Gaps"), [(self.gaps.found, [])]),
            self._polygons(
                "multiple",
                Title("重复覆盖", "Covered more than once"),
                [(self.multiple.found, self.multiple.found_features)],
            ),
            self._polygons(
                "slivers",
                Title("碎片（单列）", "Slivers (set apart)"),
                [(self.gaps.slivers, []), (self.multiple.slivers, self.multiple.slivers_features)],
            ),
        )

    def places(self) -> Places:
        """Return gaps and polygons covered more than once, slivers of both among them."""
        groups = [
            ("gap", self.gaps.found),
            ("multiple", self.multiple.found),
            ("gap_sliver", self.gaps.slivers),
            ("multiple_sliver", self.multiple.slivers),
        ]
        return Places(
            np.concatenate([found.geometry for _, found in groups]),
            {
                "kind": [kind for kind, found in groups for _ in range(len(found))],
                "area_m2": [area for _, found in groups for area in found.area.tolist()],
                "width_m": [width for _, found in groups for width in found.width.tolist()],
            },
            WORK_CRS,
        )

    def _balance(self) -> Table:
        columns = (
            Column("item", Title("项目", "Item")),
            Column("net_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("share", Title("占目标", "Share of target"), ValueKind.SHARE),
            Column("count", Title("图斑数", "Polygons"), ValueKind.COUNT),
        )
        gaps, slivers = self.gaps.found, self.gaps.slivers
        lines: list[tuple[Title, float, int | None]] = [
            (Title("已覆盖", "Covered"), self.covered_m2, None),
            (Title("空隙", "Gaps"), float(gaps.area.sum()), len(gaps)),
            (Title("空隙碎片", "Gap slivers"), float(slivers.area.sum()), len(slivers)),
            (Title("其中重复覆盖（含碎片）", "Covered more than once (slivers included)"), self.multiple.area_m2,
             len(self.multiple.found) + len(self.multiple.slivers)),
        ]  # fmt: skip
        if abs(self.balance_m2) >= 0.005:
            lines.insert(
                3, (Title("切割差（长边在椭球面上不为直线）", "Cutting difference (long edges)"), self.balance_m2, None)
            )
        rows = tuple((str(name), area, share(area, self.target_m2), count) for name, area, count in lines)
        total = (str(self.target_title), self.target_m2, share(self.target_m2, self.target_m2), None)
        return Table("balance", Title("覆盖平衡表", "Coverage balance"), columns, rows, total)

    def _polygons(self, id_: str, title: Title, groups: list[tuple[Found, list[list[int]]]]) -> Table:
        columns = (
            Column("number", Title("序号", "No."), ValueKind.COUNT),
            Column("net_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("width_m", Title("平均宽度", "Mean width"), ValueKind.LENGTH),
            Column("lon", Title("经度", "Longitude")),
            Column("lat", Title("纬度", "Latitude")),
            Column("features", Title("要素", "Features")),
        )
        rows: list[tuple[Any, ...]] = []
        places: list[Box] = []
        for found, features in groups:
            for i, item in enumerate(found.listed()):
                among = " × ".join(self.names[k] for k in features[i]) if features else ""
                degrees = f"{item['lon']:.6f}", f"{item['lat']:.6f}"
                rows.append((len(rows) + 1, item["net_m2"], item["width_m"], *degrees, among))
            places += found.boxes()
        return Table(id_, title, columns, tuple(rows), None, tuple(places))
