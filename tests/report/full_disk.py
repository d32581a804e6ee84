"""Run in a process of its own: every product written where no file may grow beyond some kilobytes.

Prints a JSON line a product: its name, the error, whether the old file is whole, what else is left.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from tests.paint.making import BLUE, disc, page, paths
from tests.report.answers import Answer, answer, table
from yhgis.carto.display_list import Fill
from yhgis.feedback import silent
from yhgis.i18n import Title
from yhgis.io.vector_write import write_layer
from yhgis.model.layer import Layer, LayerInfo
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.export import export, export_pages
from yhgis.report.atlas_file import AtlasRequest, write_atlas_file
from yhgis.report.town_file import TownRequest, write_town_cards
from yhgis.report.write import write_result

MOST_BYTES = 20_000
FEATURES = 3000


def main(folder: Path) -> None:
    """Try them all in ``folder``."""
    application = ensure_gui_application()
    result, layer = _result(), _layer()
    for extension in (".json", ".csv", ".xlsx", ".docx", ".pptx"):
        _try(folder / f"结果{extension}", lambda path: write_result(result, path))
    for extension in (".gpkg", ".geojson", ".fgb", ".shp", ".zip", ".txt"):
        _try(folder / f"图层{extension}", lambda path: write_layer(layer, path))
    dots = paths(*(disc(1.2 * (i % 100), 1.8 * (i // 100), 0.7, 17) for i in range(5000)))
    sheet = page((Fill(dots, BLUE),), 120, 90)
    for extension in (".pdf", ".png", ".tif", ".svg"):
        _try(folder / f"图{extension}", lambda path: export(sheet, path, 300))
    _try(folder / "图集.pdf", lambda path: export_pages([sheet, sheet], path, "图集", ["一", "二"]))
    towns = ("五常街道", "径山镇")
    for resume in (False, True):
        name = "续_{town}.png" if resume else "册_{town}.png"
        request = AtlasRequest("towns", folder / name, towns, "A4", dpi=60, resume=resume)
        _try(folder / name.format(town="五常街道"), lambda _, request=request: write_atlas_file(request, silent()))
    for extension in (".pdf", ".docx", ".pptx", ".xlsx"):
        _try(folder / f"卡{extension}", lambda path: write_town_cards(TownRequest(towns[:1], path), silent()))
    del application


def _result() -> Answer:
    rows = tuple((f"镇{i}", i * 1.2345678, 1.5 * i, 0.1, i) for i in range(FEATURES))
    made = answer(table(rows=rows, totals=None))
    return replace(made, more={**made.more, "rows": [list(row) for row in rows]})


def _layer() -> Layer:
    discs = np.array([shapely.Point(500_000 + 30 * i, 3_350_000).buffer(9) for i in range(FEATURES)])
    names = np.array([f"名{i}" for i in range(FEATURES)], dtype=object)
    return Layer(LayerInfo("discs", Title("圆")), discs, {"name": names}, "EPSG:4549")


def _try(path: Path, write: Callable[[Path], object]) -> None:
    path.write_bytes(b"old")
    error: BaseException | None = None
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, resource.RLIM_INFINITY))
    try:
        write(path)
    except BaseException as raised:  # noqa: BLE001 - told
        error = raised
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    left = sorted(one.name for one in path.parent.iterdir() if one != path)
    told = {
        "product": path.name,
        "error": type(error).__name__,
        "sentence": str(error),
        "whole": path.read_bytes() == b"old",
        "left": left,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    for one in path.parent.iterdir():
        one.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
