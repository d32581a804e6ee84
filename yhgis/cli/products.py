"""The commands that write finished products: the atlas, the town card, a story."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from yhgis.cli.console import Console
from yhgis.errors import UsageError
from yhgis.feedback import Feedback
from yhgis.i18n import tr


def town_list(text: str) -> tuple[str, ...]:
    """Return the towns that ``text`` names, parted by commas of either kind or 、.

    Raises
    ------
    UsageError
        It names none.
    """
    names = tuple(name.strip() for name in re.split(r"[,，、]", text) if name.strip())
    if not names:
        raise UsageError("Name a town, several parted by commas, or all.")
    return names


def write_atlas(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Write a sheet for every town that is wanted."""
    from yhgis.report.atlas_file import AtlasRequest, write_atlas_file

    request = AtlasRequest(
        theme=parsed.theme,
        out=Path(parsed.out),
        towns=town_list(parsed.towns),
        paper=parsed.paper,
        portrait=parsed.portrait,
        dpi=parsed.dpi,
        compiler=parsed.compiler,
        approval=parsed.approval,
        security=parsed.security,
        lang=parsed.lang,
        resume=parsed.resume,
    )
    written = write_atlas_file(request, feedback)
    for warning in written.warnings:
        console.complain(tr("Note: {warning}", warning=warning))
    if parsed.json:
        console.document(written.document())
        return
    for path in written.files:
        console.say(tr("Written: {file}", file=path))


def write_town(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Write the card of a town, or of several."""
    from yhgis.report.town_file import TownRequest, write_town_cards

    written = write_town_cards(TownRequest(town_list(parsed.name), Path(parsed.out), parsed.lang), feedback)
    if parsed.json:
        console.document(written.document())
    else:
        console.say(tr("Written: {file}", file=written.request.out))


def write_story(parsed: argparse.Namespace, console: Console, feedback: Feedback) -> None:
    """Write a story of the plan, or of a project, as slides or as a PDF."""
    from yhgis.report.story_file import StoryRequest, write_story_file

    project = Path(parsed.project) if parsed.project else None
    request = StoryRequest(Path(parsed.out), parsed.name, parsed.ratio, parsed.lang, project)
    written = write_story_file(request, feedback)
    for warning in written.warnings:
        console.complain(tr("Note: {warning}", warning=warning))
    if parsed.json:
        console.document(written.document())
    else:
        console.say(tr("Written: {file}", file=written.file))
