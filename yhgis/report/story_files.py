"""Built-in stories: ``styles/stories/<id>.json``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from yhgis import resources, schema
from yhgis.errors import UsageError, nearest_name
from yhgis.model.story import Story

#: The story that is told unless another is asked for.
DEFAULT_STORY = "plan"


def built_in_stories() -> tuple[Story, ...]:
    """Return the stories that come with the program, in their order.

    Raises
    ------
    DataError
        A file that is no story: its key and line are named.
    """
    found = [_read(path) for path in sorted(_folder().glob("*.json"))]
    return tuple(sorted(found, key=lambda story: (story.order, story.id)))


def load_story(story_id: str) -> Story:
    """Return the built-in story of ``story_id``, or the one in a file whose name ends in ``.json``.

    Raises
    ------
    UsageError
        No such story; the nearest is offered.
    DataError
        The file is missing or is no story: its key and line are named.
    """
    if story_id.lower().endswith(".json"):
        return schema.read(Path(story_id), Story)
    known = {story.id: story for story in built_in_stories()}
    if story_id not in known:
        raise UsageError(
            "There is no story {story}; the nearest is {near}, and there are {known}.",
            story=story_id,
            near=nearest_name(story_id, known) or "-",
            known=", ".join(known),
        )
    return known[story_id]


def _folder() -> Path:
    return resources.styles_folder() / "stories"


@cache
def _read(path: Path) -> Story:
    return schema.read(path, Story)
