"""A town card as text: every product prints these words and figures, so that they agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yhgis.carto.sheet_words import CAUTION, PLAN
from yhgis.i18n import Title, language, tr
from yhgis.model.crs import WORK_CRS, label
from yhgis.model.layer import Status
from yhgis.model.quantity import NOTHING, AreaUnit, close_to_total, exact, format_area, format_number, format_share
from yhgis.model.result import Provenance
from yhgis.plan.projects import STATUS_TITLES, category
from yhgis.report.how_made import joined, shown_time
from yhgis.report.table_text import TextTable
from yhgis.report.town_card import Part, Stretch, TownCard

_KINDS = {"subdistrict": Title("街道", "Subdistrict"), "town": Title("镇", "Town")}
_KM_DECIMALS = 2
_BETWEEN = Title("　", "   ")


@dataclass(frozen=True)
class Figure:
    """A number to be set large: ``100.92`` ``km²``, and what it is."""

    title: str
    value: str
    unit: str


@dataclass(frozen=True)
class CardText:
    """The words of one card, in the language they were made in.

    Parameters
    ----------
    title, kind, mark : str
        The town; 镇街一张表; 示意 or empty.
    subtitle, positioning, section : str
        What town it is; the plan's wish for it and where it stands.
    terms : tuple of str
        The plan's own.
    area : Figure
    facts : tuple of (str, str)
        Short facts with their captions: area in mu, share, rank.
    borders : tuple of (str, str)
        Neighbours, and the length of the common border.
    layout : TextTable
        Zones and figures of the layout.
    lines : TextTable
        Control lines.
    greenways : TextTable
    places, projects : tuple of (str, str)
        Kind and names; title and where the plan names it.
    basis, printed_basis, sources, caution, made : str
        For the foot of the card; ``printed_basis`` where `layout` is printed, whose zones are closed.
    """

    title: str
    kind: str
    mark: str
    subtitle: str
    positioning: str
    section: str
    terms: tuple[str, ...]
    area: Figure
    facts: tuple[tuple[str, str], ...]
    borders: tuple[tuple[str, str], ...]
    layout: TextTable
    lines: TextTable
    greenways: TextTable
    places: tuple[tuple[str, str], ...]
    projects: tuple[tuple[str, str], ...]
    basis: str
    printed_basis: str
    sources: str
    caution: str
    made: str

    @property
    def marked_title(self) -> str:
        """The title with what it is and the mark 示意: ``余杭街道　镇街一张表（示意）``."""
        whole = f"{self.title}{_BETWEEN}{self.kind}"
        return tr("{title} (schematic)", title=whole) if self.mark else whole


def card_text(card: TownCard) -> CardText:
    """Return the words of ``card`` in the language in use."""
    town, provenance = card.profile, card.provenance
    basis = _basis(provenance)
    return CardText(
        title=str(town.title),
        kind=tr("Town card"),
        mark=tr("Schematic") if provenance.schematic else "",
        subtitle=tr(
            "{kind} of Yuhang District: {zones}",
            kind=_KINDS.get(town.kind, Title(town.kind)),
            zones=joined(part.name for part in card.zones),
        ),
        positioning=str(town.positioning),
        section=tr("After the plan's {section}, in this project's words", section=town.plan_ref),
        terms=town.key_terms if language() == "zh" else (),
        area=Figure(tr("Area"), format_area(card.area_m2, AreaUnit.KM2), str(AreaUnit.KM2.symbol)),
        facts=_facts(card),
        borders=_borders(card),
        layout=_layout(card),
        lines=_lines(card.control_lines),
        greenways=_greenways(card.greenways),
        places=tuple((str(group.title), joined(group.names)) for group in card.places),
        projects=tuple((str(one.title), _where(one.category, one.status)) for one in card.projects),
        basis=basis,
        printed_basis=tr("{basis} Printed areas of zones are closed to the town's.", basis=basis),
        sources=tr("Sources: {text}.", text=joined(_sources(provenance))),
        caution=str(CAUTION) if provenance.schematic else "",
        made=f"yhgis  {shown_time(provenance.made_at)}",
    )


def _basis(provenance: Provenance) -> str:
    """Return how areas and lengths were measured."""
    return tr(
        "Areas: {basis}; lengths along the ellipsoid. Cut in {crs}.",
        basis=provenance.basis.title,
        crs=label(WORK_CRS),
    )


def _sources(provenance: Provenance) -> list[str]:
    """Return where the layers come from: the plan for all that is drawn from it, any other by its title and date."""
    found = [
        str(PLAN)
        if record.status is Status.SCHEMATIC
        else bracketed(str(record.title), record.date)
        if record.date
        else str(record.title)
        for record in provenance.inputs
    ]
    return list(dict.fromkeys(found))


def _facts(card: TownCard) -> tuple[tuple[str, str], ...]:
    unit = AreaUnit.WAN_MU if language() == "zh" else AreaUnit.MU
    return (
        (tr("In mu"), f"{format_area(card.area_m2, unit, 2)} {unit.symbol}"),
        (tr("Of the district"), f"{format_share(card.share_of_district)} %"),
        (tr("By area"), tr("{rank} of {count}", rank=card.rank, count=card.towns)),
    )


def _borders(card: TownCard) -> tuple[tuple[str, str], ...]:
    borders = [(str(one.name), one.length_m) for one in card.neighbours]
    if card.outer_border_m > 0:
        borders.append((tr("outside the district"), card.outer_border_m))
    return tuple((name, f"{_km(length)} km") for name, length in borders)


def _layout(card: TownCard) -> TextTable:
    """Return zones, closed to the town's area, then core, corridor and axis; nothing of them is added up."""
    areas = [part.area_m2 for part in card.zones]
    whole = abs(sum(areas) - card.area_m2) <= max(1.0, card.area_m2 * 1e-6)
    sizes = _closed(areas, card.area_m2, AreaUnit.KM2, whole=whole)
    shares = _percents([part.share for part in card.zones], whole=whole)
    rows = [(str(part.name), *texts) for part, *texts in zip(card.zones, sizes, shares, strict=True)]
    rows += [
        (str(part.name), format_area(part.area_m2, AreaUnit.KM2), format_share(part.share)) for part in card.structure
    ]
    headings = (tr("Zone and layout"), bracketed(tr("Area"), "km²"), tr("Of the town (%)"))
    return TextTable(headings, (False, True, True), tuple(rows), None)


