"""The session: what is open in the window, and the one place where its parts hear of each other.

Panels, canvas and dialogs get the `Session` handed in and talk to nobody else.

Ask it
    ``state`` (MapState), ``open_map`` (OpenMap), ``catalog``, ``settings``, ``tasks`` (`yhgis.ui.tasks.Tasks`),
    ``view`` (View or None), ``language``, ``role``, ``dark``, ``project_path``, ``themes()``,
    ``style(entry)``, ``layer(id)`` (a built-in layer, in the working CRS), ``map_layers()``,
    ``selecting`` (`Selecting`), ``paper`` (`PaperFrames`).
Tell it
    ``set_theme(id)``, ``set_visible(id, bool)``, ``preview_opacity(id, 0..1)``, ``set_opacity(id, 0..1)``,
    ``set_style(id, style)``, ``add_layer(spec, crs=None)``, ``add(layer, spec)``, ``remove(id)``, ``move(id,
    position)``, ``undo()``, ``redo()``, ``zoom_to_all()``, ``zoom_to_extent(extent)``, ``zoom_to_layer(id)``,
    ``flash(what)``, ``highlight(places)``, ``identify(x, y)``, ``show_plan(kind, id)``, ``publish(result)``,
    ``show_message(level, message)``, ``report(error)``, ``open_files(paths)``, ``open_project(path)``,
    ``save_project(path)``, ``set_language``, ``set_role``, ``set_dark``.
Hear from it
    the signals below.  Everything happens on the main thread.

Every edit of the map goes through `OpenMap.apply`, so it can be undone; looking (view, flash) cannot.
A built-in layer need not be on the map to be shown in the tree: ``set_visible(id, True)`` puts it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from PySide6.QtCore import QObject, Signal

from yhgis import i18n
from yhgis.errors import DataError, UserError
from yhgis.i18n import Language, Message, Title
from yhgis.model.crs import WORK_CRS, Geometries
from yhgis.model.layer import Layer
from yhgis.model.map import MapEntry, MapState, OpenMap
from yhgis.model.result import Places, Result
from yhgis.model.view import Extent, View
from yhgis.ui import session_layers, session_project, session_reading
from yhgis.ui.session_selection import Selecting
from yhgis.ui.session_sheets import PaperFrames
from yhgis.ui.tasks import Task, Tasks

if TYPE_CHECKING:
    from yhgis.carto.map_picture import MapLayer
    from yhgis.model.style import LayerStyle
    from yhgis.model.theme import Theme
    from yhgis.plan.catalog import Catalog
    from yhgis.settings import Role, Settings

Level = Literal["info", "success", "warning", "error"]
ROLES: dict[str, Title] = {
    "planner": Title("规划", "Planner"),
    "town": Title("镇街", "Town"),
    "presenter": Title("汇报", "Presenter"),
}


class Session(QObject):
    """What is open in the window.

    Signals
    -------
    mapChanged(MapState, MapState)
        Before and after an edit, an undo or another project.
    viewChanged(View)
        The canvas looks elsewhere; comes at every step of a movement.
    viewRequested(Extent)
        Somebody wants to see this ground (working CRS); the canvas obeys.
    flashRequested(array of geometries)
        Blink these (working CRS).
    placesHighlighted(Places or None)
        Keep these outlined until told otherwise.
    themeChanged(str)
        Theme id, also after undo.
    identified(float, float)
        A click on the map, working CRS metres.
    planAsked(str, str)
        Somebody wants to read what the plan says: ``town`` and its Chinese name, ``project`` and its id, ``indicator``
        and table, number and line, such as ``2:20:1``.
    resultReady(Result)
        A tool has an answer to show.
    messageShown(str, Message)
        Level ("info", "success", "warning", "error") and sentence, for the quiet bar.
    filesOffered(list of Path)
        Vector files dropped or chosen: ask for inner layers and a missing CRS, then call `add`.
    projectOffered(Path)
        A project dropped or chosen: ask about unsaved changes, then call `open_project`.
    crsNeeded(str, MissingCrsError)
        `add_layer` met a file without a CRS: ask, then call it again with ``crs``.
    layerAdded(str)
        Id of a layer of the user's own that is now on the map.
    projectChanged()
        Another project path, other recent files, or the unsaved mark came or went.
    languageChanged(str), roleChanged(str), appearanceChanged(bool dark)
    """

    mapChanged = Signal(object, object)
    viewChanged = Signal(object)
    viewRequested = Signal(object)
    flashRequested = Signal(object)
    placesHighlighted = Signal(object)
    themeChanged = Signal(str)
    identified = Signal(float, float)
    planAsked = Signal(str, str)
    resultReady = Signal(object)
    messageShown = Signal(str, object)
    filesOffered = Signal(object)
    projectOffered = Signal(object)
    crsNeeded = Signal(str, object)
    layerAdded = Signal(str)
    projectChanged = Signal()
    languageChanged = Signal(str)
    roleChanged = Signal(str)
    appearanceChanged = Signal(bool)

    def __init__(self, catalog: Catalog, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalog = catalog
        self.settings = settings
        self.tasks = Tasks(self)
        self.open_map = OpenMap()
        self.view: View | None = None
        self.project_path: Path | None = None
        self.role = settings.role
        self.dark = False
        self._styles: dict[str, LayerStyle] = {}  # of entries without one of their own, by layer id
        self._layers: dict[str, Layer] = {}
        self.open_map.listen(self._map_changed)
        self.selecting = Selecting(self)
        self.paper = PaperFrames(self)
        self._unsaved = False
        self.tasks.failed.connect(self.report)

    # --- what is there -------------------------------------------------------------------------------------------

    @property
    def state(self) -> MapState:
        """The map as it is now; entries bottom first."""
        return self.open_map.state

    @property
    def language(self) -> Language:
        """The language of everything shown."""
        return i18n.language()

    def layer(self, layer_id: str) -> Layer:
        """Return a built-in layer in the working CRS, read once."""
        if layer_id not in self._layers:
            self._layers[layer_id] = self.catalog.layer(layer_id).to_crs(WORK_CRS)
        return self._layers[layer_id]

    def themes(self) -> tuple[Theme, ...]:
        """Return the themes, in the order of their keys 1, 2, 3, 4."""
        return session_layers.themes()

    def style(self, entry: MapEntry) -> LayerStyle:
        """Return what an entry is drawn with: its own style, or the default of its layer."""
        if entry.style is not None:
            style: LayerStyle = entry.style
            return style
        if entry.id not in self._styles:
            from yhgis.carto.styles import style_for

            self._styles[entry.id] = style_for(entry.layer)
        return self._styles[entry.id]

    def map_layers(self) -> tuple[MapLayer, ...]:
        """Return what is visible, bottom first, ready to be frozen into a request."""
        return session_layers.map_layers(self.state, self.style)

    def mask(self) -> Layer | None:
        """Return the polygons outside of which the theme fades the map, or None."""
        return session_layers.mask(self.state, self.layer, self.catalog)

    # --- editing the map, undoable -------------------------------------------------------------------------------

    def set_theme(self, theme_id: str) -> None:
        """Show a theme: its layers in its order; the user's own layers stay on top."""
        theme = session_layers.theme(theme_id)
        entries = session_layers.theme_entries(theme, self.state, self.layer)
        name = Message("Theme {theme}", {"theme": theme.title.title})
        self.open_map.apply(name, replace(self.state, theme=theme_id, entries=entries))

    def set_visible(self, layer_id: str, visible: bool) -> None:
        """Show or hide a layer; a built-in one that is not on the map yet is put at its place in the order."""
        if not self.state.has(layer_id):
            if not visible:
                return
            entry = MapEntry(self.layer(layer_id), spec=layer_id)
            entries = session_layers.inserted(self.state.entries, entry)
            name = Message("Show {layer}", {"layer": entry.layer.info.title})
            self.open_map.apply(name, replace(self.state, entries=entries))
            return
        title = self.state.entry(layer_id).layer.info.title
        text = Message("Show {layer}", {"layer": title}) if visible else Message("Hide {layer}", {"layer": title})
        self.open_map.update_entry(layer_id, text, visible=visible)

    def preview_opacity(self, layer_id: str, opacity: float) -> None:
        """Show a layer faded while the slider moves; `set_opacity` makes one step of undo of it."""
        self.open_map.preview_entry(layer_id, opacity=opacity)

    def set_opacity(self, layer_id: str, opacity: float) -> None:
        """Fade a layer, 0..1; call it when the slider is let go (each call that changes it is one step of undo)."""
        settled = self.open_map.settled.entry(layer_id)
        if abs(settled.opacity - opacity) < 1e-9:
            self.open_map.end_preview()
            return
        title = settled.layer.info.title
        self.open_map.update_entry(layer_id, Message("Opacity of {layer}", {"layer": title}), opacity=opacity)

    def set_style(self, layer_id: str, style: LayerStyle | None) -> None:
        """Draw a layer with ``style``, or with its default when None."""
        title = self.state.entry(layer_id).layer.info.title
        self.open_map.update_entry(layer_id, Message("Style of {layer}", {"layer": title}), style=style)

    def add(self, layer: Layer, spec: str, crs: str = "", **how: Any) -> str:
        """Put a layer of the user's on top of the map; return the id it got there.

        Parameters
        ----------
        layer : Layer
            In any CRS; transform it in the task that read it, where it may take its time.
        spec : str
            ``path`` or ``path|layername=NAME``, for the project file.
        crs, how
            What the user declared of the file: ``crs``, ``swap_xy``, ``encoding`` and ``extent`` of `MapEntry`.
        """
        entry = replace(session_layers.own_entry(layer, spec, self.state, self.catalog), crs=crs, **how)
        self._styles.pop(entry.id, None)
        self.open_map.add(entry, Message("Add {layer}", {"layer": entry.layer.info.title}))
        self.layerAdded.emit(entry.id)
        return entry.id

    def take_official(self, layer: Layer) -> None:
        """Show ``layer`` (working CRS) wherever the schematic layer of its id is shown, also after undo."""
        self._layers[layer.id] = layer
        self._styles.pop(layer.id, None)
        self.open_map.describe_again(lambda known: layer if known.id == layer.id else known)

    def add_layer(self, spec: str, crs: str | None = None) -> Task | None:
        """Read a catalog id, a path or ``path|layername=NAME`` in the background and put it on the map.

        A file without a CRS ends in `crsNeeded`, any other fault in a message.
        """
        return session_reading.add_layer(self, spec, crs)

    def remove(self, layer_id: str) -> None:
        """Take a layer off the map."""
        title = self.state.entry(layer_id).layer.info.title
        self.open_map.remove(layer_id, Message("Remove {layer}", {"layer": title}))

    def move(self, layer_id: str, position: int) -> None:
        """Move a layer to ``position`` in drawing order (0 is the bottom)."""
        title = self.state.entry(layer_id).layer.info.title
        self.open_map.move(layer_id, position, Message("Move {layer}", {"layer": title}))

    def undo(self) -> None:
        """Take the last edit back."""
        self.open_map.undo()

    def redo(self) -> None:
        """Do the last undone edit again."""
        self.open_map.redo()

    # --- looking -------------------------------------------------------------------------------------------------

    def note_view(self, view: View) -> None:
        """Remember where the canvas looks; called by the canvas."""
        self.view = view
        self.viewChanged.emit(view)

    def zoom_to_extent(self, extent: Extent) -> None:
        """Show ``extent`` (working CRS metres), with a margin."""
        self.viewRequested.emit(extent)

    def zoom_to_layer(self, layer_id: str) -> None:
        """Show all of a layer, on the map or built in."""
        layer = self.state.entry(layer_id).layer if self.state.has(layer_id) else self.layer(layer_id)
        if not len(layer) or layer.bounds[0] != layer.bounds[0]:
            raise DataError("{layer} has no feature to zoom to.", layer=layer.info.title)
        self.zoom_to_extent(layer.bounds)

    def zoom_to_all(self) -> None:
        """Show what the theme is about: the whole district, as a rule."""
        theme = session_layers.theme(self.state.theme)
        self.zoom_to_extent(self.layer(theme.extent).bounds)

    def flash(self, what: Extent | Geometries) -> None:
        """Blink an extent or geometries (working CRS) on the map."""
        self.flashRequested.emit(session_layers.geometries_of(what))

    def highlight(self, places: Places | None) -> None:
        """Outline these places until the next call; None clears."""
        self.placesHighlighted.emit(places)

    def identify(self, x: float, y: float) -> None:
        """Ask what lies at a place (working CRS metres)."""
        self.identified.emit(x, y)

    def show_plan(self, kind: str, row: str) -> None:
        """Open what the plan says of a town, a project or an indicator (see `planAsked`)."""
        self.planAsked.emit(kind, row)

    def publish(self, result: Result) -> None:
        """Hand over the answer of a tool."""
        self.resultReady.emit(result)

    def show_message(self, level: Level, message: Message) -> None:
        """Show one sentence in the quiet bar."""
        self.messageShown.emit(level, message)

    def report(self, error: UserError) -> None:
        """Show the user's mistake."""
        self.messageShown.emit("error", error.message)

    # --- files and projects --------------------------------------------------------------------------------------

    def open_files(self, paths: Sequence[Path]) -> None:
        """Offer what was dropped or chosen to those who ask before opening: one project, and vector files."""
        projects = [path for path in paths if path.suffix.lower() == session_project.SUFFIX]
        others = [path for path in paths if path not in projects]
        if projects:
            self.projectOffered.emit(projects[0])
        if others:
            self.filesOffered.emit(others)

    def open_project(self, path: Path) -> None:
        """Open a project file in place of the present map; sources that are gone are named, the rest is shown."""
        session_project.open_project(self, path)

    def save_project(self, path: Path | None = None) -> bool:
        """Save to ``path``, or where the project came from; whether it was saved."""
        return session_project.save_project(self, path)

    def new_project(self, theme_id: str = "layout") -> None:
        """Start again with the built-in plan."""
        session_project.new_project(self, theme_id)

    # --- the person ----------------------------------------------------------------------------------------------

    def set_language(self, language: Language) -> None:
        """Speak ``language``; everything shown is said again."""
        i18n.set_language(language)
        self.remember(language=language)
        self._layers.clear()  # they carry their source's sentence
        self.open_map.describe_again(lambda layer: session_layers.described_again(layer, self.catalog))
        self.languageChanged.emit(language)

    def set_role(self, role: str) -> None:
        """Show what ``role`` needs and hide the rest."""
        if role not in ROLES:
            raise DataError("There is no role {role}; choose one of {roles}.", role=role, roles=", ".join(ROLES))
        self.role = cast("Role", role)
        self.remember(role=role)
        self.roleChanged.emit(role)

    def set_dark(self, dark: bool, *, remember: bool = True) -> None:
        """Choose the dark or the light window; the map keeps its paper.

        ``remember`` is False when the system's choice is followed.
        """
        self.dark = dark
        if remember:
            self.remember(appearance="dark" if dark else "light")
        self.appearanceChanged.emit(dark)

    def _map_changed(self, before: MapState, after: MapState) -> None:
        self.mapChanged.emit(before, after)
        if before.theme != after.theme:
            self.themeChanged.emit(after.theme)
        if self._unsaved != self.open_map.unsaved:
            self._unsaved = self.open_map.unsaved
            self.projectChanged.emit()

    def remember(self, **changes: Any) -> None:
        """Change settings (they are saved on close)."""
        self.settings = self.settings.model_copy(update=changes)
