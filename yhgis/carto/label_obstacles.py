"""What labels keep clear of: markers, arrowheads and lines, gathered from all layers of a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from yhgis.carto.along import arrowheads
from yhgis.carto.classes import SymbolClass
from yhgis.carto.display_list import Markers
from yhgis.carto.drawn import Drawn
from yhgis.carto.frame import Frame
from yhgis.carto.label_collision import Box, Obstacles
from yhgis.carto.stations import stations
from yhgis.model.layer import Layer
from yhgis.model.symbol import ArrowheadsSymbol, MarkerSymbol, StrokeSymbol, SvgSymbol

#: A line at least this wide (mm) is a figure that labels keep clear of; thinner ones they avoid where they can.
STRONG_LINE_MM = 0.9
_STRONG_COST, _WEAK_COST = 6.0, 0.8
#: Of one layer: where there are more, avoiding them is hopeless.
_MOST_OBSTACLES = 3000


class ObstacleCourse:
    """Markers and lines as they are collected, layer by layer."""

    def __init__(self) -> None:
        self._markers: list[Box] = []
        self._owners: list[str] = []
        self._lines: list[shapely.Geometry] = []
        self._costs: list[float] = []

    def collect(self, layer: Layer, classes: Sequence[SymbolClass], frame: Frame) -> None:
        """Add what the classes of ``layer`` draw."""
        for one in classes:
            if not one.members.any():
                continue
            drawn = Drawn(layer, one.members, frame)
            for symbol in one.symbol:
                if isinstance(symbol, MarkerSymbol | SvgSymbol):
                    self._add_markers(drawn, symbol)
                elif isinstance(symbol, ArrowheadsSymbol):
                    self._add_arrowheads(drawn, symbol)
            widths = [symbol.width_mm for symbol in one.symbol if isinstance(symbol, StrokeSymbol)]
            if widths:
                self._add_lines(drawn, max(widths))

    def _add_markers(self, drawn: Drawn, symbol: MarkerSymbol | SvgSymbol) -> None:
        half = symbol.size_mm / 2
        places = list(zip(drawn.points_mm.tolist(), drawn.point_features.tolist(), strict=True))
        if symbol.at == "stations":
            found = [one for one in stations(drawn.layer) if drawn.members[one.feature]]
            xy = drawn.frame.view.to_paper(np.array([(s.x, s.y) for s in found]).reshape(-1, 2))
            places = list(zip(xy.tolist(), [s.feature for s in found], strict=True))
        rise = half if isinstance(symbol, SvgSymbol) and symbol.anchor == "bottom" else 0.0
        for (x, y), feature in places[:_MOST_OBSTACLES]:
            self._markers.append((x - half, y - half - rise, x + half, y + half - rise))
            self._owners.append(f"{drawn.layer.id}:{feature}")

    def _add_arrowheads(self, drawn: Drawn, symbol: ArrowheadsSymbol) -> None:
        for mark in arrowheads(drawn, symbol):
            if isinstance(mark, Markers) and mark.angle is not None:
                reach = max(symbol.length_mm, symbol.width_mm) / 2
                turn = np.radians(mark.angle)
                middles = mark.xy + np.column_stack([np.cos(turn), np.sin(turn)]) * symbol.length_mm * 0.4
                self._markers += [(x - reach, y - reach, x + reach, y + reach) for x, y in middles.tolist()]
                self._owners += [""] * len(middles)

    def _add_lines(self, drawn: Drawn, width: float) -> None:
        levels = drawn.frame.details(drawn.layer)
        if levels is not None and levels.lines is not None and len(levels.lines) > _MOST_OBSTACLES:
            return
        paths = drawn.line_paths
        count = len(paths.starts) - 1
        if 0 < count <= _MOST_OBSTACLES:
            line = np.repeat(np.arange(count), np.diff(paths.starts))
            curves = shapely.linestrings(paths.xy, indices=line)
            strong = width >= STRONG_LINE_MM
            self._lines += (shapely.buffer(curves, width / 2, quad_segs=2) if strong else curves).tolist()
            self._costs += [_STRONG_COST if strong else _WEAK_COST] * count

    def made(self) -> Obstacles:
        """Return them ready for asking."""
        return Obstacles.of(self._markers, self._owners, self._lines, self._costs)
