"""The rule file: read strictly, matched by id and alias, changed by the user."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.making import ask, box, layer
from yhgis.analysis.rules import FILE, LineRule, Rules, Severity, load_rules, rules_path, severity
from yhgis.errors import DataError
from yhgis.folders import HOME_VARIABLE, config_folder
from yhgis.i18n import Title
from yhgis.plan.catalog import Catalog
from yhgis.resources import layers_folder


@pytest.fixture
def rules() -> Rules:
    return load_rules(layers_folder() / FILE)


@pytest.fixture
def own_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return a function that puts a changed copy of the rules into the user's folder."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    document = json.loads((layers_folder() / FILE).read_text(encoding="utf-8"))

    def put(**changes: Any) -> Path:
        path = config_folder() / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**document, **changes}, ensure_ascii=False), encoding="utf-8")
        return path

    return put


def test_every_rule_is_about_a_layer_of_the_plan(rules: Rules) -> None:
    ids = set(Catalog.load().ids)
    assert {rule.layer for rule in rules.file.lines} <= ids
    assert {name for pair in rules.file.pairs for name in (pair.a, pair.b)} <= ids
    control = {entry.id for entry in Catalog.load().entries if entry.group == "control_lines"}
    assert control <= {rule.layer for rule in rules.file.lines if rule.severity is not None}
    assert all(rule.legal_basis.zh for rule in rules.file.lines if rule.severity is not None)


def test_no_sentence_judges(rules: Rules) -> None:
    sentences = [rules.sentences(rule) for rule in rules.file.lines] + [rules.file.sentences]
    texts = [str(title) for of in sentences for title in (of.clear, of.touched, of.inside)]
    assert not [text for text in texts if "合规" in text or "符合" in text or "允许" in text]


@pytest.mark.parametrize(
    ("id_", "title", "known_as"),
    [
        ("ecological_redline", "x", "ecological_redline"),
        ("STBHHX", "STBHHX", "ecological_redline"),
        ("stbhhx_2023", "x", "ecological_redline"),
        ("330110STBHHX", "x", "ecological_redline"),
        ("a", "余杭区生态保护红线（报批）", "ecological_redline"),
        ("YJJBNTTB", "x", "permanent_farmland"),
        ("CZKFBJ", "x", "urban_boundary"),
        ("STBHHXJX", "x", None),
        ("parcels", "地块", None),
    ],
)
def test_lines_are_known_by_id_and_alias(rules: Rules, id_: str, title: str, known_as: str | None) -> None:
    asked = layer(id_, [box(0, 0, 1, 1)]).with_info(title=Title(title))
    assert rules.line(asked).layer == (known_as or id_)
    assert (rules.line(asked).severity is None) == (known_as is None)


def test_severity_of_a_pair(rules: Rules) -> None:
    hard = rules.severity("ecological_redline", "permanent_farmland", 500.0, 12.0)
    assert hard is Severity.HARD
    assert rules.severity("YJJBNTTB", "STBHHX_2023", 500.0, 12.0) is Severity.HARD
    assert rules.severity("permanent_farmland", "ecological_redline", 500.0, 0.4) is Severity.SOFT
    assert rules.severity("permanent_farmland", "ecological_redline", 0.5, 12.0) is Severity.SOFT
    assert rules.severity("towns", "zones", 1e9, 1e4) is Severity.SOFT
    assert severity("ecological_redline", "permanent_farmland", 500.0, 12.0) is Severity.HARD


def test_the_users_own_file_goes_before_and_is_named_by_its_bytes(own_file: Any) -> None:
    assert rules_path() == layers_folder() / FILE
    sentences = {
        "clear": {"zh": "与{title}无关。", "en": "Apart from {title}."},
        "touched": {"zh": "压占{title} {area}。", "en": "Takes {area} of {title}."},
        "inside": {"zh": "在{title}内。", "en": "In {title}."},
    }
    path = own_file(sentences=sentences, lines=[], near_m=500)
    document = ask(
        "check", footprint=layer("p", [box(0, 0, 9, 9)]), against=[layer("red", [box(200, 0, 300, 9)])]
    ).document()
    assert document["lines"][0]["sentence"] == "与red无关。"
    assert "临近" in document["lines"][0]["notes"][0]
    assert document["rules"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"near_m": -1}, ["near_m", "-1"]),
        ({"version": 2}, ["version"]),
        ({"other_pairs": "grave"}, ["other_pairs", "grave"]),
        ({"extra": 1}, ["extra"]),
        ({"lines": [{"layer": "towns", "severity": "none"}]}, ["lines.0.severity"]),
        (
            {"sentences": {"clear": {"zh": "{titel}"}, "touched": {"zh": "a"}, "inside": {"zh": "a"}}},
            ["clear", "title"],
        ),
    ],
)
def test_a_wrong_file_says_which_key(own_file: Any, changes: dict[str, Any], words: list[str]) -> None:
    own_file(**changes)
    with pytest.raises(DataError) as told:
        load_rules()
    assert all(word in str(told.value) for word in (*words, "check.json"))


def test_a_line_without_a_rule_says_nothing_special(rules: Rules) -> None:
    nothing = rules.line(layer("own", [box(0, 0, 1, 1)]))
    assert nothing == LineRule(layer="own")
    assert rules.near_m(nothing) == rules.file.near_m
    assert rules.sentences(nothing) == rules.file.sentences
