"""The layers that a question can be asked of: the built-in plan's and the user's own, by kind of geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yhgis.i18n import Title, tr
from yhgis.model.layer import GeometryKind, Layer
from yhgis.plan.standard_layers import role_of
from yhgis.ui.session import Session

OWN_GROUP = "own"


@dataclass(frozen=True)
class LayerChoice:
    """One layer that can be chosen.

    Parameters
    ----------
    id : str
    title : Title
    group : str
        Id of its tree group.
    own : bool
        The user's, not built in.
    visible : bool
        On the map now.
    """

    id: str
    title: Title
    group: str
    own: bool
    visible: bool


def layer_choices(session: Session, kinds: Sequence[GeometryKind]) -> tuple[LayerChoice, ...]:
    """Return the layers of one of ``kinds``: the user's own first, then the plan's in tree order.

    Of the user's own those that follow a statutory standard (DLTB, STBHHX …) come first, and of these the newest.
    """
    visible = {entry.id for entry in session.state.entries if entry.visible}
    wanted = {*kinds, GeometryKind.MIXED}
    own = [
        LayerChoice(entry.id, entry.layer.info.title, OWN_GROUP, True, entry.visible)
        for entry in reversed(session.state.entries)
        if entry.layer.info.group == OWN_GROUP and entry.layer.kind in wanted
    ]
    standard = {entry.id for entry in session.state.entries if role_of(entry.layer) is not None}
    own.sort(key=lambda choice: choice.id not in standard)
    places = {group.id: number for number, group in enumerate(session.catalog.groups)}
    built_in = [
        LayerChoice(entry.id, entry.title, entry.group, False, entry.id in visible)
        for entry in sorted(session.catalog.entries, key=lambda entry: places.get(entry.group, len(places)))
        if GeometryKind(entry.geometry) in wanted
    ]
    return (*own, *built_in)


def source_layer(session: Session, layer_id: str) -> Layer:
    """Return a layer as it was read: a built-in one in its own CRS, so that a result names that."""
    if any(entry.id == layer_id for entry in session.catalog.entries):
        return session.catalog.layer(layer_id)
    return session.state.entry(layer_id).layer


def first_choice(session: Session, kinds: Sequence[GeometryKind]) -> str | None:
    """Return the layer that a question most likely is about: the user's newest, else the towns or the places."""
    choices = layer_choices(session, kinds)
    offered = {choice.id for choice in choices if choice.own}
    own = next((entry.id for entry in reversed(session.state.entries) if entry.id in offered), None)
    usual = next((choice.id for choice in choices if choice.id in ("towns", "places")), None)
    return own or usual or next((choice.id for choice in choices), None)


def usual_columns(session: Session, kinds: Sequence[GeometryKind]) -> list[str]:
    """Return the layers that one mostly wants to know about: the control lines on the map, else all of them."""
    lines = [choice for choice in layer_choices(session, kinds) if choice.group == "control_lines"]
    return [choice.id for choice in lines if choice.visible] or [choice.id for choice in lines]


def by_group(session: Session, choices: Sequence[LayerChoice]) -> list[tuple[str, list[LayerChoice]]]:
    """Return the choices under the titles of their groups."""
    titles = {"own": tr("My data"), **{group.id: str(group.title) for group in session.catalog.groups}}
    found: dict[str, list[LayerChoice]] = {}
    for choice in choices:
        found.setdefault(choice.group, []).append(choice)
    return [(titles.get(group, group), members) for group, members in found.items()]
