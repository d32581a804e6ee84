"""The user's settings: one versioned schema, one small file, read at start and written whole.

Settings are frozen; a change makes new ones (`Settings.model_copy`, `Settings.with_recent`) that `save` writes.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from yhgis.atomic import write_text
from yhgis.errors import DataError
from yhgis.folders import config_folder
from yhgis.i18n import DEFAULT_LANGUAGE, Language
from yhgis.schema import Schema, parse, to_text

SETTINGS_NAME = "settings.json"
VERSION: Final = 1
MAX_RECENT = 10
MAX_FOLDERS = 50
MAX_TABLES = 50
MAX_BOOKMARKS = 200

Role = Literal["planner", "town", "presenter"]
Appearance = Literal["system", "light", "dark"]
AreaBasis = Literal["ellipsoidal", "geodesic", "planar"]
Purpose = Literal["open", "project", "export"]
Document = dict[str, Any]
Migration = Callable[[Document], Document]

#: What turns a file of version ``n`` into version ``n + 1``, by ``n``.  Old files stay readable for ever.
MIGRATIONS: Mapping[int, Migration] = {}

_log = logging.getLogger(__name__)


class WindowSettings(Schema):
    """Size, place and docks of the window, as Qt packs them (``QByteArray.toBase64``)."""

    geometry: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$")] = ""
    state: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$")] = ""


class FolderCrs(Schema):
    """What the user said of files without a CRS in one folder."""

    crs: Annotated[str, Field(min_length=1)]
    swap_xy: bool = False


class Bookmark(Schema):
    """A view with a name: of the built-in map in the settings, of a project in the project.

    Parameters
    ----------
    name : str
    center_x, center_y : float
        Metres in the working CRS.
    scale : float
        Denominator.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    center_x: Annotated[float, Field(allow_inf_nan=False)]
    center_y: Annotated[float, Field(allow_inf_nan=False)]
    scale: Annotated[float, Field(gt=0.0, allow_inf_nan=False)]


class TableColumns(Schema):
    """How the columns of a layer's attribute table stand; fields by their names in the file.

    Parameters
    ----------
    order : tuple of str
        Left to right; empty for the file's own order.
    hidden : tuple of str
        Not shown.
    widths : dict
        In pixels at 100 %.
    """

    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    widths: dict[str, Annotated[int, Field(ge=0, le=10_000)]] = Field(default_factory=dict)


