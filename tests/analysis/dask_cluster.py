"""A real Dask cluster on loopback for tests: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
START_S = 30.0


class LoopbackCluster:
    """A scheduler and its workers; ``with`` ends them all.

    Parameters
    ----------
    room : Path
        Empty folder for what Dask writes.
    workers : int
        How many to start with.
    """

    def __init__(self, room: Path, workers: int) -> None:
        self._room = room
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        file = room / "scheduler.json"
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file), cwd=ROOT)
        self.address = self._address(file)
        for _ in range(workers):
            self.start_worker()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()

    def start_worker(self, cwd: Path = ROOT) -> None:
        """Start one more worker, in the folder of the program or elsewhere."""
        options = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--local-directory", str(self._room))
        self.workers.append(self._start("dask_worker", self.address, *options, cwd=cwd))

    def kill_worker(self) -> None:
        """End the oldest worker as a power cut would."""
        victim = self.workers.pop(0)
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()

    def _start(self, module: str, *options: str, cwd: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", *options]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        log = (self._room / f"{module}-{len(self._processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=log, stderr=log)
        self._processes.append(process)
        return process

    @staticmethod
    def _address(file: Path) -> str:
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            try:
                return str(json.loads(file.read_text(encoding="utf-8"))["address"])
            except (OSError, ValueError):
                time.sleep(0.05)
        raise TimeoutError(f"no scheduler within {START_S} s")
