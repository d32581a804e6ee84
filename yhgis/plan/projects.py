"""Every project that the plan names in its boxes 1, 16, 17 and 20, one a row, in the plan's order.

The boxes name carriers of science (box 1), things to build (16, 17, 20), works that hold many of them, measures
without a site, and sites that a park draws in; `Kind` tells them apart.  What the plan does not say stays unknown: a
town stands only where the phrase names it, and `Project.mentions` says no more than that its name is part of the title.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import model_validator

from yhgis import schema
from yhgis.errors import DataError, nearest_name
from yhgis.i18n import Title
from yhgis.plan.towns import profile
from yhgis.resources import layers_folder

BoxId = Literal[1, 16, 17, 20]
#: Words of the plan on how far a project is, or what is done to what stands.
Status = Literal["创建", "新建", "改建", "迁建", "扩建", "新改扩建", "复建", "预备类", "暂名"]

STATUS_TITLES: dict[str, Title] = {
    "创建": Title("创建", "to be created"),
    "新建": Title("新建", "new"),
    "改建": Title("改建", "rebuilt"),
    "迁建": Title("迁建", "moved"),
    "扩建": Title("扩建", "enlarged"),
    "新改扩建": Title("新改扩建", "new, rebuilt or enlarged"),
    "复建": Title("复建", "restored"),
    "预备类": Title("预备类", "in reserve"),
    "暂名": Title("暂名", "working title"),
}

#: Short names of the towns as they stand in titles.  余杭 is not among them: it mostly means the district.
_SHORT_NAMES = ("闲林", "仓前", "中泰", "五常", "仁和", "良渚", "瓶窑", "径山", "黄湖", "鸬鸟", "百丈")
#: Names that hold a town's name and are not the town's: heritage, a platform, a laboratory, a road, a campus.
_NOT_TOWNS = (
    *("良渚古城", "良渚遗址", "良渚博物院", "良渚考古遗址公园", "良渚文化艺术走廊", "良渚国家文化公园", "良渚新城"),
    *("良渚实验室", "良渚校区", "良渚绕城", "径山寺", "大径山", "闲林东路"),
)


class Kind(Enum):
    """What a row is."""

    CARRIER = "carrier"
    """A laboratory or facility of box 1."""
    PROJECT = "project"
    """Something to build or to change, with a site of its own."""
    PROGRAMME = "programme"
    """One of the parks of box 17 or the ten works of box 20, as a whole."""
    MEASURE = "measure"
    """What a work does without a site."""
    SITE = "site"
    """A place that exists and is drawn into a park."""


KIND_TITLES = {
    Kind.CARRIER: Title("载体", "carrier"),
    Kind.PROJECT: Title("项目", "project"),
    Kind.PROGRAMME: Title("工程", "programme"),
    Kind.MEASURE: Title("举措", "measure"),
    Kind.SITE: Title("场所", "site"),
}


class Box(schema.Schema):
    """A box (专栏) of the plan; ``section`` is the part of the text that it stands in."""

    id: BoxId
    title: Title
    plan_ref: str
    section: str


class Category(schema.Schema):
    """A list of a box; ``part`` is the chapter above it, ``open`` that the plan ends the list with 等."""

    id: str
    box: BoxId
    title: Title
    part: Title | None = None
    open: bool = False


class Project(schema.Schema):
    """One row.

    Parameters
    ----------
    id : str
        Box, chapter, list and place in it, such as ``16-1-6-03``.
    category : str
        Id of its list.
    kind : Kind
        What it is.
    title : Title
        Its name.
    named_as : str
        The plan's phrase, which may name several rows.
    status : str or None
        The plan's word on its state, one of `STATUS_TITLES`.
    town : str or None
        Only where the phrase itself names the town.
    places : tuple of str
        Places of the layer ``places`` that it is at or concerns.
    along : str or None
        Line of the plan's figures (``waypoints.csv``) that it is a part of; which part is not known.
    scale : str or None
        Size or phase, in the plan's words.
    extent : str or None
        From where to where, in the plan's words.
    host, about : Title or None
        Of a carrier: the institution, and what is studied.
    same_as : str or None
        Id of the row that is the same project, named before in another list.
    times_named : int
        How often the plan's list names it.
    """

    id: str
    category: str
    kind: Kind
    title: Title
    named_as: str
    status: Status | None = None
    town: str | None = None
    places: tuple[str, ...] = ()
    along: str | None = None
    scale: str | None = None
    extent: str | None = None
    host: Title | None = None
    about: Title | None = None
    same_as: str | None = None
    times_named: int = 1

    @property
    def placed(self) -> bool:
        """Whether a place or a line is known for it."""
        return bool(self.places or self.along)

    @property
    def mentions(self) -> tuple[str, ...]:
        """Towns whose short name is part of the title: a hint for looking, no statement of where it is."""
        rest = self.title.zh
        for name in _NOT_TOWNS:
            rest = rest.replace(name, "")
        return tuple(short for short in _SHORT_NAMES if short in rest)

    @model_validator(mode="after")
    def _words_are_the_plans(self) -> Self:
        for word in (self.scale, self.extent):
            if word is not None and word not in self.named_as:
                raise ValueError(f"{word!r} does not stand in {self.named_as!r}")
        if self.town is not None and self.town.removesuffix("街道").removesuffix("镇") not in self.named_as:
            raise ValueError(f"{self.named_as!r} does not name {self.town}")
        return self


class _File(schema.Schema):
    version: Literal[1]
    note: str
    boxes: tuple[Box, ...]
    categories: tuple[Category, ...]
    projects: tuple[Project, ...]


def boxes() -> tuple[Box, ...]:
    """Return the boxes that name projects."""
    return _file(_path()).boxes


def categories(box: int | None = None) -> tuple[Category, ...]:
    """Return the lists in the plan's order, of one box or of all."""
    return tuple(known for known in _file(_path()).categories if box is None or known.box == box)