class Settings(Schema):
    """Everything the program remembers of its user.

    Parameters
    ----------
    language : {"zh", "en"}
        Of the window, of sheets and of reports.
    role : {"planner", "town", "presenter"}
        Whose window it is: 规划, 镇街 or 汇报.
    appearance : {"system", "light", "dark"}
        Colours of the window; the map is paper and stays light.
    basis : {"ellipsoidal", "geodesic", "planar"}
        Area basis that a tool's form opens with.
    min_width_m : float
        Sliver width in metres that a tool's form opens with.
    recent_files : tuple of str
        Projects and layers, the latest first, absolute paths.
    last_folders : dict
        Folder by purpose, where a file dialog opens.
    folder_crs : dict
        What the user last said of files without a CRS, by folder, the latest last.
    folder_encodings : dict
        In which encoding the user wants files of a folder read whose bytes do not settle it, the latest last.
    window : WindowSettings
        Size, place and docks.
    bookmarks : tuple of Bookmark
        Named views of the built-in map, in the user's order.
    recent_colors : tuple of str
        Colours taken last in the style panel, the latest first.
    hover_tips : bool
        A mouse at rest on a feature shows its name and what it is.
    checkup_on_add : bool
        Whether a layer that comes on the map is looked over in the background.
    scheduler : str
        Where heavy work runs: ``local``, or ``tcp://host:port``.
    cluster : str
        Address of the cluster last used, kept while work runs on this machine.
    threads : int
        Most threads that work at once on this machine; 0 for as many as it has processors.
    """

    version: Literal[1] = VERSION
    language: Language = DEFAULT_LANGUAGE
    role: Role = "planner"
    appearance: Appearance = "system"
    basis: AreaBasis = "ellipsoidal"
    min_width_m: Annotated[float, Field(ge=0.0, le=1000.0)] = 0.0
    recent_files: Annotated[tuple[str, ...], Field(max_length=MAX_RECENT)] = ()
    last_folders: dict[Purpose, str] = Field(default_factory=dict)
    folder_crs: Annotated[dict[str, FolderCrs], Field(max_length=MAX_FOLDERS)] = Field(default_factory=dict)
    folder_encodings: Annotated[dict[str, str], Field(max_length=MAX_FOLDERS)] = Field(default_factory=dict)
    tables: Annotated[dict[str, TableColumns], Field(max_length=MAX_TABLES)] = Field(default_factory=dict)
    window: WindowSettings = Field(default_factory=WindowSettings)
    bookmarks: Annotated[tuple[Bookmark, ...], Field(max_length=MAX_BOOKMARKS)] = ()
    recent_colors: Annotated[tuple[Annotated[str, Field(pattern=r"^#[0-9A-F]{6}$")], ...], Field(max_length=8)] = ()
    hover_tips: bool = True
    checkup_on_add: bool = True
    scheduler: Annotated[str, Field(pattern=r"^(local|tcp://[^\s/:]+:\d{1,5})$")] = "local"
    cluster: Annotated[str, Field(pattern=r"^(tcp://[^\s/:]+:\d{1,5})?$")] = ""
    threads: Annotated[int, Field(ge=0, le=256)] = 0

    def with_recent(self, path: Path) -> Settings:
        """Return the settings with ``path`` first among the recent files."""
        latest = str(path.absolute())
        others = [known for known in self.recent_files if known != latest]
        return self.model_copy(update={"recent_files": (latest, *others)[:MAX_RECENT]})

    def without_recent(self, path: Path) -> Settings:
        """Return the settings without ``path`` among the recent files, because it is gone."""
        gone = str(path.absolute())
        return self.model_copy(update={"recent_files": tuple(known for known in self.recent_files if known != gone)})

    def with_folder(self, purpose: Purpose, folder: Path) -> Settings:
        """Return the settings with ``folder`` as the place where dialogs for ``purpose`` open."""
        return self.model_copy(update={"last_folders": {**self.last_folders, purpose: str(folder.absolute())}})

    def with_folder_crs(self, folder: Path, crs: str, *, swap_xy: bool) -> Settings:
        """Return the settings that remember a CRS for files without one in ``folder``."""
        place = str(folder.absolute())
        others = [(known, said) for known, said in self.folder_crs.items() if known != place]
        latest = [*others, (place, FolderCrs(crs=crs, swap_xy=swap_xy))][-MAX_FOLDERS:]
        return self.model_copy(update={"folder_crs": dict(latest)})

    def with_folder_encoding(self, folder: Path, encoding: str) -> Settings:
        """Return the settings that remember an encoding for files of ``folder`` whose bytes do not settle it."""
        place = str(folder.absolute())
        others = [(known, said) for known, said in self.folder_encodings.items() if known != place]
        return self.model_copy(update={"folder_encodings": dict([*others, (place, encoding)][-MAX_FOLDERS:])})


def settings_path() -> Path:
    """Return where the settings are kept."""
    return config_folder() / SETTINGS_NAME


def load(path: Path | None = None) -> Settings:
    """Return the saved settings, or the defaults where there are none.

    A file that does not fit must not keep the program from starting: it is kept beside, as
    ``settings.json.bad``, the log says why, and the defaults serve.

    Parameters
    ----------
    path : Path, optional
        The file; by default `settings_path`.
    """
    file = path or settings_path()
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        return _defaults_instead(file, error)
    try:
        return parse(_migrated(text, MIGRATIONS, VERSION), Settings, file.name)
    except DataError as error:
        return _defaults_instead(file, error)


def save(settings: Settings, path: Path | None = None) -> None:
    """Write ``settings`` whole, making the folder if need be.

    Raises
    ------
    DataError
        The folder cannot be made or written.
    """
    file = path or settings_path()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            "Cannot write to the folder {folder}: {reason}.", folder=str(file.parent), reason=str(error.strerror)
        ) from error
    write_text(file, to_text(settings))


def _migrated(text: str, migrations: Mapping[int, Migration], version: int) -> str:
    """Return ``text`` (JSON) brought to ``version``; what is not such a file is left for the schema to refuse."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        return text
    if not isinstance(document, dict):
        return text
    while isinstance(at := document.get("version"), int) and at < version and at in migrations:
        document = migrations[at](document) | {"version": at + 1}
    return json.dumps(document, ensure_ascii=False)


def _defaults_instead(file: Path, reason: Exception) -> Settings:
    """Put the bad ``file`` aside, say so in the log, and return the defaults."""
    aside = file.with_name(file.name + ".bad")
    try:
        os.replace(file, aside)
    except OSError as error:
        _log.warning("Settings not read (%s) and not put aside (%s); the defaults serve.", reason, error)
    else:
        _log.warning("Settings not read (%s), kept as %s; the defaults serve.", reason, aside)
    return Settings()
