"""All tools, in the order of menus and of the command line's help."""

from __future__ import annotations

from yhgis.analysis.check import CHECK
from yhgis.analysis.checkup import CHECKUP
from yhgis.analysis.compare import COMPARE
from yhgis.analysis.conflicts import CONFLICTS
from yhgis.analysis.coverage import COVERAGE
from yhgis.analysis.overlap import OVERLAP
from yhgis.analysis.share import SHARE
from yhgis.analysis.tool import Tool
from yhgis.analysis.topology import TOPOLOGY
from yhgis.errors import UsageError, nearest_name

TOOLS: tuple[Tool, ...] = (OVERLAP, CONFLICTS, COVERAGE, SHARE, CHECK, TOPOLOGY, COMPARE, CHECKUP)


def tool(id_: str) -> Tool:
    """Return the tool of that id.

    Raises
    ------
    UsageError
        There is none; the nearest one is offered.
    """
    for candidate in TOOLS:
        if candidate.id == id_:
            return candidate
    ids = [candidate.id for candidate in TOOLS]
    raise UsageError(
        "There is no tool {name}; did you mean {near}?", name=id_, near=nearest_name(id_, ids) or ", ".join(ids)
    )
