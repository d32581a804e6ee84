"""The guide's pages about tools, written from the tools' own descriptions (``docs/guide/tools.<lang>.md``)."""

from __future__ import annotations

from collections.abc import Sequence

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
from yhgis.i18n import Language, Title, language, set_language, tr


def tools_page(tools: Sequence[Tool], lang: Language) -> str:
    """Return the Markdown page on ``tools`` in ``lang``."""
    before = language()
    set_language(lang)
    try:
        head = f"# {tr('Tools')}\n\n{tr('Written by main.py guide from the tools themselves; do not edit.')}\n"
        return head + "".join(_section(tool) for tool in tools)
    finally:
        set_language(before)


def _section(tool: Tool) -> str:
    rows = "".join(
        _row(str(parameter.title), f"`{_word(parameter)}`", str(_values(parameter)), str(parameter.help))
        for parameter in tool.parameters
    )
    if tool.copy is not None:
        word = f"`--{tool.copy.option}`"
        rows += _row(str(tool.copy.title), word, tr("a file that a layer can be written to"), str(tool.copy.help))
    head = (
        f"| {tr('Parameter')} | {tr('Command line')} | {tr('Values')} | {tr('Meaning')} |\n| --- | --- | --- | --- |\n"
    )
    return f"\n## {tool.title} `{tool.id}`\n\n{tool.help}\n\n```\n{_usage(tool)}\n```\n\n{head}{rows}"


def _row(*cells: str) -> str:
    """Return one row of a Markdown table; a bar inside a cell would end it."""
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |\n"


def _word(parameter: Parameter) -> str:
    """Return how the command line writes ``parameter``."""
    match parameter:
        case LayerParameter(positional=True):
            return parameter.id.upper()
        case LayersParameter(positional=True):
            return "LAYER …"
        case _:
            return "--" + parameter.id.replace("_", "-")


def _usage(tool: Tool) -> str:
    positional = [_word(p) for p in tool.parameters if p.positional]
    options = [f"[{_word(p)} …]" for p in tool.parameters if not p.positional]
    options += [f"[--{tool.copy.option} FILE]"] if tool.copy is not None else []
    return " ".join(["python main.py", tool.id, *positional, *options, "[--crs CODE] [--out FILE] [--json]"])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _values(parameter: Parameter) -> Title | str:
    """Return what ``parameter`` may be, and its default."""
    match parameter:
        case LayerParameter(default_layers=default_layers) if default_layers:
            return tr("one layer; {layers} of the plan unless told", layers=_listed(default_layers))
        case LayerParameter():
            return tr("one layer: catalog id, path, or path|layername=NAME")
        case LayersParameter(default_layers=default_layers) if default_layers:
            return tr("layers; {layers} of the plan unless told", layers=_listed(default_layers))
        case LayersParameter(least=least):
            return tr("{count} or more layers", count=least)
        case FieldParameter():
            return tr("a field; may be left out")
        case NumberParameter(default=default, unit=unit, least=least, most=most):
            return tr(
                "{least:g} to {most:g} {unit}; {default:g} unless told",
                least=least,
                most=most,
                unit=unit,
                default=default,
            )
        case ChoiceParameter(choices=choices, default=default):
            words = "<br>".join(f"`{word}` {title}" for word, title in choices)
            return tr("{words}<br>`{default}` unless told", words=words, default=default)
        case FlagParameter(default=default):
            return tr("yes or no; {default} unless told", default=tr("yes") if default else tr("no"))
    return ""
