"""Official files in place of schematic layers: dropped into a folder under the layer's id, nothing else to do.

``official/ecological_redline.gpkg`` (or .shp, .geojson, a .gdb folder …) beside the program's layers, or in the
user's own yhgis folder, takes the place of the built-in shape at the next start.  From then on every table, sheet and
report says official.  Only the control lines can be replaced this way: they need no names to be of use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from yhgis.errors import DataError
from yhgis.folders import config_folder
from yhgis.model.layer import Layer, LayerInfo, Status

FOLDER = "official"
GROUP = "control_lines"
#: Fields that name a feature of a statutory layer, the likeliest first (matched whatever their case).
NAME_FIELDS = ("name", "MC", "名称", "HXMC", "XJXZQMC", "XZQMC", "YJJBNTTBBH", "BSM")


def official_file(layers: Path, layer_id: str) -> Path | None:
    """Return the official file of a layer, or None.

    Parameters
    ----------
    layers : Path
        Folder of the built-in layers.

    Raises
    ------
    DataError
        Two files claim to be the official one.
    """
    folders = [folder for folder in (layers / FOLDER, config_folder() / FOLDER) if folder.is_dir()]
    if not folders:
        return None
    from yhgis.io.formats import by_extension

    named = [path for folder in folders for path in sorted(folder.glob(f"{layer_id}.*"))]
    found = [path for path in named if (fmt := by_extension(path.suffix.lower())) is not None and fmt.reads]
    if len(found) > 1:
        raise DataError(
            "Two files claim to be the official {layer}: {first} and {second}; keep one.",
            layer=layer_id,
            first=str(found[0]),
            second=str(found[1]),
        )
    return found[0] if found else None


def read_official(path: Path, schematic: LayerInfo) -> Layer:
    """Return the layer in ``path`` under the identity of the built-in one that it replaces.

    Raises
    ------
    DataError
        As `yhgis.io.vector.read_layer`; a file without a CRS among them.
    """
    from yhgis.io.vector import read_layer

    layer = read_layer(path)
    known = {field.casefold(): field for field in layer.fields}
    name_field = next((known[name.casefold()] for name in NAME_FIELDS if name.casefold() in known), "")
    day = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date().isoformat()
    info = replace(
        layer.info,
        id=schematic.id,
        title=schematic.title,
        group=schematic.group,
        plan_ref=schematic.plan_ref,
        status=Status.OFFICIAL,
        source=str(path),
        date=layer.info.date or day,
        accuracy_m=None,
        name_field=name_field,
        name_field_en="",
    )
    return replace(layer, info=info)
