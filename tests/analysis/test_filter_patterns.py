"""A LIKE pattern of any number of stars is looked for piece by piece, each behind the one before."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from yhgis.analysis import filter_operators
from yhgis.analysis.filter_operators import fits


class Pieces(list[tuple[str, int]]):
    """What expressions are asked: the method, and where they begin to look."""

    def compile(self, written: str, flags: int = 0) -> Any:
        """Return the expression ``written``, which tells when it is asked."""
        assert not re.findall(r"(?<!\\)[*+?{|]", written), "a piece has one length"
        made = re.compile(written, flags)

        def method(name: str) -> Any:
            def asked(text: str, start: int = 0, *end: int) -> re.Match[str] | None:
                self.append((name, start))
                found: re.Match[str] | None = getattr(made, name)(text, start, *end)
                return found

            return asked

        return SimpleNamespace(**{name: method(name) for name in ("match", "search", "fullmatch")})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Pieces:
    pieces = Pieces()
    monkeypatch.setattr(filter_operators, "re", SimpleNamespace(**{**vars(re), "compile": pieces.compile}))
    return pieces


@pytest.mark.parametrize(
    ("end", "found"), [("%", True), ("%b%", False), ("%b", False), ("%_b_%", False), ("%a_a", True), ("", True)]
)
def test_each_piece_is_asked_once_from_where_the_one_before_ended(asked: Pieces, end: str, found: bool) -> None:
    """One expression with thirty ``.*`` would try more ways than there are atoms."""
    assert fits("%a" * 30 + end, any_case=False)("a" * 5000) is found
    assert 1 <= len(asked) <= 31 + end.count("%")
    starts = [start for name, start in asked if name == "search"]
    assert starts == sorted(set(starts))


def test_a_pattern_without_stars_is_one_question(asked: Pieces) -> None:
    assert fits("a_c\\%", any_case=True)("ABC%")
    assert asked == [("fullmatch", 0)]
