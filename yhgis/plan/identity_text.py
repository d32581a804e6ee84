"""The sentence of an identity card: facts only, never a verdict, in the language in use."""

from __future__ import annotations

from collections.abc import Iterable

from yhgis.i18n import Title, language, tr
from yhgis.plan.identity import IdentityCard, Relation, distance_text

# Punctuation is no text to translate: each language has its own, and Chinese puts no space between sentences.
_COMMA = Title("、", ", ")
_SEMICOLON = Title("；", "; ")
_OPEN, _CLOSE = Title("（", " ("), Title("）", ")")


def sentence(card: IdentityCard) -> str:
    """Return what ``card`` holds as running text to copy."""
    parts = [_whereabouts(card)]
    if card.in_district:
        parts += [_structure(card), _platform(card), _control_lines(card), _uncertain(card)]
        parts += [_wetlands(card), _nearby(card)]
    if card.schematic:
        parts.append(tr("From schematic layers: for orientation only, not for a decision about a parcel."))
    return _joined(part for part in parts if part)


def _whereabouts(card: IdentityCard) -> str:
    if card.town is None or card.zone is None:
        return tr(
            "{lon}°E, {lat}°N lies outside {district}, {distance} from its boundary.",
            lon=_degrees(card.lon),
            lat=_degrees(card.lat),
            district=card.district.name,
            distance=distance_text(card.district.distance_m),
        )
    text = tr(
        "{lon}°E, {lat}°N lies in {town}, {district}, {zone}.",
        lon=_degrees(card.lon),
        lat=_degrees(card.lat),
        district=card.district.name,
        town=card.town.name,
        zone=card.zone.name,
    )
    doubts = [_doubt(relation) for relation in (card.town, card.zone) if relation.uncertain]
    return _joined([text, *doubts[:1]])


def _doubt(relation: Relation) -> str:
    """Return the warning that the place may as well lie on the other side of an edge."""
    return tr(
        "The edge of {name} is {distance} away, nearer than the data is accurate ({accuracy}).",
        name=relation.name,
        distance=distance_text(relation.edge_m),
        accuracy=distance_text(relation.accuracy_m or 0.0),
    )


def _structure(card: IdentityCard) -> str:
    within = [str(relation.title) for relation in card.structure if relation.inside]
    if not within:
        return ""
    return tr("Layout: in {names}.", names=_listed(within))


def _platform(card: IdentityCard) -> str:
    if card.platform.inside:
        return tr("Platform: in {name}.", name=card.platform.name)
    return tr(
        "Platform: in none; the nearest is {name}, {distance}.",
        name=card.platform.name,
        distance=distance_text(card.platform.distance_m),
    )


def _wetlands(card: IdentityCard) -> str:
    if card.wetland_group.inside:
        return tr("Wetlands: in the {name}.", name=card.wetland_group.name)
    return tr(
        "Wetlands: in no group; the nearest is the {name}, {distance}.",
        name=card.wetland_group.name,
        distance=distance_text(card.wetland_group.distance_m),
    )


def _control_lines(card: IdentityCard) -> str:
    inside = [_inside(relation) for relation in card.control_lines if relation.inside]
    outside = [
        tr("{layer} (nearest {distance})", layer=relation.title, distance=distance_text(relation.distance_m))
        for relation in card.control_lines
        if not relation.inside
    ]
    clauses = []
    if inside:
        clauses.append(tr("inside {names}", names=_listed(inside)))
    if outside:
        clauses.append(tr("not inside {names}", names=_listed(outside)))
    return tr("Control lines: {clauses}.", clauses=str(_SEMICOLON).join(clauses))


def _inside(relation: Relation) -> str:
    if str(relation.title) == str(relation.name):
        return str(relation.title)
    return _bracketed(relation.title, relation.name)


def _uncertain(card: IdentityCard) -> str:
    near = [str(relation.title) for relation in card.control_lines if relation.uncertain]
    if not near:
        return ""
    return tr(
        "Nearer to an edge than the layer is accurate, so either answer may be true: {names}.", names=_listed(near)
    )


def _nearby(card: IdentityCard) -> str:
    places = [_bracketed(place.name, distance_text(place.distance_m)) for place in card.places]
    return tr(
        "Nearest greenway: {greenway}, {distance}; nearest metro station: {station}, {way}; nearby: {places}.",
        greenway=card.greenway.name,
        distance=distance_text(card.greenway.distance_m),
        station=card.station.name,
        way=distance_text(card.station.distance_m),
        places=_listed(places),
    )


def _listed(names: Iterable[str]) -> str:
    return str(_COMMA).join(names)


def _joined(sentences: Iterable[str]) -> str:
    return ("" if language() == "zh" else " ").join(sentences)


def _bracketed(name: object, more: object) -> str:
    return f"{name}{_OPEN}{more}{_CLOSE}"


def _degrees(value: float) -> str:
    return f"{value:.4f}"
