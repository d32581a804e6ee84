"""What is exported opens in QGIS: as many features, the same texts, CRS and extent.  Skipped where there is no QGIS."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from tests.io.makers import array, boxes
from yhgis.i18n import Title
from yhgis.io.formats import FORMATS
from yhgis.io.vector_write import write_layer
from yhgis.model.layer import Layer, LayerInfo

#: Debian's QGIS belongs to Debian's Python, not to the one that runs the tests.
PYTHON = Path("/usr/bin/python3")
ASK = """
import json, sys
from qgis.core import QgsApplication, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
answers = []
for path in json.loads(sys.argv[1]):
    layer = QgsVectorLayer(path, "x", "ogr")
    box = layer.extent()
    answers.append({
        "valid": layer.isValid(), "count": layer.featureCount(), "crs": layer.crs().authid(),
        "extent": [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()],
        "fields": [field.name() for field in layer.fields()],
        "rows": [[str(value) for value in feature.attributes()] for feature in layer.getFeatures()],
        "areas": [feature.geometry().area() for feature in layer.getFeatures()],
    })
print(json.dumps(answers))
"""
#: Survey coordinates are no format of QGIS.
WRITABLE = [fmt.extensions[0] for fmt in FORMATS if fmt.writes and fmt.id != "txt"]
NAMES = ("余杭街道", "瓶窑镇", "鸬鸟镇（北）", "“引号”，逗号；éü")
SYSTEMS = ("EPSG:4549", "EPSG:4528", "EPSG:4490")


@cache
def _has_qgis() -> bool:
    """Whether Debian's Python finds QGIS; asked once."""
    command = [str(PYTHON), "-c", "import qgis.core"]
    return PYTHON.exists() and subprocess.run(command, capture_output=True, check=False).returncode == 0


def parcels() -> Layer:
    left = boxes(4)
    shapes = array(left[0].difference(left[0].buffer(-20)), shapely.MultiPolygon([left[1], left[3]]), left[2], left[0])
    columns = {
        "地块名称": np.array(NAMES, dtype=object),
        "图斑面积平方米": np.array([0.5, 1234567.25, -2.5, 3.0]),
        "数量": np.array([1, 2, 3, -4], dtype=np.int64),
    }
    return Layer(LayerInfo("余杭地块", Title("余杭地块")), shapes, columns, "EPSG:4549")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    """Every format in every system, as QGIS reads it: one start of QGIS for all."""
    if not _has_qgis():
        pytest.skip("python3-qgis is not installed (apt-get install python3-qgis)")
    folder = tmp_path_factory.mktemp("余杭 区") / "数据（终稿）"
    folder.mkdir()
    asked: dict[tuple[str, str], str] = {}
    for extension in WRITABLE:
        for crs in SYSTEMS:
            path = folder / f"地块 {crs[5:]}{extension}"
            write_layer(parcels(), path, crs=crs)
            asked[extension, crs] = f"/vsizip/{path}" if extension == ".zip" else str(path)
    for encoding in ("GBK", "UTF-8"):
        path = folder / f"{encoding}.shp"
        write_layer(parcels(), path, encoding=encoding)
        asked[encoding, "EPSG:4549"] = str(path)
    home = tempfile.mkdtemp(prefix="yhgis-qgis-")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": home, "XDG_RUNTIME_DIR": home}
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PROJ_LIB", "PROJ_DATA", "GDAL_DATA"):
        environment.pop(name, None)
    command = [str(PYTHON), "-c", ASK, json.dumps(list(asked.values()))]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    shutil.rmtree(home)
    lines = [line for line in run.stdout.splitlines() if line.startswith("[")]
    assert lines, run.stderr[-2000:]
    return dict(zip(asked, json.loads(lines[-1]), strict=True))


CASES = [
    *((extension, crs) for extension in WRITABLE for crs in SYSTEMS),
    *((encoding, "EPSG:4549") for encoding in ("GBK", "UTF-8")),
]


@pytest.mark.parametrize(("format_id", "crs"), CASES)
def test_qgis_reads_what_was_written(seen: dict[tuple[str, str], dict[str, Any]], format_id: str, crs: str) -> None:
    found = seen[format_id, crs]
    assert found["valid"]
    assert found["count"] == 4
    assert found["crs"] == crs
    texts = {text for row in found["rows"] for text in row}
    assert set(NAMES) <= texts
    assert {"1234567.25", "-2.5"} <= texts
    assert any(name.startswith("地块名") for name in found["fields"])
    wanted = parcels().to_crs(crs)
    near = 1e-8 if crs == "EPSG:4490" else 0.001
    assert found["extent"] == pytest.approx(list(wanted.bounds), abs=near)
    assert sorted(found["areas"]) == pytest.approx(sorted(shapely.area(wanted.geometry)), rel=1e-4)
