"""Drives the real window on a real X display with real mouse and key events (xdotool), and checks what it does.

``xvfb-run -s "-screen 0 1400x900x24" python tests/ui/drive/drive.py FOLDER`` writes a picture a step into FOLDER and
ends with a failure at the first step that does not do what it should.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
os.environ["QT_QPA_PLATFORM"] = "xcb"

from yhgis.folders import HOME_VARIABLE  # noqa: E402

os.environ[HOME_VARIABLE] = tempfile.mkdtemp(prefix="yhgis-drive-")

import pytest  # noqa: E402
from PySide6.QtCore import QEventLoop, QPointF  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from yhgis.model.result import Result  # noqa: E402
from yhgis.plan.catalog import Catalog  # noqa: E402
from yhgis.settings import Settings  # noqa: E402
from yhgis.ui.app import follow_appearance, make_application  # noqa: E402
from yhgis.ui.canvas_overlay import pixel_of  # noqa: E402
from yhgis.ui.main_window import MainWindow  # noqa: E402
from yhgis.ui.session import Session  # noqa: E402

PATIENCE_S = 20.0


class Driver:
    """A window, and hands on the X server's mouse and keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.application = make_application()
        self.session = Session(Catalog.load(), Settings.model_validate({"appearance": "light"}))
        follow_appearance(self.application, self.session)
        self.window = MainWindow(self.session)
        self.canvas = self.window.canvas
        self.results: list[Result] = []
        self.session.resultReady.connect(self.results.append)
        self.session.new_project("layout")
        self.window.move(0, 0)
        self.window.show()
        self.until(lambda: self.canvas.is_settled, "the first map")
        self.x("windowfocus", str(int(self.window.winId())))
        self.window.activateWindow()
        self.window.overlays.suggestions.hide()
        self.until(self.window.isActiveWindow, "the window has the keys")
        self.canvas.setFocus()

    # --- hands -----------------------------------------------------------------------------------------------------

    def x(self, *words: str) -> None:
        """Let xdotool do something, then let the window answer."""
        subprocess.run(["xdotool", *words], check=True)
        self.pause(0.03)

    def point(self, x: float, y: float, widget: object = None) -> None:
        """Move the mouse to a pixel of the map, or of a widget."""
        at = (widget or self.canvas).mapToGlobal(QPointF(x, y).toPoint())
        self.x("mousemove", str(at.x()), str(at.y()))

    def click(self, x: float, y: float, widget: object = None, button: int = 1) -> None:
        self.point(x, y, widget)
        self.x("click", str(button))

    def drag(self, *points: tuple[float, float], widget: object = None) -> None:
        self.point(*points[0], widget)
        self.x("mousedown", "1")
        places = [(widget or self.canvas).mapToGlobal(QPointF(*p).toPoint()) for p in points]
        for at in places[1:]:
            self.x("mousemove", str(at.x()), str(at.y()))
        self.x("mouseup", "1")

    def key(self, *names: str) -> None:
        self.x("key", *names)

    # --- eyes ------------------------------------------------------------------------------------------------------

    def pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Go on when something holds; fail when it never does."""
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, f"never came: {what}"
            self.application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)

    def rest(self, *more: Callable[[], bool]) -> None:
        self.until(
            lambda: self.canvas.is_settled and not self.session.tasks.running and all(one() for one in more), "rest"
        )

    def picture(self, name: str) -> None:
        """Keep what the screen shows."""
        self.number += 1
        self.pause(0.05)
        screen = QApplication.primaryScreen().grabWindow(self.window.winId())
        path = self.folder / f"{self.number:02d}_{name}.png"
        assert screen.save(str(path)), path
        image = screen.toImage()
        seen = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}
        assert len(seen) > 50, f"{name}: the picture is nearly empty"

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of ground metres."""
        at = pixel_of(self.canvas.view, x, y)
        return round(at.x()), round(at.y())


