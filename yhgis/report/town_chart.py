"""The chart of a town card: how much of the town each control line takes."""

from __future__ import annotations

from yhgis.i18n import Title, tr
from yhgis.model.result import Column, Table, ValueKind
from yhgis.report.chart import Chart
from yhgis.report.chart_makers import shares_chart
from yhgis.report.town_card import TownCard


def town_chart(card: TownCard, *, every_line: bool = False) -> Chart | None:
    """Return bars of the control lines' shares of the town; None where none lies in it.

    Parameters
    ----------
    every_line : bool
        Also those that have nothing in the town.
    """
    columns = (
        Column("line", Title("控制线", "Control line")),
        Column("share", Title("占本镇街", "Of the town"), ValueKind.SHARE),
    )
    rows = tuple((str(part.name), part.share) for part in card.control_lines if every_line or part.area_m2 > 0)
    table = Table("control_lines", Title("控制线", "Control lines"), columns, rows)
    title = tr("Control lines, share of {town}", town=card.profile.title)
    return shares_chart(table, "share", card.provenance, title=title)
