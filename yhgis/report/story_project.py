"""The stories of a project file: told over the plan with the project's own layers on top, as its window shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from yhgis.carto.map_picture import MapLayer
from yhgis.carto.styles import style_for
from yhgis.errors import DataError, UsageError, UserError, nearest_name
from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.io.project_file import load_project
from yhgis.model.crs import WORK_CRS
from yhgis.model.layer import Layer
from yhgis.model.map import free_name
from yhgis.model.project import Project, ProjectLayer
from yhgis.model.story import Story
from yhgis.model.style import LayerStyle
from yhgis.model.theme import Theme
from yhgis.plan.catalog import Catalog, open_layer
from yhgis.report.sheet_file import theme_map_layers
from yhgis.report.story_scene import Ground


@dataclass(frozen=True)
class ProjectStory:
    """A story of a project, and where its scenes get their layers; ``warnings`` name the layers that are missing."""

    story: Story
    ground: Ground
    warnings: tuple[Message, ...]


def project_story(path: Path, name: str, catalog: Catalog, feedback: Feedback) -> ProjectStory:
    """Return a story of the project at ``path``.

    Parameters
    ----------
    name : str
        Its title in either language, or its id; empty where the project has only one.

    Raises
    ------
    UsageError
        No such story (the nearest is offered), or several and none named.
    DataError
        No project, or one without stories.
    Cancelled
    """
    project = load_project(path).project
    story = _chosen(project, name, path)
    own, warnings = _own_layers(project, catalog, feedback)
    return ProjectStory(story, _ground(own, catalog), warnings)


def _chosen(project: Project, name: str, path: Path) -> Story:
    if not project.stories:
        raise DataError("{file} holds no story; make one in the window (Story).", file=path.name)
    titles = [str(story.title.title) for story in project.stories]
    if not name and len(titles) == 1:
        return project.stories[0]
    if not name:
        raise UsageError(
            "{file} holds {count} stories; name one of them: {names}.",
            file=path.name,
            count=len(titles),
            names=", ".join(titles),
        )
    for story in project.stories:
        if name in (story.id, story.title.zh, story.title.en):
            return story
    raise UsageError(
        "{file} has no story {story}; the nearest is {near}, and there are {known}.",
        file=path.name,
        story=name,
        near=nearest_name(name, titles) or "-",
        known=", ".join(titles),
    )


def _own_layers(
    project: Project, catalog: Catalog, feedback: Feedback
) -> tuple[list[tuple[MapLayer, bool]], tuple[Message, ...]]:
    """Return the project's own layers in the working CRS, whether each is shown, and what is wrong with others."""
    found: list[tuple[MapLayer, bool]] = []
    warnings: list[Message] = []
    taken = set(catalog.ids)
    wanted = [layer for layer in project.layers if not layer.catalog]
    for number, one in enumerate(wanted):
        part = feedback.part(number / len(wanted), (number + 1) / len(wanted))
        try:
            layer = _read(one, part)
        except UserError as error:
            warnings.append(error.message)
            taken.add(free_name(one.inner_name or Path(one.path).stem, taken))  # it keeps its name, as in the window
            continue
        layer = layer.with_info(id=free_name(layer.id, taken))
        taken.add(layer.id)
        style = style_for(layer) if one.style is None else LayerStyle.model_validate(one.style)
        found.append((MapLayer(layer, style, one.opacity), one.visible))
    return found, tuple(warnings)


def _read(wanted: ProjectLayer, feedback: Feedback) -> Layer:
    if wanted.drawn is not None:
        return wanted.drawn.layer().to_crs(WORK_CRS)
    layer = open_layer(
        wanted.spec,
        crs=wanted.crs or None,
        swap_xy=wanted.swap_xy,
        encoding=wanted.encoding or None,
        extent=wanted.part,
        feedback=feedback,
    )
    if not len(layer):
        raise DataError("{layer} has no features; nothing to show.", layer=layer.info.title)
    return layer.to_crs(WORK_CRS)


def _ground(own: Sequence[tuple[MapLayer, bool]], catalog: Catalog) -> Ground:
    """Return the plan with the project's own layers on top of every theme."""
    built_in = Ground.of_catalog(catalog)
    by_id = {one.id: one.layer for one, _ in own}

    def theme_layers(theme: Theme) -> list[MapLayer]:
        return [*theme_map_layers(theme, catalog), *(one for one, visible in own if visible)]

    return replace(
        built_in,
        theme_layers=theme_layers,
        layer=lambda layer_id: by_id[layer_id] if layer_id in by_id else built_in.layer(layer_id),
    )
