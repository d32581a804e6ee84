"""Rules of checking that an office may change: how hard each line is, how near is near, in which words it is said.

They stand in ``layers/rules/check.json``; a ``rules/check.json`` in the user's own yhgis folder goes before it.  Which
file was used, to its last byte, stands in every result that used it.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from yhgis import schema
from yhgis.folders import config_folder
from yhgis.i18n import Title
from yhgis.model.layer import Layer
from yhgis.model.layer_slices import LayerSlices
from yhgis.resources import layers_folder

FILE = Path("rules") / "check.json"
#: What a sentence may speak of.
SENTENCE_FIELDS = frozenset({"title", "area", "share", "features"})


class Severity(Enum):
    """How hard a line is, or how grave the overlap of two."""

    HARD = "hard"
    SOFT = "soft"

    @property
    def title(self) -> Title:
        """The word for it."""
        return Title("刚性", "hard") if self is Severity.HARD else Title("弹性", "soft")


class Sentences(schema.Schema):
    """What is said of a footprint that has nothing of a line, something, or lies wholly within it.

    A sentence may hold ``{title}`` (of the line), ``{area}`` (in hectares and mu), ``{share}`` (of the footprint, in
    per cent) and ``{features}`` (which features, with the area of each where there are several).
    """

    clear: Title
    touched: Title
    inside: Title

    @field_validator("clear", "touched", "inside")
    @classmethod
    def _known_fields(cls, sentence: Title) -> Title:
        for text in (sentence.zh, sentence.en):
            used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
            if used - SENTENCE_FIELDS:
                raise ValueError(f"a sentence may hold {', '.join(sorted(SENTENCE_FIELDS))} in braces")
        return sentence


class LineRule(schema.Schema):
    """One line of the plan.

    Parameters
    ----------
    layer : str
        Catalog id.
    aliases : tuple of str
        By which a user's file is known to be this line: words of its name (STBHHX), or parts of its title.
    title : Title
        What sentences call a file known by an alias; empty: its own title.
    severity : Severity or None
        None for what is no control line, such as a town.
    near_m : float or None
        A footprint clear of the line but nearer than this gets a note; None as in the file's own ``near_m``.
    legal_basis : Title
        What the line rests on.
    sentences : Sentences or None
        Instead of the file's own.
    """

    layer: str
    aliases: tuple[str, ...] = ()
    title: Title = Title("", "")
    severity: Severity | None = None
    near_m: float | None = Field(default=None, ge=0)
    legal_basis: Title = Title("", "")
    sentences: Sentences | None = None


class PairRule(schema.Schema):
    """How grave it is that two lines overlap: ``severity`` from an area and a mean width on, below both `SOFT`."""

    a: str
    b: str
    severity: Severity
    from_m2: float = Field(default=0.0, ge=0)
    from_width_m: float = Field(default=0.0, ge=0)


class RuleFile(schema.Schema):
    """``rules/check.json``."""

    version: Literal[1]
    note: Title
    near_m: float = Field(ge=0)
    sentences: Sentences
    lines: tuple[LineRule, ...]
    pairs: tuple[PairRule, ...]
    other_pairs: Severity


@dataclass(frozen=True)
class Rules:
    """The rules in use.

    Parameters
    ----------
    file : RuleFile
    path : Path
    sha256 : str
        Of the file's bytes.
    """

    file: RuleFile
    path: Path
    sha256: str

    def line(self, layer: Layer | LayerSlices) -> LineRule:
        """Return the rule for ``layer``; one that says nothing special where there is none."""
        title = layer.info.title
        found = self._rule((layer.id, layer.info.inner_name), (title.zh, title.en))
        return found or LineRule(layer=layer.id)

    def title(self, layer: Layer, rule: LineRule) -> Title:
        """Return what sentences call ``layer``: a file named by a code is called by what it is, its title behind."""
        own, known = layer.info.title, rule.title
        if not known.zh or layer.id == rule.layer or known.zh in own.zh:
            return own
        return Title(f"{known.zh}（{own.zh}）", f"{known.en or known.zh} ({own.en or own.zh})")

    def near_m(self, rule: LineRule) -> float:
        """Return from which distance on a footprint is near that line, in metres."""
        return self.file.near_m if rule.near_m is None else rule.near_m

    def sentences(self, rule: LineRule) -> Sentences:
        """Return the words for that line."""
        return rule.sentences or self.file.sentences

    def severity(self, layer_a: str, layer_b: str, area_m2: float, width_m: float) -> Severity:
        """Return how grave an overlap of two lines is.

        Parameters
        ----------
        layer_a, layer_b : str
            Catalog ids, or names of files that the aliases know; their order does not matter.
        area_m2, width_m : float
            Area and mean width of the overlap.
        """
        return self.severities(layer_a, layer_b, [area_m2], [width_m])[0]

    def severities(
        self, layer_a: str, layer_b: str, area_m2: Iterable[float], width_m: Iterable[float]
    ) -> list[Severity]:
        """Return how grave each of many overlaps of two lines is, as `severity` does; names are looked up once."""
        ids = {self._id(layer_a), self._id(layer_b)}
        pair = next((pair for pair in self.file.pairs if {pair.a, pair.b} == ids), None)
        if pair is None:
            return [self.file.other_pairs for _ in area_m2]
        return [
            Severity.SOFT if area < pair.from_m2 or width < pair.from_width_m else pair.severity
            for area, width in zip(area_m2, width_m, strict=True)
        ]

    def _id(self, name: str) -> str:
        rule = self._rule((name,), (name,))
        return name if rule is None else rule.layer

    def _rule(self, names: Iterable[str], titles: Iterable[str]) -> LineRule | None:
        """Return the rule whose id is one of ``names``, else the one whose longest alias fits."""
        names, titles = tuple(names), tuple(titles)
        for rule in self.file.lines:
            if rule.layer in names:
                return rule
        fitting = [
            (len(alias), rule) for rule in self.file.lines for alias in rule.aliases if _fits(alias, names, titles)
        ]
        return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _fits(alias: str, names: tuple[str, ...], titles: tuple[str, ...]) -> bool:
    """Whether ``alias`` is a word of a name (STBHHX in STBHHX_2023, not in STBHHXJX) or, if Chinese, part of any."""
    if not alias.isascii():
        return any(alias in text for text in (*names, *titles))
    word = re.compile(rf"(?<![A-Za-z]){re.escape(alias)}(?![A-Za-z])", re.IGNORECASE)
    return any(word.search(text) for text in (*names, *titles))


def rules_path() -> Path:
    """Return the file of the rules in use: the user's own where there is one, else the built-in one."""
    own = config_folder() / FILE
    return own if own.is_file() else layers_folder() / FILE


def load_rules(path: Path | None = None) -> Rules:
    """Return the rules of ``path``, by default those in use; read anew each time, as an editor may have changed them.

    Raises
    ------
    DataError
        The file is missing or does not fit its schema; the sentence names the key.
    """
    chosen = path or rules_path()
    file = schema.read(chosen, RuleFile)
    return Rules(file, chosen, hashlib.sha256(chosen.read_bytes()).hexdigest())


def severity(layer_a: str, layer_b: str, area_m2: float, width_m: float) -> Severity:
    """Return how grave an overlap of two lines is by the rules in use; for many overlaps, load `Rules` once."""
    return load_rules().severity(layer_a, layer_b, area_m2, width_m)
