"""The answer of the check tool: the footprint's facts, and a verdict, figures and a sentence a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.answer import share
from yhgis.analysis.check_line import Footprint, LineFigures, Verdict
from yhgis.analysis.check_words import Line, notes, sentence
from yhgis.analysis.parts import Floats, Ints
from yhgis.analysis.polygons import Box, box_of
from yhgis.analysis.rules import Rules
from yhgis.i18n import Title
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates
from yhgis.model.quantity import AreaUnit
from yhgis.model.result import Column, Places, Provenance, Result, Table, ValueKind

#: A footprint of more plots is not listed plot by plot against every line; `overlap` does that.
MOST_PLOTS = 500


@dataclass(frozen=True)
class StatedArea:
    """What a field of the footprint says its area is, beside what it computes to."""

    field: str
    unit: AreaUnit
    m2: tuple[float, ...]
    total_m2: float
    difference_m2: float

    def document(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {
            "field": self.field,
            "unit": self.unit.id,
            "area_m2": self.total_m2,
            "difference_m2": self.difference_m2,
        }


@dataclass(frozen=True, eq=False)
class CheckResult(Result):
    """A footprint against lines.

    Parameters
    ----------
    provenance : Provenance
    footprint : Footprint
    stated : StatedArea or None
    lines : tuple of (Line, LineFigures)
    ids : list of str
        Of the lines, no two the same.
    rules : Rules
    """

    provenance: Provenance
    footprint: Footprint
    stated: StatedArea | None
    lines: tuple[tuple[Line, LineFigures], ...]
    ids: list[str]
    rules: Rules

    def document(self) -> dict[str, Any]:
        """Return the JSON document of the command-line contract."""
        return {
            **self.provenance.document(),
            "footprint": self._footprint(),
            "lines": [self._line(id_, *line) for id_, line in zip(self.ids, self.lines, strict=True)],
            "rules": {
                "file": self.rules.path.name,
                "sha256": self.rules.sha256,
                "note": str(self.rules.file.note),
            },
        }

    def sentences(self) -> list[str]:
        """Return the sentence on each line, in their order."""
        return [sentence(line, figures, self.footprint.net_m2) for line, figures in self.lines]

    def tables(self) -> tuple[Table, ...]:
        """Return a row a line, a row a feature that is hit, plots, notes, and what the lines rest on."""
        plots = () if len(self.footprint.ground) < 2 else (self._plots_by_line(),)
        return (
            self._lines_table(),
            self._features_table(),
            self._footprint_table(),
            *plots,
            self._notes(),
            self._bases(),
        )

    def places(self) -> Places:
        """Return the common ground with each line as polygons, slivers among them."""
        fields: dict[str, list[Any]] = {k: [] for k in ("layer", "title", "kind", "area_m2", "width_m")}
        groups = [np.empty(0, dtype=object)]
        for id_, (line, figures) in zip(self.ids, self.lines, strict=True):
            pieces = figures.pieces
            groups.append(pieces.geometry)
            fields["layer"] += [id_] * len(pieces)
            fields["title"] += [str(line.title)] * len(pieces)
            fields["kind"] += ["sliver" if narrow else "overlap" for narrow in figures.slivers.tolist()]
            fields["area_m2"] += pieces.area.tolist()
            fields["width_m"] += pieces.width.tolist()
        return Places(np.concatenate(groups), fields, WORK_CRS)

    # --- the document ------------------------------------------------------------------------------------------------

    def _footprint(self) -> dict[str, Any]:
        footprint, layer = self.footprint, self.footprint.layer
        area = footprint.net_m2
        lon, lat = self._middle()
        return {
            "id": layer.id,
            "title": str(layer.info.title),
            "area_m2": area,
            **{f"area_{unit.id}": float(unit.of(area)) for unit in (AreaUnit.HA, AreaUnit.MU, AreaUnit.KM2)},
            "gross_m2": float(footprint.plot_m2.sum()),
            "perimeter_m": float(shapely.length(footprint.ground.item.geometry).sum()),
            "features": len(layer),
            "parts": len(footprint.ground.parts),
            "lon": lon,
            "lat": lat,
            "stated": self.stated.document() if self.stated else None,
        }

    def _middle(self) -> list[float]:
        """Return the centre of gravity of the footprint, longitude and latitude."""
        polygons = self.footprint.once.geometry
        area = shapely.area(polygons)
        centres = shapely.get_coordinates(shapely.centroid(polygons))
        middle = (centres * area[:, None]).sum(axis=0, keepdims=True) / area.sum()
        found: list[float] = _degrees(middle)[0].tolist()
        return found

    def _line(self, id_: str, line: Line, figures: LineFigures) -> dict[str, Any]:
        after = None if figures.deducted_m2 is None else figures.net_m2 - figures.deducted_m2
        return {
            "layer": id_,
            "title": str(line.title),
            "severity": None if line.severity is None else line.severity.value,
            "verdict": figures.verdict.value,
            "net_m2": figures.net_m2,
            **{f"net_{unit.id}": float(unit.of(figures.net_m2)) for unit in (AreaUnit.HA, AreaUnit.MU)},
            "gross_m2": figures.gross_m2,
            "share": share(figures.net_m2, self.footprint.net_m2),
            "distance_m": figures.distance_m,
            "margin_m": figures.margin_m,
            "features": [
                {"name": figures.names[i], "net_m2": area, "share": share(area, self.footprint.net_m2)}
                for i, area in _hit(figures)
            ],
            "neighbours": [{"name": figures.names[i], "distance_m": distance} for i, distance in figures.neighbours],
            "coefficient": None if after is None else {"field": figures.coefficient_field, "net_m2": after},
            "slivers": {"count": int(figures.slivers.sum()), "net_m2": figures.slivers_m2},
            "width_m": figures.width_m,
            "accuracy_m": line.layer.info.accuracy_m,
            "sentence": sentence(line, figures, self.footprint.net_m2),
            "notes": [str(note) for note in notes(line, figures)],
            "legal_basis": str(line.rule.legal_basis),
        }

    # --- the tables --------------------------------------------------------------------------------------------------

    def _lines_table(self) -> Table:
        coefficient = any(figures.deducted_m2 is not None for _, figures in self.lines)
        columns = [
            Column("layer", Title("图层", "Layer")),
            Column("verdict", Title("结论", "Verdict")),
            Column("net_m2", Title("净面积", "Net"), ValueKind.AREA),
            Column("gross_m2", Title("毛面积", "Gross"), ValueKind.AREA),
            Column("share", Title("占用地", "Share"), ValueKind.SHARE),
            Column("features", Title("要素数", "Features"), ValueKind.COUNT),
            Column("distance_m", Title("最近距离", "Distance"), ValueKind.LENGTH),
            Column("sentence", Title("说明", "Sentence")),
        ]
        if coefficient:
            columns.insert(4, Column("after_m2", Title("扣除系数后", "Less coefficient"), ValueKind.AREA))
        rows = tuple(self._line_row(line, figures, coefficient=coefficient) for line, figures in self.lines)
        places = tuple(self._place(figures) for _, figures in self.lines)
        return Table("lines", Title("用地核查结果", "Footprint against lines"), tuple(columns), rows, None, places)

    def _line_row(self, line: Line, figures: LineFigures, *, coefficient: bool) -> tuple[Any, ...]:
        row: list[Any] = [
            str(line.title),
            str(figures.verdict.title),
            figures.net_m2,
            figures.gross_m2,
            share(figures.net_m2, self.footprint.net_m2),
            int((figures.feature_m2 > 0).sum()),
            figures.distance_m,
            sentence(line, figures, self.footprint.net_m2),
        ]
        if coefficient:
            row.insert(4, None if figures.deducted_m2 is None else figures.net_m2 - figures.deducted_m2)
        return tuple(row)

    def _place(self, figures: LineFigures) -> Box:
        """Return the common ground, or where there is none the footprint and the shortest way to the line."""
        shown = figures.pieces.geometry
        if figures.verdict is Verdict.CLEAR:
            shown = np.array([*self.footprint.once.geometry, figures.line_to], dtype=object)
        x0, y0, x1, y1 = shapely.total_bounds(shown).tolist()
        return x0, y0, x1, y1

    def _features_table(self) -> Table:
        columns = (
            Column("layer", Title("图层", "Layer")),
            Column("feature", Title("要素", "Feature")),
            Column("net_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("share", Title("占用地", "Share"), ValueKind.SHARE),
        )
        rows = tuple(
            (str(line.title), figures.names[i], area, share(area, self.footprint.net_m2))
            for line, figures in self.lines
            for i, area in _hit(figures)
        )
        places = tuple(_feature_place(figures, i) for _, figures in self.lines for i, _ in _hit(figures))
        return Table("features", Title("涉及的要素", "Features hit"), columns, rows, None, places)

    def _footprint_table(self) -> Table:
        stated = self.stated
        columns = [
            Column("plot", Title("地块", "Plot")),
            Column("area_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("parts", Title("部件数", "Parts"), ValueKind.COUNT),
            Column("lon", Title("中心经度", "Longitude")),
            Column("lat", Title("中心纬度", "Latitude")),
        ]
        if stated is not None:
            field = stated.field
            columns[2:2] = [
                Column("stated_m2", Title(f"字段面积 {field}", f"Stated in {field}"), ValueKind.AREA),
                Column("difference_m2", Title("字段－计算", "Stated less computed"), ValueKind.AREA),
            ]
        ground = self.footprint.ground
        parts = np.bincount(ground.parts.owner, minlength=len(ground))
        sums = () if stated is None else (stated.total_m2, stated.difference_m2)
        totals = (
            str(Title("合计（净面积）", "Total (net)")),
            self.footprint.net_m2,
            *sums,
            int(parts.sum()),
            *_degrees_text(self._middle()),
        )
        places = tuple(box_of(b) for b in shapely.bounds(ground.item.geometry))
        rows = self._plot_rows(parts)
        return Table("footprint", Title("用地概况", "Footprint"), tuple(columns), rows, totals, places)

    def _plot_rows(self, parts: Ints) -> tuple[tuple[Any, ...], ...]:
        """Return a row a plot, which has so many ``parts``: area, what was stated of it, its middle."""
        stated, item = self.stated, self.footprint.ground.item
        middles = shapely.get_coordinates(shapely.centroid(item.geometry[~shapely.is_empty(item.geometry)]))
        degrees = iter(_degrees(middles).tolist())
        rows = []
        for i, name in enumerate(item.names):
            area = float(self.footprint.plot_m2[i])
            said: tuple[float | None, ...] = ()
            if stated is not None:
                value = None if np.isnan(stated.m2[i]) else stated.m2[i]
                said = (value, None if value is None else value - area)
            middle = _degrees_text(next(degrees)) if parts[i] else ("", "")
            rows.append((name, area, *said, int(parts[i]), *middle))
        return tuple(rows)

    def _plots_by_line(self) -> Table:
        touched = [(line, figures) for line, figures in self.lines if figures.verdict is not Verdict.CLEAR]
        columns = (
            Column("plot", Title("地块", "Plot")),
            Column("area_m2", Title("面积", "Area"), ValueKind.AREA),
            *(Column(f"{i}.net_m2", line.title, ValueKind.AREA) for i, (line, _) in enumerate(touched)),
        )
        ground = self.footprint.ground
        names = ground.item.names[:MOST_PLOTS]
        rows = tuple(
            (name, float(self.footprint.plot_m2[i]), *(float(figures.plot_net_m2[i]) for _, figures in touched))
            for i, name in enumerate(names)
        )
        totals = (
            str(Title("合计（净面积）", "Total (net)")),
            self.footprint.net_m2,
            *(figures.net_m2 for _, figures in touched),
        )
        places = tuple(box_of(b) for b in shapely.bounds(ground.item.geometry[:MOST_PLOTS]))
        return Table("plots", Title("逐地块净面积", "Net area by plot"), columns, rows, totals, places)

    def _notes(self) -> Table:
        columns = (Column("layer", Title("图层", "Layer")), Column("note", Title("提示", "Note")))
        rows = tuple((str(line.title), str(note)) for line, figures in self.lines for note in notes(line, figures))
        return Table("notes", Title("贴线、临近与扣除提示", "Edges, nearness, deductions"), columns, rows)

    def _bases(self) -> Table:
        columns = (
            Column("layer", Title("图层", "Layer")),
            Column("severity", Title("管控", "Severity")),
            Column("near_m", Title("提示距离", "Near from"), ValueKind.LENGTH),
            Column("accuracy_m", Title("位置精度", "Accuracy"), ValueKind.LENGTH),
            Column("legal_basis", Title("依据（缺省值，请核定）", "Legal basis (default, to be checked)")),
            Column("rules", Title("规则文件", "Rule file")),
        )
        file = f"{self.rules.path.name} · SHA-256 {self.rules.sha256[:12]}…"
        rows = tuple(
            (
                str(line.title),
                str(line.severity.title),
                line.near_m,
                line.layer.info.accuracy_m,
                str(line.rule.legal_basis),
                file,
            )
            for line, _ in self.lines
            if line.severity is not None
        )
        return Table("rules", Title("核查规则与依据", "Rules and bases"), columns, rows)


def _hit(figures: LineFigures) -> list[tuple[int, float]]:
    """Return the features hit and their areas, the largest first."""
    order = np.argsort(-figures.feature_m2, kind="stable")
    return [(int(i), float(figures.feature_m2[i])) for i in order if figures.feature_m2[i] > 0]


def _degrees(places: Any) -> Floats:
    """Return places of the working CRS, one a row, as longitude and latitude."""
    return transform_coordinates(places, WORK_CRS, DEGREES_CRS)


def _degrees_text(place: Sequence[float]) -> tuple[str, str]:
    """Return longitude and latitude to print: six decimals are a tenth of a metre."""
    return f"{place[0]:.6f}", f"{place[1]:.6f}"


def _feature_place(figures: LineFigures, feature: int) -> Box | None:
    """Return the common ground with a feature of a line; with the line as a whole where pieces are united."""
    own = figures.pieces.geometry[figures.pieces.second == feature]
    return box_of(shapely.total_bounds(own if len(own) else figures.pieces.geometry))
