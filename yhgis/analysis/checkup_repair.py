"""A mended copy of a layer: invalid geometry made valid, features without any and those there twice left out.

Fields, CRS and order stay; the layer that came is not changed.  Two features of one shape are the same feature only
when their fields agree too, identifiers aside: otherwise both stay, and it is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.area import measure
from yhgis.analysis.check_fields import ID_FIELDS, named
from yhgis.analysis.checkup_fields import texts
from yhgis.analysis.checkup_result import CheckupResult
from yhgis.analysis.checkup_shapes import Sorted, sort_out, twice
from yhgis.analysis.parts import Floats
from yhgis.analysis.repair import make_valid
from yhgis.analysis.tool import LayerCopy
from yhgis.analysis.topology_features import reason_text
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title, language
from yhgis.model.crs import WORK_CRS, Geometries, normalise, transform
from yhgis.model.layer import Layer
from yhgis.model.result import Basis, Column, Result, Table, ValueKind

#: Fields that tell features apart and nothing else: two that differ only in them are one.
_IDENTITIES = (*ID_FIELDS, "FID", "OBJECTID", "OID", "OBJECTID_1", "GID", "序号", "TBYBH", "SHAPE_LENG", "SHAPE_AREA")


class Deed(Enum):
    """What was done to a feature."""

    MADE_VALID = "made_valid"
    DROPPED_EMPTY = "dropped_empty"
    DROPPED_COLLAPSED = "dropped_collapsed"
    DROPPED_DUPLICATE = "dropped_duplicate"
    KEPT_DUPLICATE = "kept_duplicate"

    @property
    def title(self) -> Title:
        """The words for it."""
        return _TITLES[self]

    @property
    def drops(self) -> bool:
        """Whether the feature is not in the copy."""
        return self in (Deed.DROPPED_EMPTY, Deed.DROPPED_COLLAPSED, Deed.DROPPED_DUPLICATE)


_TITLES = {
    Deed.MADE_VALID: Title("已修复几何", "made valid"),
    Deed.DROPPED_EMPTY: Title("已删除：无几何", "left out: no geometry"),
    Deed.DROPPED_COLLAPSED: Title("已删除：修复后无图形", "left out: nothing is left of it"),
    Deed.DROPPED_DUPLICATE: Title("已删除：重复", "left out: there twice"),
    Deed.KEPT_DUPLICATE: Title("保留：图形相同而属性不同", "kept: same shape, other fields"),
}


@dataclass(frozen=True)
class Mending:
    """What was done to one feature; areas in m2 on the answer's basis, None for what has none."""

    position: int
    name: str
    deed: Deed
    reason: Message | Title | None
    before_m2: float | None
    after_m2: float | None

    @property
    def change_m2(self) -> float | None:
        """Area after less area before."""
        if self.before_m2 is None or self.after_m2 is None:
            return None
        return self.after_m2 - self.before_m2

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "position": self.position + 1,
            "feature": self.name,
            "action": self.deed.value,
            "reason": str(self.reason or ""),
            "area_before_m2": self.before_m2,
            "area_after_m2": self.after_m2,
        }


@dataclass(frozen=True)
class Mended:
    """What a mended copy is: how many features it has of how many, and what was done to which."""

    features_before: int
    features_after: int
    mendings: tuple[Mending, ...]

    def count(self, deed: Deed) -> int:
        """Return to how many features that was done."""
        return sum(mending.deed is deed for mending in self.mendings)

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "features_before": self.features_before,
            "features_after": self.features_after,
            "actions": [mending.document() for mending in self.mendings],
        }

    def summary(self) -> Message:
        """Return in one sentence what was done."""
        return Message(
            "{before} features, {after} in the copy: {valid} made valid, {empty} without geometry and {twice}"
            " duplicates left out.",
            {
                "before": f"{self.features_before:,}",
                "after": f"{self.features_after:,}",
                "valid": f"{self.count(Deed.MADE_VALID):,}",
                "empty": f"{self.count(Deed.DROPPED_EMPTY) + self.count(Deed.DROPPED_COLLAPSED):,}",
                "twice": f"{self.count(Deed.DROPPED_DUPLICATE):,}",
            },
        )

    def table(self) -> Table:
        """Return a row a feature to which something was done."""
        columns = (
            Column("feature", Title("要素", "Feature")),
            Column("action", Title("处理", "Action")),
            Column("reason", Title("原因", "Reason")),
            Column("before_m2", Title("原面积", "Area before"), ValueKind.AREA),
            Column("after_m2", Title("现面积", "Area after"), ValueKind.AREA),
            Column("change_m2", Title("面积变化", "Change"), ValueKind.AREA),
        )
        rows = tuple(
            (
                f"#{mending.position + 1}"
                if mending.name == f"#{mending.position + 1}"
                else f"#{mending.position + 1} {mending.name}",
                str(mending.deed.title),
                str(mending.reason or ""),
                mending.before_m2,
                mending.after_m2,
                mending.change_m2,
            )
            for mending in self.mendings
        )
        total = ("", "", "", *(_sum(row[number] for row in rows) for number in (3, 4, 5)))
        return Table("repair", Title("修复记录", "What was mended"), columns, rows, total if rows else None)


def _sum(values: Any) -> float:
    return float(sum(value for value in values if value is not None))


