"""Where a picture lies on the ground: the world file beside it, the tags inside a TIFF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yhgis.carto.sheet_shapes import Box
from yhgis.model.view import MM_PER_INCH, View

WORLD_FILES = {".png": ".pgw", ".tif": ".tfw", ".tiff": ".tfw"}
"""Extension of the world file, by the picture's."""


@dataclass(frozen=True)
class Georeference:
    """The ground under a picture's dots, in the working CRS; the picture's top is north.

    Parameters
    ----------
    left, top : float
        Ground at the outer corner of the first dot, metres.
    metres_per_dot : float
    """

    left: float
    top: float
    metres_per_dot: float

    @classmethod
    def of_sheet(cls, view: View, frame: Box, dpi: float) -> Georeference:
        """Return that of a whole sheet whose map of ``view`` stands in ``frame``; it holds inside the frame."""
        left, top = view.to_ground(-frame.x, -frame.y)
        return cls(left, top, view.metres_per_mm * MM_PER_INCH / dpi)

    def world_file(self) -> str:
        """Return the six lines of a world file; they name the middle of the first dot."""
        size, half = self.metres_per_dot, self.metres_per_dot / 2
        numbers = (size, 0.0, 0.0, -size, self.left + half, self.top - half)
        return "".join(f"{number:.10f}\n" for number in numbers)


def world_file_of(path: Path) -> Path | None:
    """Return the name of the world file beside a picture; None for a file that has none."""
    extension = WORLD_FILES.get(path.suffix.lower())
    return path.with_suffix(extension) if extension else None
