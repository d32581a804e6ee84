"""What the fields of a statutory layer must be: mandatory fields, code tables, ranges; an office may change them.

They stand in ``layers/rules/checkup.json``; a ``rules/checkup.json`` in the user's own yhgis folder goes before it.
Which file was used, to its last byte, stands in every check-up.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from yhgis import schema
from yhgis.folders import config_folder
from yhgis.i18n import Title
from yhgis.resources import layers_folder

FILE = Path("rules") / "checkup.json"


class LayerRule(schema.Schema):
    """One statutory layer.

    Parameters
    ----------
    standard : str
        Its role, as in ``layers/standards.json``.
    tiling : bool
        Whether it covers its ground without gaps; elsewhere a gap is worth no more than a hint.
    fields : tuple of tuple of str
        Mandatory fields by code; where there are several lists, the one that the layer comes nearest to holds.
    filled : tuple of str
        Those of them that must have a value in every feature.
    """

    standard: str
    tiling: bool = False
    fields: tuple[tuple[str, ...], ...] = ()
    filled: tuple[str, ...] = ()


class CodeRule(schema.Schema):
    """Which values a field of codes may have.

    Parameters
    ----------
    title : Title
        Of the table.
    standards : tuple of str
        Layers it holds for; empty for all.
    field : str
        Code of the field.
    name_field : str
        Field that must hold the name that the table gives for the code; empty for none.
    values : dict
        Names by code.
    pattern : str
        Instead of a table: what a code looks like, a regular expression.
    """

    title: Title
    standards: tuple[str, ...] = ()
    field: str
    name_field: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    pattern: str = ""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"a regular expression ({error})") from error
        return pattern

    def holds(self, code: str) -> bool:
        """Whether ``code`` is one of the table."""
        return code in self.values if self.values else re.fullmatch(self.pattern, code) is not None


class RangeRule(schema.Schema):
    """Between which numbers the values of a field lie."""

    field: str
    least: float
    most: float


class CheckupFile(schema.Schema):
    """``rules/checkup.json``."""

    version: Literal[1]
    note: Title
    layers: tuple[LayerRule, ...]
    codes: tuple[CodeRule, ...]
    ranges: tuple[RangeRule, ...]


@dataclass(frozen=True)
class CheckupRules:
    """The rules in use; ``sha256`` is of the file's bytes."""

    file: CheckupFile
    path: Path
    sha256: str

    def layer(self, standard: str) -> LayerRule:
        """Return the rule for a statutory layer; one that asks for nothing where there is none."""
        found = next((rule for rule in self.file.layers if rule.standard == standard), None)
        return found or LayerRule(standard=standard)

    def codes(self, standard: str) -> tuple[CodeRule, ...]:
        """Return the code tables that hold for a layer."""
        return tuple(rule for rule in self.file.codes if not rule.standards or standard in rule.standards)


def checkup_rules(path: Path | None = None) -> CheckupRules:
    """Return the rules of ``path``, by default those in use; read anew each time, as an editor may have changed them.

    Raises
    ------
    DataError
        The file is missing or does not fit its schema; the sentence names the key.
    """
    own = config_folder() / FILE
    chosen = path or (own if own.is_file() else layers_folder() / FILE)
    file = schema.read(chosen, CheckupFile)
    return CheckupRules(file, chosen, hashlib.sha256(chosen.read_bytes()).hexdigest())
