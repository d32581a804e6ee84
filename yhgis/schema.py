"""Reading versioned files into pydantic models; a bad file says which key, what was expected, what came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from yhgis.errors import DataError, empty_file
from yhgis.i18n import Message


class Schema(BaseModel):
    """Base of every file schema: frozen, and strict about unknown keys, so a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_NUMBER, _WHOLE, _LIST = Message("a number"), Message("a whole number"), Message("a list")
_OBJECT, _TRUTH = Message("an object with keys"), Message("true or false")
_WORDS = Message("one of {words}", {"words": ""})
#: What a value should have been, by pydantic's names of mistakes.
_EXPECTED = {
    "missing": Message("this key is missing"),
    "extra_forbidden": Message("there is no such key here"),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), _NUMBER),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), _TRUTH),
    "string_type": Message("a text"),
    **dict.fromkeys(("list_type", "tuple_type"), _LIST),
    **dict.fromkeys(("model_type", "dict_type", "model_attributes_type"), _OBJECT),
    "greater_than": Message("more than {limit}", {"limit": ""}),
    "greater_than_equal": Message("at least {limit}", {"limit": ""}),
    "less_than": Message("less than {limit}", {"limit": ""}),
    "less_than_equal": Message("at most {limit}", {"limit": ""}),
    **dict.fromkeys(("literal_error", "union_tag_invalid", "enum"), _WORDS),
}
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
        first = worst(error)
        raise DataError(
            "{file}, line {line}: {key}: {expected}; got {value}.",
            file=origin,
            line=line_of(text, first["loc"]),
            key=".".join(str(part) for part in first["loc"]) or "-",
            expected=expectation(first),
            value=repr(first["input"])[:80],
        ) from error


def worst(error: ValidationError) -> dict[str, Any]:
    """Return the mistake to tell: a key that nobody knows before one that is missing, for it is often the same one."""
    found: list[dict[str, Any]] = [dict(one) for one in error.errors(include_url=False)]
    return next((one for one in found if one["type"] == "extra_forbidden"), found[0])


def expectation(mistake: dict[str, Any]) -> Message:
    """Return what a value should have been, in the language in use; pydantic's own words where it is a rare one."""
    said = _EXPECTED.get(mistake["type"], Message("rule: {reason}", {"reason": ""}))
    context = mistake.get("ctx", {})
    limit = next((context[key] for key in ("gt", "ge", "lt", "le") if key in context), "")
    words = str(context.get("expected", context.get("expected_tags", ""))).replace(" or ", ", ")
    return replace(said, values={"limit": limit, "words": words, "reason": mistake["msg"]})


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
