"""The sha256 of what a layer was read from, computed beside the reading."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Self

from yhgis.errors import DataError

_BLOCK = 1 << 20
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def source_files(path: Path) -> tuple[Path, ...]:
    """Return the files that ``path`` stands for: itself, a shapefile's parts, or everything in a folder."""
    if path.is_dir():
        return tuple(sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() != ".lock"))
    if path.suffix.lower() == ".shp":
        beside = {p.suffix.lower(): p for p in path.parent.glob(f"{_glob_quoted(path.stem)}.*")}
        return tuple(beside[suffix] for suffix in _SHAPEFILE_PARTS if suffix in beside)
    return (path,)


def _glob_quoted(text: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)


def sha256_of(path: Path, stop: threading.Event | None = None) -> str:
    """Return the sha256 of ``path``; that of a beginning once ``stop`` is set, when nobody wants it any more.

    One file: of its bytes, as ``sha256sum`` prints it.  A shapefile or a folder: of the names and bytes of its
    files in order, so that a change in any part shows.
    """
    files = source_files(path)
    digest = hashlib.sha256()
    for file in files:
        if len(files) > 1:
            digest.update(f"{file.suffix if path.is_file() else file.relative_to(path).as_posix()}\0".encode())
        _feed(digest, file, stop)
    return digest.hexdigest()


def _feed(digest: hashlib._Hash, file: Path, stop: threading.Event | None) -> None:
    with file.open("rb") as stream:
        while (stop is None or not stop.is_set()) and (block := stream.read(_BLOCK)):
            digest.update(block)


class Fingerprint:
    """A sha256 on its way: starts at once in its own thread (hashing releases the GIL), asked for at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="yhgis-sha256")
        self._stop = threading.Event()
        self._future: Future[str] = self._pool.submit(sha256_of, path, self._stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()  # after `value` it is done; after a failure nobody waits for a large file
        self._pool.shutdown(wait=True)

    def ready(self, wait_s: float) -> bool:
        """Whether the sum is there, after a wait of ``wait_s`` at most."""
        return bool(wait([self._future], timeout=wait_s).done)

    def value(self) -> str:
        """Wait for the sum and return it.

        Raises
        ------
        DataError
            The file can no longer be read.
        """
        try:
            return self._future.result()
        except OSError as error:
            raise DataError(
                "{file} cannot be read: {reason}.", file=str(self._path), reason=str(error.strerror)
            ) from error
