"""Which feature of the old version is which of the new one, and what became of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
import shapely
from numpy.typing import NDArray

from yhgis.analysis.compare_ground import turned
from yhgis.analysis.compare_rest import real_and_touches, rest_of
from yhgis.analysis.compare_same import Twins, paired
from yhgis.analysis.parts import Bools, Floats, Ints, Parts, sums
from yhgis.analysis.pieces import Pieces, common_pieces
from yhgis.analysis.rows import Rows
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.layer import Layer
from yhgis.model.result import Basis

#: Two features are one only if they share at least this much of the smaller one.
_LEAST_SHARED = 0.5
#: Numbers that differ by less than this share are one number written twice.
_SAME_NUMBER = 1e-9


class Fate(Enum):
    """What became of a feature."""

    ADDED = "added"
    REMOVED = "removed"
    RESHAPED = "reshaped"
    ATTRIBUTES = "attributes"
    UNCHANGED = "unchanged"

    @property
    def title(self) -> Title:
        """The word for it."""
        return {
            Fate.ADDED: Title("新增", "added"),
            Fate.REMOVED: Title("删除", "removed"),
            Fate.RESHAPED: Title("图形变化", "reshaped"),
            Fate.ATTRIBUTES: Title("仅属性变化", "attributes only"),
            Fate.UNCHANGED: Title("不变", "unchanged"),
        }[self]


@dataclass(frozen=True, eq=False)
class Version:
    """One version of the layer: its rows are features, or groups of equal key.

    Parameters
    ----------
    layer : Layer
    rows : Rows
    members : array of int
        The feature of each row; -1 where it is a group of several.
    """

    layer: Layer
    rows: Rows
    members: Ints


@dataclass(frozen=True, eq=False)
class Fates:
    """Rows of both versions and what became of them; arrays have one value a row of this table.

    Parameters
    ----------
    fate : list of Fate
    old, new : array of int
        Row of the version; -1 where there is none.
    added_m2, removed_m2 : array
        Ground that the feature gained and lost, in m2.
    fields : list of list of str
        Attributes that changed.
    """

    fate: list[Fate]
    old: Ints
    new: Ints
    added_m2: Floats
    removed_m2: Floats
    fields: list[list[str]]

    def count(self, fate: Fate) -> int:
        """Return how many rows have that fate."""
        return self.fate.count(fate)


def fates(old: Version, new: Version, twins: Twins, key: str, basis: Basis, feedback: Feedback) -> Fates:
    """Return what became of every feature.

    Parameters
    ----------
    twins : Twins
        Features of the two versions' layers that have one geometry.
    key : str
        Field by whose values features are recognised; empty: by the ground they share most of.
    """
    if key:
        pair_old, pair_new = paired(old.rows.names, new.rows.names)
        same = _same_shape(old, new, pair_old, pair_new, twins)
    else:
        pair_old, pair_new = twins.pairs()
        same = np.ones(len(pair_old), dtype=bool)
    left, right = _others(new.rows, pair_new[same]), _others(old.rows, pair_old[same])
    pieces = common_pieces(left.numbered, right.numbered, basis, feedback.part(0.0, 0.6), keep_geometry=True)
    if not key:
        more_old, more_new = _by_ground(pieces, left, right, old.rows, new.rows)
        pair_old, pair_new = np.concatenate([pair_old, more_old]), np.concatenate([pair_new, more_new])
        same = np.concatenate([same, np.zeros(len(more_old), dtype=bool)])
    partner = np.full(len(new.rows), -1, dtype=np.intp)
    partner[pair_new] = pair_old
    kept = pieces.select(partner[left.row[pieces.left]] == right.row[pieces.right])
    gained = _left_over(left, kept, new.rows, basis, feedback.part(0.6, 0.8))
    lost = _left_over(right, turned(kept), old.rows, basis, feedback.part(0.8, 1.0))
    return _table(old, new, (pair_old, pair_new, same), (lost, gained), key)


@dataclass(frozen=True, eq=False)
class _Side:
    """Parts of the rows that are not settled yet, and the row of each."""

    numbered: Parts
    row: Ints


def _others_than(some: Ints, n: int) -> Ints:
    open_ = np.ones(n, dtype=bool)
    open_[some] = False
    return np.flatnonzero(open_)


def _others(rows: Rows, settled: Ints) -> _Side:
    open_ = np.zeros(len(rows), dtype=bool)
    open_[_others_than(settled, len(rows))] = True
    parts = rows.parts.owned_by(open_)
    return _Side(Parts(parts.geometry, np.arange(len(parts))), parts.owner)


def _same_shape(old: Version, new: Version, pair_old: Ints, pair_new: Ints, twins: Twins) -> Bools:
    """Return which pairs of rows have one geometry: twins at once, others by their vertices."""
    a, b = old.members[pair_old], new.members[pair_new]
    same: Bools = (a >= 0) & (b >= 0) & (twins.new_of[a] == b)
    open_ = np.flatnonzero(~same)
    first, second = _shapes(old.rows, pair_old[open_]), _shapes(new.rows, pair_new[open_])
    same[open_] = [x == y for x, y in zip(first, second, strict=True)]
    return same


def _shapes(rows: Rows, chosen: Ints) -> list[bytes]:
    """Return bytes for each chosen row that are equal for equal vertices; parts in any order, rings begun anywhere."""
    place = np.full(len(rows), -1, dtype=np.intp)
    place[chosen] = np.arange(len(chosen))
    owned = rows.parts.select(place[rows.parts.owner] >= 0)
    wkb = shapely.to_wkb(shapely.normalize(owned.geometry))
    parts: list[list[bytes]] = [[] for _ in range(len(chosen))]
    for at, part in zip(place[owned.owner].tolist(), wkb.tolist(), strict=True):
        parts[at].append(part)
    return [b"".join(sorted(of)) for of in parts]


def _by_ground(pieces: Pieces, left: _Side, right: _Side, old: Rows, new: Rows) -> tuple[Ints, Ints]:
    """Pair rows one to one, those that share the most ground first, if it is not too little."""
    code, which = np.unique(left.row[pieces.left] * len(old) + right.row[pieces.right], return_inverse=True)
    j, i = code // len(old), code % len(old)
    common = sums(pieces.area, which, len(code))
    enough = common >= _LEAST_SHARED * np.minimum(old.area_m2[i], new.area_m2[j])
    # Equal shares (duplicates) are paired alike whichever version comes first.
    order = np.lexsort((np.abs(i - j), i + j, -np.round(common, 4)))
    free_old, free_new = np.ones(len(old), dtype=bool), np.ones(len(new), dtype=bool)
    chosen = []
    for k in order[enough[order]].tolist():
        if free_old[i[k]] and free_new[j[k]]:
            free_old[i[k]] = free_new[j[k]] = False
            chosen.append(k)
    best = np.array(chosen, dtype=np.intp)
    return i[best], j[best]


def _left_over(side: _Side, pieces: Pieces, rows: Rows, basis: Basis, feedback: Feedback) -> Floats:
    """Return the area of each row that its partner does not cover; 0 where the two differ by no more than touches."""
    rest = rest_of(side.numbered, pieces, basis, feedback)
    real, _touches = real_and_touches(rest)
    moved = np.zeros(len(rows), dtype=bool)
    moved[side.row[real.first]] = True
    return np.where(moved, sums(rest.area, side.row[rest.first], len(rows)), 0.0)


def _table(old: Version, new: Version, pairs: tuple[Ints, Ints, Bools], over: tuple[Floats, Floats], key: str) -> Fates:
    pair_old, pair_new, _same = pairs
    lost, gained = over
    fields = _changed_fields(old, new, pair_old, pair_new, key)
    moved = (lost[pair_old] > 0) | (gained[pair_new] > 0)
    fate = [
        Fate.RESHAPED if reshaped else Fate.ATTRIBUTES if names else Fate.UNCHANGED
        for reshaped, names in zip(moved.tolist(), fields, strict=True)
    ]
    gone, come = _others_than(pair_old, len(old.rows)), _others_than(pair_new, len(new.rows))
    none_gone, none_come = np.full(len(gone), -1, dtype=np.intp), np.full(len(come), -1, dtype=np.intp)
    return Fates(
        [*fate, *[Fate.REMOVED] * len(gone), *[Fate.ADDED] * len(come)],
        np.concatenate([pair_old, gone, none_come]),
        np.concatenate([pair_new, none_gone, come]),
        np.concatenate([gained[pair_new], np.zeros(len(gone)), new.rows.area_m2[come]]),
        np.concatenate([lost[pair_old], old.rows.area_m2[gone], np.zeros(len(come))]),
        [*fields, *([] for _ in range(len(gone) + len(come)))],
    )


def _changed_fields(old: Version, new: Version, pair_old: Ints, pair_new: Ints, key: str) -> list[list[str]]:
    """Return for each pair the names of the fields, of those in both versions, whose values differ."""
    out: list[list[str]] = [[] for _ in range(len(pair_old))]
    a = old.members[pair_old]
    b = new.members[pair_new]
    single = np.flatnonzero((a >= 0) & (b >= 0))
    known = {name.casefold(): name for name in old.layer.fields}
    for name, column in new.layer.fields.items():
        if name.casefold() not in known or name.casefold() == key.casefold():
            continue
        before = old.layer.fields[known[name.casefold()]][a[single]]
        for i in single[_differ(before, column[b[single]])].tolist():
            out[i].append(name)
    return out


def _differ(a: NDArray[np.generic], b: NDArray[np.generic]) -> Bools:
    """Return where two columns hold different values; no value is equal to no value."""
    if a.dtype.kind in "fiu" and b.dtype.kind in "fiu":
        close: Bools = ~np.isclose(a.astype(float), b.astype(float), rtol=_SAME_NUMBER, atol=0.0, equal_nan=True)
        return close
    pairs = zip(a.tolist(), b.tolist(), strict=True)
    return np.fromiter((x != y and not _one_value(x, y) for x, y in pairs), dtype=bool, count=len(a))


def _one_value(a: object, b: object) -> bool:
    """Whether two values of object columns are the same, written differently."""
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and math.isclose(a, b, rel_tol=_SAME_NUMBER):
        return True
    return _plain(a) == _plain(b)


def _plain(value: object) -> str:
    """Return a value as text; 3.0 of a column with nulls is 3."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is what differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
