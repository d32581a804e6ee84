"""What stands in the PDF is nowhere farther than 0.05 mm from the truth, and neighbours stand together in it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pypdf
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.carto.makers import make
from tests.carto.test_edges import cover
from yhgis.carto.map_picture import MapLayer, compose
from yhgis.model.style import LayerStyle
from yhgis.model.view import View
from yhgis.paint.pdf import write_pdf

BOUND_MM = 0.05
STYLE = LayerStyle.model_validate(
    {
        "renderer": {
            "kind": "single",
            "symbol": [
                {"kind": "fill", "color": "#aaccee"},
                {"kind": "stroke", "color": "#333333", "width_mm": 0.1},
            ],
        }
    }
)


def rings_in(path: Path) -> list[np.ndarray]:
    """Return the closed rings of the page, in mm."""
    content = pypdf.PdfReader(path).pages[0].get_contents().get_data().decode("latin-1")
    found: list[np.ndarray] = []
    ring: list[tuple[float, float]] = []
    for x, y, operator in re.findall(r"^(?:(-?\d+) (-?\d+) )?([mlh])$", content, re.MULTILINE):
        if operator == "h":
            found.append(np.array(ring))
        else:
            ring = [*([] if operator == "m" else ring), (int(x) / 100, int(y) / 100)]
    return found


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 500), st.sampled_from([2_000.0, 8_000.0, 30_000.0]))
def test_lines_in_the_pdf_are_true(seed: int, scale: float) -> None:
    tiles = cover(seed, cells=130)
    side = 1040.0 * 1000 / scale
    view = View(500.0, 500.0, scale, side, side, dpi=300.0)
    page = compose([MapLayer(make(list(tiles)), STYLE)], view, for_paper=True)
    with TemporaryDirectory() as folder:
        write_pdf([page], Path(folder) / "图.pdf", "图")
        rings = rings_in(Path(folder) / "图.pdf")
    truth = shapely.transform(tiles, view.to_paper)
    assert len(rings) == len(truth)
    drawn = np.array([shapely.linestrings(np.vstack([ring, ring[:1]])) for ring in rings])
    far = shapely.hausdorff_distance(drawn, shapely.get_exterior_ring(truth), densify=0.1)
    assert far.max() <= BOUND_MM
    edges = Counter(
        frozenset(map(tuple, pair))
        for ring in rings
        for pair in zip(ring.tolist(), np.roll(ring, -1, axis=0).tolist(), strict=True)
    )
    outside = shapely.union_all(truth).boundary
    single = [sorted(edge) for edge, times in edges.items() if times % 2 and len(edge) == 2]
    assert shapely.distance(shapely.centroid(shapely.linestrings(single)), outside).max() <= BOUND_MM
