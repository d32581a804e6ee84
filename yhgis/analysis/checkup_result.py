"""The answer of a check-up: a line a problem with how grave it is, every place, and what a mended copy is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from yhgis.analysis.checkup_findings import Grade, Group, Problem
from yhgis.analysis.checkup_rules import CheckupRules
from yhgis.analysis.polygons import Box, box_of, known
from yhgis.analysis.topology_findings import features_text
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.result import Column, Places, Provenance, Result, Table, ValueKind

if TYPE_CHECKING:
    from yhgis.analysis.checkup_repair import Mended

#: Features named in a row; the others of a long list are counted.
_MOST_NAMED = 4
_FINDING_COLUMNS = (
    Column("features", Title("要素", "Features")),
    Column("area_m2", Title("面积", "Area"), ValueKind.AREA),
    Column("detail", Title("说明", "Detail")),
    Column("lon", Title("经度", "Longitude")),
    Column("lat", Title("纬度", "Latitude")),
)


def in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return groups, the gravest first, those of one grade in the order of `Problem`."""
    grades, problems = list(Grade), list(Problem)
    return tuple(sorted(groups, key=lambda group: (grades.index(group.grade), problems.index(group.problem))))


@dataclass(frozen=True, eq=False)
class CheckupResult(Result):
    """What is wrong with a layer.

    Parameters
    ----------
    provenance : Provenance
    title : Title
        Of the layer.
    standard : str
        Role of the statutory layer that it follows; empty where none is known.
    names : list of str
        Of its features.
    groups : tuple of Group
        The problems there are, the gravest first.
    rules : CheckupRules
        By which the fields were checked.
    mended : Mended or None
        What was done to a copy.
    """

    provenance: Provenance
    title: Title
    standard: str
    names: list[str]
    groups: tuple[Group, ...]
    rules: CheckupRules
    mended: Mended | None = None

    def of(self, problem: Problem) -> Group | None:
        """Return the findings of one problem, None where there are none."""
        return next((group for group in self.groups if group.problem is problem), None)

    def graded(self, grade: Grade) -> int:
        """Return how many problems there are of a grade."""
        return sum(group.grade is grade for group in self.groups)

    @property
    def problems(self) -> int:
        """How many problems there are, hints aside."""
        return self.graded(Grade.ERROR) + self.graded(Grade.WARNING)

    def document(self) -> dict[str, Any]:
        """Return the JSON document."""
        return {
            **self.provenance.document(),
            "layer": {"title": str(self.title), "features": len(self.names), "standard": self.standard},
            "rules": {"file": self.rules.path.name, "sha256": self.rules.sha256},
            "problems": [
                {
                    "problem": group.problem.value,
                    "title": str(group.problem.title),
                    "severity": group.grade.value,
                    "count": len(group),
                    "features": group.feature_count,
                    "area_m2": group.total_m2,
                    "note": str(group.note) if group.note else "",
                }
                for group in self.groups
            ],
            "counts": {grade.value: self.graded(grade) for grade in Grade},
            "findings": [item for group in self.groups for item in self._listed(group)],
            **({"repair": self.mended.document()} if self.mended is not None else {}),
        }

    def _listed(self, group: Group) -> list[dict[str, Any]]:
        return [
            {
                "problem": group.problem.value,
                "severity": group.grade.value,
                "positions": [k + 1 for k in features],
                "features": [self.names[k] for k in features],
                "area_m2": known(area),
                "lon": known(lon),
                "lat": known(lat),
                "detail": str(detail),
            }
            for features, area, detail, (lon, lat) in zip(
                group.features, group.area_m2, group.said(), group.lon_lat().tolist(), strict=True
            )
        ]

    def tables(self) -> tuple[Table, ...]:
        """Return a row a problem, a row a finding, and what was done to a mended copy."""
        mended = (self.mended.table(),) if self.mended is not None else ()
        return self._summary(), self.findings_table(), *mended

    def places(self) -> Places:
        """Return the place of every finding; null where there is none."""
        fields: dict[str, list[Any]] = {name: [] for name in ("problem", "severity", "features", "area_m2", "detail")}
        for group in self.groups:
            fields["problem"] += [group.problem.value] * len(group)
            fields["severity"] += [group.grade.value] * len(group)
            fields["features"] += [self.features_text(features) for features in group.features]
            fields["area_m2"] += [known(area) for area in group.area_m2]
            fields["detail"] += [str(detail) for detail in group.said()]
        none = np.empty(0, dtype=object)
        return Places(np.concatenate([none, *(group.geometry for group in self.groups)]), fields, WORK_CRS)

    def features_text(self, features: tuple[int, ...]) -> str:
        """Return features as text: their numbers, and their names where they have any."""
        return features_text(self.names, features, _MOST_NAMED)

    def _summary(self) -> Table:
        columns = (
            Column("severity", Title("级别", "Severity")),
            Column("problem", Title("问题", "Problem")),
            Column("count", Title("数量", "Count"), ValueKind.COUNT),
            Column("features", Title("涉及要素", "Features"), ValueKind.COUNT),
            Column("area_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("note", Title("说明", "Note")),
        )
        rows = tuple(
            (
                str(group.grade.title),
                str(group.problem.title),
                len(group),
                group.feature_count,
                group.total_m2,
                self.note(group),
            )
            for group in self.groups
        )
        places = tuple(box_of(shapely.total_bounds(group.geometry).tolist()) for group in self.groups)
        return Table("problems", Title("数据体检", "Check-up"), columns, rows, None, places)

    def note(self, group: Group) -> str:
        """Return what to know of a problem: its note, or what is said of its only finding."""
        if group.note is not None:
            return str(group.note)
        said = list(dict.fromkeys(str(detail) for detail in group.said()[:50]))
        return said[0] if len(said) == 1 and said[0] else str(group.problem.advice)

    def findings_table(self) -> Table:
        """Return every finding with its place."""
        columns = (Column("problem", Title("问题", "Problem")), *_FINDING_COLUMNS)
        rows: list[tuple[Any, ...]] = []
        places: list[Box | None] = []
        for group in self.groups:
            title = str(group.problem.title)
            rows += [(title, *row) for row in self._rows(group)]
            places += _boxes(group)
        return Table("findings", Title("问题清单", "Findings"), columns, tuple(rows), None, tuple(places))

    def problem_table(self, group: Group) -> Table:
        """Return the findings of one problem, without the columns that hold nothing."""
        rows = self._rows(group)
        held = [i for i in range(len(_FINDING_COLUMNS)) if any(row[i] not in (None, "") for row in rows)]
        columns = tuple(_FINDING_COLUMNS[i] for i in held)
        shown = tuple(tuple(row[i] for i in held) for row in rows)
        return Table(group.problem.value, group.problem.title, columns, shown, None, tuple(_boxes(group)))

    def _rows(self, group: Group) -> list[tuple[Any, ...]]:
        return [
            (self.features_text(features), known(area), str(detail), _degrees(lon), _degrees(lat))
            for features, area, detail, (lon, lat) in zip(
                group.features, group.area_m2, group.said(), group.lon_lat().tolist(), strict=True
            )
        ]


def _boxes(group: Group) -> list[Box | None]:
    return [box_of(bounds) for bounds in shapely.bounds(group.geometry).reshape(-1, 4).tolist()]


def _degrees(value: float) -> str | None:
    return f"{value:.5f}" if np.isfinite(value) else None
