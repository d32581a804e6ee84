"""Every tool over every awkward layer: same figures as the catalogue says, repairs reported, nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely

from tests.analysis.catalogue import CASES, Case
from tests.analysis.making import ask, box, grid, layer, spoilt
from tests.analysis.shapes import as_array
from yhgis.analysis.overlap import MOST_PARTS
from yhgis.analysis.tools import TOOLS as ALL_TOOLS
from yhgis.errors import DataError
from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform
from yhgis.model.layer import Layer
from yhgis.model.result import Result

FRAME = box(-500, -500, 1000, 1000)
EACH = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
BASES = pytest.mark.parametrize("basis", ["planar", "ellipsoidal", "geodesic"])


def asked(tool: str, odd: Layer, **values: Any) -> Result:
    """Put ``odd`` to a tool, together with a frame that contains all of it."""
    frame = layer("frame", [FRAME])
    match tool:
        case "overlap":
            return ask(tool, rows=frame, columns=[odd], **values)
        case "conflicts":
            return ask(tool, layers=[frame, odd], min_width=0, **values)
        case "coverage":
            return ask(tool, target=frame, layers=[odd], **values)
        case "share":
            return ask(tool, features=odd, cover=frame, **values)
        case "check":
            return ask(tool, footprint=odd, against=[frame], **values)
        case "compare":
            return ask(tool, old=frame, new=odd, **values)
        case _:  # tools of one layer
            return ask(tool, layer=odd, **values)


TOOLS = pytest.mark.parametrize("tool", [tool.id for tool in ALL_TOOLS])
#: A check-up lists what other tools mend or refuse.
MEASURING = pytest.mark.parametrize("tool", [tool.id for tool in ALL_TOOLS if tool.copy is None])


@EACH
@BASES
def test_overlap(case: Case, basis: str) -> None:
    document = asked("overlap", layer("odd", case.geometries), basis=basis).document()
    cell = document["rows"][0]["columns"][0]
    assert cell["net_m2"] == pytest.approx(case.net, rel=1e-4, abs=1e-6)
    assert cell["gross_m2"] == pytest.approx(case.gross, rel=1e-4, abs=1e-6)
    if basis == "planar":
        assert (cell["net_m2"], cell["gross_m2"]) == (
            pytest.approx(case.net, rel=1e-7),
            pytest.approx(case.gross, rel=1e-7),
        )
    assert cell["share_of_column"] == pytest.approx(1.0, abs=1e-5)
    present = sum(1 for g in case.geometries if g is not None and not g.is_empty)
    assert cell["features"] == present
    assert len(cell.get("parts", ())) == (present if len(case.geometries) <= MOST_PARTS else 0)


@EACH
def test_as_rows(case: Case) -> None:
    result = ask("overlap", rows=layer("odd", case.geometries), columns=[layer("frame", [FRAME])], basis="planar")
    document = result.document()
    assert len(document["rows"]) == len(case.geometries)
    assert sum(row["area_m2"] for row in document["rows"]) == pytest.approx(case.gross, rel=1e-7)
    assert document["total_area_m2"] == pytest.approx(case.net, rel=1e-7)
    assert document["totals"][0]["net_m2"] == pytest.approx(case.net, rel=1e-7)
    for row in document["rows"]:
        assert row["columns"][0]["net_m2"] == pytest.approx(row["area_m2"], rel=1e-7)


@EACH
def test_conflicts(case: Case) -> None:
    (pair,) = asked("conflicts", layer("odd", case.geometries), basis="planar").document()["pairs"]
    assert pair["net_m2"] == pytest.approx(case.net, rel=1e-7)
    assert pair["gross_m2"] == pytest.approx(case.gross, rel=1e-7)


@EACH
def test_coverage(case: Case) -> None:
    document = asked("coverage", layer("odd", case.geometries), basis="planar").document()
    assert document["covered"]["net_m2"] == pytest.approx(case.net, rel=1e-7)
    assert document["gaps"]["net_m2"] == pytest.approx(FRAME.area - case.net, rel=1e-9)
    assert document["balance_m2"] == pytest.approx(0.0, abs=1e-3)
    as_target = ask("coverage", target=layer("odd", case.geometries), layers=[layer("f", [FRAME])], basis="planar")
    assert as_target.document()["covered"]["net_m2"] == pytest.approx(case.net, rel=1e-7)


@EACH
@BASES
def test_share(case: Case, basis: str) -> None:
    document = asked("share", layer("odd", case.geometries), basis=basis).document()
    assert document["totals"]["covered_m2"] == pytest.approx(case.gross, rel=1e-4, abs=1e-6)
    for feature in document["features"]:
        assert feature["share"] in (None, pytest.approx(1.0, abs=1e-9))


@EACH
@BASES
def test_check(case: Case, basis: str) -> None:
    document = asked("check", layer("odd", case.geometries), basis=basis).document()
    (line,) = document["lines"]
    assert document["footprint"]["area_m2"] == pytest.approx(case.net, rel=1e-4, abs=1e-6)
    assert line["verdict"] == "inside"
    assert line["net_m2"] == pytest.approx(case.net, rel=1e-4, abs=1e-6)
    assert line["share"] == pytest.approx(1.0, abs=1e-6)


@EACH
def test_compare(case: Case) -> None:
    document = asked("compare", layer("odd", case.geometries), basis="planar").document()
    assert document["unchanged"]["net_m2"] == pytest.approx(case.net, rel=1e-7, abs=1e-6)
    assert document["removed"]["net_m2"] == pytest.approx(FRAME.area - case.net, rel=1e-9)
    assert document["added"]["net_m2"] == pytest.approx(0.0, abs=1e-6)


@EACH
@pytest.mark.parametrize("crs", [DEGREES_CRS, "EPSG:4528", "EPSG:4326"])
def test_geographic_and_other_projected_coordinates_give_the_same_area(case: Case, crs: str) -> None:
    moved = list(transform(as_array(case.geometries), WORK_CRS, crs))
    at_home, elsewhere = (
        asked("overlap", layer("odd", shapes, crs=of)).document()["rows"][0]["columns"][0]
        for shapes, of in ((case.geometries, WORK_CRS), (moved, crs))
    )
    for figure in ("net_m2", "gross_m2"):
        # Degrees are rounded to some nanometres, and a repair may then decide otherwise by as much.
        assert elsewhere[figure] == pytest.approx(at_home[figure], rel=1e-6, abs=1e-5)


@EACH
@TOOLS
def test_every_answer_is_plain_json_and_the_same_when_asked_again(case: Case, tool: str) -> None:
    odd = layer("odd", case.geometries)
    documents = [asked(tool, odd).document() for _ in range(2)]
    for document in documents:
        document.pop("made_at")
    assert json.loads(json.dumps(documents[0], allow_nan=False)) == documents[1]


@EACH
@MEASURING
def test_what_was_done_is_told(case: Case, tool: str) -> None:
    document = asked(tool, layer("odd", case.geometries)).document()
    assert len(document["repairs"]) == case.repairs
    said = " ".join(document["warnings"])
    assert all(word in said for word in case.notes)
    if case.repairs:
        assert "修复" in said
    assert json.loads(json.dumps(document, allow_nan=False)) == document


@MEASURING
@pytest.mark.parametrize(
    "geometries",
    [[], [None], [shapely.Point(490_000, 3_350_000)], [box(0, 0, 1, 1), spoilt(float("nan"))], [spoilt(float("inf"))]],
    ids=["no features", "no geometry", "points", "NaN", "infinity"],
)
def test_what_cannot_be_measured_is_one_sentence(tool: str, geometries: list[Any]) -> None:
    with pytest.raises(DataError) as caught:
        asked(tool, layer("坏图层", geometries))
    assert "坏图层" in str(caught.value)
    assert "\n" not in str(caught.value)


@TOOLS
def test_the_inputs_stay_as_they_were(tool: str) -> None:
    shapes = [geometry for case in CASES.values() for geometry in case.geometries] + list(grid(3, 3, 30.0))
    odd = layer("odd", shapes)
    before = shapely.to_wkb(odd.geometry)
    asked(tool, odd)
    assert (shapely.to_wkb(odd.geometry) == before).all()