def _lines(parts: Sequence[Part]) -> TextTable:
    rows = []
    for part in parts:
        if part.area_m2 <= 0:
            rows.append((str(part.name), tr("none here"), *[NOTHING] * 4))
            continue
        rows.append(
            (
                str(part.name),
                format_area(part.area_m2, AreaUnit.HA),
                format_area(part.area_m2, AreaUnit.MU),
                format_share(part.share),
                format_share(part.share_of_layer),
                NOTHING if part.rank is None else str(part.rank),
            )
        )
    headings = (
        tr("Control line"),
        bracketed(tr("Area"), AreaUnit.HA.symbol),
        bracketed(tr("Area"), AreaUnit.MU.symbol),
        tr("Of the town (%)"),
        tr("Of the line in the district (%)"),
        tr("Rank of the town"),
    )
    return TextTable(headings, (False, *[True] * 5), tuple(rows), None)


def _greenways(stretches: Sequence[Stretch]) -> TextTable:
    rows = tuple((str(one.name), _km(one.length_m)) for one in stretches)
    return TextTable((tr("Greenway loop"), bracketed(tr("Length"), "km")), (False, True), rows, None)


def _where(category_id: str, status: str | None) -> str:
    """Return the box that names a project, and the plan's word on its state."""
    box = tr("box {number}", number=category(category_id).box)
    return box if status is None else joined((box, STATUS_TITLES[status]))


def _km(metres: float) -> str:
    return format_number(Fraction(str(metres)) / 1000, _KM_DECIMALS)


def _closed(values: Sequence[float], total: float, unit: AreaUnit, *, whole: bool) -> list[str]:
    if not whole:
        return [format_area(value, unit) for value in values]
    closed = close_to_total([unit.of(value) for value in values], unit.of(total), unit.decimals)
    return [format_number(value, unit.decimals) for value in closed]


def _percents(shares: Sequence[float], *, whole: bool) -> list[str]:
    if not whole:
        return [format_share(share) for share in shares]
    return [format_number(value) for value in close_to_total([exact(share) * 100 for share in shares], 100)]


def short_name(name: str) -> str:
    """Return a name without what stands in brackets behind it; beside a figure there is little room."""
    return re.sub(r"\s*[（(][^）)]*[）)]$", "", name)


def bracketed(text: str, more: object) -> str:
    """Return ``text`` with ``more`` in the brackets of the language in use."""
    return str(Title(f"{text}（{more}）", f"{text} ({more})"))
