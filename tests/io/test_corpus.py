"""Hundreds of files: each opens with the right text and place, or gives one clear sentence; nothing hangs or writes."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.io.corpus import BELT, BOUNDS, SOUND, STATED, Place, Variant, remade, sound_cases
from tests.io.corpus_defects import DEFECTS, SHAPEFILE_DEFECTS
from tests.io.corpus_traps import TRAPS
from tests.io.makers import TOWNS
from yhgis.errors import DataError, MissingCrsError
from yhgis.io.crs_guess import propose
from yhgis.io.inspect import InnerLayer, list_layers
from yhgis.io.vector import read_layer
from yhgis.model.layer import Layer

pytestmark = pytest.mark.usefixtures("english")

#: Seconds within which every file has opened, or been refused.
LONGEST = 10.0
CASES = list(sound_cases())


def test_the_corpus_is_large_enough() -> None:
    formats = len(CASES) + len(DEFECTS) * len(SOUND) + len(SHAPEFILE_DEFECTS) + len(TRAPS)
    assert len(CASES) > 120
    assert formats > 400


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Fail when the block takes long, or leaves anything changed in ``folder``."""

    def look() -> dict[str, tuple[int, int]]:
        paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in paths}

    before, start = look(), time.monotonic()
    yield
    assert time.monotonic() - start < LONGEST
    assert look() == before


def one_sentence(error: DataError, path: Path) -> None:
    text = str(error)
    assert path.name in text, text
    assert "\n" not in text
    assert len(text) < 900 + len(str(path))


def opened(path: Path, inner: str | None = None) -> Layer:
    """Open a file as the window does: list, propose a CRS where none is stated, read."""
    listed = {layer.name: layer for layer in list_layers(path)}
    layer = listed[inner] if inner else next(iter(listed.values()))
    name = layer.name if len(listed) > 1 else None
    if layer.crs:
        return read_layer(path, inner_name=name)
    with pytest.raises(MissingCrsError):
        read_layer(path, inner_name=name)
    return _as_proposed(path, name, layer)


def _as_proposed(path: Path, name: str | None, layer: InnerLayer) -> Layer:
    assert layer.bounds is not None
    (proposal,) = propose(layer.bounds)
    return read_layer(path, inner_name=name, crs=proposal.crs, swap_xy=proposal.swapped)


@pytest.mark.parametrize(("variant", "place"), CASES, ids=[f"{variant.id}-{place.id}" for variant, place in CASES])
def test_sound_files_open_with_the_right_text_and_place(folder: Path, variant: Variant, place: Place) -> None:
    path = variant.build(folder, place)
    with watched(folder):
        layer = opened(path, variant.inner)
    assert sorted(set(layer.names())) == sorted(TOWNS)
    assert layer.to_crs(BELT).bounds == pytest.approx(BOUNDS, abs=0.2)  # corners of a box in degrees are none in metres


# --- harmed ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every variant once, sound."""
    made = {}
    for variant in SOUND:
        room = tmp_path_factory.mktemp("whole")
        made[variant.id] = variant.build(room, variant.places[0])
    return made


HARMED = [
    variant for variant in SOUND if variant.id not in {"shp-gbk-wrong-cpg", "shp-gbk-ldid", "shp-utf8-wrong-ldid"}
]


@pytest.mark.parametrize("defect", DEFECTS)
@pytest.mark.parametrize("variant", HARMED, ids=lambda variant: variant.id)
def test_harmed_files_open_or_give_one_sentence(
    folder: Path, whole: dict[str, Path], variant: Variant, defect: str
) -> None:
    path = remade(whole[variant.id], folder)
    DEFECTS[defect](path)
    _open_or_refuse(folder, path, BELT)


@pytest.mark.parametrize("defect", SHAPEFILE_DEFECTS)
def test_harmed_parts_of_a_shapefile(folder: Path, whole: dict[str, Path], defect: str) -> None:
    path = remade(whole["shp-gbk-cpg"], folder)
    SHAPEFILE_DEFECTS[defect](path)
    _open_or_refuse(folder, path, BELT)


def _open_or_refuse(folder: Path, path: Path, crs: str) -> list[Layer]:
    """Open every layer in ``path`` that opens; what does not must say so in a sentence."""
    layers: list[Layer] = []
    with watched(folder):
        for act in (lambda: [layer.name for layer in list_layers(path)], lambda: [None]):
            try:
                names = act()
            except DataError as error:
                one_sentence(error, path)
                continue
            for name in names[:5]:
                try:
                    layers.append(read_layer(path, inner_name=name, crs=crs))
                except DataError as error:
                    one_sentence(error, path)
    for layer in layers:
        assert np.isfinite(shapely.get_coordinates(layer.geometry)).all()
        assert all(len(column) == len(layer) for column in layer.fields.values())
    return layers


