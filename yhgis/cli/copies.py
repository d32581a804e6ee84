"""The layer that a tool makes beside its answer (a mended copy): where it is wanted, and writing it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yhgis.analysis.tool import Tool
from yhgis.feedback import Feedback
from yhgis.model.layer import Layer
from yhgis.model.result import Result


def copy_target(parsed: argparse.Namespace, values: Mapping[str, Any]) -> Path | None:
    """Return the file that the copy is wanted in, None where none is.

    Raises
    ------
    UsageError
        No layer can be written so, or it is the very file that the layer came from.
    """
    tool: Tool = parsed.tool
    name = getattr(parsed, tool.copy.option) if tool.copy is not None else None
    if not name:
        return None
    from yhgis.io.vector_write import check_copy_target

    path = Path(name)
    for value in values.values():
        if isinstance(value, Layer):
            check_copy_target(value, path)
    return path


def write_copy(tool: Tool, path: Path, values: Mapping[str, Any], result: Result, feedback: Feedback) -> Result:
    """Write the layer that ``tool`` makes beside ``result``; return the answer that tells of it."""
    if tool.copy is None:
        return result
    from yhgis.io.vector_write import write_layer

    layer, told = tool.copy.make(values, result, feedback)
    return told.with_warnings(write_layer(layer, path))
