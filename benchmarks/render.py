"""yhgis draws the county as its canvas does: ``python -m benchmarks.render JOB FOLDER`` prints one JSON line.

A fresh process, imports and the start of Qt left out; 1920 x 1080 dots, antialiased.  The layers are read before the
clock starts, for the canvas reads a layer once, when it is added; `first_from_file` counts the reading too.  The first
frame needs no levels of detail; the window makes them when it is on screen, and `repeat` and `pan` have them.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyogrio.raw
from PySide6.QtGui import QImage

from benchmarks.county.look import county_styles
from benchmarks.stopwatch import Stopwatch, memory_mb
from yhgis.analysis import localise
from yhgis.carto.details import details
from yhgis.carto.map_picture import MapLayer
from yhgis.feedback import Feedback
from yhgis.model.crs import WORK_CRS
from yhgis.model.view import MM_PER_INCH, View
from yhgis.paint import path_player, side_by_side
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.text import family
from yhgis.plan.catalog import open_layer
from yhgis.ui.canvas_question import Question
from yhgis.ui.canvas_rasters import Rasters
from yhgis.ui.session_layers import at_hand

#: Read when a file or a name first needs them, in the window when it rests; imports are not timed on any side.
IMPORTED = (pyogrio.raw, localise)
SIZE, DPI = (1920, 1080), 96.0
#: How many times shorter than the county a side of the ground is.
EXTENTS = {"full": 1.0, "quarter": 2.0, "64th": 8.0}
REPEATS = 5
PAN_DOTS = 200


def open_county(folder: Path) -> tuple[MapLayer, ...]:
    """Return the drawn layers, bottom first, in the working CRS."""
    styles = county_styles().items()
    return tuple(
        MapLayer(at_hand(open_layer(str(folder / f"{name}.gpkg")).to_crs(WORK_CRS)), style) for name, style in styles
    )


def view_of(layers: tuple[MapLayer, ...], extent: str) -> View:
    """Return the view that shows the county, or a part of it, on the whole picture."""
    width, height = (dots / DPI * MM_PER_INCH for dots in SIZE)
    x0, y0, x1, y1 = layers[0].layer.bounds
    mx, my, k = (x0 + x1) / 2, (y0 + y1) / 2, 1.05 / EXTENTS[extent] / 2
    ground = (mx - (x1 - x0) * k, my - (y1 - y0) * k, mx + (x1 - x0) * k, my + (y1 - y0) * k)
    return View.fit(ground, width, height, dpi=DPI, margin_mm=0.0)


def prepare(layers: tuple[MapLayer, ...]) -> None:
    """Make what the canvas makes of a layer in the background when it is put on the map."""
    for one in layers:
        details(one.layer)


def frame(rasters: Rasters, layers: tuple[MapLayer, ...], view: View) -> QImage:
    """Return the true picture of ``view``, painted as for the canvas."""
    return rasters.paint(Question(view, layers, None, "zh", 0), Feedback()).image


def first(folder: Path, extent: str) -> None:
    """Time the first picture of the county ever."""
    layers = open_county(folder)
    view = view_of(layers, extent)
    watch = Stopwatch()
    frame(Rasters(), layers, view)
    watch.done({})


def first_from_file(folder: Path) -> None:
    """Time the same with the reading of the files: what a user waits for who opens the layers."""
    watch = Stopwatch()
    layers = open_county(folder)
    frame(Rasters(), layers, view_of(layers, "full"))
    watch.done({})


def repeat(folder: Path, extent: str) -> None:
    """Time a picture painted anew, every layer of it, when the levels of detail are there."""
    layers = open_county(folder)
    view = view_of(layers, extent)
    prepare(layers)
    frame(Rasters(), layers, view)
    times = [_timed(lambda: frame(Rasters(), layers, view)) for _ in range(REPEATS)]
    Stopwatch().done({}, seconds=statistics.median(times))


def pan(folder: Path, extent: str) -> None:
    """Time the true picture 200 dots farther on: east, then south-east ..., always over new ground."""
    layers = open_county(folder)
    view = view_of(layers, extent)
    prepare(layers)
    rasters = Rasters()
    frame(rasters, layers, view)
    step = PAN_DOTS * view.metres_per_pixel
    times = []
    for number in range(1, REPEATS + 1):
        there = replace(view, center_x=view.center_x + number * step)
        times.append(_timed(partial(frame, rasters, layers, there)))
    Stopwatch().done({}, seconds=statistics.median(times), worst_s=max(times))


def memory(folder: Path) -> None:
    """Tell the memory that the canvas keeps of the county after all three extents, above that of the start."""
    layers = open_county(folder)
    held = memory_mb()
    prepare(layers)
    rasters = Rasters()
    for extent in EXTENTS:
        frame(rasters, layers, view_of(layers, extent))
    Stopwatch().done({}, kept_mb=memory_mb() - held, before_mb=held)


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


JOBS: dict[str, Callable[[Path], None]] = {"first_from_file": first_from_file, "render_memory": memory}
for _name in EXTENTS:
    JOBS[f"first_{_name}"] = partial(first, extent=_name)
    JOBS[f"repeat_{_name}"] = partial(repeat, extent=_name)
    JOBS[f"pan_{_name}"] = partial(pan, extent=_name)

if __name__ == "__main__":
    ensure_gui_application()
    gc.disable()  # as in the window, where garbage is collected when the hand rests (`MainThreadGarbage`)
    path_player.warm_up(side_by_side.threads())  # as the window does after its start
    family()  # the window's own font is there before any map
    JOBS[sys.argv[1]](Path(sys.argv[2]))
