"""What is said of slices is said once of the layer: counts add up, numbers are those of the file."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from tests.analysis.making import ask, box, grid, layer, polygon
from yhgis.analysis import partition
from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, set_language
from yhgis.model.layer import Layer
from yhgis.model.layer_slices import LayerSlices
from yhgis.model.result import Result


class HeldSlices(LayerSlices):
    """A layer in memory that comes in slices."""

    def __init__(self, whole: Layer) -> None:
        self._whole, self.info, self.crs = whole, whole.info, whole.crs

    def __len__(self) -> int:
        return len(self._whole)

    def slices(self, features: int, feedback: Feedback) -> Iterator[Layer]:
        for first in range(0, len(self), features):
            picked = self._whole.select(np.arange(first, min(first + features, len(self))))
            yield Layer(self.info, picked.geometry, picked.fields, self.crs, first)

    def take(self, numbers: NDArray[np.intp], feedback: Feedback) -> Layer:
        return self._whole.select(numbers)

    def settle(self, feedback: Feedback) -> None:
        return None


@pytest.fixture(autouse=True)
def _short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "RUN_FEATURES", 10)
    set_language("en")


def share(features: Layer) -> tuple[Result, Result]:
    cover = layer("cover", [box(0, 0, 55, 33)])
    return ask("share", features=features, cover=cover), ask("share", features=HeldSlices(features), cover=cover)


def test_notes_and_repairs_are_those_of_the_whole() -> None:
    shapes = [*grid(6, 6, 10.0)]
    shapes[2] = shapes[21] = shapes[22] = None  # type: ignore[call-overload]
    shapes[4] = polygon([(40, 0), (50, 10), (50, 0), (40, 10)])
    shapes[25] = polygon([(10, 40), (20, 50), (20, 40), (10, 50)])
    given = layer("parcels", shapes).with_info(notes=(Message("{layer}: {count} things.", {"layer": "x", "count": 7}),))
    whole, sliced = share(given)
    assert [str(note) for note in sliced.provenance.warnings] == [str(note) for note in whole.provenance.warnings]
    assert any("3 features have no geometry" in str(note) for note in sliced.provenance.warnings)
    assert sliced.provenance.repairs == whole.provenance.repairs
    assert [repair.feature for repair in sliced.provenance.repairs] == ["#5", "#26"]
    assert sliced.document()["features"] == whole.document()["features"]


def test_a_wrong_feature_has_the_number_of_the_file() -> None:
    shapes = grid(6, 6, 10.0)
    shapes[27] = shapely.Point(0, 0)
    cover = layer("cover", [box(0, 0, 55, 33)])
    with pytest.raises(DataError, match="feature #28 is a Point"):
        ask("share", features=HeldSlices(layer("parcels", shapes)), cover=cover)


def test_a_layer_without_any_geometry() -> None:
    cover = layer("cover", [box(0, 0, 55, 33)])
    with pytest.raises(DataError, match="none of its 25 features has a geometry"):
        ask("share", features=HeldSlices(layer("parcels", [None] * 25)), cover=cover)
    with pytest.raises(DataError, match="has no features"):
        ask("share", features=HeldSlices(layer("parcels", [])), cover=cover)
