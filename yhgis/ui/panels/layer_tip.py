"""What is known of a layer, in a few lines: the tree's tip and the properties dialog print the same."""

from __future__ import annotations

import html

from yhgis.i18n import Title, tr
from yhgis.model.crs import label
from yhgis.model.layer import LayerInfo, Status
from yhgis.model.web_offset import web_system
from yhgis.ui.checkups import checkups
from yhgis.ui.session import Session

_WIDTH_PX = 340
COLON = Title("：", ": ")


def info_of(session: Session, layer_id: str) -> LayerInfo:
    """Return what is known of a layer, on the map or only in the catalog; no geometry is read."""
    if session.state.has(layer_id):
        return session.state.entry(layer_id).layer.info
    entry = session.catalog.entry(layer_id)
    return entry.info(session.catalog.folder / entry.file, "")


def status_text(status: Status) -> str:
    """Return what a layer's geometry is worth, in a sentence."""
    match status:
        case Status.SCHEMATIC:
            return tr("Schematic: drawn from the plan's words, no basis for a decision about a parcel.")
        case Status.OFFICIAL:
            return tr("Official data.")
        case Status.OWN:
            return tr("Your own file.")


def facts(info: LayerInfo) -> list[tuple[str, str]]:
    """Return captions and texts, those that are known."""
    accuracy = tr("about {metres} m", metres=f"{info.accuracy_m:,.0f}") if info.accuracy_m is not None else ""
    known = [
        (tr("Nature"), status_text(info.status)),
        (tr("Source"), info.source),
        (tr("Accuracy"), accuracy),
        (tr("Plan section"), info.plan_ref),
        (tr("Date"), info.date),
    ]
    return [(caption, text) for caption, text in known if text]


def file_facts(info: LayerInfo, crs: str) -> list[tuple[str, str]]:
    """Return captions and texts about the file a layer was read from."""
    known = [
        (tr("File"), str(info.path) if info.path else ""),
        (tr("Layer in the file"), info.inner_name),
        (tr("System on the map"), label(crs)),
        ("SHA-256", info.sha256),
    ]
    return [(caption, text) for caption, text in known if text]


def reading_facts(session: Session, layer_id: str) -> list[tuple[str, str]]:
    """Return captions and texts about what was declared or left out when a layer was read."""
    if not session.state.has(layer_id):
        return []
    entry = session.state.entry(layer_id)
    system = web_system(entry.crs)
    known = [
        (tr("State"), str(entry.lost.reason) if entry.lost is not None else ""),
        (tr("Coordinates"), tr("Web-map coordinates ({system}), shifted back approximately", system=system or "")),
        (tr("Extent"), tr("Only a part of the file was read") if entry.extent is not None else ""),
        (tr("Encoding"), entry.encoding),
    ]
    return [(caption, text) for caption, text in known if text and (system or caption != tr("Coordinates"))]


def tip(session: Session, layer_id: str) -> str:
    """Return the tip of a layer's line as rich text."""
    info = info_of(session, layer_id)
    lines = [f"<b>{html.escape(str(info.title))}</b>"]
    if str(info.description):
        lines.append(html.escape(str(info.description)))
    state = checkups(session).line(layer_id)
    lines += [html.escape(state)] if state else []
    known = [*reading_facts(session, layer_id), *facts(info)]
    lines += [f"<span>{html.escape(caption)}{COLON}{html.escape(text)}</span>" for caption, text in known]
    body = "".join(f"<p style='margin:3px 0'>{line}</p>" for line in lines)
    return f"<table width='{_WIDTH_PX}'><tr><td>{body}</td></tr></table>"
