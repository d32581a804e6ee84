"""What the tests of the plan's panels share."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget


def words(widget: QWidget) -> list[str]:
    """Return the texts of all labels in a widget."""
    return [made.text() for made in widget.findChildren(QLabel)]
