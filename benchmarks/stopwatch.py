"""One job, one process, one JSON line: wall seconds without imports, peak memory, and the figures to compare.

Standard library only: QGIS's own Python runs it too.
"""

import json
import time
from pathlib import Path
from typing import Any


class Stopwatch:
    """Times one job from its making to `done`; make it after the imports."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    def done(self, figures: Any, **extra: Any) -> None:
        """Print the job's line: seconds, peak memory in MB, and its ``figures``."""
        line = {"seconds": time.perf_counter() - self._start, "peak_mb": peak_memory_mb(), "figures": figures, **extra}
        print(json.dumps(line), flush=True)


def memory_mb() -> float:
    """Return the resident memory of this process now, 0 where unknown."""
    return _status_mb("VmRSS")


def peak_memory_mb() -> float:
    """Return the peak resident memory of this process (VmHWM: ru_maxrss survives fork and exec), 0 where unknown."""
    return _status_mb("VmHWM")


def _status_mb(key: str) -> float:
    try:
        with Path("/proc/self/status").open(encoding="ascii") as status:
            for line in status:
                if line.startswith(key):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
