"""Opening and saving the project of a session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yhgis.errors import UserError
from yhgis.feedback import Feedback
from yhgis.i18n import Message
from yhgis.model.drawn import DrawnLayer, is_drawn
from yhgis.model.layer import Layer
from yhgis.model.map import Lost, MapEntry, MapState
from yhgis.model.project import PROJECT_SUFFIX, Project, ProjectLayer, with_suffix
from yhgis.ui import session_bookmarks, session_layers, session_reading, session_sources

if TYPE_CHECKING:
    from yhgis.ui.session import Session

SUFFIX = PROJECT_SUFFIX


@dataclass(frozen=True)
class _Read:
    """A project with the layers that its files gave; a position without one is named in ``faults``."""

    project: Project
    layers: dict[int, Layer]
    lost: dict[int, Lost]


def new_project(session: Session, theme_id: str) -> None:
    """Show the built-in plan; nothing to undo, nothing unsaved."""
    theme = session_layers.theme(theme_id)
    session.project_path = None
    session.open_map.load(MapState(session_layers.theme_entries(theme, MapState(), session.layer), theme=theme_id))
    session.projectChanged.emit()
    session.zoom_to_extent(session.layer(theme.extent).bounds)


def save_project(session: Session, path: Path | None) -> bool:
    """Write the project; whether it was written (an error is shown, and the old file stays whole)."""
    from yhgis.io import project_file

    target = with_suffix(path) if path is not None else session.project_path
    if target is None:
        return False
    session_bookmarks.bring_along(session)
    try:
        project_file.save_project(project_of(session), target)
    except UserError as error:
        session.report(error)
        return False
    session.open_map.mark_saved()
    _has_become(session, target)
    session.show_message("success", Message("Saved: {file}", {"file": target.name}))
    return True


def project_of(session: Session) -> Project:
    """Return what the project file keeps of the session."""
    catalog_ids = {entry.id for entry in session.catalog.entries}
    layers = tuple(_kept(entry, catalog_ids) for entry in session.state.entries)
    extent = session.view.extent if session.view else session.state.extent
    return Project.model_validate(
        {
            "layers": layers,
            "theme": session.state.theme,
            "extent": extent,
            "role": session.role,
            "legends": dict(session.state.legends),
            "layouts": dict(session.state.layouts),
            "bookmarks": session.state.bookmarks,
            "stories": session.state.stories,
        }
    )


def _kept(entry: MapEntry, catalog_ids: set[str]) -> ProjectLayer:
    """Return what the project file keeps of a layer."""
    shown: dict[str, Any] = {
        "crs": entry.crs,
        "swap_xy": entry.swap_xy,
        "encoding": entry.encoding,
        "part": entry.extent,
        "visible": entry.visible,
        "opacity": entry.opacity,
        "style": None if entry.style is None else entry.style.model_dump(mode="json"),
    }
    if is_drawn(entry.spec):
        return ProjectLayer(drawn=DrawnLayer.of(entry.layer), **shown)
    if entry.spec not in catalog_ids:
        shown |= session_sources.known_by(entry)
    return ProjectLayer.of_spec(entry.spec, is_catalog_id=entry.spec in catalog_ids, **shown)


def open_project(session: Session, path: Path) -> None:
    """Read a project in the background, then show it."""

    def failed(error: UserError) -> None:
        session.settings = session.settings.without_recent(path)
        session.projectChanged.emit()
        session.report(error)

    session.tasks.run(
        lambda feedback: _read(path, frozenset(entry.id for entry in session.catalog.entries), feedback),
        done=lambda read: _show(session, path, read),
        failed=failed,
        title=Message("Opening {file}", {"file": path.name}),
        owner=session,
        key="project",
    )


def _read(path: Path, catalog_ids: frozenset[str], feedback: Feedback) -> _Read:
    """Read the project and its files; one that cannot be read is a finding, not the end."""
    from yhgis.io import project_file

    loaded = project_file.load_project(path)
    wanted_layers = loaded.project.layers
    lost = {
        missing.position: Lost(missing.message, True, wanted_layers[missing.position].size)
        for missing in loaded.missing
    }
    layers: dict[int, Layer] = {}
    count = len(wanted_layers)
    for position, wanted in enumerate(wanted_layers):
        if position in lost or wanted.catalog in catalog_ids:
            continue
        if wanted.drawn is not None:
            layers[position] = session_layers.at_hand(wanted.drawn.layer())
            continue
        part = feedback.part(position / count, (position + 1) / count)
        try:
            layers[position] = session_reading.read_source(
                wanted.spec, part, wanted.crs, wanted.swap_xy, wanted.encoding, wanted.part
            )
        except UserError as error:
            lost[position] = Lost(error.message, False, wanted.size)
    return _Read(loaded.project, layers, lost)


def _show(session: Session, path: Path, read: _Read) -> None:
    """Make the project the open map."""
    state = MapState(
        theme=_known_theme(read.project.theme),
        extent=read.project.extent,
        role=read.project.role,
        legends=read.project.legends,
        layouts=read.project.layouts,
        bookmarks=read.project.bookmarks,
        stories=read.project.stories,
    )
    for position, wanted in enumerate(read.project.layers):
        entry = _entry(session, state, wanted, read.layers.get(position), read.lost.get(position))
        if entry is not None:
            state = replace(state, entries=(*state.entries, entry))
    session.open_map.load(state)
    _has_become(session, path)
    session.set_role(read.project.role)
    extent = state.extent or session.layer(session_layers.theme(state.theme).extent).bounds
    session.zoom_to_extent(extent)
    session_sources.tell_lost(session, [lost for _, lost in sorted(read.lost.items())])


def _entry(
    session: Session, state: MapState, wanted: ProjectLayer, layer: Layer | None, lost: Lost | None
) -> MapEntry | None:
    """Return the entry of one layer of a project; one whose file gave nothing keeps its place.

    None for a built-in layer that this program does not have.
    """
    from yhgis.model.style import LayerStyle

    if layer is not None and not len(layer):
        no_features = Message("{layer} has no features; nothing to show.", {"layer": layer.info.title})
        layer, lost = None, Lost(no_features, False, wanted.size)
    if layer is not None:
        entry = session_layers.own_entry(layer, wanted.spec, state, session.catalog)
    elif any(known.id == wanted.catalog for known in session.catalog.entries):
        entry = MapEntry(session.layer(wanted.catalog), spec=wanted.catalog)
    elif lost is not None and wanted.path:
        entry = session_sources.lost_entry(wanted, lost, state, session.catalog)
    else:
        return None
    style = None if wanted.style is None else LayerStyle.model_validate(wanted.style)
    entry = replace(entry, crs=wanted.crs, swap_xy=wanted.swap_xy, encoding=wanted.encoding, extent=wanted.part)
    return replace(entry, visible=wanted.visible, opacity=wanted.opacity, style=style)


def _known_theme(theme_id: str) -> str:
    """Return ``theme_id``, or the first theme for one that a newer or older program had."""
    known = [theme.id for theme in session_layers.themes()]
    return theme_id if theme_id in known else known[0]


def _has_become(session: Session, path: Path) -> None:
    session.project_path = path
    session.settings = session.settings.with_recent(path).with_folder("project", path.parent)
    session.projectChanged.emit()
