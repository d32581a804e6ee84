"""Where a name could stand: about a point, at the widest place of an area, along a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from yhgis.carto.label_collision import Box, Candidate, Piece
from yhgis.carto.label_written import Written, turned_box
from yhgis.carto.packing import Floats
from yhgis.carto.text_measure import is_wide
from yhgis.model.crs import Geometries

#: Places tried along a line, and inside an area.
MOST_ALONG, MOST_INSIDE = 48, 80
#: A name may hang out of its area by this share, unless told otherwise.
MOST_OUTSIDE = 0.45
#: More than this share outside, a name is seen to cross the edge, which costs it something however little it is.
_ACROSS_EDGE, _ACROSS_EDGE_COST = 0.01, 1.5
#: What standing at the far end of an area costs.
_OFF_MIDDLE_COST = 0.4


# Right first, as the eye goes from the mark to the name; then up before down; the left last.
_ROUND: tuple[tuple[float, float], ...] = (
    (1, 0), (0.8, -0.9), (0.8, 0.9), (0, -1), (0, 1), (-1, 0), (-0.8, -0.9), (-0.8, 0.9),
)  # fmt: skip


def round_point(written: Written, x: float, y: float, gap: float) -> list[Candidate]:
    """Return the eight places about a point, the best first; ``gap`` mm from the point to the ink."""
    found = []
    for rank, (across, down) in enumerate(_ROUND):
        dx = np.sign(across) * (gap * (1.0 if abs(across) == 1 else 0.6) + written.width / 2)
        dy = np.sign(down) * (gap * (1.0 if abs(down) == 1 else 0.4) + written.height / 2)
        found.append(written.centred(x + float(dx), y + float(dy), 0.25 * rank, across))
    return found


def round_box(written: Written, box: Box, gap: float) -> list[Candidate]:
    """Return the eight places about a box (paper mm), the best first; ``gap`` mm from the box to the ink."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half_w, half_h = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    found = []
    for rank, (across, down) in enumerate(_ROUND):
        # At a corner the name stands above or below the box and begins or ends at its middle.
        dx = np.sign(across) * (written.width / 2 + (half_w + gap if down == 0 else 0.0))
        dy = np.sign(down) * (written.height / 2 + half_h + gap)
        found.append(written.centred(x + float(dx), y + float(dy), 0.25 * rank, across))
    return found


def inside_area(
    written: Written,
    area: shapely.Geometry,
    heart: Floats | None = None,
    *,
    most_outside: float = MOST_OUTSIDE,
    effort: int = MOST_INSIDE,
) -> list[Candidate]:
    """Return places inside ``area`` (paper mm), the widest first.

    Parameters
    ----------
    heart : array of x, y, optional
        A place to prefer, when it lies inside.
    most_outside : float
        Share of the name that may hang out of the area.
    effort : int
        About how many places to try.
    """
    places, depth = _inner_places(area, heart, effort)
    boxes = shapely.box(
        places[:, 0] - written.width / 2,
        places[:, 1] - written.height / 2,
        places[:, 0] + written.width / 2,
        places[:, 1] + written.height / 2,
    )
    outside = _outside(area, boxes)
    shallow = 1.0 - depth / max(float(depth.max()), 1e-9)
    cost = 2.2 * shallow + 7.0 * outside + _ACROSS_EDGE_COST * (outside > _ACROSS_EDGE) + _off_middle(area, places)
    if heart is not None and np.array_equal(places[0], heart):
        cost[1:] += 1.0 + cost[0]
        cost[0] = 7.0 * outside[0]
    kept = outside <= most_outside
    return [written.centred(x, y, c) for (x, y), c in zip(places[kept].tolist(), cost[kept].tolist(), strict=True)]


def _off_middle(area: shapely.Geometry, places: Floats) -> Floats:
    """Return a small cost for being away from the middle: of places equally wide, as in a long hall, it is the best."""
    middle = shapely.get_coordinates(shapely.centroid(area))[0]
    x0, y0, x1, y1 = shapely.bounds(area)
    return np.asarray(_OFF_MIDDLE_COST * np.hypot(*(places - middle).T) / max(np.hypot(x1 - x0, y1 - y0) / 2, 1e-9))


def _outside(area: shapely.Geometry, boxes: Geometries) -> Floats:
    """Return which share of each of ``boxes`` lies outside of ``area``; most lie wholly inside, which is soon told."""
    shapely.prepare(area)
    cut = ~shapely.contains_properly(area, boxes)
    shapely.destroy_prepared(area)
    outside = np.zeros(len(boxes))
    outside[cut] = 1.0 - shapely.area(shapely.intersection(area, boxes[cut])) / shapely.area(boxes[cut])
    return outside


