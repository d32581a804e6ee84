"""The guide says what the tools say."""

from __future__ import annotations

from pathlib import Path

import pytest

from yhgis.analysis.tools import TOOLS
from yhgis.report.guide import tools_page

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_in_the_repository_is_the_tools_own_description(lang):
    written = (GUIDE / f"tools.{lang}.md").read_text(encoding="utf-8")
    assert written == tools_page(TOOLS, lang), "run: python main.py guide"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_subcommand_explains_itself(capsys, lang):
    from yhgis.cli.main import run
    from yhgis.cli.parser import build_parser

    commands = next(iter(a.choices for a in build_parser()._actions if a.dest == "subcommand"))
    assert {"overlap", "sheet", "screenshot", "plan"} <= set(commands)
    for command in commands:
        with pytest.raises(SystemExit) as left:
            run([command, "--help", "--lang", lang])
        assert left.value.code == 0
        assert command in capsys.readouterr().out
