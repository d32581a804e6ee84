"""A footprint against every line of the plan: what it occupies, how much, how near it is; facts, no judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from yhgis.analysis.answer import basis_of, provenance, square_metres, unique_ids
from yhgis.analysis.check_fields import AREA_FIELDS, stated_areas
from yhgis.analysis.check_line import Footprint, LineFigures, line_figures
from yhgis.analysis.check_result import CheckResult, StatedArea
from yhgis.analysis.check_words import Line
from yhgis.analysis.ground import ground_of
from yhgis.analysis.rules import load_rules
from yhgis.analysis.tool import BASIS, MIN_WIDTH, LayerParameter, LayersParameter, Tool
from yhgis.errors import DataError
from yhgis.feedback import Feedback
from yhgis.i18n import Message, Title
from yhgis.model.layer import Layer

#: Plots that overlap each other are worth a sentence from here on, in m2.
_SHARED_M2 = 1.0


def run(values: Mapping[str, Any], feedback: Feedback) -> CheckResult:
    """Return the check; see `CHECK` for the values."""
    basis, min_width = basis_of(values), float(values["min_width"])
    layers: list[Layer] = list(values["against"])
    rules = load_rules()
    footprint = Footprint.of(values["footprint"], basis, feedback.part(0.0, 0.1))
    if footprint.net_m2 <= 0.0:
        raise DataError("{layer} covers no ground; there is nothing to check.", layer=footprint.layer.info.title)
    lines: list[tuple[Line, LineFigures]] = []
    for number, layer in enumerate(layers):
        step = feedback.part(0.1 + 0.9 * number / len(layers), 0.1 + 0.9 * (number + 1) / len(layers))
        line = Line.of(layer, rules)
        lines.append((line, line_figures(footprint, layer, basis, min_width, line.looked_around_m, step)))
    stated = _stated(footprint)
    apart = (sum(int(f.slivers.sum()) for _, f in lines), sum(f.slivers_m2 for _, f in lines))
    grounds = [(layer, ground_of(layer, feedback)) for layer in layers]
    made = provenance(
        CHECK.id,
        basis,
        [(footprint.layer, footprint.ground), *grounds],
        values,
        _warnings(footprint, stated),
        apart,
    )
    return CheckResult(made, footprint, stated, tuple(lines), unique_ids(layers), rules)


def _stated(footprint: Footprint) -> StatedArea | None:
    """Return what the footprint's own area field says, or None where it has none that says anything."""
    for stated in stated_areas(footprint.layer, footprint.plot_m2, AREA_FIELDS):
        if np.isfinite(stated.m2).any():
            total = float(np.nansum(stated.m2))
            difference = float(np.nansum(stated.difference_m2))
            return StatedArea(stated.field, stated.unit, tuple(stated.m2.tolist()), total, difference)
    return None


def _warnings(footprint: Footprint, stated: StatedArea | None) -> list[Message]:
    out = []
    shared = float(footprint.plot_m2.sum()) - footprint.net_m2
    if shared > _SHARED_M2:
        out.append(
            Message(
                "Plots of {layer} overlap each other by {area} m², which count once.",
                {"layer": footprint.layer.info.title, "area": square_metres(shared)},
            )
        )
    if stated is not None:
        out.append(
            Message(
                "{layer}: the field {field}, read in {unit}, states {stated} m²; stated less computed is {rest} m².",
                {
                    "layer": footprint.layer.info.title,
                    "field": stated.field,
                    "unit": stated.unit.title,
                    "stated": square_metres(stated.total_m2),
                    "rest": f"{stated.difference_m2:+,.2f}",
                },
            )
        )
    return out


CHECK = Tool(
    "check",
    Title("用地核查", "Footprint check"),
    Title(
        "用地范围与各控制线、片区、镇街、平台的关系：不涉及、涉及或全部位于其内，净、毛面积，占比，最近距离，并给出事实陈述句。",
        "How a footprint lies to every control line, zone, town and platform: verdict, net and gross area, share, "
        "distance, and a sentence that states facts.",
    ),
    (
        LayerParameter(
            "footprint",
            Title("用地范围", "Footprint"),
            Title("一个面图层，一个或多个地块。", "A polygon layer of one plot or more."),
            positional=True,
        ),
        LayersParameter(
            "against",
            Title("核查图层", "Against"),
            Title(
                "与哪些图层核查。各控制线的刚性、提示距离、依据和用语见规则文件 layers/rules/check.json，可自行修改。",
                "Which layers to check against. The rule file layers/rules/check.json, which may be changed, says how "
                "hard each line is, how near is near, what it rests on and how it is said.",
            ),
            default_layers=("control_lines", "district", "towns", "zones", "core", "corridor", "axis", "platforms"),
        ),
        BASIS,
        MIN_WIDTH,
    ),
    run,
)
