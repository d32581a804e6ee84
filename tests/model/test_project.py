"""The project schema: one source a layer, sane numbers, no unknown keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from yhgis.model.project import Project, ProjectLayer, with_suffix


def test_a_spec_goes_in_and_comes_out() -> None:
    file = ProjectLayer.of_spec("/数据/库.gdb|layername=红线", is_catalog_id=False, opacity=0.5)
    assert (file.path, file.inner_name, file.opacity) == ("/数据/库.gdb", "红线", 0.5)
    assert file.spec == "/数据/库.gdb|layername=红线"
    assert ProjectLayer.of_spec("towns", is_catalog_id=True).spec == "towns"
    assert ProjectLayer.of_spec("/a.gpkg", is_catalog_id=False).spec == "/a.gpkg"


@pytest.mark.parametrize("source", [{}, {"catalog": "towns", "path": "/a.gpkg"}])
def test_a_layer_has_one_source(source: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="either"):
        ProjectLayer(**source)


@pytest.mark.parametrize("opacity", [-0.1, 1.1])
def test_opacity_has_limits(opacity: float) -> None:
    with pytest.raises(ValidationError):
        ProjectLayer(catalog="towns", opacity=opacity)


@pytest.mark.parametrize("extent", [(1.0, 1.0, 0.0, 2.0), (0.0, 0.0, 1.0, float("nan")), (0.0, 0.0, 0.0, 1.0)])
def test_an_extent_has_a_size(extent: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValidationError, match="smallest"):
        Project(extent=extent)


def test_the_extension_is_added_once() -> None:
    assert with_suffix(Path("/甲/图")) == Path("/甲/图.yhmap")
    assert with_suffix(Path("/甲/图.yhmap")) == Path("/甲/图.yhmap")
    assert with_suffix(Path("/甲/v1.2")) == Path("/甲/v1.2.yhmap")
