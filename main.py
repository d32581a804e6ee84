"""Start of yhgis: no argument, or a project file, opens the window; a subcommand runs headless."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from yhgis.resources import clean_environment

# Before any geo library is imported: a foreign PROJ or GDAL must not be found.
clean_environment()


def main(arguments: list[str]) -> int:
    """Run yhgis with ``arguments`` (without the program's name) and return the exit code."""
    if not arguments or Path(arguments[0]).suffix.lower() == ".yhmap":
        gc.disable()  # what a start makes stays: nothing to be found; `yhgis.ui.main_thread_garbage` takes over
        from yhgis.ui.app import run_window

        return run_window(arguments)
    from yhgis.cli.main import run

    return run(arguments, take_screenshot=_take_screenshot)


def _take_screenshot(**options: object) -> None:
    """Hand the window to the command line, which itself knows no widgets."""
    from yhgis.ui.screenshot import screenshot

    screenshot(**options)  # type: ignore[arg-type]


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:  # while libraries were being loaded; later on a cancel is heard by the work itself
        print("已取消。 Cancelled.", file=sys.stderr)
        code = 130
    sys.exit(code)
