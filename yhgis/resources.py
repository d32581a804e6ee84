"""Where the program's own files are (source tree or frozen bundle), and a clean environment for GDAL and PROJ."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# An installed PostGIS, QGIS or ArcGIS leaves these behind; a foreign proj.db gives wrong answers or none.
FOREIGN_VARIABLES = (
    "PROJ_LIB",
    "PROJ_DATA",
    "PROJ_NETWORK",
    "GDAL_DATA",
    "GDAL_DRIVER_PATH",
    "GDAL_SKIP",
    "OGR_SKIP",
    "OGR_CT_FORCE_TRADITIONAL_GIS_ORDER",
)


def root() -> Path:
    """Return the folder that holds ``layers/`` and ``styles/``."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if bundle else Path(__file__).resolve().parent.parent


def layers_folder() -> Path:
    """Return the folder of the built-in plan."""
    return root() / "layers"


def styles_folder() -> Path:
    """Return the folder of styles, themes, sheet templates and colour tables."""
    return root() / "styles"


def clean_environment() -> tuple[str, ...]:
    """Drop foreign GDAL and PROJ variables before any geo library is imported.

    Returns
    -------
    tuple of str
        Names of the variables that were dropped, for the self-test and the log.
    """
    dropped = tuple(name for name in FOREIGN_VARIABLES if name in os.environ)
    for name in dropped:
        del os.environ[name]
    os.environ["PROJ_NETWORK"] = "OFF"
    return dropped
