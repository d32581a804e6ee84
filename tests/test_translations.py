"""Every shown text has its Chinese, and no Chinese is left without a text: read from the source, not run."""

from __future__ import annotations

import ast
import json
import re
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "yhgis" / "locale" / "zh"
SOURCES = sorted([*(ROOT / "yhgis").rglob("*.py"), ROOT / "main.py"])
#: `i18n` passes on what it was given.
PASSES_ON = {ROOT / "yhgis" / "i18n.py"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Call:
    """One call that takes a text."""

    where: str
    name: str
    node: ast.Call


def _trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"), str(path))) for path in SOURCES]


def _error_classes(trees: list[tuple[Path, ast.Module]]) -> set[str]:
    """Names of UserError and of all that derive from it, found by their bases."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for _, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"UserError"}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return found


def _calls(names: set[str]) -> Iterator[Call]:
    for path, tree in _trees():
        if path in PASSES_ON:
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            if name in names and not (name == "tr" and isinstance(function, ast.Attribute)):
                yield Call(f"{path.relative_to(ROOT)}:{node.lineno}", name, node)


def _text_calls() -> list[Call]:
    return list(_calls({"tr", "Message"} | _error_classes(_trees())))


def _literal(call: Call) -> str | None:
    first = call.node.args[0] if call.node.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _tables() -> dict[str, dict[str, str]]:
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(LOCALE.glob("*.json"))}


def _chinese() -> dict[str, str]:
    return {key: value for table in _tables().values() for key, value in table.items()}


def test_every_text_is_a_literal() -> None:
    # `UserError.__init__` hands on its own parameter; a text put together at run time could not be translated.
    handed_on = {"yhgis/errors.py"}
    unclear = [call.where for call in _text_calls() if _literal(call) is None]
    loose = [where for where in unclear if where.split(":")[0] not in handed_on]
    assert not loose, f"first argument is not a plain string: {loose}"


def test_every_text_has_chinese() -> None:
    chinese = _chinese()
    texts = {literal: call.where for call in _text_calls() if (literal := _literal(call)) is not None}
    assert len(texts) > 20, "the reader of the source finds almost nothing: it is broken"
    missing = {text: where for text, where in texts.items() if text not in chinese}
    assert not missing, "no Chinese for:\n" + "\n".join(f"{where}: {text}" for text, where in missing.items())


def test_no_chinese_is_left_over() -> None:
    texts = {_literal(call) for call in _text_calls()}
    left = [f"{name}: {key}" for name, table in _tables().items() for key in table if key not in texts]
    assert not left, "no text in the code for:\n" + "\n".join(left)


def test_a_text_stands_in_one_table() -> None:
    count = Counter(key for table in _tables().values() for key in table)
    twice = [key for key, times in count.items() if times > 1]
    assert not twice, f"in two tables: {twice}"


def test_fields_are_the_same_on_both_sides() -> None:
    different = [key for key, value in _chinese().items() if _fields(key) != _fields(value)]
    assert not different, f"fields differ: {different}"


def test_chinese_is_chinese() -> None:
    odd = [key for key, value in _chinese().items() if not CHINESE.search(value)]
    assert not odd, f"translated by no Chinese: {odd}"


def _given(call: Call) -> set[str] | None:
    """Names of the values that ``call`` gives; None when they cannot be read from the source."""
    if call.name == "Message":
        second = call.node.args[1] if len(call.node.args) > 1 else None
        second = next((k.value for k in call.node.keywords if k.arg == "values"), second)
        if second is None:
            return set()
        if not isinstance(second, ast.Dict):
            return None
        keys = [key.value for key in second.keys if isinstance(key, ast.Constant)]
        return {str(key) for key in keys} if len(keys) == len(second.keys) else None
    names = [keyword.arg for keyword in call.node.keywords]
    return None if None in names else {name for name in names if name}


def test_every_field_is_filled_and_no_value_is_idle() -> None:
    wrong = []
    for call in _text_calls():
        literal, given = _literal(call), _given(call)
        if literal is not None and given is not None and _fields(literal) != given:
            wrong.append(f"{call.where}: {sorted(_fields(literal))} wanted, {sorted(given)} given")
    assert not wrong, "\n".join(wrong)


def test_every_title_is_in_both_languages() -> None:
    bare = []
    for call in _calls({"Title"}):
        given = dict(zip(("zh", "en"), call.node.args, strict=False)) | {k.arg: k.value for k in call.node.keywords}
        values = {name: node.value for name, node in given.items() if isinstance(node, ast.Constant)}
        plain = len(values) == len(given) > 0
        empty = plain and not any(values.values())  # Title("", ""): there is no text at all
        if plain and not empty and not (values.get("zh") and values.get("en")):
            bare.append(call.where)
    assert not bare, f"Title without zh or en: {bare}"


@pytest.mark.parametrize("path", sorted(LOCALE.glob("*.json")), ids=lambda path: path.name)
def test_table_is_flat_and_written_once(path: Path) -> None:
    def refuse_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
        double = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
        assert not double, f"{path.name}: {double} stand twice"
        return dict(pairs)

    table = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=refuse_doubles)
    assert all(isinstance(key, str) and isinstance(value, str) and value for key, value in table.items())
