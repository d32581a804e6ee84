"""Files that are dragged over the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def paths_of(data: QMimeData) -> list[Path]:
    """Return the local files and folders (a ``.gdb`` is one) in what is being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
