"""The answer of the compare tool: areas that balance, every polygon of change, and what became of each feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from yhgis.analysis.answer import share
from yhgis.analysis.compare_by import ByFigures
from yhgis.analysis.compare_features import Fate, Fates, Version
from yhgis.analysis.compare_ground import Change
from yhgis.analysis.dissolve import UNITED
from yhgis.analysis.polygons import Box, Found, box_of, counted
from yhgis.i18n import Title, tr
from yhgis.model.crs import WORK_CRS
from yhgis.model.result import Column, Places, Provenance, Result, Table, ValueKind

#: What lies outside every row of the other layer, and the cutting difference, are shown from here on, in m2.
_SHOWN_M2 = 0.005


@dataclass(frozen=True, eq=False)
class CompareResult(Result):
    """Two versions of a layer.

    Parameters
    ----------
    provenance : Provenance
    old, new : Version
    old_names, new_names : list of str
        Of the features, for polygons of change.
    old_m2, new_m2 : float
        Net areas.
    change : Change
        Slivers among its polygons.
    min_width : float
        Polygons narrower on average are slivers, in metres.
    fates : Fates
    key : str
    by : ByFigures or None
    """

    provenance: Provenance
    old: Version
    new: Version
    old_names: list[str]
    new_names: list[str]
    old_m2: float
    new_m2: float
    change: Change
    min_width: float
    fates: Fates
    key: str
    by: ByFigures | None

    @property
    def added_m2(self) -> float:
        """Area of what is new, slivers and touches included."""
        return float(self.change.all_added.area.sum())

    @property
    def removed_m2(self) -> float:
        """Area of what is gone, slivers and touches included."""
        return float(self.change.all_removed.area.sum())

    @property
    def unchanged_m2(self) -> float:
        """Area of what stayed."""
        return self.old_m2 - self.removed_m2

    @property
    def balance_m2(self) -> float:
        """New less old less added plus removed: 0 in the plane, else what cutting long edges costs.

        A vertex that a cut adds to an edge of 1 km moves the statutory area by some square metres
        (`yhgis.analysis.area`), so a layer has not quite the area of its unchanged and its changed ground.
        """
        return self.new_m2 - self.old_m2 - self.added_m2 + self.removed_m2

    def document(self) -> dict[str, Any]:
        """Return the JSON document."""
        return {
            **self.provenance.document(),
            "old": self._version(self.old, self.old_m2),
            "new": self._version(self.new, self.new_m2),
            "added": self._changed(self.change.added, self.change.added_touches, self.added_m2),
            "removed": self._changed(self.change.removed, self.change.removed_touches, self.removed_m2),
            "unchanged": {"net_m2": self.unchanged_m2, "share": share(self.unchanged_m2, self.old_m2)},
            "balance_m2": self.balance_m2,
            "features": {
                "matched_by": "key" if self.key else "overlap",
                "key": self.key,
                **{fate.value: self.fates.count(fate) for fate in Fate},
                "changes": [self._feature(i) for i in self._order()],
            },
            "by": self._by_document(),
            "polygons": [
                {"kind": kind, "feature": self._owner(kind, int(owner)), **item}
                for kind, found in self._groups()
                for owner, item in zip(found.first, found.listed(), strict=True)
            ],
        }

    def _version(self, version: Version, net_m2: float) -> dict[str, Any]:
        layer = version.layer
        return {"id": layer.id, "title": str(layer.info.title), "features": len(layer), "net_m2": net_m2}

    def _changed(self, found: Found, touches: Found, net_m2: float) -> dict[str, Any]:
        _, slivers = found.apart(self.min_width)
        return {**counted(found, net_m2), "slivers": counted(slivers), "touches": counted(touches)}

    def _by_document(self) -> dict[str, Any] | None:
        by = self.by
        if by is None:
            return None
        members = ("old_m2", "new_m2", "added_m2", "removed_m2", "unchanged_m2", "change_m2", "balance_m2")
        rows = [{"row": row[0], **dict(zip(members, row[1:], strict=True))} for row in self._by_rows(by)]
        outside = dict(zip(members, _with_differences(by.outside), strict=True))
        return {"layer": by.id, "title": str(by.title), "rows": rows, "outside": outside}

    def _feature(self, i: int) -> dict[str, Any]:
        fates, a, b = self.fates, int(self.fates.old[i]), int(self.fates.new[i])
        return {
            "fate": fates.fate[i].value,
            "old": self.old.rows.names[a] if a >= 0 else None,
            "new": self.new.rows.names[b] if b >= 0 else None,
            "old_m2": float(self.old.rows.area_m2[a]) if a >= 0 else None,
            "new_m2": float(self.new.rows.area_m2[b]) if b >= 0 else None,
            "added_m2": float(fates.added_m2[i]),
            "removed_m2": float(fates.removed_m2[i]),
            "fields": fates.fields[i],
        }

    def _order(self) -> list[int]:
        """Return the rows of the feature table that changed, by fate, the largest change first."""
        ranks = {fate: rank for rank, fate in enumerate(Fate)}
        rank = np.array([ranks[fate] for fate in self.fates.fate], dtype=np.intp)
        order = np.lexsort((-(self.fates.added_m2 + self.fates.removed_m2), rank))
        return [int(i) for i in order if self.fates.fate[i] is not Fate.UNCHANGED]

    def _groups(self) -> tuple[tuple[str, Found], ...]:
        """Return the polygons of change by kind, slivers last."""
        added, added_slivers = self.change.added.apart(self.min_width)
        removed, removed_slivers = self.change.removed.apart(self.min_width)
        return (
            ("added", added),
            ("removed", removed),
            ("added_sliver", added_slivers),
            ("removed_sliver", removed_slivers),
        )

    def _owner(self, kind: str, feature: int) -> str:
        if feature == UNITED:
            return tr("several features")
        return (self.new_names if kind.startswith("added") else self.old_names)[feature]

    # --- the tables --------------------------------------------------------------------------------------------------

    def tables(self) -> tuple[Table, ...]:
        """Return areas, counts of features, polygons of change, features that changed, slivers."""
        groups = self._groups()
        return (
            self._areas_table(),
            self._counts_table(),
            self._polygon_table("changes", Title("变化图斑", "Changes"), groups[:2]),
            self._features_table(),
            self._polygon_table("slivers", Title("碎片（单列，已计入面积）", "Slivers (within the areas)"), groups[2:]),
        )

    def places(self) -> Places:
        """Return the polygons of change, slivers last."""
        groups = self._groups()
        return Places(
            np.concatenate([found.geometry for _, found in groups]),
            {
                "kind": [kind for kind, found in groups for _ in range(len(found))],
                "feature": [self._owner(kind, int(owner)) for kind, found in groups for owner in found.first],
                "area_m2": [area for _, found in groups for area in found.area.tolist()],
                "width_m": [width for _, found in groups for width in found.width.tolist()],
            },
            WORK_CRS,
        )

    def _areas_table(self) -> Table:
        by = self.by
        columns = [
            Column("row", by.title if by else Title("图层", "Layer")),
            Column("old_m2", Title("原面积", "Old"), ValueKind.AREA),
            Column("new_m2", Title("现面积", "New"), ValueKind.AREA),
            Column("added_m2", Title("增加", "Added"), ValueKind.AREA),
            Column("removed_m2", Title("减少", "Removed"), ValueKind.AREA),
            Column("unchanged_m2", Title("不变", "Unchanged"), ValueKind.AREA),
            Column("change_m2", Title("净变化", "Net change"), ValueKind.AREA),
            Column("balance_m2", Title("切割差", "Cutting difference"), ValueKind.AREA),
        ]
        total = (tr("Total"), *_with_differences((self.old_m2, self.new_m2, self.added_m2, self.removed_m2)))
        rows: list[tuple[Any, ...]] = [(str(self.new.layer.info.title), *total[1:])]
        places: list[Box | None] = []
        if by is not None:
            rows, places = self._by_rows(by), [box_of(bounds) for bounds in by.bounds]
            if max(abs(value) for value in by.outside) >= _SHOWN_M2:
                rows.append((tr("(outside)"), *_with_differences(by.outside)))
                places.append(None)
        if all(abs(row[-1]) < _SHOWN_M2 for row in (*rows, total)):
            columns, rows, total = columns[:-1], [row[:-1] for row in rows], total[:-1]
        totals = None if by is None else total
        return Table("areas", Title("面积变化", "Changes of area"), tuple(columns), tuple(rows), totals, tuple(places))

    def _by_rows(self, by: ByFigures) -> list[tuple[Any, ...]]:
        values = zip(by.old.tolist(), by.new.tolist(), by.added.tolist(), by.removed.tolist(), strict=True)
        return [(name, *_with_differences(areas)) for name, areas in zip(by.names, values, strict=True)]

    def _counts_table(self) -> Table:
        columns = (
            Column("fate", Title("要素变化", "Features")),
            Column("count", Title("数量", "Count"), ValueKind.COUNT),
            Column("added_m2", Title("增加", "Added"), ValueKind.AREA),
            Column("removed_m2", Title("减少", "Removed"), ValueKind.AREA),
        )
        rows = []
        for fate in Fate:
            mask = np.array([found is fate for found in self.fates.fate], dtype=bool)
            rows.append(
                (
                    str(fate.title),
                    int(mask.sum()),
                    float(self.fates.added_m2[mask].sum()),
                    float(self.fates.removed_m2[mask].sum()),
                )
            )
        how = Title(f"要素变化（按 {self.key} 对应）", f"Features, matched by {self.key}")
        if not self.key:
            how = Title("要素变化（按重叠最多对应）", "Features, matched by best overlap")
        return Table("features_count", how, columns, tuple(rows))

    def _features_table(self) -> Table:
        columns = (
            Column("fate", Title("变化", "Fate")),
            Column("old", Title("原要素", "Old feature")),
            Column("new", Title("现要素", "New feature")),
            Column("old_m2", Title("原面积", "Old"), ValueKind.AREA),
            Column("new_m2", Title("现面积", "New"), ValueKind.AREA),
            Column("added_m2", Title("增加", "Added"), ValueKind.AREA),
            Column("removed_m2", Title("减少", "Removed"), ValueKind.AREA),
            Column("fields", Title("变化的属性", "Changed attributes")),
        )
        rows, places = [], []
        for i in self._order():
            item = self._feature(i)
            named = (item["old"] or "", item["new"] or "")
            areas = (item["old_m2"], item["new_m2"], item["added_m2"], item["removed_m2"])
            changed = str(Title("、", ", ")).join(self.new.layer.info.field_title(name) for name in item["fields"])
            rows.append((str(self.fates.fate[i].title), *named, *areas, changed))
            a, b = int(self.fates.old[i]), int(self.fates.new[i])
            places.append(box_of(self.new.rows.bounds[b] if b >= 0 else self.old.rows.bounds[a]))
        return Table(
            "features", Title("变化的要素", "Features that changed"), columns, tuple(rows), None, tuple(places)
        )

    def _polygon_table(self, id_: str, title: Title, groups: tuple[tuple[str, Found], ...]) -> Table:
        columns = (
            Column("kind", Title("变化", "Change")),
            Column("feature", Title("要素", "Feature")),
            Column("net_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("width_m", Title("平均宽度", "Mean width"), ValueKind.LENGTH),
            Column("lon", Title("经度", "Longitude")),
            Column("lat", Title("纬度", "Latitude")),
        )
        rows: list[tuple[Any, ...]] = []
        places: list[Box] = []
        for kind, found in groups:
            word = str(Title("增加", "added") if kind.startswith("added") else Title("减少", "removed"))
            for owner, item in zip(found.first.tolist(), found.listed(), strict=True):
                degrees = f"{item['lon']:.6f}", f"{item['lat']:.6f}"
                rows.append((word, self._owner(kind, owner), item["net_m2"], item["width_m"], *degrees))
            places += found.boxes()
        return Table(id_, title, columns, tuple(rows), None, tuple(places))


def _with_differences(areas: tuple[float, float, float, float]) -> tuple[float, ...]:
    """Return old, new, added, removed, and what follows: unchanged, net change, and what does not balance."""
    old, new, added, removed = areas
    return old, new, added, removed, old - removed, new - old, new - old - added + removed