def main() -> int:
    """Go through it all."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    driver = Driver(folder)
    for step in (moves, asks_for_the_menu, identifies, hovers_and_selects, measures, draws_and_checks, makes_room,
                 swipes, links, bookmarks):  # fmt: skip
        step(driver)
        sys.stdout.write(f"{step.__name__}: {time.monotonic() - begin:.1f} s\n")
    driver.session.tasks.close()
    return 0


def moves(driver: Driver) -> None:
    """Pan with the mouse, zoom with the wheel, by keys, to a box; go back."""
    canvas = driver.canvas
    driver.picture("opened")
    under = canvas.ground(QPointF(400, 300))
    driver.drag((400, 300), (430, 320), (480, 350), (520, 360))
    assert canvas.ground(QPointF(520, 360)) == pytest.approx(under, abs=30.0), "the place follows the hand"
    scale, under = canvas.view.scale, canvas.ground(QPointF(500, 350))
    driver.click(500, 350, button=4)
    driver.until(lambda: canvas.view.scale < scale * 0.85, "the wheel zooms in")
    driver.until(lambda: canvas.navigator.view == canvas.navigator.goal, "the zoom ends")
    assert canvas.ground(QPointF(500, 350)) == pytest.approx(under, abs=30.0), "the wheel zooms to the cursor"
    center = canvas.view.center_x
    driver.key("Right")
    driver.until(lambda: canvas.view.center_x > center, "an arrow moves")
    x0, y1 = canvas.ground(QPointF(300, 250))
    driver.x("keydown", "shift")
    driver.drag((300, 250), (350, 300), (500, 400))
    driver.x("keyup", "shift")
    driver.rest()
    assert canvas.view.extent[0] == pytest.approx(x0, abs=canvas.view.metres_per_mm * 100)
    assert canvas.view.extent[3] >= y1 - 500
    driver.picture("box_zoomed")
    box = canvas.view.scale
    driver.pause(0.4)
    driver.key("alt+Left")
    driver.until(lambda: canvas.view.scale > box * 1.2, "the previous view")
    driver.key("Home")
    driver.rest()


def identifies(driver: Driver) -> None:
    """A click shows the identity card of the place."""
    panel = driver.window.panels.identity
    driver.click(*driver.place(498_600, 3_352_000))
    driver.until(lambda: panel.found is not None, "an identity card")
    assert "余杭区" in panel.sentence or "街道" in panel.sentence, panel.sentence
    driver.rest()
    driver.picture("identified")
    driver.key("F7")
    driver.until(lambda: not driver.window.panels.is_open("identity"), "F7 closes the card")
    driver.key("Home")
    driver.rest()


def asks_for_the_menu(driver: Driver) -> None:
    """The menu of the place comes by the right button and by key, once; Escape closes it."""
    driver.click(420, 300, button=3)
    driver.until(lambda: QApplication.activePopupWidget() is not None, "the menu by the right button")
    driver.picture("menu")
    driver.key("Escape")
    driver.until(lambda: QApplication.activePopupWidget() is None, "the menu goes")
    for key in ("Menu", "shift+F10"):
        driver.canvas.setFocus()
        driver.key(key)
        driver.until(lambda: QApplication.activePopupWidget() is not None, f"the menu by {key}")
        driver.key("Escape")
        driver.pause(0.1)
        assert QApplication.activePopupWidget() is None, "one menu, not two"


def makes_room(driver: Driver) -> None:
    """The lower panel's edge is taken hold of and dragged up."""
    driver.key("F8")
    dock = driver.window.panels.docks["results"]
    driver.until(lambda: not dock.isHidden(), "the results panel")
    driver.rest()
    before = dock.height()
    top = dock.mapTo(driver.window, QPointF(0, 0).toPoint()).y()
    driver.drag((700, top - 3), (700, top - 40), (700, top - 100), widget=driver.window)
    driver.until(lambda: dock.height() >= before + 80, "the panel grows with the hand")
    driver.rest()
    driver.picture("more_room_below")
    driver.key("F8")
    driver.rest()


def hovers_and_selects(driver: Driver) -> None:
    """A resting mouse gets a tip; a click selects what shows; Escape leaves the tool."""
    driver.window.bars.actions["theme_towns"].trigger()
    driver.rest()
    driver.point(*driver.place(483_000, 3_360_000))
    driver.until(lambda: driver.window.toolbox.hover.shown != "", "a tip")
    driver.picture("tip")
    driver.key("ctrl+2")
    assert driver.canvas.tool.id == "select"
    driver.click(*driver.place(483_000, 3_360_000))
    driver.until(lambda: len(driver.session.selecting.current) == 1, "a selection")
    assert driver.session.selecting.current.layer == "towns"
    x, y = driver.place(483_000, 3_360_000)
    driver.drag((x - 180, y - 180), (x, y), (x + 180, y + 180))
    driver.until(lambda: len(driver.session.selecting.current) > 1, "a box selects several")
    driver.rest()
    driver.picture("selected")
    driver.key("ctrl+shift+a", "Escape")
    assert driver.canvas.tool.id == "hand"
    assert not len(driver.session.selecting.current)


def measures(driver: Driver) -> None:
    """Measure a line that ends where it began to be typed."""
    driver.key("ctrl+m")
    for x, y in ((300, 300), (450, 330), (520, 250)):
        driver.click(x, y)
    driver.point(600, 300)
    driver.picture("measuring")
    driver.key("Return")
    kept = driver.window.toolbox.measuring.kept
    assert len(kept) == 1
    assert 1_000 < kept[0].length_m < 100_000
    driver.key("ctrl+c")
    assert f"{kept[0].length_m:,.2f}" in QApplication.clipboard().text()
    driver.key("Escape")
    driver.window.bars.actions["measure_clear"].trigger()
    assert driver.canvas.tool.id == "hand"


