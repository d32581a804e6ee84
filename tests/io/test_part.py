"""A part of a file has what touches the ground asked for, in whatever CRS, and says so; batches read the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.io.makers import raw_write
from yhgis.errors import Cancelled, MissingCrsError
from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.io import vector_batches
from yhgis.io.part import is_larger_than_memory
from yhgis.io.vector import read_layer
from yhgis.model.crs import transform

pytestmark = pytest.mark.usefixtures("english")

CORNERS = [(480_000.0 + 1000 * i, 3_350_000.0 + 1000 * j) for i in range(5) for j in range(5)]
SQUARES = np.array([shapely.box(x, y, x + 100, y + 100) for x, y in CORNERS], dtype=object)
#: Touches the four squares at 481 and 482 km, 3,351 and 3,352 km.
GROUND = (480_900.0, 3_350_900.0, 482_500.0, 3_352_500.0)


@pytest.mark.parametrize(
    ("name", "driver", "crs"),
    [
        ("地块.gpkg", "GPKG", "EPSG:4549"),
        ("地块.shp", "ESRI Shapefile", "EPSG:4528"),
        ("地块.geojson", "GeoJSON", "EPSG:4490"),
        ("地块.fgb", "FlatGeobuf", "EPSG:4490"),
    ],
)
def test_a_part_has_what_touches_the_ground_and_says_so(tmp_path: Path, name: str, driver: str, crs: str) -> None:
    names = [f"第{i}块" for i in range(len(SQUARES))]
    geometry = transform(SQUARES, "EPSG:4549", crs)
    path = raw_write(tmp_path / name, driver=driver, geometry=geometry, crs=crs, names=names)
    layer = read_layer(path, extent=GROUND)
    assert len(layer) == 4
    assert any("only the part" in str(note) for note in layer.info.notes)
    inside = layer.to_crs("EPSG:4549").bounds
    assert inside == pytest.approx((481_000, 3_351_000, 482_100, 3_352_100), abs=0.01)
    assert not any("only the part" in str(note) for note in read_layer(path).info.notes)


def test_survey_text_has_parts_too(tmp_path: Path) -> None:
    from tests.io.corpus import Place, survey_text

    path = tmp_path / "报盘.txt"
    path.write_text(survey_text(Place("EPSG:4549")), encoding="gb18030")
    whole = read_layer(path)
    x0, y0, _, y1 = whole.bounds
    part = read_layer(path, extent=(x0 - 10, y0, x0 + 10, y1))
    assert 0 < len(part) < len(whole)


def test_a_part_of_a_file_without_a_crs_wants_one_too(tmp_path: Path) -> None:
    path = raw_write(tmp_path / "地块.gpkg", driver="GPKG", geometry=SQUARES, crs=None, names=["甲"] * len(SQUARES))
    with pytest.raises(MissingCrsError):
        read_layer(path, extent=GROUND)
    assert len(read_layer(path, extent=GROUND, crs="EPSG:4549")) == 4


def test_large_is_what_takes_more_than_half_of_the_free_memory(tmp_path: Path) -> None:
    path = tmp_path / "地块.gpkg"
    path.write_bytes(b"\0" * 1000)
    assert is_larger_than_memory(path, free=7_999)
    assert not is_larger_than_memory(path, free=8_001)
    assert not is_larger_than_memory(path)
    assert not is_larger_than_memory(tmp_path / "没有.gpkg")


@pytest.mark.parametrize(
    ("name", "driver"), [("多.gpkg", "GPKG"), ("多.shp", "ESRI Shapefile"), ("多.gdb", "OpenFileGDB")]
)
def test_batches_read_what_one_call_reads(
    tmp_path: Path, name: str, driver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = np.array([shapely.box(x, 3_350_000, x + 5, 3_350_005) for x in range(480_000, 480_173)], dtype=object)
    names = [f"第{i}块" for i in range(len(many))]
    path = raw_write(tmp_path / name, driver=driver, geometry=many, crs="EPSG:4549", names=names)
    whole = read_layer(path)
    monkeypatch.setattr(vector_batches, "FROM_BYTES", 1)
    monkeypatch.setattr(vector_batches, "_BATCH_BYTES", 1)
    shares: list[float] = []
    parts = read_layer(path, feedback=Feedback(lambda share, _message: shares.append(share)))
    assert len(parts) == 173
    assert shapely.equals(parts.geometry, whole.geometry).all()
    assert {k: v.tolist() for k, v in parts.fields.items()} == {k: v.tolist() for k, v in whole.fields.items()}
    assert [v.dtype for v in parts.fields.values()] == [v.dtype for v in whole.fields.values()]
    assert shares == sorted(shares)
    assert len([share for share in shares if 0 < share < 0.5]) >= 3


def test_rows_far_apart_are_all_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    many = np.array([shapely.box(x, 3_350_000, x + 5, 3_350_005) for x in range(480_000, 480_400)], dtype=object)
    path = raw_write(tmp_path / "删.gpkg", driver="GPKG", geometry=many, crs="EPSG:4549", names=["甲"] * len(many))
    with sqlite3.connect(path) as database:
        for trigger in [row[0] for row in database.execute("select name from sqlite_master where type='trigger'")]:
            database.execute(f'drop trigger "{trigger}"')
        table = database.execute("select table_name from gpkg_contents").fetchone()[0]
        database.execute(f'delete from "{table}" where fid > 10 and fid < 390')
        database.execute(f'update "{table}" set fid = fid + 100000 where fid > 395')
        database.execute("delete from gpkg_ogr_contents")
    database.close()
    monkeypatch.setattr(vector_batches, "FROM_BYTES", 1)
    monkeypatch.setattr(vector_batches, "_BATCH_BYTES", 1)
    assert len(read_layer(path)) == 21


def test_a_cancel_in_the_middle_of_a_large_file_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = np.array([shapely.box(x, 3_350_000, x + 5, 3_350_005) for x in range(480_000, 480_300)], dtype=object)
    path = raw_write(tmp_path / "多.gpkg", driver="GPKG", geometry=many, crs="EPSG:4549", names=["甲"] * len(many))
    monkeypatch.setattr(vector_batches, "FROM_BYTES", 1)
    monkeypatch.setattr(vector_batches, "_BATCH_BYTES", 1)
    asked = 0
    slices = vector_batches._slices

    def counted(count: int, row_number: str, step: int) -> Iterator[dict[str, object]]:
        nonlocal asked
        for which in slices(count, row_number, step):
            asked += 1
            yield which

    monkeypatch.setattr(vector_batches, "_slices", counted)
    assert len(read_layer(path)) == 300
    whole, asked = asked, 0

    def hear(share: float, _message: Message | None) -> None:
        if share > 0.01:
            feedback.cancel()

    feedback = Feedback(hear)
    with pytest.raises(Cancelled):
        read_layer(path, feedback=feedback)
    assert whole == 7  # rows are numbered from 1, asked from -1
    assert asked == 2, "the batch under way when it was asked for is the last"
