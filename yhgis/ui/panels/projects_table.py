"""The plan's projects as a table to show, to copy and to save."""

from __future__ import annotations

from collections.abc import Sequence

from yhgis.i18n import Title, language, tr
from yhgis.model.quantity import NOTHING
from yhgis.model.result import Column, Table
from yhgis.plan.projects import KIND_TITLES, STATUS_TITLES, Project, category
from yhgis.plan.towns import profiles

COLUMNS = (
    Column("name", Title("项目名称", "Project")),
    Column("category", Title("类别", "Category")),
    Column("box", Title("专栏", "Box")),
    Column("status", Title("状态", "Status")),
    Column("town", Title("所在镇街", "Town")),
    Column("kind", Title("性质", "Kind")),
    Column("place", Title("位置", "Place")),
    Column("extent", Title("规模与起讫", "Size and extent")),
)


def projects_table(rows: Sequence[Project], placed: Sequence[bool]) -> Table:
    """Return rows in the language in use.

    Parameters
    ----------
    rows : sequence of Project
    placed : sequence of bool
        Whether the map knows a place for each.
    """
    towns = {town.title.zh: str(town.title) for town in profiles()}
    cells = tuple(_cells(row, towns, known) for row, known in zip(rows, placed, strict=True))
    return Table("projects", Title("规划项目表", "Projects of the plan"), COLUMNS, cells)


def category_title(project_category: str) -> str:
    """Return a list's name with its chapter before it."""
    known = category(project_category)
    if known.part is None or str(known.part) == str(known.title):
        return str(known.title)
    return f"{known.part} · {known.title}"


def _cells(row: Project, towns: dict[str, str], placed: bool) -> tuple[str, ...]:
    of_plan = [row.scale, row.extent] if language() == "zh" else []  # the plan's own words
    return (
        str(row.title),
        category_title(row.category),
        tr("Box {number}", number=category(row.category).box),
        str(STATUS_TITLES[row.status]) if row.status else NOTHING,
        towns[row.town] if row.town else tr("not given"),
        str(KIND_TITLES[row.kind]),
        _place(row, placed),
        "；".join(part for part in of_plan if part),
    )


def _place(row: Project, placed: bool) -> str:
    if not placed:
        return tr("not given")
    if row.places and language() == "zh":
        return "、".join(row.places)
    return tr("along {line}", line=row.along) if row.along and language() == "zh" else tr("on the map")