def draws_and_checks(driver: Driver) -> None:
    """Draw a footprint, move a vertex, take it back, finish, check."""
    driver.window.bars.actions["theme_control_lines"].trigger()
    driver.rest()
    driver.key("ctrl+d")
    drawing = driver.window.toolbox.drawing
    driver.until(lambda: len(drawing.snapper.index.vertices) > 0, "something to snap to")
    for x, y in ((480, 330), (560, 330), (560, 400), (480, 400)):
        driver.click(x, y)
    driver.point(440, 380)
    driver.picture("drawing")
    driver.key("Return")
    drawn = drawing.steps.now
    assert len(drawn.rings[0]) == 4
    x, y = driver.place(*drawn.rings[0][2])
    driver.drag((x, y), (x + 20, y + 10), (x + 60, y + 40))
    assert drawing.steps.now.rings[0][2] != drawn.rings[0][2]
    driver.key("ctrl+z")
    assert drawing.steps.now == drawn
    driver.key("ctrl+y", "Return")
    driver.until(drawing.done_card.isVisible, "the layer's card")
    layer = driver.session.state.entries[-1].layer
    assert str(layer.info.title) == "绘制范围 1"
    driver.rest()
    check = drawing.done_card.check
    driver.click(check.width() / 2, check.height() / 2, check)
    driver.until(lambda: bool(driver.results), "the answer of the check")
    footprint = driver.results[-1].document()["footprint"]
    assert footprint["area_m2"] == pytest.approx(layer.geometry[0].area, rel=1e-3)
    driver.rest()
    driver.picture("checked")
    driver.key("F8")
    driver.until(lambda: not driver.window.panels.is_open("results"), "F8 closes the results")
    driver.key("Home")
    driver.rest()


def swipes(driver: Driver) -> None:
    """A curtain between two themes, its divider dragged and moved by keys."""
    driver.key("ctrl+shift+w")
    swipe = driver.window.commands.part("views").curtain
    driver.until(lambda: swipe.curtain is not None and swipe.curtain.is_settled, "the curtain")
    divider = swipe.divider
    middle = divider.width() / 2, divider.height() / 2
    driver.drag(middle, (middle[0] - 60, middle[1]), (middle[0] - 150, middle[1]), widget=divider)
    assert swipe.curtain.share < 0.45, swipe.curtain.share
    share = swipe.curtain.share
    driver.key("Right")
    assert swipe.curtain.share > share
    driver.rest()
    driver.picture("curtain")
    driver.key("Escape")
    driver.until(lambda: swipe.curtain is None, "Escape closes the curtain")


def links(driver: Driver) -> None:
    """Four maps of one place; one of them is dragged, all follow."""
    driver.key("ctrl+alt+4")
    maps = driver.window.commands.part("views").maps
    driver.until(lambda: len(maps.others) == 3 and all(one.is_settled for one in maps.others), "four maps")
    other = maps.others[0]
    center = driver.canvas.view.center_x
    driver.drag((100, 150), (130, 160), (190, 180), widget=other)
    assert driver.canvas.view.center_x < center
    views = [canvas.view for canvas in (driver.canvas, *maps.others)]
    assert len({(round(v.center_x, 3), round(v.center_y, 3), round(v.scale, 3)) for v in views}) == 1
    driver.rest(*(lambda one=one: one.is_settled for one in maps.others))
    driver.picture("four_maps")
    driver.key("ctrl+alt+4")
    driver.until(lambda: maps.count == 1, "one map again")
    driver.rest()


def bookmarks(driver: Driver) -> None:
    """Keep a view, leave it, find it again in the search box."""
    driver.key("ctrl+b")
    (kept,) = driver.session.settings.bookmarks
    driver.key("Home")
    driver.rest()
    driver.key("ctrl+k")
    driver.until(lambda: driver.window._search is not None and driver.window._search.isVisible(), "the search box")
    driver.x("type", "--delay", "5", "bookmark")
    box = driver.window._search
    driver.until(lambda: any(item.kind == "bookmark" for item in box.found.items), "the bookmark is found")
    driver.picture("search")
    item = next(item for item in box.found.items if item.kind == "bookmark")
    item.run()
    driver.until(lambda: driver.canvas.view.center_x == pytest.approx(kept.center_x), "the view is back")
    driver.key("Escape")
    driver.rest()


if __name__ == "__main__":
    code = 1
    try:
        code = main()
    except BaseException:  # noqa: BLE001 - it is told, and the process ends
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # whatever still works in the background must not keep the display up
