"""What a check-up finds: kinds of problems, how grave each is, and the places of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import shapely

from yhgis.analysis.parts import Floats, Ints
from yhgis.analysis.topology_findings import Findings, Kind, inside_lon_lat
from yhgis.i18n import Message, Title
from yhgis.model.crs import Geometries

#: What is said of a finding of which there is nothing to say.
NOTHING = Title("")
#: Features of one fault that are listed one by one; the others share a line.
MOST_LISTED = 500


class Grade(Enum):
    """How grave a problem is, the gravest first."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def title(self) -> Title:
        """The word for it."""
        return _GRADES[self]


_GRADES = {
    Grade.ERROR: Title("错误", "error"),
    Grade.WARNING: Title("警告", "warning"),
    Grade.HINT: Title("提示", "hint"),
}


class Problem(Enum):
    """What is wrong; those of `yhgis.analysis.topology_findings.Kind` keep its words."""

    INVALID = "invalid"
    EMPTY = "empty"
    NOT_FINITE = "not_finite"
    MIXED = "mixed"
    DUPLICATE = "duplicate"
    OVERLAP = "overlap"
    OVERLAP_SLIVER = "overlap_sliver"
    GAP = "gap"
    GAP_SLIVER = "gap_sliver"
    HOLE = "hole"
    SLIVER = "sliver"
    FAR = "far"
    MISSING_FIELD = "missing_field"
    MISSING_VALUE = "missing_value"
    DUPLICATE_ID = "duplicate_id"
    ODD_CODE = "odd_code"
    CODE_NAME = "code_name"
    OUT_OF_RANGE = "out_of_range"
    AREA = "area"
    MOJIBAKE = "mojibake"
    OLD_DISTRICT = "old_district"
    ELSEWHERE = "elsewhere"

    @property
    def title(self) -> Title:
        """The word for it."""
        known = _TITLES.get(self)
        return known if known is not None else Kind(self.value).title

    @property
    def advice(self) -> Title:
        """What it means, in a few words; empty where the findings say it themselves."""
        return _ADVICE.get(self, Title(""))


_ADVICE = {
    Problem.DUPLICATE: Title(
        "同一地块录入多次，合计会重复计算；面积列为多出的部分", "counted more than once; the area is what is too much"
    ),
    Problem.OVERLAP: Title("两个要素占同一块地，合计会重复计算", "two features on one ground, counted twice"),
    Problem.OVERLAP_SLIVER: Title(
        "平均宽度小于阈值的重叠，多为边界未对齐",
        "overlaps narrower than the width given, mostly edges that do not meet",
    ),
    Problem.GAP: Title("要素之间未被覆盖的地面", "ground between features that none covers"),
    Problem.GAP_SLIVER: Title(
        "平均宽度小于阈值的缝隙，多为边界未对齐", "gaps narrower than the width given, mostly edges that do not meet"
    ),
    Problem.HOLE: Title("要素内部的洞，可能本就如此", "holes within a feature, which may be meant"),
    Problem.SLIVER: Title("平均宽度小于阈值的图斑", "features narrower than the width given"),
    Problem.EMPTY: Title("有属性而无图形", "fields without a shape"),
    Problem.MISSING_FIELD: Title("按标准应有的字段", "fields that the standard asks for"),
    Problem.FAR: Title("可能坐标有误", "their coordinates may be wrong"),
}

_TITLES = {
    Problem.NOT_FINITE: Title("坐标不是数", "coordinates that are no numbers"),
    Problem.MIXED: Title("几何类型混杂", "mixed kinds of geometry"),
    Problem.FAR: Title("远离其余要素", "far from the other features"),
    Problem.MISSING_FIELD: Title("缺少必备字段", "mandatory field missing"),
    Problem.MISSING_VALUE: Title("必填值为空", "mandatory value missing"),
    Problem.ODD_CODE: Title("代码不在代码表中", "code not in the table"),
    Problem.CODE_NAME: Title("代码与名称不符", "code and name differ"),
    Problem.OUT_OF_RANGE: Title("数值超出范围", "number out of range"),
    Problem.MOJIBAKE: Title("疑似乱码", "text that looks garbled"),
    Problem.OLD_DISTRICT: Title("区划调整前的范围", "extent of the district before 2021"),
    Problem.ELSEWHERE: Title("位于本区之外", "outside the district"),
}


