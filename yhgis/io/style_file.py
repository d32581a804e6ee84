"""Style files: our own (.json), those of QGIS (.qml) and Styled Layer Descriptors (.sld), told apart by ending."""

from __future__ import annotations

from pathlib import Path

from yhgis import schema
from yhgis.atomic import write_bytes, write_text
from yhgis.errors import DataError, UsageError
from yhgis.i18n import Message
from yhgis.io.qml_read import read_qml
from yhgis.io.qml_write import write_qml
from yhgis.io.sld_read import read_sld
from yhgis.io.sld_write import write_sld
from yhgis.model.layer import Layer
from yhgis.model.style import LayerStyle

#: Endings, the one of our own first.
ENDINGS = (".json", ".qml", ".sld")
#: A style larger than this is none.
_MOST_BYTES = 20_000_000


def read_style_file(path: Path) -> tuple[LayerStyle, list[Message]]:
    """Return the style in a file, and what of it was left out.

    Raises
    ------
    DataError
        The file is missing, or not a style; a wrong value is told with its key and its line.
    UsageError
        An ending that is not one of `ENDINGS`.
    """
    ending = _ending(path)
    if ending == ".json":
        return schema.read(path, LayerStyle), []
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DataError("{file} is too large for a style file.", file=str(path))
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError("There is no file {file}.", file=str(path)) from error
    except OSError as error:
        raise DataError("Cannot read {file}: {reason}.", file=str(path), reason=str(error.strerror)) from error
    return (read_qml if ending == ".qml" else read_sld)(content, path.name)


def write_style_file(path: Path, style: LayerStyle, layer: Layer) -> list[Message]:
    """Write ``style`` of ``layer`` in the format of the ending, atomically, and return what could not be said in it.

    Raises
    ------
    DataError
        The file cannot be written.
    UsageError
        An ending that is not one of `ENDINGS`.
    """
    ending = _ending(path)
    if ending == ".json":
        write_text(path, schema.to_text(style))
        return []
    about = {"name_field": layer.info.name_field, "origin": path.name}
    if ending == ".qml":
        content, dropped = write_qml(style, layer.kind, **about)
    else:
        content, dropped = write_sld(style, layer.kind, name=str(layer.info.title) or layer.id, **about)
    write_bytes(path, content)
    return dropped


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            "{file} is not a style file: its ending must be one of {known}.", file=path.name, known=", ".join(ENDINGS)
        )
    return ending
