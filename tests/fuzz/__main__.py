"""``python -m tests.fuzz [--minutes 10] [--only txt] [--start 0]``: findings are kept, with the way to them.

Exit 1 where there is one.  A case that hangs is ended after a minute, its traces printed.
"""

from __future__ import annotations

import argparse
import faulthandler
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

from tests.fuzz.mutate import mutated
from tests.fuzz.targets import Target, answered, targets
from yhgis.i18n import set_language

#: Seconds after which a case counts as a finding, and after which the run is ended.
SLOW_S, HANG_S = 5.0, 60.0


def main() -> int:
    """Run all targets in turn until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--only", choices=[target.id for target in targets()])
    parser.add_argument("--start", type=int, default=0, help="number of the first mutation")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir()) / "yhgis-fuzz")
    asked = parser.parse_args()
    set_language("en")
    warnings.simplefilter("error")
    chosen = [target for target in targets() if asked.only in (None, target.id)]
    counts: Counter[str] = Counter()
    end, number = time.monotonic() + asked.minutes * 60, asked.start
    with tempfile.TemporaryDirectory(prefix="yhgis-fuzz-") as folder:
        while time.monotonic() < end:
            for target in chosen:
                _one(target, number, Path(folder), asked.findings, counts)
            number += 1
    for target in chosen:
        said = {word: counts[f"{target.id} {word}"] for word in ("answered", "refused", "findings")}
        sys.stdout.write(f"{target.id:<10}" + "  ".join(f"{word} {count}" for word, count in said.items()) + "\n")
    found = sum(count for key, count in counts.items() if key.endswith("findings"))
    sys.stdout.write(f"mutations {asked.start} to {number - 1}, findings {found}\n")
    return 1 if found else 0


def _one(target: Target, number: int, folder: Path, findings: Path, counts: Counter[str]) -> None:
    data = mutated(target.seeds, number)
    start = time.monotonic()
    findings.mkdir(parents=True, exist_ok=True)
    (findings / "running.bin").write_bytes(data)  # what a hang leaves behind
    faulthandler.dump_traceback_later(HANG_S, exit=True)
    try:
        counts[f"{target.id} {'answered' if answered(target, data, folder) else 'refused'}"] += 1
        took = time.monotonic() - start
        if took > SLOW_S:
            _keep(target, number, data, findings, f"took {took:.1f} s")
            counts[f"{target.id} findings"] += 1
    except Exception:  # noqa: BLE001 - whatever comes is the finding
        _keep(target, number, data, findings, traceback.format_exc())
        counts[f"{target.id} findings"] += 1
    finally:
        faulthandler.cancel_dump_traceback_later()


def _keep(target: Target, number: int, data: bytes, findings: Path, why: str) -> None:
    path = findings / f"{target.id}-{number}.bin"
    path.write_bytes(data)
    path.with_suffix(".txt").write_text(why, encoding="utf-8")
    sys.stderr.write(f"{path}\n{why}\n")


if __name__ == "__main__":
    sys.exit(main())