def dearer(candidates: list[Candidate], by: float) -> list[Candidate]:
    """Return ``candidates`` with ``by`` added to their costs: what to do when nothing better is left."""
    return [replace(candidate, cost=candidate.cost + by) for candidate in candidates]


def _inner_places(area: shapely.Geometry, heart: Floats | None, effort: int) -> tuple[Floats, Floats]:
    """Return places inside ``area`` and how far each is from its edge: its heart and the deepest of a grid."""
    x0, y0, x1, y1 = shapely.bounds(area)
    widest = shapely.maximum_inscribed_circle(area, tolerance=max(min(x1 - x0, y1 - y0) / 60, 0.05))
    centers = [shapely.get_coordinates(widest)[0]]
    middle = shapely.get_coordinates(shapely.centroid(area))[0]
    if shapely.contains_xy(area, *middle):
        centers.append(middle)
    if heart is not None and shapely.contains_xy(area, *heart):
        centers.insert(0, heart)
    step = max(np.sqrt(max(x1 - x0, 0.1) * max(y1 - y0, 0.1)) / (1.25 * effort**0.5), 1.5)
    x, y = np.meshgrid(np.arange(x0 + step / 2, x1, step), np.arange(y0 + step / 2, y1, step))
    grid = np.column_stack([x.ravel(), y.ravel()])
    grid = grid[shapely.contains_xy(area, grid[:, 0], grid[:, 1])]
    edge = shapely.boundary(area)
    depth = shapely.distance(shapely.points(grid), edge) if len(grid) else np.empty(0)
    deepest = np.argsort(-depth, kind="stable")[:effort]
    places = np.vstack([*centers, grid[deepest]])
    first = shapely.distance(shapely.points(np.array(centers)), edge)
    return places, np.concatenate([first, depth[deepest]])


def on_line(written: Written, line: Floats, gap: float) -> list[Candidate]:
    """Return straight places parallel to ``line`` (paper mm) where it is straightest; on it when ``gap`` is 0."""
    track = Track.of(line, written.height)
    half = written.width / 2
    found = []
    for s in track.samples(half):
        a, b = track.at(s - half), track.at(s + half)
        middle = track.at(s)
        sag = float(np.hypot(*(middle - (a + b) / 2)))
        if sag > written.height * 0.6 + gap or np.hypot(*(b - a)) < written.width * 0.85:
            continue
        angle = _upright(float(np.degrees(np.arctan2(b[1] - a[1], b[0] - a[0]))))
        turn = np.radians(angle)
        up = np.array([np.sin(turn), -np.cos(turn)])
        steep = abs(angle) / 90.0
        for side, worse in ((0.0, 0.0),) if gap <= 0 else ((1.0, 0.0), (-1.0, 0.4)):
            x, y = middle + up * side * (gap + written.height / 2)
            cost = worse + 2 * sag / written.height + steep + track.off(s)
            found.append(written.turned(float(x), float(y), angle, cost))
    return found


def _upright(angle: float) -> float:
    """Return the angle in -90..90 in which text on such a line is not upside down."""
    return (angle + 90.0) % 180.0 - 90.0


def along_line(written: Written, line: Floats, gap: float) -> Iterator[Candidate]:
    """Yield places letter by letter along ``line`` (paper mm).

    On a steep line Chinese letters stand upright one below the other, as on Chinese maps; other letters turn
    with the line.
    """
    chinese = all(is_wide(letter) for letter in written.text)
    track = Track.of(line, written.height * (1.6 if chinese else 3.0))  # narrow letters feel every bend
    spacing = written.style.letter_spacing_mm
    length = sum(written.letters) + spacing * (len(written.letters) - 1)
    offsets = np.cumsum([0.0, *(width + spacing for width in written.letters[:-1])]) + np.array(written.letters) / 2
    for s in track.samples(length / 2):
        places = np.array([track.at(s - length / 2 + at) for at in offsets])
        chord = places[-1] - places[0]
        steep = chinese and abs(chord[1]) > 1.5 * abs(chord[0])
        forward = chord[1] >= 0 if steep else chord[0] >= 0
        if not forward:
            places = np.array([track.at(s + length / 2 - at) for at in offsets])
        candidate = _letters(written, track, places, gap, steep=steep, off=track.off(s))
        if candidate is not None:
            yield candidate


