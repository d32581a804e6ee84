"""What is found out about a layer is found out once, and forgotten with the layer."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from typing import Any

import pytest

from tests.analysis.making import ask, box, grid, layer, polygon
from yhgis.analysis import ground as ground_module
from yhgis.analysis.ground import ground_of
from yhgis.analysis.tools import TOOLS, tool
from yhgis.errors import UsageError
from yhgis.feedback import silent
from yhgis.i18n import set_language
from yhgis.model.result import Basis


def test_a_layer_is_mended_and_united_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counted(name: str) -> Any:
        real = getattr(ground_module, name)

        def call(*arguments: Any) -> Any:
            calls.append(name)
            return real(*arguments)

        return call

    for name in ("measurable", "layer_overlap", "without_overlap", "areas"):
        monkeypatch.setattr(ground_module, name, counted(name))
    lines = layer("lines", [box(0, 0, 60, 100), box(40, 0, 100, 100)])
    rows = layer("rows", grid(2, 2, 50.0))
    first = ask("overlap", rows=rows, columns=[lines]).document()
    once = sorted(calls)
    assert once.count("measurable") == 2
    assert once.count("layer_overlap") == 2
    again = ask("overlap", rows=rows, columns=[lines]).document()
    assert sorted(calls) == once, "nothing was found out a second time"
    assert again["rows"] == first["rows"]


def test_it_is_forgotten_with_the_layer() -> None:
    lines = layer("lines", grid(3, 3, 10.0))
    kept = weakref.ref(ground_of(lines, silent()))
    assert ground_of(lines, silent()) is kept()
    other = replace(lines)
    assert ground_of(other, silent()) is not kept()
    del lines
    gc.collect()
    assert kept() is None


def test_names_are_in_the_language_in_use() -> None:
    towns = layer("towns", grid(2, 1, 10.0), name_field="name", name=["甲", "乙"], name_en=["A", "B"])
    towns = towns.with_info(name_field_en="name_en")
    assert ground_of(towns, silent()).item.names == ["甲", "乙"]
    set_language("en")
    assert ground_of(towns, silent()).item.names == ["A", "B"]


def test_net_and_gross_areas_of_a_layer() -> None:
    ground = ground_of(layer("lines", [box(0, 0, 60, 100), box(40, 0, 100, 100), box(200, 0, 210, 10)]), silent())
    assert ground.feature_areas(Basis.PLANAR, silent()).tolist() == pytest.approx([6_000, 6_000, 100])
    assert ground.net_area(Basis.PLANAR, silent()) == pytest.approx(10_100)
    assert len(ground.net_parts(silent())) == 2


def test_tools_are_found_by_id_and_the_nearest_is_offered() -> None:
    assert [tool(candidate.id) for candidate in TOOLS] == list(TOOLS)
    with pytest.raises(UsageError, match="overlap"):
        tool("overlpa")


@pytest.mark.parametrize("candidate", TOOLS, ids=lambda t: t.id)
def test_every_tool_describes_itself(candidate: Any) -> None:
    ids = [parameter.id for parameter in candidate.parameters]
    assert len(ids) == len(set(ids))
    assert all(parameter.title.zh and parameter.title.en and parameter.help.zh for parameter in candidate.parameters)
    assert candidate.title.zh
    assert candidate.help.zh
    assert candidate.help.en
    with pytest.raises(UsageError):
        candidate.complete({"nonsense": 1})


def test_values_out_of_their_limits_are_refused() -> None:
    red = layer("red", [box(0, 0, 1, 1)])
    with pytest.raises(UsageError, match="1000"):
        ask("overlap", rows=red, columns=[red], min_width=-1)
    with pytest.raises(UsageError, match="ellipsoidal"):
        ask("overlap", rows=red, columns=[red], basis="round")
    with pytest.raises(UsageError):
        ask("overlap", rows=red)


def test_a_layer_may_be_asked_against_itself() -> None:
    odd = layer("odd", [box(0, 0, 10, 10), polygon([(0, 0), (10, 10), (10, 0), (0, 10)])])
    document = ask("overlap", rows=odd, columns=[odd, odd], basis="planar").document()
    assert len(document["repairs"]) == 1, "one layer is mended once, however often it is named"
    assert [c["net_m2"] for c in document["rows"][0]["columns"]] == pytest.approx([100, 100])
    assert [c["column"] for c in document["totals"]] == ["odd", "odd#2"]
