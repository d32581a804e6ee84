"""The panel beside or below the map: legend, inset, north arrow and scale bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yhgis.carto import sheet_words as say
from yhgis.carto.display_list import Group, TextMeasure
from yhgis.carto.legend import LegendGroup, words
from yhgis.carto.scale import scale_bar
from yhgis.carto.sheet_furniture import inset_block, north_arrow_block, scale_bar_block, shows_part
from yhgis.carto.sheet_layout import Styles
from yhgis.carto.sheet_legend import Block, LegendLook, heading, laid, rows_of, stood
from yhgis.carto.sheet_parts import Part
from yhgis.carto.sheet_shapes import Box
from yhgis.carto.sheet_template import SheetTemplate
from yhgis.errors import DataError
from yhgis.i18n import Language
from yhgis.model.layer import Layer
from yhgis.model.sheet_edits import Element
from yhgis.model.view import View

LegendOf = Callable[[View, tuple[float, float]], Sequence[LegendGroup]]
"""``legend_of(view, swatch size in mm)``: what that view shows."""

# A legend that does not fit is set smaller, step by step, down to this.
_SMALLEST, _STEP = 0.4, 0.93
_ARROW_SHARE = 0.24  # of the scale bar's length


@dataclass(frozen=True, eq=False)
class Panel:
    """Legend and furniture, their boxes from the panel's corner; ``needed`` is the panel's least width or height."""

    parts: tuple[Part, ...]
    needed: float


@dataclass(frozen=True, eq=False)
class _Cluster:
    """Parts that stand together, from (0, 0)."""

    parts: tuple[Part, ...]
    width: float
    height: float

    def moved(self, dx: float, dy: float) -> tuple[Part, ...]:
        """Return the parts, moved."""
        return tuple(part.moved(dx, dy) for part in self.parts)


@dataclass(frozen=True)
class PanelMaker:
    """Makes the panel of one sheet, for whatever view and room the layout tries.

    Parameters
    ----------
    legend_of : callable
        As `LegendOf`.
    district : Layer or None
        For the inset.
    """

    template: SheetTemplate
    legend_of: LegendOf
    district: Layer | None
    lang: Language
    measure: TextMeasure

    def made(self, view: View, width: float, height: float) -> Panel:
        """Return legend and furniture in their places in a panel of ``width`` x ``height``.

        Raises
        ------
        DataError
            The legend does not fit, however small.
        """
        if self.template.legend == "right":
            return self._right(view, width, height)
        return self._bottom(view, width, height)

    def _right(self, view: View, width: float, height: float) -> Panel:
        furniture = _stacked(self._furniture(view), self.template.gap_mm)
        legend = self._legend(view, width, height - furniture.height - self.template.gap_mm)
        legend_box = Box(0.0, 0.0, legend.width, legend.height)
        parts = (Part("legend", legend.marks, legend_box), *furniture.moved(0.0, height - furniture.height))
        return Panel(parts, max(legend.width, furniture.width))

    def _bottom(self, view: View, width: float, height: float) -> Panel:
        gap = self.template.gap_mm
        furniture = _side_by_side(self._furniture(view), gap)
        legend = self._legend(view, width - furniture.width - 2 * gap, height, room=furniture.height)
        legend_box = Box(0.0, 0.0, legend.width, legend.height)
        parts = (Part("legend", legend.marks, legend_box), *furniture.moved(width - furniture.width, 0.0))
        return Panel(parts, max(legend.height, furniture.height))

    def _furniture(self, view: View) -> list[_Cluster]:
        template, style = self.template, Styles.of(self.template).furniture
        clusters = []
        if self.district is not None and shows_part(view, self.district):
            inset = inset_block(self.district, view, template.inset_mm, words(say.LOCATION, self.lang), style)
            clusters.append(_cluster("inset", inset))
        bar = scale_bar_block(scale_bar(view.scale, template.scale_bar_mm), style, self.measure)
        arrow = north_arrow_block(template.scale_bar_mm * _ARROW_SHARE, words(say.NORTH, self.lang), style)
        clusters.append(_on_one_foot(_cluster("north_arrow", arrow), _cluster("scale_bar", bar), template.gap_mm))
        return clusters

    def _legend(self, view: View, width: float, height: float, room: float | None = None) -> Block:
        factor = 1.0
        while factor >= _SMALLEST:
            look = LegendLook(self.template.legend_pt, self.template.swatch_mm).scaled(factor)
            groups = self.legend_of(view, look.swatch_mm)
            head, entry_mark = self._heading(groups, look)
            space = look.group_gap * 0.6
            sections = rows_of(groups, look, self.measure, entry_mark)
            above = head.height + space
            if room is None:
                body = stood(sections, look, width, height - above)
            else:
                body = laid(sections, look, width, height - above, room - above)
            if body is not None and head.width <= width:
                moved = Group(body.marks, offset=(0.0, above))
                return Block((*head.marks, moved), max(head.width, body.width), above + body.height)
            factor *= _STEP
        raise DataError(
            "The legend does not fit on {paper}; choose larger paper or show fewer layers.", paper=self.template.paper
        )

    def _heading(self, groups: Sequence[LegendGroup], look: LegendLook) -> tuple[Block, str]:
        """Return the heading with its mark 示意, and the mark that single entries need."""
        schematic = [entry.schematic for group in groups for entry in group.entries]
        head_mark, entry_mark = "", ""
        if schematic and all(schematic):
            head_mark = words(say.ALL_SCHEMATIC, self.lang)
        elif any(schematic):
            head_mark, entry_mark = words(say.SOME_SCHEMATIC, self.lang), words(say.SCHEMATIC, self.lang)
        return heading(words(say.LEGEND, self.lang), head_mark, look, self.measure), entry_mark


def _cluster(element: Element, block: Block) -> _Cluster:
    part = Part(element, block.marks, Box(0.0, 0.0, block.width, block.height))
    return _Cluster((part,), block.width, block.height)


def _stacked(clusters: Sequence[_Cluster], gap: float) -> _Cluster:
    parts: list[Part] = []
    y = 0.0
    for cluster in clusters:
        parts += cluster.moved(0.0, y)
        y += cluster.height + gap
    return _Cluster(tuple(parts), max(cluster.width for cluster in clusters), y - gap)


def _side_by_side(clusters: Sequence[_Cluster], gap: float) -> _Cluster:
    parts: list[Part] = []
    x = 0.0
    for cluster in clusters:
        parts += cluster.moved(x, 0.0)
        x += cluster.width + gap
    return _Cluster(tuple(parts), x - gap, max(cluster.height for cluster in clusters))


def _on_one_foot(first: _Cluster, second: _Cluster, gap: float) -> _Cluster:
    """Set two side by side, standing on the same line."""
    height = max(first.height, second.height)
    parts = (
        *first.moved(0.0, height - first.height),
        *second.moved(first.width + gap, height - second.height),
    )
    return _Cluster(parts, first.width + gap + second.width, height)
