"""Some hundred mutations of each seed, the same in every run; ``python -m tests.fuzz`` goes on as long as wished."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.mutate import mutated
from tests.fuzz.targets import LAYER, Target, answered, targets
from yhgis.analysis.filter import compile_filter
from yhgis.errors import UserError

#: A DXF takes some milliseconds to read, a filter less than one.
CASES = {"txt": 150, "csv": 150, "dxf": 40, "encoding": 60, "filter": 200}


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.id)
def test_mutations_are_answered_or_refused_in_a_sentence(target: Target, tmp_path: Path) -> None:
    results = [answered(target, mutated(target.seeds, number), tmp_path) for number in range(CASES[target.id])]
    assert any(results)
    assert target.id == "encoding" or not all(results)


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.id)
def test_the_seeds_themselves_are_answered(target: Target, tmp_path: Path) -> None:
    results = [answered(target, seed, tmp_path) for seed in target.seeds]
    assert all(results) or target.id == "filter"  # some of whose seeds are wrong on purpose


def test_what_was_typed_is_quoted_shortened(tmp_path: Path) -> None:
    """Finding 105386: a number of four thousand digits stood whole in the sentence."""
    long = ("9" * 300 + "y") * 12
    compile_filter(
        LAYER, f"TBMJ < {'9' * 5000}"
    ).mask()  # finding 113333: Python makes no whole number of so many digits
    for text in (f"num = {long}", f"{long} = 1", f"a{long} = 1", f"'{long}' > 1", f"num = '{long}'"):
        with pytest.raises(UserError) as refused:
            compile_filter(LAYER, text)
        assert len(str(refused.value)) < 300


def test_a_number_always_gives_the_same_bytes() -> None:
    seeds = targets()[0].seeds
    assert [mutated(seeds, number) for number in range(50)] == [mutated(seeds, number) for number in range(50)]
    assert len({mutated(seeds, number) for number in range(50)}) > 45
