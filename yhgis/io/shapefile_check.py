"""Whether a shapefile is whole: GDAL reads what is there of a damaged one, and says nothing of the rest."""

from __future__ import annotations

from pathlib import Path

from yhgis.i18n import Message
from yhgis.io.encoding import part_beside

_SHP_HEADER, _DBF_HEADER, _FIELD = 100, 32, 32


def shapefile_notes(shp: Path, fields: int) -> tuple[Message, ...]:
    """Return what is wrong with the parts of ``shp``.

    Parameters
    ----------
    fields : int
        How many fields were read of it.
    """
    notes: list[Message] = []
    if _cut(shp):
        notes.append(
            Message("{file} is shorter than it says it is: features are missing or empty.", {"file": shp.name})
        )
    dbf = part_beside(shp, ".dbf")
    if dbf is None:
        notes.append(Message("{file} has no .dbf part beside it: its features have no fields.", {"file": shp.name}))
    elif not dbf.stat().st_size:
        notes.append(
            Message("{file}: its .dbf part is empty (0 bytes): its features have no fields.", {"file": shp.name})
        )
    elif not fields or _damaged(dbf):
        notes.append(Message("{file}: its .dbf part is damaged: fields are missing or wrong.", {"file": shp.name}))
    return tuple(notes)


def _cut(shp: Path) -> bool:
    """Whether the main part has fewer bytes than its header says (in words of two bytes)."""
    with shp.open("rb") as stream:
        head = stream.read(_SHP_HEADER)
    return len(head) == _SHP_HEADER and shp.stat().st_size < 2 * int.from_bytes(head[24:28], "big")


def _damaged(dbf: Path) -> bool:
    """Whether the table's header contradicts itself or the file's size."""
    with dbf.open("rb") as stream:
        head = stream.read(_DBF_HEADER)
        records = int.from_bytes(head[4:8], "little")
        header_size, record_size = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
        described = stream.read(max(header_size - _DBF_HEADER, 0))
    widths = []
    for start in range(0, len(described) - _FIELD + 1, _FIELD):
        if described[start] == 0x0D:
            break
        widths.append(
            described[start + 16] + (described[start + 17] << 8 if described[start + 11 : start + 12] == b"C" else 0)
        )
    return sum(widths) + 1 != record_size or dbf.stat().st_size < header_size + records * record_size
