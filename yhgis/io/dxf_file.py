"""Opening a DXF file: in the encoding that its bytes show, and what can be saved of a damaged one."""

from __future__ import annotations

import os
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from yhgis.errors import DataError
from yhgis.folders import cache_folder
from yhgis.i18n import Message
from yhgis.io.encoding import detect_encoding

if TYPE_CHECKING:
    from ezdxf.layouts.layout import Modelspace

_SAMPLE = 4 << 20
#: Its objects take some ten times as much memory.
_MOST_BYTES = 512 << 20
_CACHE_VARIABLE = "XDG_CACHE_HOME"
#: AutoCAD 2007; older files are in a code page.
_FIRST_IN_UTF8 = 1021
#: Code pages that drawings in other scripts state with reason; the others are what a Chinese program leaves behind.
_TRUSTED_PAGE = re.compile(rb"ANSI_(932|949|950|1250|1251|1253|1254|1255|1256|1257|1258|874)")
_WHAT_EZDXF_RAISES = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    ArithmeticError,
    StopIteration,
    AssertionError,
)


def open_drawing(path: Path) -> tuple[Modelspace, tuple[Message, ...]]:
    """Return the model space of the drawing in ``path``, with a note where only a part could be saved.

    Raises
    ------
    DataError
        It is no DXF file, or nothing can be saved.
    """
    _import_quietly()
    from ezdxf import recover
    from ezdxf.filemanagement import readfile
    from ezdxf.lldxf.const import DXFError

    damaged = DataError("{file} is damaged, or is not what its extension says.", file=str(path))
    if path.stat().st_size > _MOST_BYTES:
        raise DataError("{file} is too large for a drawing; export its layers to a GeoPackage.", file=str(path))
    encoding = _encoding(path)
    try:
        return readfile(path, encoding=encoding).modelspace(), ()
    except OSError as error:  # "not a DXF file" among them
        raise damaged from error
    except (DXFError, *_WHAT_EZDXF_RAISES):
        pass
    try:
        drawing, _ = recover.read(BytesIO(_for_recovery(path.read_bytes(), encoding)))
        space = drawing.modelspace()
    except (OSError, DXFError, *_WHAT_EZDXF_RAISES) as error:
        raise damaged from error
    return space, (Message("{file} is damaged; only what could be saved was read.", {"file": path.name}),)


def _import_quietly() -> None:
    """Import ezdxf, which takes a second and keeps a list of fonts: in our cache, not in the home."""
    if "ezdxf" in sys.modules:
        return
    before = os.environ.get(_CACHE_VARIABLE)
    os.environ[_CACHE_VARIABLE] = str(cache_folder())
    try:
        import ezdxf  # noqa: F401 - for what it does when imported
    finally:
        if before is None:
            del os.environ[_CACHE_VARIABLE]
        else:
            os.environ[_CACHE_VARIABLE] = before


def _for_recovery(content: bytes, encoding: str | None) -> bytes:
    """Return a damaged drawing in the encoding that it states: ezdxf's recovery believes nothing else."""
    if encoding is None:
        return content
    text = content.decode(encoding, errors="replace")
    version = re.search(r"\$ACADVER\s+1\s+AC(\d{4})", text[:20_000])
    if version is not None and int(version[1]) >= _FIRST_IN_UTF8:
        return text.encode("utf-8")
    page = 950 if encoding == "big5" else 936
    return re.sub(r"ANSI_\d+", f"ANSI_{page}", text, count=1).encode(f"cp{page}", errors="replace")


def _encoding(path: Path) -> str | None:
    """Return the codec of the texts, or None to believe the file.

    Chinese drawings are found with a code page of 1252 and GBK inside, and as AutoCAD 2007 files, which must be UTF-8,
    with GBK inside.
    """
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    if sample.startswith(b"AutoCAD Binary DXF") or _TRUSTED_PAGE.search(sample[:20_000]):
        return None
    cells = [line for line in sample.splitlines()[:-1] if not line.isascii()]
    if not cells:
        return None
    seen = detect_encoding(cells)
    return None if seen == "cp1252" else seen
