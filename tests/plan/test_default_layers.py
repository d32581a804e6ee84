"""Which layers of the plan a tool is asked with where the user names none."""

from __future__ import annotations

from typing import Any

import pytest

from yhgis.analysis.tool import LayerParameter, LayersParameter
from yhgis.analysis.tools import TOOLS, tool
from yhgis.model.layer import GeometryKind
from yhgis.plan.catalog import Catalog
from yhgis.plan.default_layers import default_ids, with_default_layers

DEFAULTS = [
    (asked.id, parameter)
    for asked in TOOLS
    for parameter in asked.parameters
    if isinstance(parameter, LayerParameter | LayersParameter) and parameter.default_layers
]


@pytest.mark.parametrize(("asked", "parameter"), DEFAULTS, ids=lambda value: str(getattr(value, "id", value)))
def test_every_default_names_a_layer_or_group_of_the_plan(asked: str, parameter: Any, catalog: Catalog) -> None:
    known = {*catalog.ids, *(entry.group for entry in catalog.entries)}
    assert set(parameter.default_layers) <= known
    ids = default_ids(parameter, catalog)
    assert ids
    assert len(set(ids)) == len(ids)
    assert all(GeometryKind(catalog.entry(id_).geometry) in parameter.kinds for id_ in ids)


def test_a_group_stands_for_its_polygon_layers(catalog: Catalog) -> None:
    parameter = next(p for p in tool("check").parameters if p.id == "against")
    assert isinstance(parameter, LayersParameter)
    lines = [e.id for e in catalog.entries if e.group == "control_lines" and e.geometry == "polygon"]
    assert [id_ for id_ in default_ids(parameter, catalog) if id_ in lines] == lines


def test_what_the_user_chose_stays(catalog: Catalog) -> None:
    towns, core = catalog.layer("towns"), catalog.layer("core")
    values = with_default_layers(tool("check"), {"footprint": core, "against": [towns], "basis": None}, catalog)
    assert (values["against"], values["basis"]) == ([towns], None)
    filled = with_default_layers(tool("check"), {"footprint": core, "against": None}, catalog)
    assert "core" not in [layer.id for layer in filled["against"]]
    assert "towns" in [layer.id for layer in filled["against"]]
    assert with_default_layers(tool("compare"), {"old": core, "new": core, "by": None}, catalog)["by"].id == "towns"


def test_a_tool_without_defaults_is_left_alone(catalog: Catalog) -> None:
    assert with_default_layers(tool("overlap"), {"rows": None, "columns": None}, catalog) == {
        "rows": None,
        "columns": None,
    }
