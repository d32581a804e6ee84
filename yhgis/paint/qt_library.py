"""Functions of the Qt that PySide has loaded, called without Python's lock.

PySide holds the lock while Qt draws, and the window, and every other painter, would have to wait.  ctypes does not,
so what takes long is called through it, by its name in Qt's library (which Qt promises to keep for all of Qt 6).
Where a name is not found, the caller goes through PySide: as true, but one painter at a time.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import shiboken6
from PySide6.QtGui import QPainter, QPicture

Function = Callable[..., Any]

# By the name under which PySide has loaded it: never another Qt that lies about.
_LIBRARIES = {"win32": "Qt6Gui.dll", "darwin": "@rpath/QtGui.framework/Versions/A/QtGui"}
_ELSEWHERE = "libQt6Gui.so.6"
#: Each function's name where C++ is compiled by Microsoft's compiler, and by all others.
_NAMES = {
    "QPicture::play": ("?play@QPicture@@QEAA_NPEAVQPainter@@@Z", "_ZN8QPicture4playEP8QPainter"),
    "QPainter::drawLines": ("?drawLines@QPainter@@QEAAXPEBVQLineF@@H@Z", "_ZN8QPainter9drawLinesEPK6QLineFi"),
}


@cache
def exported(name: str, returns: type[Any] | None, *arguments: type[Any]) -> Function | None:
    """Return one of Qt's functions by its C++ name, None where it cannot be found.

    Parameters
    ----------
    name : str
        One of those known here.
    returns, arguments : ctypes types
        The object whose method it is goes before the arguments, by its `address`.
    """
    library = _LIBRARIES.get(sys.platform, _ELSEWHERE)
    try:
        # On Windows a name alone finds what is loaded before it looks elsewhere.
        loaded = ctypes.CDLL(library, mode=getattr(os, "RTLD_NOLOAD", 0) | ctypes.DEFAULT_MODE)
        function = getattr(loaded, _NAMES[name][0 if sys.platform == "win32" else 1])
    except (OSError, AttributeError):
        return None
    function.argtypes, function.restype = [ctypes.c_void_p, *arguments], returns
    found: Function = function
    return found


def address(wrapped: QPainter | QPicture) -> int:
    """Return where the Qt object lies that PySide has wrapped."""
    place: int = shiboken6.getCppPointer(wrapped)[0]
    return place
