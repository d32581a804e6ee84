"""The rows of a matrix: features one by one, or groups of features that share a value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from yhgis.analysis.area import areas
from yhgis.analysis.dissolve import without_overlap
from yhgis.analysis.ground import Ground
from yhgis.analysis.parts import Floats, Ints, Parts, joined, only_touches, sums
from yhgis.analysis.pieces import bounds_by
from yhgis.feedback import Feedback
from yhgis.i18n import tr
from yhgis.model.layer import Layer
from yhgis.model.result import Basis


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows and the ground of each, nothing twice within a row.

    Parameters
    ----------
    names : list of str
    parts : Parts
        Owned by row number.
    area_m2 : array, shape (r,)
        Net area of each row.
    total_m2 : float
        Area of all rows together; ground that rows share counts once.
    bounds : array, shape (r, 4)
        In `WORK_CRS`; NaN for a row without ground.
    together : Parts or None
        All rows as one, where rows overlap each other; None where they do not.
    shared_m2 : float
        Sum of the common areas of two rows each, planar.
    """

    names: list[str]
    parts: Parts
    area_m2: Floats
    total_m2: float
    bounds: Floats
    together: Parts | None
    shared_m2: float

    def __len__(self) -> int:
        return len(self.names)


def rows_of(layer: Layer, ground: Ground, key: str, basis: Basis, feedback: Feedback) -> Rows:
    """Return the rows of ``layer``.

    Parameters
    ----------
    key : str
        Field whose equal values make one row; empty for a row a feature.

    Raises
    ------
    DataError
        The layer has no field ``key``.
    """
    names, row_of = groups_of(layer, ground, key)
    parts = ground.parts.renamed(row_of)
    overlap = ground.overlap(feedback.part(0.0, 0.5))
    within = parts.owner[overlap.first] == parts.owner[overlap.second]
    free, united = without_overlap(parts, overlap.select(within), feedback.part(0.5, 0.6))
    area = sums(ground.part_areas(basis, feedback.part(0.6, 0.7))[free], parts.owner[free], len(names))
    area += sums(areas(united.geometry, basis, feedback.part(0.7, 0.75)), united.owner, len(names))
    shared = shapely.area(overlap.geometry)
    real = ~within & ~only_touches(shared, shapely.length(overlap.geometry))
    together, total = None, float(area.sum())
    if real.any():
        whole = ground.net_parts(feedback.part(0.75, 0.9))
        together = Parts(whole.geometry, np.zeros(len(whole), dtype=np.intp))
        total = ground.net_area(basis, feedback.part(0.9, 1.0))
    row_parts = joined([parts.select(free), united]) if len(united) else parts
    return Rows(
        names=names,
        parts=row_parts,
        area_m2=area,
        total_m2=total,
        bounds=bounds_by(row_parts.owner, shapely.bounds(row_parts.geometry), len(names)),
        together=together,
        shared_m2=float(shared[real].sum()),
    )


def groups_of(layer: Layer, ground: Ground, key: str) -> tuple[list[str], Ints]:
    """Return row names in order of first appearance, and the row of each feature.

    Raises
    ------
    DataError
        The layer has no field ``key``.
    """
    if not key:
        return ground.item.names, np.arange(len(layer))
    texts = [value_text(value) for value in layer.field(key)]
    number = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    return list(number), np.array([number[text] for text in texts], dtype=np.intp)


def value_text(value: object) -> str:
    """Return a field value as a row name; 3.0 of a float column (an integer column with nulls) is 3."""
    if value is None or (isinstance(value, float) and np.isnan(value)) or str(value) == "":
        return tr("(no value)")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