@pytest.mark.parametrize("variant", HARMED, ids=lambda variant: variant.id)
def test_what_was_lost_is_never_quietly_gone(folder: Path, whole: dict[str, Path], variant: Variant) -> None:
    """Half a file gives fewer features only in the formats that cannot know, and then no wrong ones."""
    path = remade(whole[variant.id], folder)
    DEFECTS["half"](path)
    for layer in _open_or_refuse(folder, path, BELT):
        names = {name for name in layer.names() if not name.startswith("#")}
        assert all(any(town.startswith(name.rstrip("\ufffd")) for town in TOWNS) for name in names), names


@pytest.mark.parametrize("defect", [*SHAPEFILE_DEFECTS, *DEFECTS])
def test_a_damaged_shapefile_that_opens_says_so(folder: Path, whole: dict[str, Path], defect: str) -> None:
    path = remade(whole["shp-gbk-cpg"], folder)
    (SHAPEFILE_DEFECTS.get(defect) or DEFECTS[defect])(path)
    try:
        layer = read_layer(path, crs=BELT)
    except DataError:
        return
    as_made = len(layer) == len(TOWNS) and not shapely.is_missing(layer.geometry).any() and layer.names() == list(TOWNS)
    assert as_made or layer.info.notes


@pytest.mark.parametrize("variant", [variant for variant in SOUND if variant.id.startswith("dxf")], ids=lambda v: v.id)
def test_what_is_saved_of_a_drawing_is_read_right(folder: Path, whole: dict[str, Path], variant: Variant) -> None:
    path = remade(whole[variant.id], folder)
    DEFECTS["all but the end"](path)
    layer = read_layer(path, inner_name="地块", crs=BELT)
    assert layer.names() == list(TOWNS)
    assert any("damaged" in str(note) for note in layer.info.notes)


# --- traps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trap", TRAPS)
def test_traps_open_or_give_one_sentence(folder: Path, trap: str) -> None:
    path = TRAPS[trap](folder)
    for layer in _open_or_refuse(folder, path, BELT):
        texts = [str(value) for column in layer.fields.values() if column.dtype == object for value in column]
        assert not any("root:" in text for text in texts), "a file of the machine was read into the layer"


def test_a_climbing_zip_stays_in_its_room(folder: Path) -> None:
    path = TRAPS["zip that climbs"](folder)
    assert len(list_layers(path)) == 4
    assert not list(folder.parent.parent.rglob("逃*"))
    assert not Path("/tmp/逃.geojson").exists()


@pytest.mark.parametrize("trap", ["NaN and infinity in gpkg", "NaN and infinity in fgb"])
def test_numbers_that_are_none_are_told(folder: Path, trap: str) -> None:
    (layer,) = {layer.id: layer for layer in _open_or_refuse(folder, TRAPS[trap](folder), BELT)}.values()
    assert any("not numbers" in str(note) for note in layer.info.notes)


@pytest.mark.parametrize(("trap", "fields"), [("10,000 fields in csv", 10_002), ("10,000 fields in geojson", 10_000)])
def test_ten_thousand_fields_are_all_there(folder: Path, trap: str, fields: int) -> None:
    assert len(read_layer(TRAPS[trap](folder), crs=BELT).fields) == fields


def test_a_very_long_attribute_is_whole(folder: Path) -> None:
    (text,) = read_layer(TRAPS["an attribute of 30 MB"](folder)).fields["名称"]
    assert len(text) == 10_000_000


@pytest.mark.parametrize("trap", ["zip of zeros", "kmz of zeros", "xlsx of zeros", "zip of 10,500 members"])
def test_bombs_are_refused_before_they_go_off(folder: Path, trap: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        pytest.fail("nothing of it is unpacked")

    path = TRAPS[trap](folder)
    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    with pytest.raises(DataError, match="too large to unpack"):
        list_layers(path)


def test_every_stated_case_is_known_to_be_stated(folder: Path, whole: dict[str, Path]) -> None:
    unstated = {variant.id for variant in SOUND if variant.places[0] not in (*STATED, Place("EPSG:4326"))}
    assert unstated == {variant.id for variant in SOUND if not list_layers(whole[variant.id])[0].crs}
