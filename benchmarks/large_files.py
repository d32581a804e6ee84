"""Files in slices against the same files whole: ``python -m benchmarks.large_files [FOLDER]`` prints a line a question.

The county of 800,000 parcels is a GeoPackage of some 450 MB, above the size from which files are gone through slice by
slice.  Each question is asked in a fresh process, once so and once with everything held; figures must be the same to
the last digit.  The last line cancels a share half-way.
"""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.county.make import make_county
from benchmarks.stopwatch import peak_memory_mb

PARCELS = 800_000
ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = (("share", "parcels", "red"), ("overlap", "towns", "parcels"), ("conflicts", "red", "parcels"))


def main() -> int:
    """Print the lines; exit 1 where figures differ or a cancel leaves something."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "yhgis-county" / str(PARCELS)
    make_county(folder, PARCELS)
    print(f"{'question':<32}{'whole s':>9}{'MB':>7}{'slices s':>10}{'MB':>7}  figures")
    good = True
    for question in QUESTIONS:
        whole, slices = (_asked(folder, question, how) for how in ("whole", "slices"))
        same = whole["figures"] == slices["figures"]
        good &= same
        figures = "the same" if same else "DIFFER"
        line = f"{whole['s']:>9.1f}{whole['mb']:>7.0f}{slices['s']:>10.1f}{slices['mb']:>7.0f}  {figures}"
        print(f"{' '.join(question):<32}{line}", flush=True)
    return 0 if _cancelled(folder) and good else 1


def _asked(folder: Path, question: tuple[str, ...], how: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.large_files", "--ask", str(folder), how, *question]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def ask(folder: Path, how: str, tool_id: str, first: str, second: str) -> None:
    """Ask one question in this process, and print what it took and a sum of its figures."""
    from yhgis.analysis.tools import tool
    from yhgis.feedback import Feedback
    from yhgis.plan.catalog import open_layer, open_slices

    def opened(name: str, *, sliced: bool) -> Any:
        spec = str(folder / f"{name}.gpkg")
        return (sliced and how == "slices" and open_slices(spec)) or open_layer(spec)

    asked = tool(tool_id)
    start = time.perf_counter()
    one, other = (opened(name, sliced=name == "parcels") for name in (first, second))
    values: dict[str, dict[str, Any]] = {
        "share": {"features": one, "cover": other},
        "overlap": {"rows": one, "columns": [other]},
        "conflicts": {"layers": [one, other]},
    }
    result = asked.run(asked.complete(values[tool_id]), Feedback())
    seconds, peak = time.perf_counter() - start, peak_memory_mb()
    document = {name: value for name, value in result.document().items() if name != "made_at"}
    figures = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    print(json.dumps({"s": seconds, "mb": peak, "figures": figures}))


def _cancelled(folder: Path) -> bool:
    """Cancel a share of the large file as Ctrl+C does; whether it left nothing and said one sentence."""
    with tempfile.TemporaryDirectory() as room:
        command = [sys.executable, "main.py", "share", str(folder / "parcels.gpkg"), str(folder / "red.gpkg")]
        options = ["--out", str(Path(room) / "shares.xlsx"), "--lang", "en"]
        with subprocess.Popen([*command, *options], cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
            time.sleep(5.0)
            begin = time.perf_counter()
            process.send_signal(signal.SIGINT)
            _, complaint = process.communicate()
            took = time.perf_counter() - begin
        left = list(Path(room).iterdir())
    print(f"cancelled after 5 s: exit {process.returncode} within {took:.2f} s, {complaint.strip()!r}, left: {left}")
    return process.returncode == 130 and complaint.count("\n") == 1 and not left


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        ask(Path(sys.argv[2]), *sys.argv[3:])
    else:
        sys.exit(main())
