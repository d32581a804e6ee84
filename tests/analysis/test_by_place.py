"""What lies where: against the slow way, feature by feature."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yhgis.analysis import by_place
from yhgis.analysis.by_place import Relation, features_at, features_by, features_in
from yhgis.errors import Cancelled
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo

small = st.integers(0, 12)
boxes = st.builds(lambda x, y, w, h: shapely.box(x, y, x + w + 1, y + h + 1), small, small, small, small)


def layer(shapes: list[shapely.Geometry | None]) -> Layer:
    return Layer(LayerInfo(id="l", title=Title("l")), np.array(shapes, dtype=object), {}, WORK_CRS)


@pytest.mark.parametrize("few", [0, 200], ids=["by a tree", "by boxes"])
@given(st.lists(boxes, max_size=12), st.lists(boxes, max_size=6), st.integers(0, 5))
def test_every_relation_agrees_with_its_definition(
    few: int, shapes: list[shapely.Geometry], others: list[shapely.Geometry], distance: int
) -> None:
    union = shapely.union_all(others)
    slow = {
        Relation.INTERSECTS: lambda s: any(s.intersects(o) for o in others),
        Relation.WITHIN: lambda s: bool(others) and union.covers(s),
        Relation.NEAR: lambda s: any(s.distance(o) <= distance for o in others),
    }
    for relation, fits in slow.items():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(by_place, "_FEW", few)
            found = features_by(layer(list(shapes)), np.array(others, dtype=object), relation, float(distance))
        assert found.tolist() == [i for i, shape in enumerate(shapes) if fits(shape)]


def test_null_and_empty_geometry_lies_nowhere() -> None:
    odd = layer([None, shapely.Polygon(), shapely.box(0, 0, 2, 2)])
    assert features_in(odd, shapely.box(1, 1, 5, 5)).tolist() == [2]
    assert features_at(odd, 1.0, 1.0, 1.0).tolist() == [2]
    assert not len(features_by(odd, np.array([None, shapely.Point()], dtype=object), Relation.WITHIN))


def test_the_last_drawn_comes_first_and_lines_are_met_within_reach() -> None:
    mixed = layer([shapely.box(0, 0, 10, 10), shapely.LineString([(0, 5), (10, 5)]), shapely.Point(5, 8)])
    assert features_at(mixed, 5.0, 6.0, 0.5).tolist() == [0]
    assert features_at(mixed, 5.0, 6.0, 1.5).tolist() == [1, 0]
    assert features_at(mixed, 5.0, 7.0, 2.0).tolist() == [2, 1, 0]


def test_of_an_area_without_fill_only_the_outline_counts() -> None:
    one = layer([shapely.box(0, 0, 10, 10)])
    assert features_at(one, 5.0, 5.0, 1.0, outlines=True).tolist() == []
    assert features_at(one, 9.5, 5.0, 1.0, outlines=True).tolist() == [0]


def test_a_stopped_search_stops() -> None:
    feedback = Feedback()
    feedback.cancel()
    many = layer([shapely.box(i, 0, i + 1, 1) for i in range(10_000)])
    with pytest.raises(Cancelled):
        features_in(many, shapely.box(0, 0, 1e5, 1), feedback)
