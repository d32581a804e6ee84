"""A series is taken up again where it was broken off, and only that very series."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from yhgis.carto.atlas import TownSheet, compose_one, file_names, sheets_for_features
from yhgis.carto.map_picture import MASK, MapLayer
from yhgis.carto.sheet import MAP, ComposedSheet, Group, Sheet
from yhgis.carto.styles import default_style, load_theme
from yhgis.errors import Cancelled, DataError, UsageError
from yhgis.feedback import Feedback
from yhgis.i18n import Title
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer, LayerInfo
from yhgis.paint.series import JOURNAL, write_series

NAMES = ["甲村", "乙/村", "甲村", "丁村"]


def layer_of(geometry: list[shapely.Geometry]) -> Layer:
    fields = {"MC": np.array(NAMES, dtype=object), "BH": np.array([7, 8, 9, 10])}
    info = LayerInfo("villages", Title("村"), name_field="MC")
    return Layer(info, np.array(geometry, dtype=object), fields, WORK_CRS)


AREAS = layer_of([shapely.box(490_000 + 3000 * i, 3_350_000, 492_000 + 3000 * i, 3_352_000) for i in range(4)])
LAYERS = (MapLayer(AREAS, default_style(AREAS)),)
BASE = Sheet("图", paper="A4", dpi=40.0)


def series(base: Sheet = BASE, layer: Layer = AREAS) -> tuple[TownSheet, ...]:
    return sheets_for_features(base, load_theme("towns"), layer, range(4))


class Composer:
    """Composes, and counts; cancels before the sheet of that number."""

    def __init__(self, cancel_at: int = -1) -> None:
        self.made: list[str] = []
        self._cancel_at = cancel_at

    def __call__(self, one: TownSheet, feedback: Feedback) -> ComposedSheet:
        if len(self.made) == self._cancel_at:
            raise Cancelled
        self.made.append(one.sheet.title)
        return compose_one(one, LAYERS, feedback=feedback)


def files(folder: Path) -> list[Path]:
    return [folder / f"{name}.png" for name in file_names(series(), "{n}_{name}")]


def test_names_come_from_fields_and_are_never_alike() -> None:
    assert file_names(series(), "{n}_{name}") == ("01_甲村", "02_乙-村", "03_甲村", "04_丁村")
    assert file_names(series(), "{name}") == ("甲村", "乙-村", "甲村_2", "丁村")
    assert file_names(series(), "第{BH}号") == ("第7号", "第8号", "第9号", "第10号")
    assert file_names(series(), "…")[:2] == ("…", "…_2")
    with pytest.raises(UsageError, match="BH"):
        file_names(series(), "{XZMC}")


def test_a_broken_off_series_is_taken_up_again(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        write_series(series(), files(tmp_path), Composer(cancel_at=2), ["h"], Feedback())
    assert (tmp_path / JOURNAL).is_file()
    again = Composer()
    done = write_series(series(), files(tmp_path), again, ["h"], Feedback())
    assert len(again.made) == 2
    assert done.skipped == tuple(files(tmp_path)[:2])
    assert all(file.is_file() for file in done.files)
    assert not (tmp_path / JOURNAL).exists()


@pytest.mark.parametrize("change", ["sheet", "data", "journal", "file", "wish"])
def test_another_series_begins_anew(change: str, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        write_series(series(), files(tmp_path), Composer(cancel_at=3), ["h"], Feedback())
    sheets, prints, anew = series(), ["h"], 4
    match change:
        case "sheet":
            sheets = series(replace(BASE, compiler="别的单位"))
        case "data":
            prints = ["other"]
        case "journal":
            (tmp_path / JOURNAL).write_text("{broken")
        case "file":
            files(tmp_path)[0].write_bytes(b"cut off")
            anew = 2  # that one, and the one that was never made
    composer = Composer()
    write_series(sheets, files(tmp_path), composer, prints, Feedback(), resume=change != "wish")
    assert len(composer.made) == anew


def test_a_point_fades_nothing_and_nowhere_is_told() -> None:
    points = layer_of([shapely.Point(490_000 + 3000 * i, 3_350_000) for i in range(4)])
    page = compose_one(series(layer=points)[0], LAYERS).page
    (shown,) = (mark for mark in page.marks if isinstance(mark, Group) and mark.name == MAP)
    assert MASK not in [mark.name for mark in shown.marks if isinstance(mark, Group)]
    nowhere = layer_of([shapely.Point()] * 4)
    with pytest.raises(DataError, match="甲村"):
        series(layer=nowhere)


def test_progress_only_grows(tmp_path: Path) -> None:
    told: list[float] = []
    write_series(series(), files(tmp_path), Composer(), ["h"], Feedback(lambda share, _: told.append(share)))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
