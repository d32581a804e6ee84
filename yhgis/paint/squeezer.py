"""Deflate beside the work: while the next piece is made, the last one is compressed in a thread of its own."""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

# Pieces on their way at a time: bounds memory where making is quicker than compressing.
_PENDING = 2
# Small pieces are gathered up to this many bytes: a thread is not asked for a word.
_GATHERED = 1 << 18


class Squeezer:
    """One zlib stream; give it pieces in order, ``sink`` gets the compressed bytes in order, in the caller's thread.

    Use `squeezing` to make one.
    """

    def __init__(self, worker: ThreadPoolExecutor, level: int, memory: int, sink: Callable[[bytes], object]) -> None:
        self._worker = worker
        self._stream = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS, memory)
        self._sink = sink
        self._pending: deque[Future[bytes]] = deque()
        self._gathered: list[bytes] = []
        self._size = 0

    def append(self, piece: bytes) -> None:
        """Compress ``piece``, small ones together."""
        self._gathered.append(piece)
        self._size += len(piece)
        if self._size >= _GATHERED:
            self._hand_over()

    def flush(self) -> None:
        """End the stream; everything has reached the sink after this."""
        self._hand_over()
        while self._pending:
            self._sink(self._pending.popleft().result())
        self._sink(self._stream.flush())

    def _hand_over(self) -> None:
        if self._gathered:
            pieces, self._gathered, self._size = self._gathered, [], 0
            if len(self._pending) >= _PENDING:
                self._sink(self._pending.popleft().result())
            self._pending.append(self._worker.submit(lambda: self._stream.compress(b"".join(pieces))))


@contextmanager
def squeezing(sink: Callable[[bytes], object], *, level: int, memory: int = 8) -> Iterator[Squeezer]:
    """Yield a `Squeezer`; its thread ends with the block, after an error too."""
    with ThreadPoolExecutor(1, "deflate") as worker:
        yield Squeezer(worker, level, memory, sink)
