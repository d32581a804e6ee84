"""The kinds of check that a fact of the plan can have: what is compared with what, as ``facts.json`` writes it.

A `Thing` is a feature by name, or a whole layer.  Metres are in the working CRS, hectares ellipsoidal.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from yhgis import schema


class Thing(schema.Schema):
    """A feature of a layer by one of its names, or without one all features of the layer."""

    layer: str
    feature: str = ""


class _Check(schema.Schema):
    pass


class LayerCheck(_Check):
    """The catalog holds the layer, with features of this geometry, and names this part of the plan as its ground."""

    kind: Literal["layer"]
    layer: str
    geometry: Literal["point", "line", "polygon"]
    plan_ref: str


class Present(_Check):
    """The feature is on the map."""

    kind: Literal["present"]
    what: Thing


class Named(_Check):
    """The thing is on the map, or among what has no place (`facts_unplaced`), known to lie in the zone or district."""

    kind: Literal["named"]
    what: Thing
    known_to: str


class FieldCheck(_Check):
    """The feature's field has this value; ``listed``: the value is one of several, parted by ``;`` or ``；``."""

    kind: Literal["field"]
    what: Thing
    field: str
    value: str
    listed: bool = False


class Count(_Check):
    """The layer has so many features, of those whose field has the value where one is given."""

    kind: Literal["count"]
    layer: str
    count: int
    field: str = ""
    value: str = ""


class Area(_Check):
    """The thing has so many hectares, to a share."""

    kind: Literal["area"]
    what: Thing
    hectares: float
    tolerance: float


class Contains(_Check):
    """The area holds the place; a place may lie ``within_m`` outside, as far as it may be off itself."""

    kind: Literal["contains"]
    area: Thing
    what: Thing
    within_m: float = 0.0


class Within(_Check):
    """At least this share of the thing, by area or length, lies in the area."""

    kind: Literal["within"]
    what: Thing
    area: Thing
    share: float


class Overlaps(_Check):
    """The two share at least so many hectares."""

    kind: Literal["overlaps"]
    what: Thing
    other: Thing
    hectares: float


class RunsThrough(_Check):
    """The line runs at least so many metres in the area."""

    kind: Literal["runs_through"]
    line: Thing
    area: Thing
    metres: float


class Passes(_Check):
    """The line, or the band, comes within so many metres of the thing."""

    kind: Literal["passes"]
    line: Thing
    by: Thing
    within_m: float


class PassesInOrder(_Check):
    """The line's stations are these, in this order along it."""

    kind: Literal["passes_in_order"]
    line: Thing
    stations: tuple[str, ...]


class Before(_Check):
    """On the line, one station comes before another."""

    kind: Literal["before"]
    line: Thing
    first: str
    then: str


class Heads(_Check):
    """The line ends further to a side than it begins, and further that way than across."""

    kind: Literal["heads"]
    line: Thing
    toward: Literal["north", "south", "east", "west"]


class Tiles(_Check):
    """The layer's areas share their edges and together are the whole, without gap or overlap."""

    kind: Literal["tiles"]
    layer: str
    whole: Thing


class Splits(_Check):
    """The thing lies in exactly these features of a layer."""

    kind: Literal["splits"]
    what: Thing
    among: str
    into: tuple[str, ...]


class MadeOf(_Check):
    """The area is made of these features of a layer: some whole, some in part, no others."""

    kind: Literal["made_of"]
    area: Thing
    of: str
    whole: tuple[str, ...]
    in_part: tuple[str, ...]


class PartedBy(_Check):
    """Two areas part the thing along a river, one north of the other."""

    kind: Literal["parted_by"]
    what: Thing
    north: Thing
    south: Thing
    rivers: tuple[Thing, ...]
    within_m: float
    share: float


class RowPresent(_Check):
    """The projects have this row, and what else is given of it is so; ``place`` is one of its places."""

    kind: Literal["row_present"]
    category: str
    title: str
    status: str = ""
    town: str = ""
    host: str = ""
    place: str = ""
    same_as: str = ""


class RowsAre(_Check):
    """The rows of a list are exactly these, in this order."""

    kind: Literal["rows_are"]
    category: str
    titles: tuple[str, ...]


class RowCount(_Check):
    """A box has so many rows, of one kind where one is given."""

    kind: Literal["row_count"]
    box: int
    count: int
    of_kind: str = ""


class Indicator(_Check):
    """A row of table 1 or 2 is printed like this: its lines, each its cells in order and its attribute at the end."""

    kind: Literal["indicator"]
    table: int
    no: int
    name: str
    lines: tuple[tuple[str, ...], ...]


class IndicatorCount(_Check):
    """A table has this many numbered rows, numbered from 1 without a gap."""

    kind: Literal["indicator_count"]
    table: int
    count: int


class FigureCheck(_Check):
    """A figure that the plan states in a sentence stands in our table with this number and unit."""

    kind: Literal["figure"]
    figure: str
    cell: str
    unit: str


class Agrees(_Check):
    """A figure of the text is the number that a cell of table 1 or 2 prints."""

    kind: Literal["agrees"]
    figure: str
    table: int
    no: int
    column: str
    part: str = ""


class Term(_Check):
    """A town's card carries a term of the plan, and the box that it stands in."""

    kind: Literal["term"]
    town: str
    term: str
    plan_ref: str


Check = Annotated[
    LayerCheck
    | Present
    | Named
    | FieldCheck
    | Count
    | Area
    | Contains
    | Within
    | Overlaps
    | RunsThrough
    | Passes
    | PassesInOrder
    | Before
    | Heads
    | Tiles
    | Splits
    | MadeOf
    | PartedBy
    | RowPresent
    | RowsAre
    | RowCount
    | Indicator
    | IndicatorCount
    | FigureCheck
    | Agrees
    | Term,
    Field(discriminator="kind"),
]
