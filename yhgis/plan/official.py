"""Official files in place of schematic layers: dropped into a folder under the layer's id, or pointed to from there.

``official/ecological_redline.gpkg`` (or .shp, .geojson, a .gdb folder …) beside the program's layers, or in the
user's own yhgis folder, takes the place of the built-in shape at the next start.  ``ecological_redline.link.json``
there (`declare` writes it) says where the file lies instead, so that it is used where it is and nothing is copied.
From then on every table, sheet and report says official.  Only the control lines can be replaced this way: they need
no names to be of use.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from yhgis import schema
from yhgis.atomic import write_text
from yhgis.errors import DataError, UsageError
from yhgis.folders import config_folder
from yhgis.model.layer import Layer, LayerInfo, Status
from yhgis.model.web_offset import web_system
from yhgis.plan.standard_layers import name_field_of, standard_of, with_field_names

FOLDER = "official"
GROUP = "control_lines"
LINK = ".link.json"


class Link(schema.Schema):
    """Where the official file of a layer lies; the parameters are those of `yhgis.io.vector.read_layer`."""

    version: Literal[1] = 1
    path: str
    inner_name: str = ""
    crs: str = ""
    swap_xy: bool = False


@dataclass(frozen=True)
class OfficialSource:
    """An official file, and how it is to be read.

    Parameters
    ----------
    path : Path
        The file; it may be gone, where only ``link`` was found.
    link : Path or None
        The file that points to it.
    inner_name, crs, swap_xy
        As `Link` has them.
    """

    path: Path
    link: Path | None = None
    inner_name: str = ""
    crs: str = ""
    swap_xy: bool = False


def official_source(layers: Path, layer_id: str) -> OfficialSource | None:
    """Return the official file of a layer, or None.

    Parameters
    ----------
    layers : Path
        Folder of the built-in layers.

    Raises
    ------
    DataError
        Two files claim to be the official one, or a link is broken.
    """
    folders = [folder for folder in (layers / FOLDER, config_folder() / FOLDER) if folder.is_dir()]
    if not folders:
        return None
    from yhgis.io.formats import by_extension

    named = [path for folder in folders for path in sorted(folder.glob(f"{layer_id}.*"))]
    links = [path for path in named if path.name == f"{layer_id}{LINK}"]
    files = [path for path in named if (fmt := by_extension(path.suffix.lower())) is not None and fmt.reads]
    found = [OfficialSource(path) for path in files if path not in links] + [_linked(link) for link in links]
    if len(found) > 1:
        raise DataError(
            "Two files claim to be the official {layer}: {first} and {second}; keep one.",
            layer=layer_id,
            first=str(found[0].path),
            second=str(found[1].link or found[1].path),
        )
    return found[0] if found else None


def _linked(link: Path) -> OfficialSource:
    said = schema.read(link, Link)
    return OfficialSource(Path(said.path), link, said.inner_name, said.crs, said.swap_xy)


def declare(layer_id: str, path: Path, *, inner_name: str = "", crs: str = "", swap_xy: bool = False) -> Path:
    """Make the file at ``path`` the official one of a control line, for this user; nothing is copied.

    Parameters
    ----------
    layer_id : str
        Catalog id, as `yhgis.plan.standard_layers.replaced_by` gives it.
    path, inner_name, crs, swap_xy
        How the layer is read: as the user opened it.

    Returns
    -------
    Path
        The link that was written; a new declaration takes the place of an older one.

    Raises
    ------
    UsageError
        The file was declared to be in a web map's coordinates.
    DataError
        The user's folder cannot be written.
    """
    if (system := web_system(crs)) is not None:
        raise UsageError(
            "Official data is never in web-map coordinates ({system}); {file} stays your own layer.",
            system=system,
            file=path.name,
        )
    folder = config_folder() / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            "Cannot write to the folder {folder}: {reason}.", folder=str(folder), reason=str(error.strerror)
        ) from error
    link = folder / f"{layer_id}{LINK}"
    write_text(link, schema.to_text(Link(path=str(path.absolute()), inner_name=inner_name, crs=crs, swap_xy=swap_xy)))
    return link


def withdraw(layer_id: str) -> bool:
    """Take a declaration back; the file itself stays.  Whether there was one."""
    link = config_folder() / FOLDER / f"{layer_id}{LINK}"
    there = link.is_file()
    link.unlink(missing_ok=True)
    return there


def read_official(source: OfficialSource, schematic: LayerInfo) -> Layer:
    """Return the layer in ``source`` under the identity of the built-in one that it replaces.

    Raises
    ------
    DataError
        As `yhgis.io.vector.read_layer`; a file without a CRS among them.
    """
    from yhgis.io.vector import read_layer

    layer = read_layer(
        source.path, inner_name=source.inner_name or None, crs=source.crs or None, swap_xy=source.swap_xy
    )
    day = datetime.fromtimestamp(source.path.stat().st_mtime).astimezone().date().isoformat()
    info = replace(
        layer.info,
        id=schematic.id,
        title=schematic.title,
        group=schematic.group,
        plan_ref=schematic.plan_ref,
        status=Status.OFFICIAL,
        source=str(source.path),
        date=layer.info.date or day,
        accuracy_m=None,
        name_field=name_field_of(layer.fields),
        name_field_en="",
    )
    known = with_field_names(layer, standard_of(layer)).info
    # The user has said what the file is, whatever its name and fields.
    info = replace(info, standard=known.standard or schematic.id, field_names=known.field_names)
    return replace(layer, info=info)
