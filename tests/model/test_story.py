"""Stories as data: what a file must say, what a project keeps, what an older project lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yhgis import schema
from yhgis.errors import DataError
from yhgis.i18n import set_language
from yhgis.io.project_file import load_project, save_project
from yhgis.model.project import Project
from yhgis.model.story import Step, Story, Target
from yhgis.model.style import Words

WORDS = st.text(min_size=1, max_size=20)
STEPS = st.builds(
    Step,
    theme=st.sampled_from(["layout", "towns"]),
    title=st.builds(Words, zh=WORDS, en=WORDS),
    caption=st.builds(Words, zh=WORDS, en=WORDS),
    highlight=st.lists(st.builds(Target, layer=WORDS), max_size=2).map(tuple),
    spotlight=st.booleans(),
)


@given(st.lists(STEPS, max_size=4))
def test_a_story_comes_back_from_its_file_as_it_was(steps: list[Step]) -> None:
    story = Story(id="mine_1", title=Words(zh="讲解"), steps=tuple(steps))
    assert schema.parse(schema.to_text(story), Story, "mine.json") == story


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        ({"titel": {"zh": "错"}}, 6, "steps.0.titel"),
        ({"extent": [3.0, 0.0, 1.0, 1.0]}, 6, "steps.0.extent"),
        ({"frame": [{"layer": ""}]}, 8, "steps.0.frame.0.layer"),
    ],
)
def test_a_wrong_file_names_key_and_line(change: dict[str, object], line: int, key: str) -> None:
    set_language("en")
    document = {"id": "mine", "title": {"zh": "讲解"}, "steps": [{**change, "title": {"zh": "步"}}]}
    head = '{\n "id": "mine",\n "title": {"zh": "讲解"},\n "steps": [\n  {\n'
    body = ",\n".join(
        f'   "{name}": ' + json.dumps(value, ensure_ascii=False, indent=1 if name == "frame" else None)
        for name, value in document["steps"][0].items()  # type: ignore[index, attr-defined]
    )
    with pytest.raises(DataError) as caught:
        schema.parse(head + body + "\n  }\n ]\n}\n", Story, "mine.json")
    assert f"line {line}" in str(caught.value)
    assert key in str(caught.value)


def test_a_project_keeps_its_stories_and_an_older_one_has_none(tmp_path: Path) -> None:
    story = Story(id="s", title=Words(zh="讲解"), steps=(Step(title=Words(zh="一"), extent=(1.0, 2.0, 3.0, 4.0)),))
    file = tmp_path / "余杭.yhmap"
    save_project(Project(stories=(story,)), file)
    assert load_project(file).project.stories == (story,)
    older = json.loads(file.read_text(encoding="utf-8"))
    del older["stories"]
    file.write_text(json.dumps(older), encoding="utf-8")
    assert load_project(file).project.stories == ()
