"""What reading or writing another program's style file must keep an eye on: what was dropped, and where it is wrong."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from yhgis.errors import DataError
from yhgis.i18n import Message
from yhgis.schema import expectation, worst

ModelT = TypeVar("ModelT", bound=BaseModel)

#: A pixel of the Open Geospatial Consortium: what a screen pixel in a style file means on paper.
MM_PER_PIXEL = 0.28
MM_PER_POINT = 25.4 / 72


@dataclass
class Notes:
    """The file's name, and what of it was left out; each thing is told once."""

    origin: str
    dropped: list[Message] = field(default_factory=list)

    def drop(self, message: Message) -> None:
        """Remember what is left out."""
        if message not in self.dropped:
            self.dropped.append(message)

    def wrong(self, element: Any, key: str, expected: Message, value: object) -> DataError:
        """Return the error for ``value`` of ``key`` at the line of ``element``."""
        return DataError(
            "{file}, line {line}: {key}: {expected}; got {value}.",
            file=self.origin,
            line=element.sourceline,
            key=key,
            expected=expected,
            value=repr(value)[:80],
        )

    def number(self, element: Any, key: str, text: str) -> float:
        """Return ``text`` as a number."""
        return self._read(element, key, text, float, Message("a number"))

    def made(self, element: Any, model: type[ModelT], **values: Any) -> ModelT:
        """Return ``model`` of ``values``; one that does not fit is told with the line of ``element``."""
        try:
            return model(**values)
        except ValidationError as error:
            first = worst(error)
            key = ".".join(str(part) for part in first["loc"]) or "-"
            raise self.wrong(element, key, expectation(first), first["input"]) from error

    def svg_of(self, element: Any, key: str, reference: str) -> str:
        """Return the SVG text that ``reference`` holds (``base64:…`` or a data address); empty when it points away."""
        head, _, body = reference.partition("base64")
        if head not in ("", "data:image/svg+xml;") or not body:
            return ""
        try:
            return base64.b64decode(body[1:], validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise self.wrong(element, key, Message("an SVG drawing in base64"), reference) from error

    def _read(self, element: Any, key: str, text: str, to: Callable[[str], float], expected: Message) -> float:
        try:
            return to(text.strip())
        except ValueError as error:
            raise self.wrong(element, key, expected, text) from error


def base64_svg(content: str) -> str:
    """Return an SVG as QGIS holds it inside of a style."""
    return "base64:" + base64.b64encode(content.encode("utf-8")).decode("ascii")
