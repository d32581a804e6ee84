"""Text that an encoding has no bytes for is refused before anything is written; GDAL would write question marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from yhgis.errors import DataError
from yhgis.model.layer import Layer


def check_text(layer: Layer, columns: Mapping[str, NDArray[Any]], codec: str, encoding: str) -> None:
    """Refuse names and values of ``columns`` that ``codec`` cannot write.

    Raises
    ------
    DataError
        The text is shown, and UTF-8 offered.
    """
    for name, values in columns.items():
        texts = [name, *(str(value) for value in values if value is not None)] if values.dtype == object else [name]
        for text in texts:
            try:
                text.encode(codec)
            except UnicodeEncodeError as error:
                raise DataError(
                    "{layer}: the text {value} cannot be written in {encoding}; choose UTF-8.",
                    layer=layer.info.title,
                    value=text[:40],
                    encoding=encoding,
                ) from error
