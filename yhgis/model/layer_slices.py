"""A layer too large to be held whole: its features come in slices, in the order of the file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from yhgis.feedback import Feedback
from yhgis.model.layer import Layer, LayerInfo


class LayerSlices(ABC):
    """What a tool can go through slice by slice; made where files are read, used where they are not known.

    Attributes
    ----------
    info : LayerInfo
        Identity and provenance; ``sha256`` is empty until `settle`.
    crs : str
        Normalised CRS name, the same for all slices.
    """

    info: LayerInfo
    crs: str

    @abstractmethod
    def __len__(self) -> int:
        """Return how many features there are."""

    @property
    def id(self) -> str:
        """File name, as of `Layer.id`."""
        return self.info.id

    @abstractmethod
    def slices(self, features: int, feedback: Feedback) -> Iterator[Layer]:
        """Yield consecutive features, ``features`` at a time (the last slice has the rest).

        Each slice is a layer that knows where it stands (`Layer.first`) and has the fields that name its features;
        what happened while it was read is in its notes.  The file is read as the slices are taken, in batches short
        enough that a cancel is heard within half a second.
        """

    @abstractmethod
    def take(self, numbers: NDArray[np.intp], feedback: Feedback) -> Layer:
        """Return the features of these numbers (ascending, from 0), once the slices have been gone through."""

    @abstractmethod
    def settle(self, feedback: Feedback) -> None:
        """Wait for what is only known at the end: the sum of the file's bytes."""
