"""Office documents as bytes: made in memory, so that a full disk is one clean error of the file they go into."""

from __future__ import annotations

import io
from typing import BinaryIO, Protocol


class Savable(Protocol):
    """A document of python-docx, or a presentation of python-pptx."""

    def save(self, stream: BinaryIO, /) -> None:
        """Write the document."""


def saved(document: Savable) -> bytes:
    """Return the file that ``document`` is."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
