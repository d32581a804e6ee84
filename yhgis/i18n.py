"""Translation of every shown string: English text in the code is the key, Chinese stands in a table.

The tables are ``yhgis/locale/<language>/<room>.json``, one a room of the house, each a flat object
``{"English text with {names}": "中文 {names}"}``.  A test reads the code and fails on a text without a
translation or a translation without a text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
DEFAULT_LANGUAGE: Language = "zh"

_LOCALE_FOLDER = Path(__file__).parent / "locale"
_current: list[Language] = [DEFAULT_LANGUAGE]


def set_language(language: Language) -> None:
    """Choose the language that `tr` answers in, for the whole process."""
    _current[0] = language


def language() -> Language:
    """Return the language that `tr` answers in."""
    return _current[0]


@cache
def _table(lang: Language) -> dict[str, str]:
    merged: dict[str, str] = {}
    for path in sorted((_LOCALE_FOLDER / lang).glob("*.json")):
        merged.update(json.loads(path.read_text(encoding="utf-8")))
    return merged


def tr(text: str, /, **values: object) -> str:
    """Return ``text`` in the current language with ``{name}`` fields filled from ``values``.

    Parameters
    ----------
    text : str
        English text, a literal (the test that guards the tables reads the source).
    **values : object
        What stands in the fields; a `Message` or `Title` among them is translated too.
    """
    template = text if _current[0] == "en" else _table(_current[0]).get(text, text)
    return template.format(**values) if values else template


@dataclass(frozen=True)
class Message:
    """A sentence kept apart from its language, so that a result can be shown in either.

    Parameters
    ----------
    text : str
        English template, as for `tr`.
    values : dict
        What fills the template.
    """

    text: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return tr(self.text, **self.values)


@dataclass(frozen=True)
class Title:
    """A name in both languages; ``str()`` gives the one in use.

    ``en`` may be empty (a planner's own layer has one name): then ``zh`` serves for both.
    """

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.zh if _current[0] == "zh" or not self.en else self.en
