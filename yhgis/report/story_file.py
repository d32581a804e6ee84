"""A story into a file: slides or a PDF, a page a step; what ``main.py story`` does, and the window too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yhgis.atomic import atomic_path, waiting_room
from yhgis.carto.display_list import DisplayList
from yhgis.carto.legend import words
from yhgis.errors import DataError, UsageError
from yhgis.feedback import Feedback, silent
from yhgis.i18n import Language, Message
from yhgis.model.story import Story
from yhgis.paint.application import ensure_gui_application
from yhgis.paint.export import export_pages
from yhgis.plan.catalog import Catalog
from yhgis.report.story_files import DEFAULT_STORY, load_story
from yhgis.report.story_map import compose_map, enlarged_map
from yhgis.report.story_page import PAGE_MM, page_of
from yhgis.report.story_project import project_story
from yhgis.report.story_scene import Ground, Scene, scene_of

EXTENSIONS = (".pptx", ".pdf")
#: Shapes of a page, width over height.
RATIOS = {"16:9": 16 / 9, "4:3": 4 / 3}
_DPI = 300.0


@dataclass(frozen=True)
class StoryRequest:
    """Which story is wanted, and where.

    Parameters
    ----------
    out : Path
        ``.pptx`` or ``.pdf``.
    name : str
        Id of a built-in story, or a story's ``.json`` file; of a project, its title or id.  Empty: the plan's story, or
        the only one of the project.
    ratio : {"16:9", "4:3"}
    project : Path, optional
        A project file, to tell one of its stories over its own layers.
    """

    out: Path
    name: str = ""
    ratio: str = "16:9"
    lang: Language = "zh"
    project: Path | None = None


@dataclass(frozen=True)
class WrittenStory:
    """What was written."""

    file: Path
    story: Story
    ratio: str
    schematic: bool
    warnings: tuple[Message, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the JSON document of ``main.py story --json``."""
        return {
            "tool": "story",
            "file": str(self.file),
            "story": self.story.id,
            "title": str(self.story.title.title),
            "steps": [str(step.title.title) for step in self.story.steps],
            "ratio": self.ratio,
            "schematic": self.schematic,
            "warnings": [str(warning) for warning in self.warnings],
        }


def write_story_file(request: StoryRequest, feedback: Feedback) -> WrittenStory:
    """Write a story of the built-in plan, or of a project.

    Raises
    ------
    UsageError
        No such story, shape or kind of file; before any work.
    DataError
        A step names what there is not, the story's file is none, or the folder cannot be written.
    Cancelled
    """
    check_target(request.out)
    catalog, warnings = Catalog.load(), tuple[Message, ...]()
    if request.project is not None:
        told = project_story(request.project, request.name, catalog, feedback.part(0.0, 0.2))
        story, ground, warnings = told.story, told.ground, told.warnings
    else:
        story, ground = load_story(request.name or DEFAULT_STORY), Ground.of_catalog(catalog)
    scenes = scenes_of(story, ground)
    written = write_story(story, scenes, request.out, request.lang, request.ratio, feedback.part(0.2, 1.0))
    return replace(written, warnings=warnings)


def scenes_of(story: Story, ground: Ground) -> tuple[Scene, ...]:
    """Return the scenes of all steps.

    Raises
    ------
    UsageError
        A story without steps.
    DataError
        A step names what there is not; the sentence says which step.
    """
    if not story.steps:
        raise UsageError("The story {story} has no steps yet.", story=story.title.title)
    made = []
    for number, step in enumerate(story.steps, 1):
        try:
            made.append(scene_of(step, ground))
        except DataError as error:
            raise DataError("Step {number}: {reason}", number=number, reason=error.message) from error
    return tuple(made)


def check_target(path: Path) -> None:
    """Refuse, before work begins, a file that no story can be written to.

    Raises
    ------
    UsageError
        Another extension.
    DataError
        The folder does not exist or cannot be written.
    """
    if path.suffix.lower() not in EXTENSIONS:
        raise UsageError(
            "A story cannot be written as {file}; give one of {extensions}.",
            file=path.name,
            extensions=" ".join(EXTENSIONS),
        )
    with waiting_room(path.parent):
        pass


def write_story(
    story: Story,
    scenes: Sequence[Scene],
    path: Path,
    lang: Language,
    ratio: str = "16:9",
    feedback: Feedback | None = None,
) -> WrittenStory:
    """Write ``story`` to ``path``, whole or not at all.

    Parameters
    ----------
    scenes : sequence of Scene
        One a step; frozen, so this may run in any thread once a QGuiApplication runs.

    Raises
    ------
    UsageError, DataError, Cancelled
        As `write_story_file`.
    """
    check_target(path)
    if ratio not in RATIOS:
        raise UsageError("There is no page of {ratio}; choose one of {known}.", ratio=ratio, known=" ".join(RATIOS))
    ensure_gui_application()
    feedback, width = feedback or silent(), PAGE_MM * RATIOS[ratio]
    if path.suffix.lower() == ".pdf":
        names = [f"{number}  {words(step.title.title, lang)}" for number, step in enumerate(story.steps, 1)]
        pages = _pages(story, scenes, lang, width, feedback.part(0.0, 0.98))
        export_pages(pages, path, words(story.title.title, lang), names, feedback.part(0.98, 1.0))
    else:
        from yhgis.report.story_pptx import story_pptx

        with atomic_path(path) as temporary:
            temporary.write_bytes(story_pptx(story, scenes, lang, width, feedback.part(0.0, 0.98)))
            feedback.progress(1.0)  # still inside: cancelled here, the old file stays
    return WrittenStory(path, story, ratio, any(scene.schematic for scene in scenes))


def _pages(
    story: Story, scenes: Sequence[Scene], lang: Language, width: float, feedback: Feedback
) -> Iterator[DisplayList]:
    for number, scene in enumerate(scenes):
        part = feedback.part(number / len(scenes), (number + 1) / len(scenes))
        part.progress(0.0, Message("Step {number} of {all}", {"number": number + 1, "all": len(scenes)}))
        page = page_of(story, number, scene, lang, width)
        picture = compose_map(scene, page.view(scene, _DPI), lang=lang, feedback=part, for_paper=True)
        yield page.whole(enlarged_map(picture))