def category(category_id: str) -> Category:
    """Return a list by its id.

    Raises
    ------
    DataError
        No such list; the nearest id is offered.
    """
    known = {one.id: one for one in categories()}
    if category_id not in known:
        near = nearest_name(category_id, known) or ", ".join(known)
        raise DataError(
            "The plan's projects have no list {category}; its nearest is {near}.", category=category_id, near=near
        )
    return known[category_id]


def projects(
    *, town: str | None = None, category: str | None = None, box: int | None = None, kind: Kind | None = None
) -> tuple[Project, ...]:
    """Return the rows in the plan's order.

    Parameters
    ----------
    town : str, optional
        A town by any of its names: only rows whose phrase names it.
    category : str, optional
        Id of a list, or of a chapter of box 16: ``16-1`` takes ``16-1-1`` to ``16-1-9``.
    box : int, optional
        1, 16, 17 or 20.
    kind : Kind, optional
        What the rows are.

    Raises
    ------
    DataError
        No such town, list or box.
    """
    if box is not None and box not in (1, 16, 17, 20):
        raise DataError("Boxes 1, 16, 17 and 20 name projects; box {box} does not.", box=box)
    name = None if town is None else profile(town).title.zh
    if category is not None and not any(_in(known.id, category) for known in categories()):
        near = nearest_name(category, [known.id for known in categories()]) or "16-1-1"
        raise DataError(
            "The plan's projects have no list {category}; its nearest is {near}.", category=category, near=near
        )
    return tuple(
        row
        for row in _file(_path()).projects
        if (name is None or row.town == name)
        and (category is None or _in(row.category, category))
        and (box is None or row.category.startswith(f"{box}-"))
        and (kind is None or row.kind is kind)
    )


def mentioning(town: str) -> tuple[Project, ...]:
    """Return the rows that carry a town's name in their title without naming it as their town.

    Raises
    ------
    DataError
        No such town.
    """
    name = profile(town).title.zh
    short = name.removesuffix("街道").removesuffix("镇")
    return tuple(row for row in _file(_path()).projects if row.town != name and short in row.mentions)


def document(rows: tuple[Project, ...]) -> list[dict[str, Any]]:
    """Return rows as JSON objects, in the language in use; what is not known is null."""
    return [
        {
            "id": row.id,
            "title": str(row.title),
            "kind": row.kind.value,
            "box": category(row.category).box,
            "category": str(category(row.category).title),
            "status": row.status,
            "town": row.town,
            "mentions": list(row.mentions),
            "places": list(row.places),
            "along": row.along,
            "scale": row.scale,
            "extent": row.extent,
            "named_as": row.named_as,
            "plan_ref": f"专栏{category(row.category).box}",
        }
        for row in rows
    ]


def _in(category_id: str, wanted: str) -> bool:
    return category_id == wanted or category_id.startswith(f"{wanted}-")


def _path() -> Path:
    return layers_folder() / "sources" / "projects.json"


@cache
def _file(path: Path) -> _File:
    return schema.read(path, _File)