def _letters(
    written: Written, track: Track, places: Floats, gap: float, *, steep: bool, off: float
) -> Candidate | None:
    """Return the letters at ``places``, or None where the line bends too sharply for them."""
    headings = _headings(places)
    bends = np.abs(np.diff(headings))
    if len(bends) and (bends.max() > 38.0 or np.ptp(headings) > 80.0):
        return None
    angles = headings - 90.0 if steep else headings
    turn = np.radians(headings)
    side = np.column_stack([np.sin(turn), -np.cos(turn)])  # above a level line, right of one that runs down
    if gap > 0:
        steps = np.hypot(*np.diff(places, axis=0).T)
        places = places + side * (gap + written.height / 2)
        stretch = np.hypot(*np.diff(places, axis=0).T) / steps  # inside a bend letters crowd, outside they part
        if len(stretch) and (stretch.min() < 0.8 or stretch.max() > 1.3):
            return None
    drop = (written.ascent - written.descent) / 2
    pieces, boxes = [], []
    for letter, width, center, angle in zip(written.text, written.letters, places, angles, strict=True):
        lean = np.radians(angle)
        foot = center + np.array([-np.sin(lean), np.cos(lean)]) * drop
        pieces.append(Piece(letter, float(foot[0]), float(foot[1]), float(angle), "center"))
        boxes.append(turned_box(center, width, written.height, float(angle), written.room))
    cost = float(np.ptp(headings)) / 30.0 + float(bends.sum()) / 120.0 + off + float(track.roughness(places, gap))
    return Candidate(tuple(pieces), tuple(boxes), cost)


def _headings(places: Floats) -> Floats:
    """Return the clockwise heading of the line at each letter, from its neighbours, without jumps of 360."""
    if len(places) == 1:
        return np.zeros(1)
    step = np.gradient(places, axis=0)
    return np.asarray(np.degrees(np.unwrap(np.arctan2(step[:, 1], step[:, 0]))))


@dataclass(frozen=True, eq=False)
class Track:
    """A line smoothed to what letters can follow, measured along."""

    xy: Floats
    along: Floats

    @classmethod
    def of(cls, line: Floats, window: float) -> Track:
        """Resample ``line`` and smooth it over ``window`` mm; its ends stay."""
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        count = max(int(along[-1] / 0.6) + 1, 2)
        even = np.linspace(0.0, along[-1], count)
        xy = np.column_stack([np.interp(even, along, line[:, i]) for i in (0, 1)])
        half = min(int(window / 0.6), (count - 1) // 2)
        if half > 0:
            padded = np.vstack([2 * xy[0] - xy[half:0:-1], xy, 2 * xy[-1] - xy[-2 : -half - 2 : -1]])
            kernel = np.ones(2 * half + 1) / (2 * half + 1)
            xy = np.column_stack([np.convolve(padded[:, i], kernel, mode="valid") for i in (0, 1)])
        return cls(xy, np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))]))

    @property
    def length(self) -> float:
        """In mm."""
        return float(self.along[-1])

    def at(self, s: float) -> Floats:
        """Return the place ``s`` mm from the start."""
        return np.array([np.interp(s, self.along, self.xy[:, 0]), np.interp(s, self.along, self.xy[:, 1])])

    def samples(self, half: float) -> list[float]:
        """Return middles for a text of half-length ``half``, from the line's middle outward."""
        if self.length < 2 * half:
            return []
        step = max((self.length - 2 * half) / MOST_ALONG, 1.2)
        middle = self.length / 2
        reach = int((middle - half) / step)
        return [middle + step * i for i in sorted(range(-reach, reach + 1), key=lambda i: (abs(i), i))]

    def off(self, s: float) -> float:
        """Return a small cost for being away from the middle."""
        return 0.8 * abs(s / self.length - 0.5)

    def roughness(self, places: Floats, gap: float) -> float:
        """Return how unevenly letters at ``places`` stand from the line, in mm."""
        if gap <= 0:
            return 0.0
        apart = shapely.distance(shapely.points(places), shapely.linestrings(self.xy))
        return float(np.ptp(apart))


def merged_lines(lines: Sequence[Floats], frame: Box) -> list[Floats]:
    """Return ``lines`` (paper mm) joined end to end and cut to ``frame``, the longest first."""
    joined = shapely.line_merge(shapely.multilinestrings([shapely.linestrings(line) for line in lines]))
    pieces = shapely.get_parts(shapely.clip_by_rect(shapely.get_parts(joined), *frame))
    pieces = pieces[shapely.get_type_id(pieces) == 1]
    length = shapely.length(pieces)
    order = np.argsort(-length, kind="stable")
    return [shapely.get_coordinates(pieces[i]) for i in order if length[i] > 0]
