"""Reading versioned files into pydantic models; a bad file says which key, what was expected, what came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from yhgis.errors import DataError, empty_file


class Schema(BaseModel):
    """Base of every file schema: frozen, and strict about unknown keys, so a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


SchemaT = TypeVar("SchemaT", bound=BaseModel)


def parse(text: str, schema: type[SchemaT], origin: str) -> SchemaT:
    """Return ``text`` (JSON) as a ``schema``.

    Parameters
    ----------
    origin : str
        File name for the error sentence.

    Raises
    ------
    DataError
        Not JSON (with the line), or a key that does not fit (with its line, its path, what was expected, what came).
    """
    try:
        return schema.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise DataError(
            "{file} is not valid JSON: line {line}, column {column}: {reason}.",
            file=origin,
            line=error.lineno,
            column=error.colno,
            reason=error.msg,
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise DataError(
            "{file}, line {line}: {key}: {expected}; got {value}.",
            file=origin,
            line=line_of(text, first["loc"]),
            key=".".join(str(part) for part in first["loc"]) or "-",
            expected=first["msg"],
            value=repr(first["input"])[:80],
        ) from error


def line_of(text: str, path: Sequence[int | str]) -> int:
    """Return the line (from 1) in the JSON ``text`` where ``path`` ends, or as far as it can be followed.

    Parameters
    ----------
    path : sequence of int or str
        Keys and positions as pydantic tells them; names of alternatives that stand between them are passed over.
    """
    decoder, at = json.JSONDecoder(), _after_space(text, 0)
    marked = at
    for step in path:
        found = next((place for name, place in _members(text, at, decoder) if name == step), None)
        if found is not None:
            marked, at = found
    return text.count("\n", 0, marked) + 1


def _members(text: str, at: int, decoder: json.JSONDecoder) -> Iterator[tuple[int | str, tuple[int, int]]]:
    """Yield key or position of each member of the object or array at ``at``, and where its key and value begin."""
    opening, number = text[at : at + 1], 0
    at = _after_space(text, at + 1)
    while opening in ("{", "[") and text[at : at + 1] not in ("}", "]", ""):
        begin = at
        name: int | str = number
        if opening == "{":
            name, at = decoder.raw_decode(text, at)
            at = _after_space(text, _after_space(text, at) + 1)
        yield name, (begin, at)
        _, at = decoder.raw_decode(text, at)
        at = _after_space(text, at)
        at = _after_space(text, at + 1) if text[at : at + 1] == "," else at
        number += 1


def _after_space(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\n", "\r"):
        at += 1
    return at


def read(path: Path, schema: type[SchemaT]) -> SchemaT:
    """Return the file ``path`` as a ``schema``.

    Raises
    ------
    DataError
        As `parse`, or the file is missing, empty or not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DataError("There is no file {file}.", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise DataError("{file} is not UTF-8 text.", file=str(path)) from error
    except OSError as error:
        raise DataError("Cannot read {file}: {reason}.", file=str(path), reason=str(error.strerror)) from error
    if not text:
        raise empty_file(str(path))
    return parse(text, schema, path.name)


def to_text(model: BaseModel) -> str:
    """Return ``model`` as indented JSON that keeps Chinese readable and ends with a newline."""
    return json.dumps(model.model_dump(mode="json", exclude_defaults=False), ensure_ascii=False, indent=1) + "\n"
