"""What is selected: features of one layer, by their position in it.

Table, map and charts show the same selection; a selection of another layer takes the place of the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

#: How a new choice meets the present one.
Mode = Literal["replace", "add", "remove", "toggle"]
Positions = NDArray[np.int64]


def _none() -> Positions:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Selection:
    """Features of one layer.

    Parameters
    ----------
    layer : str
        Id of the entry on the map; empty when nothing is selected.
    features : array of int64, shape (n,)
        Positions in the layer; sorted and each once, whatever is given.
    """

    layer: str = ""
    features: Positions = field(default_factory=_none)

    def __post_init__(self) -> None:
        features = np.array(self.features, dtype=np.int64)
        if (features[1:] <= features[:-1]).any():  # looking is a hundred times as quick as sorting a million
            features = np.unique(features)
        features.flags.writeable = False
        object.__setattr__(self, "features", features)

    def __len__(self) -> int:
        return len(self.features)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Selection):
            return NotImplemented
        return self.layer == other.layer and np.array_equal(self.features, other.features)

    def __hash__(self) -> int:
        return hash((self.layer, self.features.tobytes()))

    def mask(self, count: int) -> NDArray[np.bool_]:
        """Return which of a layer's ``count`` features are selected."""
        chosen = np.zeros(count, dtype=np.bool_)
        chosen[self.features] = True
        return chosen

    def combined(self, other: Selection, mode: Mode) -> Selection:
        """Return this selection after ``other`` was chosen in ``mode``; of another layer, it replaces this one."""
        if mode == "replace" or not len(self) or self.layer != other.layer:
            return Selection(other.layer) if mode == "remove" and self.layer != other.layer else other
        return Selection(self.layer, _met(self.features, other.features, mode))


def _met(present: Positions, chosen: Positions, mode: Mode) -> Positions:
    match mode:
        case "add":
            return np.union1d(present, chosen)
        case "remove":
            return np.setdiff1d(present, chosen)
        case "toggle":
            return np.setxor1d(present, chosen)
        case "replace":
            return chosen
