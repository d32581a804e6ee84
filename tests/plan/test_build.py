"""The sources make the layers that are committed, to the last byte; nothing is left half-written."""

from __future__ import annotations

from pathlib import Path

import pytest

from yhgis.errors import Cancelled, DataError
from yhgis.feedback import Feedback
from yhgis.plan.build import build_layers, draw_layers
from yhgis.plan.catalog import Catalog
from yhgis.resources import layers_folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], list[float]]:
    shares: list[float] = []
    feedback = Feedback(lambda share, _message: shares.append(share))
    return build_layers(tmp_path_factory.mktemp("余杭 区（终稿）"), feedback), shares


def test_rebuilt_layers_equal_the_committed_ones_byte_for_byte(built: tuple[list[Path], list[float]]) -> None:
    files, _ = built
    changed = [path.name for path in files if path.read_bytes() != (layers_folder() / path.name).read_bytes()]
    assert not changed, f"run main.py build-layers and commit: {changed}"


def test_every_layer_of_the_catalog_and_the_sources_page_are_written(
    built: tuple[list[Path], list[float]], catalog: Catalog
) -> None:
    files, _ = built
    assert [path.name for path in files] == [entry.file for entry in catalog.entries] + ["SOURCES.md"]
    assert {path.name for path in files[0].parent.iterdir()} == {path.name for path in files}


def test_progress_only_grows_and_ends_at_one(built: tuple[list[Path], list[float]]) -> None:
    _, shares = built
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_cancelled_build_writes_nothing(tmp_path: Path) -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        build_layers(tmp_path, feedback)
    assert not list(tmp_path.iterdir())


def test_missing_source_is_one_sentence_naming_the_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"places\.csv"):
        draw_layers(tmp_path, Feedback())


def test_lines_end_in_newlines_only_and_features_stand_one_a_line(catalog: Catalog) -> None:
    for entry in catalog.entries:
        content = (layers_folder() / entry.file).read_bytes()
        assert b"\r" not in content
        lines = content.decode("utf-8").splitlines()
        assert len(lines) == len(catalog.layer(entry.id)) + 2
