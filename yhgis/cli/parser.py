"""The parser: one subcommand a tool, made from its description, and the few commands that are not tools."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from yhgis.analysis.tool import (
    ChoiceParameter,
    FieldParameter,
    FlagParameter,
    LayerParameter,
    LayersParameter,
    NumberParameter,
    Parameter,
    Tool,
)
from yhgis.analysis.tools import TOOLS
from yhgis.cli import commands, products
from yhgis.errors import UsageError, nearest_name
from yhgis.i18n import tr


class Parser(argparse.ArgumentParser):
    """argparse whose complaints are the program's own: one sentence, exit 2."""

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        """Add an argument; its help is plain text, in which a per cent sign is one."""
        if options.get("help"):
            options["help"] = options["help"].replace("%", "%%")
        return super().add_argument(*names, **options)

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage and leaving."""
        raise UsageError(
            "{command}: {problem}. See {command} --help.", command=self.prog, problem=_in_own_words(message)
        )


def _in_own_words(problem: str) -> str:
    """Return argparse's English complaint in the user's language; one not foreseen stays as it is."""
    if found := re.fullmatch(r"the following arguments are required: (.+)", problem):
        return tr("missing: {words}", words=found[1])
    if found := re.fullmatch(r"unrecognized arguments: (.+)", problem):
        return tr("not understood: {words}", words=found[1])
    if found := re.fullmatch(r"argument (.+?): expected (?:one|at least one) argument", problem):
        return tr("{option} needs a value", option=found[1])
    if found := re.fullmatch(r"argument (.+?): invalid float value: '(.*)'", problem):
        return tr("{option} needs a number, not {value}", option=found[1], value=found[2])
    if found := re.fullmatch(r"argument (.+?): invalid choice: '(.*?)' \(choose from (.+)\)", problem):
        known = [word.strip(" '") for word in found[3].split(",")]
        near = nearest_name(found[2], known)
        return tr(
            "there is no {value} for {option}; nearest: {near}",
            value=found[2],
            option=found[1],
            near=near or ", ".join(known),
        )
    return problem


def build_parser() -> Parser:
    """Return the parser of all subcommands."""
    parser = Parser(prog="main.py", description=tr("What lies on what in the plan, and how much of it."))
    subparsers = parser.add_subparsers(dest="subcommand", required=True, metavar="COMMAND", parser_class=Parser)
    for tool in TOOLS:
        _add_tool(subparsers, tool)
    _add_layers(subparsers)
    _add_identify(subparsers)
    _add_plan(subparsers)
    _add_sheet(subparsers)
    _add_atlas(subparsers)
    _add_report(subparsers)
    _add_story(subparsers)
    _add_screenshot(subparsers)
    _add_build_layers(subparsers)
    _add_self_test(subparsers)
    _add_guide(subparsers)
    return parser


def _add_command(subparsers: argparse._SubParsersAction[Parser], name: str, help_text: str) -> Parser:
    command = subparsers.add_parser(name, help=help_text, description=help_text)
    command.add_argument("--json", action="store_true", help=tr("print one JSON document and nothing else"))
    command.add_argument("--lang", choices=["zh", "en"], default="zh", help=tr("language of titles and messages"))
    return command


def _add_tool(subparsers: argparse._SubParsersAction[Parser], tool: Tool) -> None:
    command = _add_command(subparsers, tool.id, f"{tool.title}: {tool.help}")
    for parameter in tool.parameters:
        _add_parameter(command, parameter)
    if tool.copy is not None:
        command.add_argument(f"--{tool.copy.option}", metavar="FILE", help=str(tool.copy.help))
    command.add_argument("--crs", help=tr("coordinate system of files that state none, such as EPSG:4549"))
    if tool.spread:
        command.add_argument(
            "--scheduler",
            default="local",
            metavar="ADDRESS",
            help=tr("local, or tcp://host:port of a Dask cluster that does the work; the figures are the same"),
        )
    command.add_argument("--out", metavar="FILE", help=tr("write the result; the extension chooses the format"))
    command.add_argument(
        "--closing", action="store_true", help=tr("close printed figures to their totals (.xlsx, .docx, .pptx)")
    )
    command.set_defaults(command=commands.run_tool, tool=tool)


def _add_parameter(command: Parser, parameter: Parameter) -> None:
    """Add the word or option that carries ``parameter``; help and default come from it."""
    option = "--" + parameter.id.replace("_", "-")
    text = str(parameter.help)
    match parameter:
        case LayerParameter(positional=False):
            command.add_argument(option, metavar="LAYER", help=text)
        case LayersParameter(positional=False):
            command.add_argument(option, metavar="LAYER", nargs="+", help=text)
        case LayerParameter():
            command.add_argument(parameter.id, metavar=parameter.id.upper(), help=text)
        case LayersParameter(least=least):
            command.add_argument(parameter.id, metavar="LAYER", nargs="+" if least else "*", help=text)
        case FieldParameter():
            command.add_argument(option, metavar="FIELD", help=text)
        case NumberParameter(default=default, unit=unit):
            command.add_argument(option, type=float, metavar="N", help=f"{text} [{default:g} {unit}]")
        case ChoiceParameter(choices=choices):
            command.add_argument(option, choices=[word for word, _ in choices], help=text)
        case FlagParameter():
            command.add_argument(option, action=argparse.BooleanOptionalAction, default=None, help=text)


def _add_layers(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "layers", tr("list the plan's layers"))
    command.set_defaults(command=commands.list_layers)


def _add_identify(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "identify", tr("the identity card of a place"))
    command.add_argument("lon", type=float, metavar="LON", help=tr("longitude in degrees (CGCS2000)"))
    command.add_argument("lat", type=float, metavar="LAT", help=tr("latitude in degrees (CGCS2000)"))
    command.set_defaults(command=commands.identify_place)


def _add_plan(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "plan", tr("the plan's facts, and which of them layers and tables hold"))
    command.add_argument("--coverage", action="store_true", help=tr("how many facts are held, and what is missing"))
    command.set_defaults(command=commands.show_plan)


def _add_sheet(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "sheet", tr("write one map sheet as PDF, SVG, PNG, TIFF or PPTX"))
    command.add_argument("theme", metavar="THEME", help=tr("which theme the sheet shows"))
    command.add_argument(
        "--out",
        metavar="FILE",
        required=True,
        help=tr("the sheet; .pdf, .svg, .pptx, .png or .tif, the last two with a world file"),
    )
    command.add_argument("--paper", default="A3", help=tr("A4, A3, A2, A1, A0 or slide"))
    command.add_argument("--portrait", action="store_true", help=tr("paper upright"))
    command.add_argument("--town", metavar="NAME", help=tr("show this town instead of the district"))
    command.add_argument("--title", help=tr("title, instead of the theme's"))
    _add_sheet_words(command)
    command.set_defaults(command=commands.write_sheet)


def _add_sheet_words(command: Parser) -> None:
    """Add what a single sheet and a series have in common."""
    command.add_argument("--dpi", type=float, default=300.0, help=tr("dots an inch of a PNG, a TIFF or a slide"))
    command.add_argument("--compiler", default="", help=tr("who made the sheet"))
    command.add_argument("--approval", default="", help=tr("map approval number (审图号)"))
    command.add_argument("--security", default="", help=tr("security class printed on the sheet"))


def _add_atlas(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "atlas", tr("write a map sheet for every town"))
    command.add_argument("theme", metavar="THEME", help=tr("which theme the sheets show"))
    command.add_argument(
        "--out",
        metavar="FILE",
        required=True,
        help=tr("one .pdf or .pptx; as .png, .tif or .svg, or with {word} in its name, a file a town", word="{town}"),
    )
    command.add_argument("--towns", metavar="A,B", default="all", help=tr("towns, parted by commas; all unless told"))
    command.add_argument("--paper", default="A3", help=tr("A4, A3, A2, A1, A0 or slide"))
    command.add_argument("--portrait", action="store_true", help=tr("paper upright"))
    command.add_argument(
        "--resume", action="store_true", help=tr("files one by one, without those a broken-off run has completed")
    )
    _add_sheet_words(command)
    command.set_defaults(command=products.write_atlas)


def _add_report(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "report", tr("write the card of a town: all the plan says of it on one page"))
    command.add_argument("subject", choices=["town"], metavar="town", help=tr("what the report is about"))
    command.add_argument("name", metavar="NAME", help=tr("the town; several parted by commas, or all"))
    command.add_argument("--out", metavar="FILE", required=True, help=tr("the card; .pdf, .docx, .pptx or .xlsx"))
    command.set_defaults(command=products.write_town)


def _add_story(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "story", tr("write a story of the plan, a slide or a page a step"))
    command.add_argument(
        "name",
        metavar="NAME",
        nargs="?",
        default="",
        help=tr("a story of the plan or the project, or its .json file"),
    )
    command.add_argument("--project", metavar="FILE", help=tr("a project (.yhmap) whose own story is told"))
    command.add_argument("--out", metavar="FILE", required=True, help=tr("the story; .pptx or .pdf"))
    command.add_argument("--ratio", choices=["16:9", "4:3"], default="16:9", help=tr("shape of a page"))
    command.set_defaults(command=products.write_story)


def _add_screenshot(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "screenshot", tr("draw the real window, without a screen, into a PNG"))
    command.add_argument("--out", metavar="FILE", required=True, help=tr("the picture; .png"))
    command.add_argument("--theme", default="layout", help=tr("which theme the window shows"))
    command.add_argument("--size", type=commands.pixel_size, default=(1280, 800), metavar="WxH", help=tr("window size"))
    command.add_argument(
        "--scale", type=commands.screen_scale, default=1.0, metavar="S", help=tr("screen scaling, 2 for 200 percent")
    )
    command.add_argument("--role", choices=["planner", "town", "presenter"], default="planner", help=tr("whose window"))
    command.set_defaults(command=commands.take_screenshot)


def _add_build_layers(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "build-layers", tr("make layers/ from layers/sources, the same bytes each time"))
    command.add_argument("--out", metavar="FOLDER", help=tr("folder to write to instead of layers/"))
    command.set_defaults(command=commands.rebuild_layers)


def _add_self_test(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "self-test", tr("try GDAL, PROJ, fonts, a read and a transform"))
    command.set_defaults(command=commands.self_test)


def _add_guide(subparsers: argparse._SubParsersAction[Parser]) -> None:
    command = _add_command(subparsers, "guide", tr("write the guide's pages on the tools"))
    command.add_argument("--out", metavar="FOLDER", default="docs/guide", help=tr("folder of the pages"))
    command.set_defaults(command=commands.write_guide)
