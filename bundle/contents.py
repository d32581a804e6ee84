"""What the bundle holds beside the modules that PyInstaller finds, and what it must not hold."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from yhgis import resources

ROOT = resources.root()
NAME = "yhgis"

#: Folders of data, taken from where the program itself looks for them.
DATA_FOLDERS: tuple[Path, ...] = (
    resources.layers_folder(),
    resources.styles_folder(),
    ROOT / "yhgis" / "locale",
)

#: Packages that are looked up, not imported: only their data is read, so PyInstaller does not see them.
LOOKED_UP: tuple[str, ...] = ("qtawesome",)


def own_modules() -> list[str]:
    """Return every module of the program: panels and commands are imported by name when they are first wanted."""
    package = ROOT / NAME
    return sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in package.rglob("*.py")
    )


#: Modules that other packages would pull in, and why they stay out.
EXCLUDED_MODULES: dict[str, str] = {
    "tkinter": "Qt draws the window",
    "_tkinter": "as above",
    "matplotlib.tests": "tests",
    "matplotlib.pyplot": "charts are drawn into files; pyplot would look for a window",
    "pandas.tests": "tests",
    "numpy.tests": "tests",
    "shapely.tests": "tests",
    "pyogrio.tests": "tests",
    "pytest": "tests",
    "hypothesis": "tests",
    "IPython": "interactive work",
    "pyarrow": "only the benchmarks use it; pandas and pyogrio would take it along, and it is large",
    "networkx": "only mapclassify's graph colouring uses it",
    "dask": "a cluster's workers run the program from its folder, in the same versions; the bundle computes here",
    "distributed": "as above",
    "qtpy": "qtawesome's binding to every part of Qt; only its font is read",
    "readline": "GPL",
    "_gdbm": "GPL",
    "dbm.gnu": "GPL",
    "_dbm": "Berkeley DB's licence",
    "PySide6.QtQml": "no QML in the window",
    "PySide6.QtQuick": "no QML in the window",
    "PySide6.QtNetwork": "the program talks to nobody",
    "PySide6.QtDesigner": "a tool for developers",
    "PySide6.QtSql": "GDAL reads the data",
    "PySide6.QtTest": "tests",
    "PySide6.QtUiTools": "no .ui files",
    "PySide6.QtHelp": "no help files",
}

#: Qt's libraries and plugins that the window never loads; a library goes with the plugins that need it.
_UNUSED_QT = re.compile(
    r"""
    Qt6?(Qml|Quick|Network|Sql|Test|VirtualKeyboard|Pdf|Designer|Help|LabsPlatform|ShaderTools|WaylandCompositor|EglFS)
    | qtvirtualkeyboard | qpdf\. | qgtk3
    | /(tls|networkinformation|qmltooling|sqldrivers|designer|egldeviceintegrations)/
    | (qeglfs|qlinuxfb|qvkkhrdisplay|qvnc|qminimalegl|qwebgl|qdirect2d)
    | /generic/libq(evdev|tuio|libinput)
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: What only Qt's GTK theme brings along where GTK is installed; Qt has a theme of its own.
_GTK = re.compile(r"(^|/)lib(atk|atspi|cairo|datrie|epoxy|gdk|gtk|pango|pixman|thai)[-.\w]*\.so")
#: GPL libraries that a Linux Python links; none may be handed on.
_GPL = re.compile(r"(^|/)lib(readline|gdbm|gdbm_compat|history)\b")
#: Of Qt's own translations only the Chinese ones of the widgets are shown.
_TRANSLATION = re.compile(r"/translations/(?!qtbase_zh_CN\.qm$|qt_zh_CN\.qm$)[^/]+\.qm$")


def data_files() -> list[tuple[str, str]]:
    """Return (source, folder in the bundle) of every data folder, as PyInstaller wants them."""
    return [(str(folder), folder.relative_to(ROOT).as_posix()) for folder in DATA_FOLDERS]


def unwanted(name: str) -> bool:
    """Whether the file ``name`` (its path in the bundle) has no business there."""
    path = PurePosixPath(name.replace("\\", "/")).as_posix()
    return any(pattern.search(path) for pattern in (_UNUSED_QT, _GTK, _TRANSLATION)) or gpl(path)


def gpl(name: str) -> bool:
    """Whether the file ``name`` is a GPL library."""
    return bool(_GPL.search(name.replace("\\", "/")))
