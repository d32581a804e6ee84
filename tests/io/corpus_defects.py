"""Ways in which files that were sound are damaged, each by its name."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np

# --- defects ---------------------------------------------------------------------------------------------------------


def _main_file(path: Path) -> Path:
    return max(path.glob("*.gdbtable"), key=lambda file: file.stat().st_size) if path.is_dir() else path


def _rewritten(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        file = _main_file(path)
        file.write_bytes(change(file.read_bytes()))

    return harm


DEFECTS: dict[str, Callable[[Path], None]] = {
    "empty": _rewritten(lambda _: b""),
    "one byte": _rewritten(lambda content: content[:1]),
    "a quarter": _rewritten(lambda content: content[: len(content) // 4]),
    "half": _rewritten(lambda content: content[: len(content) // 2]),
    "all but the end": _rewritten(lambda content: content[: -max(len(content) // 50, 2)]),
    "wrong magic": _rewritten(lambda content: b"\xde\xad\xbe\xef" * 4 + content[16:]),
    "zeros": _rewritten(lambda content: b"\0" * len(content)),
    "noise": _rewritten(lambda content: np.random.default_rng(7).bytes(len(content))),
    "another format": _rewritten(lambda _: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 20),
    "a hole of zeros": _rewritten(lambda c: c[: len(c) // 3] + b"\0" * (len(c) // 6) + c[len(c) // 3 + len(c) // 6 :]),
    "rubbish behind": _rewritten(lambda content: content + b"\0\xff rubbish" * 30),
}


def _without(suffix: str) -> Callable[[Path], None]:
    return lambda path: path.with_suffix(suffix).unlink()


def _patched(suffix: str, at: int, content: bytes) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        with path.with_suffix(suffix).open("r+b") as stream:
            stream.seek(at)
            stream.write(content)

    return harm


def _cut(suffix: str, share: float) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        part = path.with_suffix(suffix)
        content = part.read_bytes()
        part.write_bytes(content[: int(len(content) * share)])

    return harm


def _replaced(suffix: str, content: bytes) -> Callable[[Path], None]:
    return lambda path: path.with_suffix(suffix).write_bytes(content) and None


SHAPEFILE_DEFECTS: dict[str, Callable[[Path], None]] = {
    "no shx": _without(".shx"),
    "no dbf": _without(".dbf"),
    "no prj": _without(".prj"),
    "empty dbf": _replaced(".dbf", b""),
    "half a dbf": _cut(".dbf", 0.5),
    "noise for a dbf": _replaced(".dbf", bytes(range(256)) * 3),
    "half a shx": _cut(".shx", 0.5),
    "empty shx": _replaced(".shx", b""),
    "two billion records": _patched(".dbf", 4, struct.pack("<I", 2_000_000_000)),
    "a header of 64 kB": _patched(".dbf", 8, b"\xff\xff"),
    "records of no length": _patched(".dbf", 10, b"\0\0"),
    "a field of 255 bytes": _patched(".dbf", 32 + 16, b"\xff"),
    "a file said to be 8 GB": _patched(".shp", 24, struct.pack(">i", 2_000_000_000)),
    "a polygon of a billion points": _patched(".shp", 108 + 40, struct.pack("<i", 1_000_000_000)),
    "a polygon of minus one point": _patched(".shp", 108 + 40, struct.pack("<i", -1)),
    "a polygon of a billion rings": _patched(".shp", 108 + 36, struct.pack("<i", 1_000_000_000)),
    "an unknown shape": _patched(".shp", 108, struct.pack("<i", 77)),
    "offsets beyond the end": _patched(".shx", 100, struct.pack(">i", 1_900_000_000)),
    "coordinates of no number": _patched(".shp", 108 + 48, struct.pack("<d", float("nan"))),
    "coordinates without end": _patched(".shp", 108 + 48, struct.pack("<d", float("inf"))),
    "rubbish for a prj": _replaced(".prj", b"\xff\xfe nonsense"),
    "an empty prj": _replaced(".prj", b""),
    "rubbish for a cpg": _replaced(".cpg", b"\xff\xfe\0\0"),
}
