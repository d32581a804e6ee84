"""``main.py plan``: the contract's members, the same numbers in words, both languages."""

from __future__ import annotations

import json

import pytest

from yhgis.cli.main import run
from yhgis.plan.facts import coverage, facts


def test_coverage_document_has_the_contracts_members(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "--coverage", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    expected = coverage()
    assert {name: document[name] for name in ("stated", "held", "share")} == {
        name: expected[name] for name in ("stated", "held", "share")
    }
    assert {one["id"] for one in document["missing"]} == {one["id"] for one in expected["missing"]}


def test_plan_document_lists_every_fact(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "--json", "--lang", "en"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in document["facts"]] == [one.id for one in facts()]
    assert sum(one["held"] for one in document["facts"]) == document["held"]
    assert document["facts"][0]["statement"].isascii() or "–" in document["facts"][0]["statement"]


@pytest.mark.parametrize("words", [["plan"], ["plan", "--coverage"]])
def test_words_end_with_the_number(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 0
    lines = capsys.readouterr().out.rstrip().splitlines()
    expected = coverage()
    assert f"{expected['stated']}" in lines[-1]
    assert f"{expected['held']}" in lines[-1]
    assert any(line.startswith("专栏13") for line in lines)


def test_words_by_section_hold_every_statement(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan"]) == 0
    out = capsys.readouterr().out
    assert all(one.statement.zh in out for one in facts())


def test_wrong_option_is_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "--covrage"]) == 2
    assert capsys.readouterr().out == ""
