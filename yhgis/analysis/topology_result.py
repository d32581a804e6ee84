"""The answer of the topology tool: every finding with its place, and how many there are of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.polygons import Box, box_of, known
from yhgis.analysis.topology_findings import Findings, Kind, features_text, named
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.result import Column, Places, Provenance, Result, Table, ValueKind

#: Features named in a row; the others of a long list are counted.
_MOST_NAMED = 6


@dataclass(frozen=True, eq=False)
class TopologyResult(Result):
    """A layer's own faults.

    Parameters
    ----------
    provenance : Provenance
    title : Title
        Of the layer.
    names : list of str
        Of its features.
    findings : tuple of Findings
        A kind each, in the order of `Kind`; those without any among them.
    stated : list of (str, float, float)
        For each finding of `Kind.AREA` the field, and the stated and the computed area in m2.
    gross_m2, net_m2 : float
        Area feature by feature, and of the ground covered.
    edges, loose : int
        How many edges the layer has, and how many no neighbour answers.
    """

    provenance: Provenance
    title: Title
    names: list[str]
    findings: tuple[Findings, ...]
    stated: list[tuple[str, float, float]]
    gross_m2: float
    net_m2: float
    edges: int
    loose: int

    def of_kind(self, kind: Kind) -> Findings:
        """Return the findings of one kind."""
        return next(findings for findings in self.findings if findings.kind is kind)

    @property
    def faults(self) -> int:
        """How many findings there are, but for holes within a feature, which may be meant."""
        return sum(len(findings) for findings in self.findings if findings.kind.fault)

    def document(self) -> dict[str, Any]:
        """Return the JSON document."""
        return {
            **self.provenance.document(),
            "layer": {
                "title": str(self.title),
                "features": len(self.names),
                "gross_m2": self.gross_m2,
                "net_m2": self.net_m2,
                "edges": self.edges,
                "unmatched_edges": self.loose,
            },
            "faults": self.faults,
            "kinds": [
                {
                    "kind": findings.kind.value,
                    "title": str(findings.kind.title),
                    "count": len(findings),
                    "area_m2": findings.area_m2,
                }
                for findings in self.findings
            ],
            "findings": [item for findings in self.findings for item in self._listed(findings)],
        }

    def _listed(self, findings: Findings) -> list[dict[str, Any]]:
        out = []
        for i, (lon, lat) in enumerate(findings.lon_lat().tolist()):
            item: dict[str, Any] = {
                "kind": findings.kind.value,
                "features": [self.names[k] for k in findings.features[i]],
                "positions": [k + 1 for k in findings.features[i]],
                "area_m2": known(findings.area[i]),
                "width_m": known(findings.width[i]),
                "lon": known(lon),
                "lat": known(lat),
                "detail": str(findings.details[i]) if findings.details else "",
            }
            if findings.kind is Kind.AREA:
                field, stated, computed = self.stated[i]
                item |= {"field": field, "stated_m2": stated, "computed_m2": computed}
            out.append(item)
        return out

    def tables(self) -> tuple[Table, ...]:
        """Return a row a finding, a row a kind, and stated areas beside computed ones."""
        return self._findings_table(), self._kinds_table(), self._areas_table()

    def places(self) -> Places:
        """Return the place of every finding, in the order of the first table; null where there is none."""
        fields: dict[str, list[Any]] = {k: [] for k in ("kind", "features", "area_m2", "width_m", "detail")}
        for findings in self.findings:
            fields["kind"] += [findings.kind.value] * len(findings)
            fields["features"] += [self._features_text(features) for features in findings.features]
            fields["area_m2"] += [known(value) for value in findings.area]
            fields["width_m"] += [known(value) for value in findings.width]
            fields["detail"] += _details(findings)
        return Places(np.concatenate([findings.geometry for findings in self.findings]), fields, WORK_CRS)

    def _features_text(self, features: tuple[int, ...]) -> str:
        return features_text(self.names, features, _MOST_NAMED)

    def _findings_table(self) -> Table:
        columns = (
            Column("kind", Title("问题", "Finding")),
            Column("features", Title("要素", "Features")),
            Column("area_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("width_m", Title("平均宽度", "Mean width"), ValueKind.LENGTH),
            Column("detail", Title("说明", "Detail")),
            Column("lon", Title("经度", "Longitude")),
            Column("lat", Title("纬度", "Latitude")),
        )
        rows: list[tuple[Any, ...]] = []
        places: list[Box | None] = []
        for findings in self.findings:
            details, degrees = _details(findings), findings.lon_lat().tolist()
            for i, features in enumerate(findings.features):
                lon, lat = (f"{value:.6f}" if np.isfinite(value) else None for value in degrees[i])
                rows.append(
                    (
                        str(findings.kind.title),
                        self._features_text(features),
                        known(findings.area[i]),
                        known(findings.width[i]),
                        details[i],
                        lon,
                        lat,
                    )
                )
            places += [box_of(bounds) for bounds in shapely.bounds(findings.geometry).reshape(-1, 4).tolist()]
        return Table("findings", Title("拓扑问题清单", "Findings"), columns, tuple(rows), None, tuple(places))

    def _kinds_table(self) -> Table:
        columns = (
            Column("kind", Title("问题", "Finding")),
            Column("count", Title("数量", "Count"), ValueKind.COUNT),
            Column("area_m2", Title("面积", "Area"), ValueKind.AREA),
        )
        rows = tuple(
            (
                str(findings.kind.title),
                len(findings),
                findings.area_m2 if np.isfinite(findings.area).any() else None,
            )
            for findings in self.findings
        )
        return Table("kinds", Title("拓扑检查汇总", "Findings by kind"), columns, rows)

    def _areas_table(self) -> Table:
        columns = (
            Column("feature", Title("要素", "Feature")),
            Column("field", Title("字段", "Field")),
            Column("stated_m2", Title("字段面积", "Stated"), ValueKind.AREA),
            Column("computed_m2", Title("计算面积", "Computed"), ValueKind.AREA),
            Column("difference_m2", Title("字段－计算", "Stated less computed"), ValueKind.AREA),
        )
        findings = self.of_kind(Kind.AREA)
        rows = tuple(
            (named(self.names, features[0]), field, stated, computed, stated - computed)
            for features, (field, stated, computed) in zip(findings.features, self.stated, strict=True)
        )
        places = tuple(box_of(bounds) for bounds in shapely.bounds(findings.geometry).reshape(-1, 4).tolist())
        return Table("areas", Title("字段面积与计算面积", "Stated and computed areas"), columns, rows, None, places)


def _details(findings: Findings) -> list[str]:
    return [str(detail) for detail in findings.details] if findings.details else [""] * len(findings)
