"""Where QGIS is installed: it loads the style files that we write, and draws with them what we draw."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from tests.carto.makers import make
from tests.paint.conftest import pixels_of
from tests.paint.symbol_kinds import AREA, LINE, POINTS, TILE_MM, part
from yhgis.carto.map_picture import MapLayer, compose
from yhgis.io.style_file import write_style_file
from yhgis.io.vector_write import write_layer
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle
from yhgis.model.view import View
from yhgis.paint.image import render
from yhgis.paint.text import measure

#: QGIS takes an SLD's pixels for those of the device: at this resolution they are the standard's 0.28 mm.
DPI = {"qml": 254.0, "sld": 25.4 / 0.28}
Pixels = NDArray[np.float64]

EDGE = part("stroke", color="#333333", width_mm=0.4)
STOPS = [{"at": 0, "color": "#F28E2B", "opacity": 0.1}, {"at": 0.5, "color": "#F28E2B"}, {"at": 1, "color": "#1F6F8B"}]
AREAS, LINES = {"geometry": [AREA]}, {"geometry": [LINE]}
MARKS = {"geometry": list(POINTS)}
#: Kind -> geometry, symbol, endings.  Patterns begin elsewhere in QGIS, so only their density is compared.
KINDS: dict[str, tuple[dict[str, Any], list[dict[str, Any]], str]] = {
    "fill": (AREAS, [part("fill", color="#1A9850", opacity=0.4), EDGE], "qml sld"),
    "dashed": (AREAS, [part("stroke", color="#C51B7D", width_mm=0.6, dash=[4, 1.5])], "qml sld"),
    "hatch": (AREAS, [part("hatch", color="#1A9850", angle=30, spacing_mm=1.5, width_mm=0.3), EDGE], "qml"),
    "dots": (AREAS, [part("dots", color="#BF9000", spacing_mm=1.5, size_mm=0.6)], "qml"),
    "band": (AREAS, [part("inner_band", color="#C51B7D", opacity=0.6, width_mm=3, steps=12), EDGE], "qml"),
    "gradient": (AREAS, [part("gradient", stops=STOPS, angle=0), EDGE], "qml"),
    "categories": (AREAS, [part("fill", color="#1A9850")], "qml sld"),
    "graduated": (AREAS, [part("fill", color="#D7301F")], "qml sld"),
    "rules": (AREAS, [part("fill", color="#6A51A3")], "qml sld"),
    "casing": (
        LINES,
        [part("stroke", color="#9A6A20", width_mm=2.2, cap="round"), part("stroke", color="#F6C37B", width_mm=1.4)],
        "qml sld",
    ),
    "offset": (LINES, [EDGE, part("stroke", color="#D7191C", width_mm=0.6, offset_mm=1.2)], "qml sld"),
    "arrows": (LINES, [EDGE, part("arrowheads", color="#6A51A3", length_mm=3, width_mm=3)], "qml"),
    "ticks": (LINES, [EDGE, part("ticks", shape="cross", color="#333333", spacing_mm=3, width_mm=0.4)], "qml"),
    "marker": (MARKS, [part("marker", size_mm=4, fill="#FDD0A2", stroke="#A63603", stroke_mm=0.4)], "qml sld"),
    "star": (MARKS, [part("marker", shape="star", size_mm=5, fill="#FDD0A2", stroke="#A63603")], "qml"),
    "halo": (MARKS, [part("marker", size_mm=3, fill="#FDD0A2", halo="#1F6F8B", halo_mm=0.8)], "qml"),
    "svg": (MARKS, [part("svg", name="pagoda", size_mm=6, fill="#B03A2E")], "qml sld"),
    "svg_foot": (MARKS, [part("svg", name="pin", size_mm=6, fill="#B03A2E", anchor="bottom")], "qml"),
}
DENSITY_ONLY = {"hatch", "dots", "ticks", "dashed"}
PAIRS = [(kind, ending) for kind, (_, _, endings) in KINDS.items() for ending in endings.split()]


def _python_with_qgis() -> str | None:
    python = "/usr/bin/python3"
    if not Path(python).exists() or (shutil.which("qgis") is None and not Path("/usr/share/qgis").exists()):
        return None
    asking = [python, "-c", "import qgis.core"]
    asked = subprocess.run(asking, check=False, capture_output=True, timeout=60, env=_environment())
    return python if asked.returncode == 0 else None


def _environment() -> dict[str, str]:
    return {"QT_QPA_PLATFORM": "offscreen", "PATH": os.environ["PATH"], "HOME": "/tmp", "LC_ALL": "C.UTF-8"}


def _layer(kind: str) -> Layer:
    geometry = KINDS[kind][0]["geometry"]
    layer = make(geometry, kind, 类型=["甲"] * len(geometry), v=[2.0] * len(geometry))
    return Layer(layer.info, layer.geometry, layer.fields | {"v": np.array([2.0] * len(geometry))}, layer.crs)


def _style(kind: str, ending: str = "qml") -> LayerStyle:
    symbol = KINDS[kind][1]
    title, wrong = {"zh": "甲"}, [part("fill", color="#000000")]
    renderers: dict[str, Any] = {
        "categories": {
            "field": "类型",
            "categories": [
                {"values": ["乙", "丙"], "title": title, "symbol": wrong},
                {"values": ["甲", "丁"], "title": title, "symbol": symbol},
            ],
            "other": wrong,
        },
        "graduated": {
            "field": "v",
            "lower": 0,
            "steps": [
                {"upper": upper, "title": title, "symbol": s} for upper, s in ((1, wrong), (2, symbol), (3, wrong))
            ],
        },
        "rules": {
            "rules": [
                {"title": title, "symbol": wrong, "where": {"field": "v", "at_least": 3}},
                {"title": title, "symbol": wrong, "scales": {"closest": 2000}},
                {
                    "title": title,
                    "symbol": symbol,
                    "where": {"field": "类型", "values": ["甲"]},
                    "scales": {"farthest": 2000},
                },
                {"title": title, "symbol": wrong, "otherwise": True},
            ][: 4 if ending == "qml" else 3]  # QGIS 3 passes over ElseFilter and draws everything
        },
    }
    renderer = renderers.get(kind, {"symbol": symbol})
    return LayerStyle.model_validate({"renderer": {"kind": kind if kind in renderers else "single"} | renderer})


def _view(dpi: float) -> View:
    return View(TILE_MM[0] / 2, TILE_MM[1] / 2, 1000.0, *TILE_MM, dpi=dpi)  # a metre is a millimetre


def _ours(kind: str, dpi: float) -> Pixels:
    drawn = compose([MapLayer(_layer(kind), _style(kind))], _view(dpi), measure=measure)
    return pixels_of(render(drawn, dpi))[:, :, :3].astype(float)


@pytest.fixture(scope="module")
def by_qgis(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Pixels]:
    """What QGIS draws with our style files."""
    python = _python_with_qgis()
    if python is None:
        pytest.skip("QGIS's Python is not installed (python3-qgis)")
    folder = tmp_path_factory.mktemp("qgis")
    jobs = []
    for kind, ending in PAIRS:
        layer, dpi = _layer(kind), DPI[ending]
        file = folder / f"{kind}.gpkg"
        if not file.exists():
            write_layer(layer, file)
        write_style_file(folder / f"{kind}.{ending}", _style(kind, ending), layer)
        height, width = _ours(kind, dpi).shape[:2]
        jobs.append(
            {
                "layer": str(file),
                "style": str(folder / f"{kind}.{ending}"),
                "picture": str(folder / f"{kind}_{ending}.png"),
                "size": [width, height],
                "dpi": dpi,
                "extent": [0.0, 0.0, width / dpi * 25.4, height / dpi * 25.4],
            }
        )
    (folder / "jobs.json").write_text(json.dumps(jobs), "utf-8")
    script = Path(__file__).with_name("qgis_draws.py")
    done = subprocess.run(
        [python, str(script), str(folder / "jobs.json")],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=_environment(),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    pictures = {pair: QImage(str(folder / f"{pair[0]}_{pair[1]}.png")) for pair in PAIRS}
    return {pair: pixels_of(image)[:, :, :3].astype(float) for pair, image in pictures.items()}


@pytest.mark.parametrize(("kind", "ending"), PAIRS, ids=[f"{kind}-{ending}" for kind, ending in PAIRS])
def test_qgis_draws_the_same(kind: str, ending: str, by_qgis: dict[tuple[str, str], Pixels]) -> None:
    ours, theirs = _ours(kind, DPI[ending]), by_qgis[kind, ending]
    assert ours.shape == theirs.shape
    paper = np.array([251.0, 250.0, 247.0])
    ink = np.abs(ours - paper).mean()
    assert ink > 0.5  # something is drawn
    size = 40 if kind in DENSITY_ONLY and ending == "qml" else 6
    a, b = (_blocks(picture, size) for picture in (ours, theirs))
    difference = np.abs(a - b).mean() / ink
    assert difference < 0.25, f"{kind}.{ending}: {difference:.0%} of the ink lies elsewhere"


def _blocks(picture: Pixels, size: int) -> Pixels:
    height, width = (length // size * size for length in picture.shape[:2])
    return picture[:height, :width].reshape(height // size, size, width // size, size, 3).mean(axis=(1, 3))


def test_the_area_of_the_comparison_is_not_empty() -> None:
    assert shapely.box(0, 0, *TILE_MM).contains(shapely.union_all([AREA, LINE, *POINTS]))
