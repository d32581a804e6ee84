"""What changed, town by town or in any other layer's features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yhgis.analysis.compare_ground import Change
from yhgis.analysis.ground import Ground
from yhgis.analysis.parts import Floats, Parts, sums
from yhgis.analysis.pieces import common_pieces
from yhgis.analysis.rows import Rows
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.result import Basis


@dataclass(frozen=True, eq=False)
class ByFigures:
    """Areas in m2, one value a row of the other layer, and what lies outside all of them.

    Parameters
    ----------
    title : Title
        Of the other layer.
    id : str
    names : list of str
    bounds : array, shape (r, 4)
    old, new, added, removed : array, shape (r,)
    outside : tuple of float
        Old, new, added, removed; ground that rows share is in each of them and counts once here.
    """

    title: Title
    id: str
    names: list[str]
    bounds: Floats
    old: Floats
    new: Floats
    added: Floats
    removed: Floats
    outside: tuple[float, float, float, float]


def by_figures(
    rows: Rows,
    named: tuple[str, Title],
    versions: tuple[Ground, Ground],
    change: Change,
    basis: Basis,
    feedback: Feedback,
) -> ByFigures:
    """Return areas by the rows of another layer; ground that stands in both versions is looked at once."""
    added, removed = (
        Parts(found.geometry, np.zeros(len(found), dtype=np.intp)) for found in (change.all_added, change.all_removed)
    )
    weights = np.array([len(parts) + 1.0 for parts in (change.stayed, change.gone, change.come, added, removed)])
    done = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    stayed, gone, come, plus, minus = (
        _within(rows, parts, basis, feedback.part(float(done[k]), float(done[k + 1])))
        for k, parts in enumerate((change.stayed, change.gone, change.come, added, removed))
    )
    columns = [stayed[0] + gone[0], stayed[0] + come[0], plus[0], minus[0]]
    within = (stayed[1] + gone[1], stayed[1] + come[1], plus[1], minus[1])
    totals = (
        *(ground.net_area(basis, feedback) for ground in versions),
        float(change.all_added.area.sum()),
        float(change.all_removed.area.sum()),
    )
    outside = [total - inside for total, inside in zip(totals, within, strict=True)]
    return ByFigures(
        title=named[1],
        id=named[0],
        names=rows.names,
        bounds=rows.bounds,
        old=columns[0],
        new=columns[1],
        added=columns[2],
        removed=columns[3],
        outside=(outside[0], outside[1], outside[2], outside[3]),
    )


def _within(rows: Rows, parts: Parts, basis: Basis, feedback: Feedback) -> tuple[Floats, float]:
    """Return the area of ``parts`` in each row, and in all rows together, ground that rows share counted once."""
    pieces = common_pieces(rows.parts, parts, basis, feedback.part(0.0, 0.6))
    column = sums(pieces.area, pieces.left, len(rows))
    if rows.together is None:
        return column, float(column.sum())
    return column, float(common_pieces(rows.together, parts, basis, feedback.part(0.6, 1.0)).area.sum())
