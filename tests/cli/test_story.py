"""``main.py story``: slides and PDF from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pptx import Presentation

from yhgis.cli.main import run


def test_the_story_is_written_and_told_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "余杭 区" / "讲解.pptx"
    out.parent.mkdir()
    assert run(["story", "--out", str(out), "--ratio", "4:3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(out)
    assert len(told["steps"]) == len(Presentation(str(out)).slides) == 8
    assert told["schematic"] is True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plna", "--out", "a.pdf"], "plan"),
        (["--out", "a.key"], ".pptx .pdf"),
        (["--out", "a.pdf", "--ratio", "3:2"], "--ratio"),
        ([], "--out"),
    ],
)
def test_a_wrong_wish_is_one_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["story", *words]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert len(captured.err.strip().splitlines()) == 1
    assert not captured.out
