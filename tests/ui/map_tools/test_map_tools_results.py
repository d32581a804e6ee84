"""Every row of every tool's answer that has a place can be looked at: the map goes there and blinks it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from yhgis.analysis.tool import LayerParameter, LayersParameter
from yhgis.analysis.tools import TOOLS, tool
from yhgis.feedback import Feedback
from yhgis.ui.main_window import MainWindow
from yhgis.ui.session import Session

#: Tables whose rows are sums, words or rules: they lie nowhere.
NO_PLACE = {
    "overlap": {"reconciliation"}, "coverage": {"balance"}, "share": {"classes"}, "check": {"notes", "rules"},
    "topology": {"kinds"}, "compare": {"features_count", "areas"}, "checkup": set(), "conflicts": set(),
}


def values_of(session: Session, tool_id: str) -> dict[str, Any]:
    layer = session.layer
    found: dict[str, Any] = {}
    for parameter in tool(tool_id).parameters:
        if isinstance(parameter, LayersParameter):
            found[parameter.id] = [layer("ecological_redline"), layer("permanent_farmland")]
        elif isinstance(parameter, LayerParameter) and parameter.id in ("rows", "features"):
            found[parameter.id] = layer("towns")
        elif isinstance(parameter, LayerParameter) and not parameter.optional:
            usual = "platforms" if tool_id == "check" else "ecological_redline"
            found[parameter.id] = layer("permanent_farmland" if parameter.id == "old" else usual)
    return found


@pytest.mark.parametrize("tool_id", [one.id for one in TOOLS])
def test_every_row_with_a_place_shows_it(hand, window: MainWindow, session: Session, tool_id: str) -> None:
    asked = tool(tool_id)
    result = asked.run(asked.complete(values_of(session, tool_id)), Feedback())
    session.publish(result)
    view = window.panels.results.view
    x0, y0, x1, y1 = 4e5, 3.2e6, 6e5, 3.5e6
    shown_rows = 0
    heard: list[Any] = []
    session.viewRequested.connect(heard.append)
    session.flashRequested.connect(heard.append)
    for number, table in enumerate(result.tables()):
        view._show_table(number)
        placed = [row for row in range(len(table.rows)) if result.place_of(table, row, 0) is not None]
        if table.rows and table.id not in NO_PLACE.get(tool_id, set()):
            assert len(placed) >= 0.9 * len(table.rows), f"{tool_id}.{table.id} has rows that cannot be looked at"
        for row in (*placed[:2], *placed[-1:]):
            heard.clear()
            view.table.placeAsked.emit(row, 0)
            extent, blinked = heard
            assert x0 < extent[0] < extent[2] < x1
            assert y0 < extent[1] < extent[3] < y1
            bounds = shapely.total_bounds(np.asarray(blinked))
            assert bounds[0] >= extent[0] - 1e-6
            assert bounds[2] <= extent[2] + 1e-6
            assert window.canvas.marks.flashed is not None
            assert len(window.canvas.marks.flashed)
            shown_rows += 1
    assert shown_rows > 0
    hand.idle()
