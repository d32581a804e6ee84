"""Where the user's own files of the program are: settings, logs, cache, outside the program's folder."""

from __future__ import annotations

import os
from pathlib import Path

#: Names one folder for everything below; for tests, for a portable copy on a stick, for a locked-down machine.
HOME_VARIABLE = "YHGIS_HOME"


def config_folder() -> Path:
    """Return the folder of the settings; it need not exist yet."""
    home = _home()
    if home is not None:
        return home / "config"
    import platformdirs  # only a normal start needs it

    return Path(platformdirs.user_config_dir("yhgis", appauthor=False, roaming=False))


def log_folder() -> Path:
    """Return the folder of the logs; it need not exist yet."""
    home = _home()
    if home is not None:
        return home / "log"
    import platformdirs  # only a normal start needs it

    return Path(platformdirs.user_log_dir("yhgis", appauthor=False))


def cache_folder() -> Path:
    """Return the folder of what can be made again; it need not exist yet."""
    home = _home()
    if home is not None:
        return home / "cache"
    import platformdirs  # only a normal start needs it

    return Path(platformdirs.user_cache_dir("yhgis", appauthor=False))


def _home() -> Path | None:
    text = os.environ.get(HOME_VARIABLE, "")
    return Path(text).expanduser() if text else None