def mended_copy(layer: Layer, basis: Basis, feedback: Feedback) -> tuple[Layer, Mended]:
    """Return a mended copy of ``layer``, and what was done.

    Parameters
    ----------
    basis : Basis
        Of the areas before and after.
    """
    names = layer.names(lang_en=language() == "en")
    kinds = sort_out(layer.geometry)
    geometry, mendings = _made_valid(layer, kinds, names, basis)
    feedback.progress(0.5)
    gone = np.array([m.position for m in mendings if m.deed.drops], dtype=np.intp)
    there = np.ones(len(layer), dtype=bool)
    there[gone] = False
    doubles = _without_doubles(layer, geometry, np.flatnonzero(there), names)
    there[[m.position for m in doubles if m.deed.drops]] = False
    kept = np.flatnonzero(there)
    mendings = sorted([*mendings, *doubles], key=lambda mending: mending.position)
    feedback.progress(1.0)
    made = replace(layer, geometry=geometry).select(kept)
    return made, Mended(len(layer), len(made), tuple(mendings))


def _made_valid(layer: Layer, kinds: Sorted, names: list[str], basis: Basis) -> tuple[Geometries, list[Mending]]:
    """Return the geometry with the invalid mended, and what was done; what is nothing, or nowhere, is to be dropped."""
    geometry = layer.geometry.copy()
    mendings = _dropped(kinds, names)
    there = ~(kinds.absent | kinds.not_finite)
    bad = np.flatnonzero(there & ~shapely.is_valid(geometry))
    reasons = shapely.is_valid_reason(geometry[bad])
    polygons = bad[kinds.areal[bad]]
    lines = bad[~kinds.areal[bad]]
    geometry[polygons] = make_valid(geometry[polygons])
    fixed = shapely.make_valid(geometry[lines])
    same_kind = shapely.get_dimensions(fixed) == shapely.get_dimensions(geometry[lines])
    geometry[lines] = np.where(same_kind, fixed, shapely.LineString())  # a line of one place is none
    before, after = _areas(layer, layer.geometry[bad], basis), _areas(layer, geometry[bad], basis)
    for i, reason, b, a in zip(bad.tolist(), reasons, before.tolist(), after.tolist(), strict=True):
        deed = Deed.DROPPED_COLLAPSED if geometry[i].is_empty else Deed.MADE_VALID
        measured = bool(kinds.areal[i])
        mendings.append(
            Mending(i, names[i], deed, reason_text(str(reason)), b if measured else None, a if measured else None)
        )
    return geometry, mendings


def _dropped(kinds: Sorted, names: list[str]) -> list[Mending]:
    """Return the features that are nothing, or nowhere."""
    nowhere = Message("coordinates are no numbers")
    return [
        Mending(i, names[i], Deed.DROPPED_EMPTY, nowhere if kinds.not_finite[i] else None, None, None)
        for i in np.flatnonzero(kinds.absent | kinds.not_finite).tolist()
    ]


def _areas(layer: Layer, geometry: Geometries, basis: Basis) -> Floats:
    """Return areas in m2; of an invalid polygon its rings' area, which may count ground twice or against itself."""
    return measure(transform(geometry, normalise(layer.crs), WORK_CRS), basis)


def _without_doubles(layer: Layer, geometry: Geometries, there: Any, names: list[str]) -> list[Mending]:
    """Return which features to leave out because an earlier one is the same, and which only look it."""
    sets = twice(geometry, there)
    if not sets:
        return []
    identities = set(named(layer, _IDENTITIES))
    columns = {name: texts(column) for name, column in layer.fields.items() if name not in identities}
    out = []
    for members in sets:
        seen: list[int] = []
        for i in members:
            same = next((k for k in seen if all(column[k] == column[i] for column in columns.values())), None)
            if same is not None:
                reason = Message("same as #{first}", {"first": same + 1})
                out.append(Mending(i, names[i], Deed.DROPPED_DUPLICATE, reason, None, None))
                continue
            if seen:
                other = [name for name, column in columns.items() if column[seen[0]] != column[i]]
                said: dict[str, object] = {"first": seen[0] + 1, "fields": ", ".join(other[:4])}
                out.append(
                    Mending(
                        i, names[i], Deed.KEPT_DUPLICATE, Message("as #{first}, but for {fields}", said), None, None
                    )
                )
            seen.append(i)
    return out


def with_copy(layer: Layer, result: CheckupResult, feedback: Feedback) -> tuple[Layer, CheckupResult]:
    """Return a mended copy of ``layer``, and its check-up ``result`` with what was done."""
    copy, mended = mended_copy(layer, result.provenance.basis, feedback)
    before = result.mended.summary() if result.mended is not None else None
    warnings = [known for known in result.provenance.warnings if known != before]
    told = replace(result.provenance, warnings=(*warnings, mended.summary()))
    return copy, replace(result, mended=mended, provenance=told)


def _make(values: Mapping[str, Any], result: Result, feedback: Feedback) -> tuple[Layer, Result]:
    if not isinstance(result, CheckupResult):
        raise TypeError("a copy is made beside a check-up")
    return with_copy(values["layer"], result, feedback)


MENDED_COPY = LayerCopy(
    "repair",
    Title("修复为副本", "Mended copy"),
    Title(
        "把修复后的副本写到此文件：无效几何变有效，删去空几何与完全重复的要素；字段、坐标系和次序不变，原文件不动，处理记录在结果中。",
        "Write a mended copy to this file: invalid geometry made valid, features without any and exact duplicates left "
        "out; fields, CRS and order stay, the file itself is not touched, and the result says what was done.",
    ),
    _make,
)
