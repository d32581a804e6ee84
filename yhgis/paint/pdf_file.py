"""The frame of a PDF file: objects, streams, the table that finds them. Nothing here knows what a page shows."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from yhgis.paint.squeezer import Squeezer, squeezing

# Half as slow as zlib's own choice, and a map's page hardly larger.
_COMPRESSION = 4


class PdfFile:
    """A PDF being written, object after object; a context manager that closes the file.

    Parameters
    ----------
    path : Path
        Written in place; `yhgis.paint.export` makes it atomic.
    """

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("wb")
        self._offsets: dict[int, int] = {}
        self._last = 0
        # The second line tells mail programs and the like that this is not text.
        self._file.write(b"%PDF-1.7\n%\xe6\x9d\xad\xe5\xb7\x9e\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def reserve(self) -> int:
        """Return the number of an object to be written later."""
        self._last += 1
        return self._last

    def write(self, number: int, content: str | bytes) -> None:
        """Write a reserved object."""
        self._offsets[number] = self._file.tell()
        body = content.encode("ascii") if isinstance(content, str) else content
        self._file.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")

    def add(self, content: str | bytes) -> int:
        """Write an object and return its number."""
        number = self.reserve()
        self.write(number, content)
        return number

    def stream(self, entries: str, content: bytes | Iterable[bytes]) -> int:
        """Write a compressed stream whose dictionary has ``entries``, and return its number."""
        squeezer = zlib.compressobj(_COMPRESSION)
        pieces = [content] if isinstance(content, bytes) else content
        return self._add_deflated(entries, [*(squeezer.compress(piece) for piece in pieces), squeezer.flush()])

    def streamed(self, write: Callable[[Squeezer], None]) -> int:
        """Write what ``write`` appends as a compressed stream, compressed while it is made; return its number."""
        body: list[bytes] = []
        with squeezing(body.append, level=_COMPRESSION) as squeezer:
            write(squeezer)
            squeezer.flush()
        return self._add_deflated("", body)

    def _add_deflated(self, entries: str, body: list[bytes]) -> int:
        length = sum(map(len, body))
        head = f"<<{entries} /Filter /FlateDecode /Length {length}>>\nstream\n".encode("ascii")
        return self.add(b"".join([head, *body, b"\nendstream"]))

    def finish(self, catalog: int, info: int) -> None:
        """Write the table of objects; the file is whole after this."""
        start = self._file.tell()
        lines = [b"xref\n0 %d\n0000000000 65535 f \n" % (self._last + 1)]
        lines += [b"%010d 00000 n \n" % self._offsets[number] for number in range(1, self._last + 1)]
        lines.append(
            b"trailer\n<</Size %d /Root %d 0 R /Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
            % (self._last + 1, catalog, info, start)
        )
        self._file.write(b"".join(lines))


def text_string(text: str) -> str:
    """Return ``text`` as a PDF string that holds any character."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def number(value: float, decimals: int = 3) -> str:
    """Return ``value`` in as few characters as ``decimals`` allow."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def numbers(*values: float, decimals: int = 3) -> str:
    """Return ``values`` with blanks between."""
    return " ".join(number(value, decimals) for value in values)
