"""What goes into the bundle is what the program reads, and nothing that may not be handed on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bundle import contents
from yhgis.ui.commands import PARTS
from yhgis.ui.main_window_panels import PAGES

ROOT = Path(__file__).parent.parent


def test_every_data_file_of_the_program_goes_along() -> None:
    folders = [ROOT / target for _, target in contents.data_files()]
    for source, target in contents.data_files():
        assert Path(source) == ROOT / target, "the program looks for it at the same place"
    forgotten = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "yhgis").rglob("*")
        if path.is_file()
        and path.suffix not in {".py", ".pyc"}
        and not any(path.is_relative_to(folder) for folder in folders)
    ]
    assert not forgotten, f"not in the bundle: {forgotten}"


def test_hooks_are_there_for_what_pyinstaller_does_not_know() -> None:
    hooks = {path.stem.removeprefix("hook-") for path in (ROOT / "bundle" / "hooks").glob("hook-*.py")}
    assert {"pyogrio", "fiona", "pyproj", "qtawesome"} <= hooks


def test_packages_that_are_only_looked_up_go_along() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "yhgis").rglob("*.py"))
    assert set(contents.LOOKED_UP) == set(re.findall(r"find_spec\(\"(\w+)\"\)", sources))


def test_modules_imported_by_name_go_along() -> None:
    own = set(contents.own_modules())
    by_name = {module for module, _ in PAGES.values()} | {f"yhgis.ui.commands.{part}" for part in PARTS}
    assert by_name <= own
    assert {"yhgis", "yhgis.ui.panels.style.panel"} <= own
    assert "contents.own_modules()" in (ROOT / "pyinstaller.spec").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "libreadline.so.8",
        "python3.11/lib-dynload/libgdbm.so.6",
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6\\Qt6Network.dll",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "libgtk-3.so.0",
        "libpangocairo-1.0.so.0",
    ],
)
def test_these_stay_out(name: str) -> None:
    assert contents.unwanted(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "pyogrio.libs/libgdal-253d08a6.so.38.3.12.4",
        "networkx/utils/misc.py",
        "pillow.libs/libfribidi-1a2b.so.0",
        "layers/towns.geojson",
    ],
)
def test_these_go_along(name: str) -> None:
    assert not contents.unwanted(name)
