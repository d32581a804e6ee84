"""Where control lines contradict each other: every common polygon of every two layers, how grave, slivers apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.answer import basis_of, provenance, unique_ids, unique_titles
from yhgis.analysis.area import areas
from yhgis.analysis.dissolve import self_overlap, without_overlap
from yhgis.analysis.ground import Ground
from yhgis.analysis.partition import pieces_by_space
from yhgis.analysis.parts import Bools, Floats, Parts
from yhgis.analysis.polygons import Box, Found, counted
from yhgis.analysis.rules import FILE, Rules, Severity, load_rules
from yhgis.analysis.side_by_side import side_by_side
from yhgis.analysis.sliced_ground import SlicedGround, any_ground
from yhgis.analysis.slices import one_pool
from yhgis.analysis.tool import BASIS, MIN_WIDTH, LayersParameter, Tool
from yhgis.feedback import Feedback
from yhgis.garbage import young_garbage_only
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer
from yhgis.model.layer_slices import LayerSlices
from yhgis.model.result import Basis, Column, Places, Provenance, Result, Table, ValueKind

#: How many of the largest conflicts the document lists; the table and `ConflictsResult.places` have all.
LARGEST = 10
SEVERITY = Column("severity", Title("程度", "Severity"))


@dataclass(frozen=True, eq=False)
class PairFigures:
    """Conflicts of two layers.

    Parameters
    ----------
    a, b : str
        Ids of the layers.
    a_title, b_title : Title
    a_names, b_names : list of str
        Of their features.
    conflicts, slivers : Found
        Polygons by feature pair, the hard ones first, of these the largest; ``first`` is the feature of a, ``second``
        that of b.
    conflict_severities, sliver_severities : list of Severity
        How grave each of them is by the rule file.
    net_m2, slivers_m2 : float
        Area of the union of the polygons: where a layer overlaps itself, its ground counts once.
    """

    a: str
    b: str
    a_title: Title
    b_title: Title
    a_names: list[str]
    b_names: list[str]
    conflicts: Found
    slivers: Found
    conflict_severities: list[Severity]
    sliver_severities: list[Severity]
    net_m2: float
    slivers_m2: float

    @property
    def gross_m2(self) -> float:
        """Area of the conflicts, feature pair by feature pair."""
        return float(self.conflicts.area.sum())

    @property
    def severity(self) -> Severity | None:
        """The gravest of the conflicts; None where there is none (slivers are no conflicts)."""
        return self.conflict_severities[0] if self.conflict_severities else None

    def document(self) -> dict[str, Any]:
        """Return the JSON object of the pair."""
        # The largest, whatever their severity; listed in the order of the table.
        largest = np.sort(np.argsort(-self.conflicts.area, kind="stable")[:LARGEST])
        shown = self.conflicts.select(largest)
        named = zip(largest.tolist(), shown.listed(), shown.first.tolist(), shown.second.tolist(), strict=True)
        return {
            "a": self.a,
            "b": self.b,
            "severity": None if self.severity is None else self.severity.value,
            **counted(self.conflicts, self.net_m2),
            "gross_m2": self.gross_m2,
            "slivers": counted(self.slivers, self.slivers_m2),
            "largest": [
                {
                    **item,
                    "a_feature": self.a_names[first],
                    "b_feature": self.b_names[second],
                    "severity": self.conflict_severities[number].value,
                }
                for number, item, first, second in named
            ],
        }


@dataclass(frozen=True, eq=False)
class ConflictsResult(Result):
    """Conflicts of every two of the layers."""

    provenance: Provenance
    pairs: tuple[PairFigures, ...]

    def document(self) -> dict[str, Any]:
        """Return the JSON document of the command-line contract."""
        return {**self.provenance.document(), "pairs": [pair.document() for pair in self.pairs]}

    def tables(self) -> tuple[Table, ...]:
        """Return a row a conflict, a row a pair, and a row a sliver; the hard first, of these the largest."""
        return (
            self._polygon_table("conflicts", Title("冲突图斑", "Conflicts"), slivers=False),
            self._summary(),
            self._polygon_table("slivers", Title("碎片（单列，未计入冲突）", "Slivers (set apart)"), slivers=True),
        )

    def places(self) -> Places:
        """Return all polygons, conflicts and slivers."""
        groups = [(pair, found, of, kind) for pair in self.pairs for kind, found, of in _kinds(pair)]
        fields: dict[str, list[Any]] = {
            k: [] for k in ("a", "b", "a_feature", "b_feature", "area_m2", "width_m", "kind", "severity")
        }
        for pair, found, severities, kind in groups:
            fields["a"] += [pair.a] * len(found)
            fields["b"] += [pair.b] * len(found)
            fields["a_feature"] += [pair.a_names[i] for i in found.first.tolist()]
            fields["b_feature"] += [pair.b_names[i] for i in found.second.tolist()]
            fields["area_m2"] += found.area.tolist()
            fields["width_m"] += found.width.tolist()
            fields["kind"] += [kind] * len(found)
            fields["severity"] += [severity.value for severity in severities]
        geometry = [found.geometry for _, found, _, _ in groups]
        return Places(np.concatenate([np.empty(0, dtype=object), *geometry]), fields, WORK_CRS)

    def _summary(self) -> Table:
        columns = (
            Column("a", Title("图层甲", "Layer A")),
            Column("b", Title("图层乙", "Layer B")),
            SEVERITY,
            Column("count", Title("冲突图斑数", "Conflicts"), ValueKind.COUNT),
            Column("net_m2", Title("冲突面积（净）", "Conflict area (net)"), ValueKind.AREA),
            Column("slivers", Title("碎片数", "Slivers"), ValueKind.COUNT),
            Column("slivers_m2", Title("碎片面积", "Sliver area"), ValueKind.AREA),
        )
        pairs = sorted(self.pairs, key=lambda p: (p.severity is not Severity.HARD, -p.net_m2))
        rows = tuple(
            (
                str(p.a_title),
                str(p.b_title),
                "" if p.severity is None else str(p.severity.title),
                len(p.conflicts),
                p.net_m2,
                len(p.slivers),
                p.slivers_m2,
            )
            for p in pairs
        )
        places = tuple(_pair_place(p) for p in pairs)
        return Table("pairs", Title("两两冲突汇总", "Conflicts by pair"), columns, rows, None, places)

    def _polygon_table(self, id_: str, title: Title, *, slivers: bool) -> Table:
        columns = (
            Column("a", Title("图层甲", "Layer A")),
            Column("a_feature", Title("要素甲", "Feature A")),
            Column("b", Title("图层乙", "Layer B")),
            Column("b_feature", Title("要素乙", "Feature B")),
            Column("net_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("width_m", Title("平均宽度", "Mean width"), ValueKind.LENGTH),
            SEVERITY,
            Column("lon", Title("经度", "Longitude")),
            Column("lat", Title("纬度", "Latitude")),
        )
        rows = [row for pair in self.pairs for row in _polygon_rows(pair, slivers=slivers)]
        rows.sort(key=lambda row: row.place_in_order)
        return Table(id_, title, columns, tuple(row.values for row in rows), None, tuple(row.box for row in rows))


@dataclass(frozen=True)
class _PolygonRow:
    """A row of a table of polygons, where it zooms to and what puts it before others."""

    place_in_order: tuple[bool, float]
    values: tuple[Any, ...]
    box: Box


def _polygon_rows(pair: PairFigures, *, slivers: bool) -> list[_PolygonRow]:
    """Return a row a polygon; to be sorted, the hard first, of these the largest."""
    _kind, found, severities = _kinds(pair)[slivers]
    a, b, words = str(pair.a_title), str(pair.b_title), {severity: str(severity.title) for severity in Severity}
    values = zip(
        severities,
        found.first.tolist(),
        found.second.tolist(),
        found.area.tolist(),
        found.width.tolist(),
        found.lon_lat().tolist(),
        found.boxes(),
        strict=True,
    )
    return [
        _PolygonRow(
            (severity is not Severity.HARD, -area),
            (a, pair.a_names[i], b, pair.b_names[j], area, width, words[severity], *_degrees(place)),
            box,
        )
        for severity, i, j, area, width, place, box in values
    ]


def _pair_place(pair: PairFigures) -> tuple[float, float, float, float] | None:
    """Return what encloses all conflicts of a pair, or its slivers where it has no more; None for none."""
    shown = pair.conflicts.geometry if len(pair.conflicts) else pair.slivers.geometry
    if not len(shown):
        return None
    x0, y0, x1, y1 = shapely.total_bounds(shown).tolist()
    return x0, y0, x1, y1


def _kinds(pair: PairFigures) -> tuple[tuple[str, Found, list[Severity]], ...]:
    return (
        ("conflict", pair.conflicts, pair.conflict_severities),
        ("sliver", pair.slivers, pair.sliver_severities),
    )


def _degrees(place: list[float]) -> tuple[str, str]:
    """Return longitude and latitude to print: six decimals are a tenth of a metre."""
    return f"{place[0]:.6f}", f"{place[1]:.6f}"


@one_pool()
@young_garbage_only()
def run(values: Mapping[str, Any], feedback: Feedback) -> ConflictsResult:
    """Return the conflicts; see `CONFLICTS` for the values."""
    basis, min_width = basis_of(values), float(values["min_width"])
    layers: list[Layer | LayerSlices] = list(values["layers"])
    rules = load_rules()
    known = [rules.line(layer).layer for layer in layers]
    grounds = side_by_side([partial(any_ground, layer, basis) for layer in layers], feedback.part(0.0, 0.2))
    ids, titles = unique_ids(layers), unique_titles(layers)
    couples = list(combinations(range(len(layers)), 2))
    steps = [partial(_conflicts, grounds[i], grounds[j], basis, min_width) for i, j in couples]
    pairs = []
    for (i, j), met in zip(couples, side_by_side(steps, feedback.part(0.2, 1.0)), strict=True):
        found, slivers, net, slivers_net = met
        graded = [_graded(some, rules, known[i], known[j]) for some in (found, slivers)]
        pairs.append(
            PairFigures(
                ids[i], ids[j], titles[i], titles[j], grounds[i].item.names, grounds[j].item.names,
                graded[0][0], graded[1][0], graded[0][1], graded[1][1], net, slivers_net,
            )
        )  # fmt: skip
    apart = (sum(len(p.slivers) for p in pairs), float(sum(p.slivers_m2 for p in pairs)))
    # Named as the file is, so that a reader knows what was changed where severities differ.
    parameters = {**values, FILE.as_posix(): rules.sha256}
    made = provenance(CONFLICTS.id, basis, list(zip(layers, grounds, strict=True)), parameters, (), apart)
    return ConflictsResult(made, tuple(pairs))


def _graded(found: Found, rules: Rules, line_a: str, line_b: str) -> tuple[Found, list[Severity]]:
    """Return polygons and how grave each is, the hard ones first; otherwise their order stays."""
    severities = rules.severities(line_a, line_b, found.area.tolist(), found.width.tolist())
    soft = np.array([severity is not Severity.HARD for severity in severities], dtype=bool)
    order = np.argsort(soft, kind="stable")
    return found.select(order), [severities[i] for i in order.tolist()]


def _conflicts(
    a: Ground | SlicedGround, b: Ground | SlicedGround, basis: Basis, min_width: float, feedback: Feedback
) -> tuple[Found, Found, float, float]:
    """Return conflicts, slivers and the net area of each."""
    pieces = pieces_by_space(a.parts, b.parts, basis, feedback.part(0.0, 0.7), keep_geometry=True)
    kept = pieces.overlaps()
    all_ = Found(kept.geometry, kept.area, kept.perimeter, kept.left, kept.right)
    found, slivers = all_.largest_first().apart(min_width)
    doubled_a = _doubled(a, feedback.part(0.7, 0.8))
    doubled_b = _doubled(b, feedback.part(0.8, 0.9))
    net = _net(found, doubled_a, doubled_b, basis, feedback.part(0.9, 0.95))
    return found, slivers, net, _net(slivers, doubled_a, doubled_b, basis, feedback.part(0.95, 1.0))


def _doubled(ground: Ground | SlicedGround, feedback: Feedback) -> Bools:
    """Return which features overlap another feature of their layer."""
    if isinstance(ground, SlicedGround):
        return ground.doubled(feedback)
    overlap = ground.overlap(feedback)
    out = np.zeros(len(ground), dtype=bool)
    out[ground.parts.owner[overlap.first]] = True
    out[ground.parts.owner[overlap.second]] = True
    return out


def _net(found: Found, doubled_a: Bools, doubled_b: Bools, basis: Basis, feedback: Feedback) -> float:
    """Return the area of the union of polygons; only those of features that overlap others can overlap."""
    suspect = doubled_a[found.first] | doubled_b[found.second]
    simple: Floats = found.area[~suspect]
    if not suspect.any():
        return float(simple.sum())
    parts = Parts(found.geometry[suspect], np.arange(int(suspect.sum())))
    overlap = self_overlap(parts, feedback.part(0.0, 0.5))
    free, united = without_overlap(parts, overlap, feedback.part(0.5, 0.9))
    own = found.area[suspect][free]
    return float(simple.sum() + own.sum() + areas(united.geometry, basis, feedback.part(0.9, 1.0)).sum())


CONFLICTS = Tool(
    "conflicts",
    Title("控制线冲突", "Conflicts"),
    Title(
        "各图层两两之间的全部重叠图斑，逐一给出面积、平均宽度、程度和位置；窄于阈值的碎片单列，不丢弃。"
        "程度（刚性、弹性）依规则文件 layers/rules/check.json，可自行修改。",
        "Every common polygon of every two layers, with area, mean width, severity and place; slivers are set apart, "
        "never lost. Severity (hard, soft) follows the rule file layers/rules/check.json, which may be changed.",
    ),
    (
        LayersParameter(
            "layers",
            Title("图层", "Layers"),
            Title("两个或更多面图层，两两比较。", "Two polygon layers or more; every two are compared."),
            positional=True,
            least=2,
            sliced=True,
        ),
        BASIS,
        replace(MIN_WIDTH, default=1.0),
    ),
    run,
    spread=True,
)
