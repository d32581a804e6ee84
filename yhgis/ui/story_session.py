"""What a session keeps of stories: those of the project, undoable and saved with it, beside the built-in ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from yhgis.carto.map_picture import MapLayer
from yhgis.errors import UsageError
from yhgis.i18n import Message, language, tr
from yhgis.model.map import MapState
from yhgis.model.story import MAX_STEPS, MAX_STORIES, Step, Story
from yhgis.model.style import Words
from yhgis.report.story_files import built_in_stories
from yhgis.report.story_scene import Ground
from yhgis.ui import session_layers

if TYPE_CHECKING:
    from yhgis.model.layer import Layer
    from yhgis.model.theme import Theme
    from yhgis.ui.session import Session


def stories(session: Session) -> tuple[Story, ...]:
    """Return the project's own stories, then the built-in ones."""
    return (*session.state.stories, *built_in_stories())


def is_own(session: Session, story_id: str) -> bool:
    """Whether a story is the project's own, and so can be changed."""
    return any(story.id == story_id for story in session.state.stories)


def set_stories(session: Session, wanted: Sequence[Story], name: Message) -> None:
    """Keep these stories with the project; undoable.

    Raises
    ------
    UsageError
        More stories than can be kept.
    """
    if len(wanted) > MAX_STORIES:
        raise UsageError("There are {most} stories already; delete one first.", most=MAX_STORIES)
    kept = tuple(wanted)
    if kept != session.state.stories:
        session.open_map.apply(name, replace(session.state, stories=kept))


def put_story(session: Session, story: Story, name: Message) -> None:
    """Keep ``story``, in place of the one of its id."""
    known = session.state.stories
    if is_own(session, story.id):
        set_stories(session, [story if one.id == story.id else one for one in known], name)
    else:
        set_stories(session, [*known, story], name)


def new_story(session: Session, source: Story | None = None) -> Story:
    """Return a story with an id and a title that nobody has: empty, or a copy of ``source``."""
    taken = {story.id for story in stories(session)}
    number = 1
    while f"story_{number}" in taken:
        number += 1
    if source is None:
        return Story(id=f"story_{number}", title=_words(tr("Story {number}", number=number)))
    title = Words(zh=f"{source.title.zh}（副本）", en=f"{source.title.en or source.title.zh} (copy)")
    return source.model_copy(update={"id": f"story_{number}", "title": title, "order": 0})


def step_of_view(session: Session) -> Step | None:
    """Return a step that shows what the map shows now; None before there is a view."""
    view = session.view
    if view is None:
        return None
    theme = session_layers.theme(session.state.theme)
    return Step(theme=session.state.theme, title=theme.title, caption=theme.subtitle, extent=view.extent)


def with_step(story: Story, step: Step, at: int | None = None) -> Story:
    """Return ``story`` with a step more, at ``at`` or at its end.

    Raises
    ------
    UsageError
        More steps than a story can have.
    """
    if len(story.steps) >= MAX_STEPS:
        raise UsageError("A story has at most {most} steps.", most=MAX_STEPS)
    place = len(story.steps) if at is None else at
    return story.model_copy(update={"steps": (*story.steps[:place], step, *story.steps[place:])})


def ground_of(session: Session) -> Ground:
    """Return where scenes get their layers: themes under the user's own layers, as they are on the map."""

    def theme_layers(theme: Theme) -> tuple[MapLayer, ...]:
        entries = session_layers.theme_entries(theme, session.state, session.layer)
        return session_layers.map_layers(MapState(entries), session.style)

    def layer(layer_id: str) -> Layer:
        if layer_id not in session.catalog.ids and session.state.has(layer_id):
            return session.state.entry(layer_id).layer
        return session.layer(layer_id)

    return Ground(theme_layers, layer)


def _words(text: str) -> Words:
    """Return a text of the user's, in the language that is spoken."""
    return Words(zh=text, en=text if language() == "en" else "")