@dataclass(frozen=True, eq=False)
class Group:
    """The findings of one problem.

    Parameters
    ----------
    problem : Problem
    grade : Grade
    geometry : array of geometries, shape (n,)
        In `WORK_CRS`: what to look at; None where there is no place.
    area_m2 : array, shape (n,)
        Area concerned, on the answer's basis; NaN where that makes no sense.
    features : list of tuple of int
        Features concerned by each finding.
    details : sequence of Message or Title
        What there is to say of each; empty where there is nothing.
    note : Message or None
        What to know of all of them: the field, the tolerance, the table.
    """

    problem: Problem
    grade: Grade
    geometry: Geometries
    area_m2: Floats
    features: list[tuple[int, ...]]
    details: Sequence[Message | Title]
    note: Message | None = None

    def __len__(self) -> int:
        return len(self.features)

    @property
    def total_m2(self) -> float | None:
        """Area of all of them, None where none has one."""
        return float(np.nansum(self.area_m2)) if np.isfinite(self.area_m2).any() else None

    @property
    def feature_count(self) -> int:
        """How many features are concerned."""
        return len({i for features in self.features for i in features})

    def joined(self, other: Group) -> Group:
        """Return these findings and the others of the same problem; the note of the first that has one."""
        return Group(
            self.problem,
            min(self.grade, other.grade, key=list(Grade).index),
            np.concatenate([self.geometry, other.geometry]),
            np.concatenate([self.area_m2, other.area_m2]),
            [*self.features, *other.features],
            [*self.said(), *other.said()],
            self.note or other.note,
        )

    def said(self) -> list[Message | Title]:
        """Return what there is to say of each finding, also where that is nothing."""
        return list(self.details) or [NOTHING] * len(self)

    def lon_lat(self) -> Floats:
        """Return a place in each, in degrees; NaN where there is none."""
        return inside_lon_lat(self.geometry)


@dataclass
class Listing:
    """Findings of one problem that are gathered feature by feature.

    Parameters
    ----------
    problem : Problem
    grade : Grade
    placed : array of geometries, shape (features,)
        In `WORK_CRS`.
    area : array, shape (features,)
        In m2, NaN for features that have none.
    """

    problem: Problem
    grade: Grade
    placed: Geometries
    area: Floats
    note: Message | None = None
    _geometry: list[shapely.Geometry | None] = field(default_factory=list)
    _area: list[float] = field(default_factory=list)
    _features: list[tuple[int, ...]] = field(default_factory=list)
    _details: list[Message | Title] = field(default_factory=list)

    def add(self, which: Ints | Sequence[int], detail: Message | Title) -> None:
        """Add features that share a fault: each by itself, and where they are many the rest on one line."""
        positions = [int(i) for i in which]
        for i in positions[:MOST_LISTED]:
            self._put((i,), detail)
        if len(positions) > MOST_LISTED:
            self.add_rest(positions[MOST_LISTED:], detail)

    def add_rest(self, which: Ints | Sequence[int], detail: Message | Title) -> None:
        """Add features on one line."""
        text = Message("{detail}: {n} more features", {"detail": detail, "n": f"{len(which):,}"})
        self._put(tuple(int(i) for i in which), text)

    def add_together(self, members: Sequence[int]) -> None:
        """Add one finding of several features; its area is what is there too often."""
        self._put(tuple(members), NOTHING)

    def add_layer(self, detail: Message | Title) -> None:
        """Add a fault of the layer as a whole: it has no place."""
        self._put((), detail)

    def group(self) -> Group:
        """Return what was gathered."""
        geometry = np.empty(len(self._features), dtype=object)
        geometry[:] = self._geometry
        area = np.array(self._area, dtype=np.float64)
        return Group(self.problem, self.grade, geometry, area, self._features, self._details, self.note)

    def _put(self, features: tuple[int, ...], detail: Message | Title) -> None:
        self._geometry.append(_place(self.placed, features))
        self._area.append(float(np.nansum(self.area[list(features)])) if _any(self.area, features) else float("nan"))
        self._features.append(features)
        self._details.append(detail)


def _any(area: Floats, features: tuple[int, ...]) -> bool:
    return bool(features) and bool(np.isfinite(area[list(features)]).any())


def _place(placed: Geometries, features: tuple[int, ...]) -> shapely.Geometry | None:
    """Return the one feature's geometry, or the box of several; None where there is nothing."""
    if not features:
        return None
    if len(features) == 1:
        only: shapely.Geometry | None = placed[features[0]]
        return None if only is None or only.is_empty else only
    bounds = shapely.total_bounds(placed[list(features)])
    return shapely.box(*bounds) if np.isfinite(bounds).all() else None


def of_topology(found: Findings, grade: Grade, positions: Ints, note: Message | None = None) -> Group:
    """Return findings of the topology check, whose features were ``positions`` of the layer."""
    features = [tuple(int(positions[i]) for i in members) for members in found.features]
    return Group(Problem(found.kind.value), grade, found.geometry, found.area, features, found.details, note)
