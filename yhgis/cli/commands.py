"""What each subcommand does; the work itself is elsewhere."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

from yhgis.analysis.scheduler import LOCAL, computing_on
from yhgis.analysis.tool import LayerParameter, LayersParameter
from yhgis.cli.answers import print_result
from yhgis.cli.console import Console, text_table
from yhgis.cli.copies import copy_target, write_copy
from yhgis.errors import DataError, UsageError
from yhgis.feedback import Feedback
from yhgis.i18n import tr
from yhgis.model.layer_slices import LayerSlices


def run_tool(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Open the layers, ask the tool, print or write its result."""
    values = {parameter.id: getattr(parsed, parameter.id) for parameter in parsed.tool.parameters}
    reading = feedback.part(0.0, 0.3)
    values = parsed.tool.complete(_with_layers(parsed, values, reading))
    out = Path(parsed.out) if parsed.out else None
    if out is not None:
        _check_out(out, values)  # before the work, not after it
    copy = copy_target(parsed, values)
    with computing_on(getattr(parsed, "scheduler", LOCAL), feedback):
        result = parsed.tool.run(values, feedback.part(0.3, 0.9))
    if copy is not None:
        result = write_copy(parsed.tool, copy, values, result, feedback.part(0.9, 0.95))
        console.say(tr("Written: {file}", file=copy))
    if out is not None:
        from yhgis.report.write import write_result

        write_result(result, out, lang=parsed.lang, closing=parsed.closing)
        for warning in result.provenance.warnings:  # in the file too, but who writes one need not open it at once
            console.complain(tr("Note: {warning}", warning=warning))
        console.say(tr("Written: {file}", file=out))
    if parsed.json:
        console.document(result.document())
    elif out is None:
        print_result(result, console)
    feedback.progress(1.0)


def _check_out(out: Path, values: dict[str, Any]) -> None:
    """Refuse a file that the result cannot be written to."""
    from yhgis.report.write import check_extension, holds_polygons

    check_extension(out)
    given = [one for value in values.values() for one in (value if isinstance(value, list) else [value])]
    large = next((one for one in given if isinstance(one, LayerSlices)), None)
    if large is not None and holds_polygons(out):
        raise UsageError(
            "{layer} is too large to be written once more with its polygons; write the figures as .xlsx, .csv or "
            ".json instead of {file}.",
            layer=large.info.title,
            file=out.name,
        )


def _with_layers(parsed: argparse.Namespace, values: dict[str, Any], feedback: Feedback) -> dict[str, Any]:
    """Return ``values`` with every layer word replaced by its layer; a word given twice is opened once.

    Where a tool is asked without the layers it can have from the plan, the plan's are put in.
    """
    from yhgis.plan.catalog import Catalog, open_layer, open_slices
    from yhgis.plan.default_layers import with_default_layers

    opened: dict[str, Any] = {}

    def opening(spec: str, *, sliced: bool) -> Any:
        feedback.check()
        if sliced and (large := open_slices(spec, crs=parsed.crs)) is not None:
            return large
        if spec not in opened:
            opened[spec] = open_layer(spec, crs=parsed.crs, feedback=feedback)
        return opened[spec]

    for parameter in parsed.tool.parameters:
        match parameter:
            case LayerParameter() if values[parameter.id] is not None:
                values[parameter.id] = opening(values[parameter.id], sliced=parameter.sliced)
            case LayersParameter() if values[parameter.id] is not None:
                values[parameter.id] = [opening(spec, sliced=parameter.sliced) for spec in values[parameter.id]]
    return with_default_layers(parsed.tool, values, Catalog.load())


