"""A large file in slices is the file read whole: same features, names, CRS, notes; memory bounded, cancel heard."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
import shapely

from yhgis.errors import Cancelled, MissingCrsError
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.io import vector_slices
from yhgis.io.vector import read_layer
from yhgis.io.vector_slices import FileSlices, sliced_layer
from yhgis.io.vector_write import write_layer
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo


@pytest.fixture(autouse=True)
def _every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_slices, "SLICED_FROM_BYTES", 0)
    monkeypatch.setattr(vector_slices, "_BATCH_FEATURES", (30, 30))


def parcels(n: int) -> Layer:
    geometry = shapely.box(490000.0 + 10 * np.arange(n), 3350000.0, 490008.0 + 10 * np.arange(n), 3350009.0)
    geometry = np.asarray(geometry, dtype=object)
    geometry[::17] = None
    names = np.array([f"地块{i}" for i in range(n)], dtype=object)
    names[3] = None
    fields = {"名称": names, "area": np.arange(n, dtype=np.float64)}
    return Layer(LayerInfo("parcels", Title("parcels")), geometry, fields, WORK_CRS)


def sliced(path: Path, **options: object) -> FileSlices:
    found = sliced_layer(path, **options)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("suffix", [".gpkg", ".shp"])
def test_slices_are_the_whole(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"parcels{suffix}"
    write_layer(parcels(205), path)
    whole, large = read_layer(path), sliced(path)
    slices = list(large.slices(70, Feedback()))
    assert [len(one) for one in slices] == [70, 70, 65]
    assert [one.first for one in slices] == [0, 70, 140]
    assert len(large) == len(whole)
    geometry = np.concatenate([one.geometry for one in slices])
    assert shapely.equals_exact(geometry, whole.geometry, 0.0).sum() == 205 - shapely.is_missing(geometry).sum() > 180
    assert (
        shapely.is_missing(np.concatenate([s.geometry for s in slices])) == shapely.is_missing(whole.geometry)
    ).all()
    assert [name for one in slices for name in one.names()] == whole.names()
    assert {one.crs for one in slices} == {whole.crs} == {large.crs}
    assert large.info.sha256 == whole.info.sha256
    assert (large.info.id, large.info.name_field) == (whole.info.id, whole.info.name_field)


def test_rows_deleted_leave_no_gap(tmp_path: Path) -> None:
    path = tmp_path / "parcels.gpkg"
    write_layer(parcels(400), path)
    with sqlite3.connect(path) as connection:
        for (name,) in connection.execute("select name from sqlite_master where type='trigger'").fetchall():
            connection.execute(f'drop trigger "{name}"')
        connection.execute("delete from parcels where fid between 20 and 330")
        connection.execute("update gpkg_ogr_contents set feature_count = (select count(*) from parcels)")
    connection.close()
    whole = read_layer(path)
    slices = list(sliced(path).slices(50, Feedback()))
    assert len(whole) == 89
    assert [name for one in slices for name in one.names()] == whole.names()


def test_x_and_y_exchanged_and_a_missing_crs(tmp_path: Path) -> None:
    path = tmp_path / "parcels.shp"
    write_layer(parcels(40), path)
    whole = read_layer(path, swap_xy=True)
    one = next(iter(sliced(path, swap_xy=True).slices(40, Feedback())))
    assert one.bounds == whole.bounds
    path.with_suffix(".prj").unlink()
    with pytest.raises(MissingCrsError):
        sliced_layer(path)
    assert sliced(path, crs="EPSG:4549").crs == WORK_CRS


def test_small_files_and_other_formats_are_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_layer(parcels(40), tmp_path / "a.geojson")
    write_layer(parcels(40), tmp_path / "a.gpkg")
    assert sliced_layer(tmp_path / "a.geojson") is None
    monkeypatch.setattr(vector_slices, "SLICED_FROM_BYTES", 10**9)
    assert sliced_layer(tmp_path / "a.gpkg") is None


def test_a_cancel_is_heard_between_batches(tmp_path: Path) -> None:
    path = tmp_path / "parcels.gpkg"
    write_layer(parcels(205), path)
    feedback = Feedback()
    slices = sliced(path).slices(60, feedback)
    next(slices)
    feedback.cancel()
    with pytest.raises(Cancelled):
        next(slices)
