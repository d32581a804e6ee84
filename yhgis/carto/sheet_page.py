"""One sheet being composed: what stands around the map, and how much room it leaves for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from yhgis.carto import sheet_words as say
from yhgis.carto.display_list import Mark, Stroke, Text, TextMeasure, TextStyle
from yhgis.carto.enlarge import enlarged
from yhgis.carto.graticule import grid_marks
from yhgis.carto.legend import LegendGroup, legend
from yhgis.carto.map_picture import MapLayer
from yhgis.carto.scale import nice_scale, scale_text
from yhgis.carto.sheet_layout import Rooms, Styles, inner_box, most_panel_mm, rooms
from yhgis.carto.sheet_order import Sheet
from yhgis.carto.sheet_panel import PanelMaker
from yhgis.carto.sheet_parts import Part, placed
from yhgis.carto.sheet_shapes import Box, rectangle
from yhgis.carto.sheet_template import SheetTemplate
from yhgis.carto.sheet_text import filled, fitted, line_height, middle, wrapped
from yhgis.carto.text_measure import em_mm
from yhgis.errors import DataError
from yhgis.model.layer import Layer
from yhgis.model.view import Extent, View

FRAME_INK = (51, 51, 51, 255)
_TITLE_INK = (34, 34, 34, 255)
_BETWEEN = "　"
# Between what must be seen and the frame.
_AROUND_MM = 5.0


@dataclass(frozen=True, eq=False)
class SheetPage:
    """One sheet being composed."""

    sheet: Sheet
    template: SheetTemplate
    map_layers: tuple[MapLayer, ...]
    district: Layer | None
    measure: TextMeasure

    @property
    def styles(self) -> Styles:
        """The text styles of the template."""
        return Styles.of(self.template)

    @property
    def panel(self) -> PanelMaker:
        """Makes legend and furniture."""
        return PanelMaker(self.template, self._legend, self.district, self.sheet.lang, self.measure)

    def drawn_view(self, view: View) -> View:
        """Return ``view`` on the smaller paper that its map is drawn on before it is enlarged."""
        k = self.template.map_factor
        return replace(
            view, scale=view.scale * k, width_mm=view.width_mm / k, height_mm=view.height_mm / k, dpi=view.dpi * k
        )

    def legend_groups(self, view: View) -> tuple[LegendGroup, ...]:
        """Return what the frame shows, without the user's edits: what they may order, hide and rename."""
        return legend(self.map_layers, self.drawn_view(view), self.sheet.lang)

    def _legend(self, view: View, swatch_mm: tuple[float, float]) -> tuple[LegendGroup, ...]:
        k = self.template.map_factor
        small = (swatch_mm[0] / k, swatch_mm[1] / k)
        groups = legend(
            self.map_layers, self.drawn_view(view), self.sheet.lang, swatch_mm=small, edits=self.sheet.legend
        )
        return tuple(
            replace(group, entries=tuple(replace(one, swatch=enlarged(one.swatch, k)) for one in group.entries))
            for group in groups
        )

    def laid_out(self) -> tuple[Rooms, View]:
        """Return boxes and view that fit each other.

        What the frame shows decides the legend, the legend decides the panel, and the panel the frame: begin with
        the largest panel, then take the one that its view needs.
        """
        footer = len(self.footer_lines) * line_height(self.styles.small)
        size = most_panel_mm(self.template)
        room = rooms(self.template, footer, size)
        for _ in range(2):
            panel = self.panel.made(self._view(room.frame), room.panel.width, room.panel.height)
            room = rooms(self.template, footer, min(panel.needed, size))
        return room, self._view(room.frame)

    def parts(self, room: Rooms, view: View) -> tuple[Part, ...]:
        """Return what can be moved, the title first, where it stands now."""
        template, sheet = self.template, self.sheet
        panel = self.panel.made(view, room.panel.width, room.panel.height)
        parts = [self._title(room.header, view), *(part.moved(room.panel.x, room.panel.y) for part in panel.parts)]
        layout = sheet.layout
        if layout is not None and (layout.paper, layout.orientation) != (template.paper, template.orientation):
            layout = None
        return placed(parts, layout, Box(0.0, 0.0, template.width_mm, template.height_mm), room.frame)

    def _view(self, frame: Box) -> View:
        if self.sheet.view is not None:
            return replace(self.sheet.view, width_mm=frame.width, height_mm=frame.height, dpi=self.sheet.dpi)
        extent = self.sheet.extent or _extent_of(self.map_layers)
        fitted = View.fit(extent, frame.width, frame.height, self.sheet.dpi, margin_mm=_AROUND_MM)
        return replace(fitted, scale=nice_scale(fitted.scale)) if self.template.true_to_scale else fitted

    @cached_property
    def footer_lines(self) -> list[str]:
        """The footer, broken into the lines it needs."""
        sheet, style = self.sheet, self.styles.small
        shown = [one.layer for one in self.map_layers if one.opacity > 0]
        statements = say.footer_words(
            sheet.lang,
            sources=sheet.sources or say.sources_of(shown, sheet.lang),
            basis=sheet.basis.title,
            compiler=sheet.compiler,
            day=sheet.date,
            approval=sheet.approval,
        )
        caution = say.caution_words(shown, sheet.lang)
        width = inner_box(self.template).width
        lines = filled(statements, _BETWEEN, style, width, self.measure)
        return [*lines, *wrapped(caution, style, width, self.measure)] if caution else lines

    def _title(self, header: Box, view: View) -> Part:
        """Return title and subtitle."""
        sheet, styles = self.sheet, self.styles
        width = header.width
        if sheet.security:
            width -= self.measure(*self._security)[0] + self.template.gap_mm
        title = fitted(sheet.title, styles.title, width, self.measure)
        scale = say.scale_words(scale_text(view.scale), sheet.lang) if self.template.true_to_scale else ""
        parts = [sheet.subtitle, scale, say.basis_words(sheet.basis.title, sheet.lang)]
        subtitle = _BETWEEN.join(part for part in parts if part)
        style = fitted(subtitle, styles.subtitle, header.width, self.measure)
        marks = (
            Text(sheet.title, 0.0, em_mm(styles.title) * 0.9, title),
            Text(subtitle, 0.0, header.height - em_mm(styles.subtitle) * 0.3, style),
        )
        longest = max(self.measure(sheet.title, title)[0], self.measure(subtitle, style)[0])
        return Part("title", marks, replace(header, width=longest))

    @property
    def _security(self) -> tuple[str, TextStyle]:
        corner = replace(self.styles.subtitle, weight=700, color=_TITLE_INK)
        return say.security_words(self.sheet.security, self.sheet.lang), corner

    def security_marks(self, header: Box) -> tuple[Mark, ...]:
        """Return the classification in the right corner, where there is one."""
        if not self.sheet.security:
            return ()
        text, corner = self._security
        return (Text(text, header.right, header.y + em_mm(corner) * 0.9, corner, "right"),)

    def frame_marks(self, frame: Box, view: View) -> tuple[Mark, ...]:
        """Return the line around the map and the kilometre grid outside of it."""
        line = Stroke(rectangle(frame), FRAME_INK, self.template.frame_mm, join="miter")
        grid = grid_marks(view, frame, self.styles.grid, self.measure) if self.template.grid else ()
        return (*grid, line)

    def footer_marks(self, box: Box) -> tuple[Mark, ...]:
        """Return the footer's lines."""
        style = self.styles.small
        return tuple(
            middle(line, box.x, box.y + (number + 0.5) * line_height(style), style)
            for number, line in enumerate(self.footer_lines)
        )


def _extent_of(map_layers: Sequence[MapLayer]) -> Extent:
    """Return the ground that the layers cover, those of the plan first."""
    bounds = [one.layer.bounds for one in map_layers if one.opacity > 0]
    bounds = [one for one in bounds if all(math.isfinite(value) for value in one)]
    if not bounds:
        raise DataError("There is nothing to show on the sheet: no visible layer has a place on the map.")
    lows, highs = [one[:2] for one in bounds], [one[2:] for one in bounds]
    return (
        min(x for x, _ in lows),
        min(y for _, y in lows),
        max(x for x, _ in highs),
        max(y for _, y in highs),
    )