def list_layers(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Print the catalog."""
    from yhgis.plan.catalog import Catalog

    document = Catalog.load().document()
    if parsed.json:
        console.document(document)
        return
    rows = [
        [
            layer["id"],
            layer[f"title_{parsed.lang}"],
            layer["group"],
            layer["geometry"],
            str(layer["features"]),
            layer["status"],
            layer["plan_ref"],
        ]
        for layer in document["layers"]
    ]
    header = [
        tr("Layer id"),
        tr("Layer title"),
        tr("Layer group"),
        tr("Geometry kind"),
        tr("Feature count"),
        tr("Data status"),
        tr("Plan section"),
    ]
    console.say(text_table(header, rows, [False, False, False, False, True, False, False]))


def identify_place(parsed: argparse.Namespace, console: Console, _feedback: Feedback) -> None:
    """Print what the plan says of a place."""
    from yhgis.plan.identity import identify

    if not (-180 <= parsed.lon <= 180 and -90 <= parsed.lat <= 90):
        raise UsageError("{lon}, {lat} is not a longitude and latitude in degrees.", lon=parsed.lon, lat=parsed.lat)
    card = identify(parsed.lon, parsed.lat)
    if parsed.json:
        console.document(card.document())
    else:
        console.say(card.sentence())


def show_plan(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Print the plan's facts, or how many of them are held."""
    from yhgis.cli import plan_facts

    plan_facts.show_plan(as_json=parsed.json, coverage_only=parsed.coverage, console=console, feedback=feedback)


def write_sheet(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Write one map sheet."""
    from yhgis.report.sheet_file import SheetRequest, write_sheet_file

    request = SheetRequest(
        theme=parsed.theme,
        out=Path(parsed.out),
        paper=parsed.paper,
        portrait=parsed.portrait,
        dpi=parsed.dpi,
        town=parsed.town or "",
        title=parsed.title or "",
        compiler=parsed.compiler,
        approval=parsed.approval,
        security=parsed.security,
        lang=parsed.lang,
    )
    written = write_sheet_file(request, feedback)
    if parsed.json:
        console.document(written.document())
    else:
        console.say(tr("Written: {file}", file=request.out))


def pixel_size(text: str) -> tuple[int, int]:
    """Return the window size that ``text`` such as ``1280x800`` names."""
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit() and int(width) >= 320 and int(height) >= 240):
        raise argparse.ArgumentTypeError(tr("{text} is not a size such as 1280x800", text=text))
    return int(width), int(height)


def screen_scale(text: str) -> float:
    """Return the screen scaling that ``text`` names, as far as screens go."""
    try:
        scale = float(text)
    except ValueError:
        scale = math.nan
    if not 0.5 <= scale <= 4.0:
        raise argparse.ArgumentTypeError(tr("{text} is not a scaling between 0.5 and 4", text=text))
    return scale


def take_screenshot(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Draw the real window into a PNG."""
    out = Path(parsed.out)
    if out.suffix.lower() != ".png":
        raise UsageError("A screenshot is a .png file, not {file}.", file=out.name)
    if parsed.take_screenshot is None:
        raise UsageError("This program was started without its window; a screenshot needs it.")
    parsed.take_screenshot(
        path=out, theme=parsed.theme, size=parsed.size, scale=parsed.scale, role=parsed.role, lang=parsed.lang
    )
    if parsed.json:
        console.document({"file": str(out), "theme": parsed.theme, "size": list(parsed.size), "scale": parsed.scale})
    else:
        console.say(tr("Written: {file}", file=out))


def rebuild_layers(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Make ``layers/`` from its sources."""
    from yhgis.plan.build import build_layers
    from yhgis.resources import layers_folder

    target = Path(parsed.out) if parsed.out else layers_folder()
    if not target.is_dir():
        raise DataError("The folder {folder} does not exist; create it or choose another.", folder=str(target))
    written = build_layers(target, feedback)
    if parsed.json:
        console.document({"folder": str(target), "files": [path.name for path in written]})
        return
    for path in written:
        console.say(str(path))


def self_test(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Try what the program stands on; any failure is an answer, and exit 1."""
    from yhgis.report.self_test import run_self_test

    checks = run_self_test()
    if parsed.json:
        console.document({"checks": [check.document() for check in checks], "passed": all(c.passed for c in checks)})
    else:
        for check in checks:
            console.say(f"{'OK ' if check.passed else tr('BAD')}  {check.name}: {check.detail}")
    failed = [check.name for check in checks if not check.passed]
    if failed:
        raise DataError("The self-test failed: {checks}.", checks=", ".join(failed))


def write_guide(parsed: argparse.Namespace, console: Console, _feedback: Feedback) -> None:
    """Write the guide's tool pages in both languages."""
    from yhgis.analysis.tools import TOOLS
    from yhgis.atomic import write_text
    from yhgis.report.guide import tools_page

    folder = Path(parsed.out)
    files = []
    for lang in ("zh", "en"):
        files.append(folder / f"tools.{lang}.md")
        write_text(files[-1], tools_page(TOOLS, lang))
    if parsed.json:
        console.document({"files": [str(path) for path in files]})
        return
    for path in files:
        console.say(tr("Written: {file}", file=path))
