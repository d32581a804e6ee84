"""Which share of every feature a layer covers: made for hundreds of thousands of features."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import shapely

from yhgis.analysis.answer import basis_of, provenance, share
from yhgis.analysis.covering import covered as covered_parts
from yhgis.analysis.ground import Ground, ground_of
from yhgis.analysis.parts import TOUCH_AREA_M2, TOUCH_WIDTH_M, Bools, Floats, Parts, sums
from yhgis.analysis.sliced import Reading
from yhgis.analysis.slices import one_pool
from yhgis.analysis.tool import BASIS, LayerParameter, Tool
from yhgis.feedback import Feedback
from yhgis.garbage import young_garbage_only
from yhgis.i18n import Title, tr
from yhgis.model.crs import WORK_CRS, Geometries
from yhgis.model.layer_slices import LayerSlices
from yhgis.model.result import Basis, Column, Places, Provenance, Result, Table, ValueKind


@dataclass(frozen=True, eq=False)
class ShareResult(Result):
    """Covered area and share of every feature; arrays have one value a feature, areas are in m2.

    Parameters
    ----------
    feature_title, cover_title : Title
        Of the two layers.
    names : list of str
    geometry : array or None
        The features, mended, in `WORK_CRS`; None where the layer was too large to be held.
    bounds : array, shape (n, 4)
        Their boxes; NaN for one without geometry.
    area_m2, covered_m2 : array
    whole, untouched : array of bool
        Covered entirely and not at all, but for the rounding of shared edges.
    """

    provenance: Provenance
    feature_title: Title
    cover_title: Title
    names: list[str]
    geometry: Geometries | None
    bounds: Floats
    area_m2: Floats
    covered_m2: Floats
    whole: Bools
    untouched: Bools

    @property
    def share(self) -> Floats:
        """Covered share of each feature; NaN for one without area."""
        out: Floats = np.full(len(self.names), np.nan)
        return np.divide(self.covered_m2, self.area_m2, out=out, where=self.area_m2 > 0)

    def document(self) -> dict[str, Any]:
        """Return the JSON document."""
        values = zip(self.names, self.area_m2.tolist(), self.covered_m2.tolist(), strict=True)
        features = [
            {"feature": name, "area_m2": area, "covered_m2": covered, "share": share(covered, area)}
            for name, area, covered in values
        ]
        return {**self.provenance.document(), "totals": self.totals(), "features": features}

    def totals(self) -> dict[str, Any]:
        """Return the JSON object of the totals; areas feature by feature, mean of the features' shares."""
        area, covered = float(self.area_m2.sum()), float(self.covered_m2.sum())
        shares = self.share[self.area_m2 > 0]
        partly = ~self.whole & ~self.untouched
        return {
            "features": len(self.names),
            "area_m2": area,
            "covered_m2": covered,
            "share": share(covered, area),
            "mean_share": float(shares.mean()) if len(shares) else None,
            "whole": int(self.whole.sum()),
            "partly": int(partly.sum()),
            "untouched": int(self.untouched.sum()),
        }

    def tables(self) -> tuple[Table, ...]:
        """Return the features by how they are covered, and one by one."""
        return (self._classes(), self._features())

    def places(self) -> Places | None:
        """Return all features with their figures, to draw by share or to save as a layer; None where not held."""
        if self.geometry is None:
            return None
        columns = {
            "name": list(self.names),
            "area_m2": self.area_m2.tolist(),
            "covered_m2": self.covered_m2.tolist(),
            "share": [None if np.isnan(value) else value for value in self.share.tolist()],
        }
        return Places(self.geometry, columns, WORK_CRS)

    def _classes(self) -> Table:
        columns = (
            Column("class", self.cover_title),
            Column("features", Title("要素数", "Features"), ValueKind.COUNT),
            Column("area_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("covered_m2", Title("被覆盖面积", "Covered"), ValueKind.AREA),
            Column("share", Title("覆盖率", "Share covered"), ValueKind.SHARE),
        )
        classes = (
            (Title("全部覆盖", "Wholly covered"), self.whole),
            (Title("部分覆盖", "Partly covered"), ~self.whole & ~self.untouched),
            (Title("未覆盖", "Not covered"), self.untouched),
        )
        rows = tuple((str(title), *self._sums(mask)) for title, mask in classes)
        totals = (tr("Total"), *self._sums(np.ones(len(self.names), dtype=bool)))
        return Table("classes", Title("按覆盖情况汇总", "Features by cover"), columns, rows, totals)

    def _sums(self, mask: Bools) -> tuple[int, float, float, float | None]:
        area, covered = float(self.area_m2[mask].sum()), float(self.covered_m2[mask].sum())
        return int(mask.sum()), area, covered, share(covered, area)

    def _features(self) -> Table:
        columns = (
            Column("feature", self.feature_title),
            Column("area_m2", Title("面积", "Area"), ValueKind.AREA),
            Column("covered_m2", Title("被覆盖面积", "Covered"), ValueKind.AREA),
            Column("share", Title("覆盖率", "Share covered"), ValueKind.SHARE),
        )
        areas, covered = self.area_m2.tolist(), self.covered_m2.tolist()
        rows = tuple((n, a, c, share(c, a)) for n, a, c in zip(self.names, areas, covered, strict=True))
        _, area, total, whole = self._sums(np.ones(len(self.names), dtype=bool))
        boxes = self.bounds.tolist() if self.geometry is not None else []  # nobody zooms to what is not held
        places = tuple(None if math.isnan(x0) else (x0, y0, x1, y1) for x0, y0, x1, y1 in boxes)
        title = Title("逐要素覆盖率", "Share of every feature")
        return Table("features", title, columns, rows, (tr("Total"), area, total, whole), places)


@dataclass(frozen=True, eq=False)
class _Told:
    """What is told of some features, in their order; as `ShareResult`."""

    bounds: Floats
    area: Floats
    covered: Floats
    whole: Bools
    untouched: Bools


@one_pool()
@young_garbage_only()
def run(values: Mapping[str, Any], feedback: Feedback) -> ShareResult:
    """Return the shares; see `SHARE` for the values."""
    basis = basis_of(values)
    features, cover = values["features"], values["cover"]
    covering = ground_of(cover, feedback.part(0.0, 0.1))
    net = covering.net_parts(feedback.part(0.1, 0.2))
    geometry: Geometries | None = None
    if isinstance(features, LayerSlices):
        reading = Reading(features)
        told = _joined([_told(one, net, basis, step) for one, step in reading.grounds(feedback.part(0.2, 1.0))])
        ground = reading.ground()
    else:
        ground = ground_of(features, feedback.part(0.2, 0.4))
        told, geometry = _told(ground, net, basis, feedback.part(0.4, 1.0)), ground.item.geometry
    inputs = [(features, ground), (cover, covering)]
    return ShareResult(
        provenance=provenance(SHARE.id, basis, inputs, values),
        feature_title=features.info.title,
        cover_title=cover.info.title,
        names=ground.item.names,
        geometry=geometry,
        bounds=told.bounds,
        area_m2=told.area,
        covered_m2=told.covered,
        whole=told.whole,
        untouched=told.untouched,
    )


def _told(ground: Ground, net: Parts, basis: Basis, feedback: Feedback) -> _Told:
    """Return the figures of a layer, or of one slice of it."""
    own = ground.part_areas(basis, feedback.part(0.0, 0.2))
    by_part = covered_parts(ground.parts, own, net, basis, feedback.part(0.2, 1.0))
    area = ground.feature_areas(basis, feedback.part(1.0, 1.0))
    covered = sums(by_part, ground.parts.owner, len(ground))
    covered[covered < TOUCH_AREA_M2] = 0.0
    covered = np.minimum(covered, area)
    rounding = TOUCH_WIDTH_M * np.nan_to_num(shapely.length(ground.item.geometry)) / 2.0 + TOUCH_AREA_M2
    return _Told(
        bounds=shapely.bounds(ground.item.geometry),
        area=area,
        covered=covered,
        whole=(area > 0) & (area - covered <= rounding),
        untouched=covered <= np.minimum(rounding, area / 2.0),
    )


def _joined(slices: list[_Told]) -> _Told:
    """Return the figures of all slices."""
    return _Told(*(np.concatenate([getattr(one, column.name) for one in slices]) for column in fields(_Told)))


SHARE = Tool(
    "share",
    Title("图斑覆盖率", "Share of each feature covered"),
    Title(
        "逐要素计算被覆盖图层覆盖的面积和比例；适用于数十万个图斑。覆盖图层自身重叠处只计一次。",
        "Area and share of every feature under a layer, for hundreds of thousands; the layer's overlaps count once.",
    ),
    (
        LayerParameter(
            "features",
            Title("要素图层", "Features"),
            Title("要逐个计算的图斑。", "The features to be told one by one."),
            positional=True,
            sliced=True,
        ),
        LayerParameter(
            "cover",
            Title("覆盖图层", "Cover"),
            Title("例如生态保护红线；按合并后的范围计。", "Such as the ecological red line; its union counts."),
            positional=True,
        ),
        BASIS,
    ),
    run,
    spread=True,
)
