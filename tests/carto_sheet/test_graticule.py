"""Grid lines stand at whole kilometres, at their true place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis.carto.display_list import Stroke, Text, TextStyle
from yhgis.carto.graticule import band_mm, grid_lines, grid_marks, grid_step_km
from yhgis.carto.sheet_shapes import Box
from yhgis.carto.text_measure import em_mm, estimated_measure
from yhgis.model.view import View

STYLE = TextStyle(5.5)
VIEWS = st.builds(
    View,
    st.floats(460_000, 520_000),
    st.floats(3_330_000, 3_390_000),
    st.sampled_from([5_000.0, 25_000.0, 75_000.0, 200_000.0, 400_000.0]),
    st.floats(80, 1000),
    st.floats(80, 700),
)


@given(VIEWS)
def test_lines_are_where_their_figures_say(view: View) -> None:
    columns, rows = grid_lines(view, STYLE)
    step = grid_step_km(view, STYLE)
    for line in columns:
        assert 0 <= line.at_mm <= view.width_mm + 1e-6
        assert view.to_ground(line.at_mm, 0)[0] / 1000 == pytest.approx(float(line.figure), abs=1e-6)
        assert float(line.figure) / step == pytest.approx(round(float(line.figure) / step), abs=1e-6)
    for line in rows:
        assert 0 <= line.at_mm <= view.height_mm + 1e-6
        assert view.to_ground(0, line.at_mm)[1] / 1000 == pytest.approx(float(line.figure), abs=1e-6)
    assert len(columns) >= int(view.width_mm / (step * 1e6 / view.scale))


@given(VIEWS)
def test_figures_stand_clear_of_each_other_and_inside_the_band(view: View) -> None:
    frame = Box(50, 60, view.width_mm, view.height_mm)
    marks = grid_marks(view, frame, STYLE, estimated_measure)
    band = band_mm(STYLE)
    around = frame.shrunk(-band, -band, -band, -band)
    tops = [mark for mark in marks if isinstance(mark, Text) and mark.angle == 0 and mark.y_mm < frame.y]
    ends = [(mark.x_mm, estimated_measure(mark.text, STYLE)[0] / 2) for mark in tops]
    for (x0, half0), (x1, half1) in zip(ends, ends[1:], strict=False):
        assert x0 + half0 < x1 - half1
    for mark in marks:
        if isinstance(mark, Text):
            assert around.x <= mark.x_mm <= around.right
            assert around.y <= mark.y_mm <= around.bottom + 1e-6
        if isinstance(mark, Stroke):
            assert mark.width_mm == pytest.approx(0.1)
            xy = mark.paths.xy
            inside = (xy > (frame.x, frame.y)).all(axis=1) & (xy < (frame.right, frame.bottom)).all(axis=1)
            assert not inside.any()


def test_the_first_figure_says_its_unit() -> None:
    view = View(490_000, 3_360_000, 200_000, 250, 240)
    figures = [m.text for m in grid_marks(view, Box(10, 10, 250, 240), STYLE, estimated_measure) if isinstance(m, Text)]
    assert sum(figure.endswith(" km") for figure in figures) == 4
    assert "490" in figures
    assert "3360" in figures
    assert em_mm(STYLE) < band_mm(STYLE) < 3 * em_mm(STYLE)
