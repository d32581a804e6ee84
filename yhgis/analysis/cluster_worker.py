"""What a worker of a cluster does, and whether it computes as the machine that asks."""

from __future__ import annotations

import hashlib
import pickle
import platform
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from yhgis import __version__
from yhgis.analysis.scheduler import Question
from yhgis.analysis.slices import in_this_thread
from yhgis.errors import UserError
from yhgis.feedback import silent


class ClusterError(UserError):
    """The cluster cannot be reached, cannot answer, or would answer otherwise than this machine."""


def _code() -> str:
    """Return a short fingerprint of the modules that compute."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


#: Taken when this module is imported: files may change under a worker that runs for weeks.
_CODE = _code()


@cache
def identity() -> dict[str, str]:
    """Return what must be the same on both sides for figures to be the same to the last digit."""
    import numpy
    import shapely

    return {
        "yhgis": f"{__version__} ({_CODE})",
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": numpy.__version__,
        "shapely": shapely.__version__,
        "GEOS": shapely.geos_version_string,
    }


def require_same(theirs: dict[str, str], worker: str, ours: dict[str, str] | None = None) -> None:
    """Refuse a worker that may compute otherwise than this machine."""
    for package, version in (ours or identity()).items():
        if theirs.get(package) != version:
            raise ClusterError(
                "A worker of the cluster ({worker}) has {package} {theirs}, this machine {ours}; figures could differ. "
                "Give both the same version (constraints.txt).",
                worker=worker,
                package=package,
                theirs=theirs.get(package, "-"),
                ours=version,
            )


def without_yhgis(worker: str) -> ClusterError:
    """Return the sentence on a worker that does not find the program."""
    return ClusterError(
        "A worker of the cluster ({worker}) has no yhgis; start it in the program's folder, with its packages.",
        worker=worker,
    )


def by_value(name: str) -> Callable[..., Any]:
    """Return a function of this module for workers; one that has no yhgis says so instead of breaking down.

    A nested function travels as code.  A plain one travels as its name, and a worker that cannot find the name leaves
    the cluster.
    """

    def there(*arguments: Any) -> Any:
        from importlib import import_module

        return getattr(import_module("yhgis.analysis.cluster_worker"), name)(*arguments)

    return there


def answered(blob: bytes) -> tuple[dict[str, str], Any]:
    """Answer a question on a worker: who answered, and the answer as it travels."""
    question: Question[Any] = pickle.loads(blob)
    with in_this_thread():
        return identity(), question.sent(question.answer(silent()))
