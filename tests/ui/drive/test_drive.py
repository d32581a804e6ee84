"""The real window on a real X display, driven by mouse and keys from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("drive.py")
MISSING = [name for name in ("xvfb-run", "Xvfb", "xdotool") if shutil.which(name) is None]
#: Pictures are kept here when the variable is set; looked at by people, not by the test.
PICTURES = os.environ.get("YHGIS_DRIVE_PICTURES", "")


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"needs an X server without a screen and a hand on it: {', '.join(MISSING)}")
def test_the_window_does_what_hands_ask_of_it(tmp_path: Path) -> None:
    folder = Path(PICTURES) if PICTURES else tmp_path / "pictures"
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1400x900x24", sys.executable, "-W", "error", str(SCRIPT), str(folder)],
        capture_output=True, text=True, encoding="utf-8", timeout=180, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert len(list(folder.glob("*.png"))) >= 10
