"""Build the one-folder bundle with PyInstaller, look into it, and start it where nothing of this checkout helps."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bootstrap import Trouble, install_packages, name_missing, say
from bundle import contents

DIST = contents.ROOT / "dist"
FOLDER = DIST / contents.NAME
EXECUTABLE = FOLDER / (contents.NAME + (".exe" if sys.platform == "win32" else ""))

#: What an installed PostGIS, QGIS or ArcGIS leaves in the environment; here it leads nowhere.
NONSENSE = dict.fromkeys(("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH"), "/nonsense")
#: Lines on stderr that are no fault, each with its reason.
EXPECTED_STDERR: tuple[re.Pattern[str], ...] = (
    re.compile(r"^说明：示意数据："),  # the built-in plan is schematic, and who writes a result is told so
)
SECONDS = 120.0


def missing_tools() -> list[str]:
    """Return the Debian packages that PyInstaller needs of the system and that are lacking."""
    if not sys.platform.startswith("linux"):
        return []
    lacking = [] if shutil.which("objdump") else ["binutils"]
    library = sysconfig.get_config_var("INSTSONAME") or ""
    if ".so" in library and not _is_loadable(library):
        lacking.append(f"libpython{sys.version_info[0]}.{sys.version_info[1]}")
    return lacking


def _is_loadable(library: str) -> bool:
    beside = Path(sysconfig.get_config_var("LIBDIR") or "") / library
    if beside.exists():
        return True
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def build() -> None:
    """Run PyInstaller."""
    say("正在打包，约需两三分钟……", "Building the bundle; this takes two or three minutes...")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(contents.ROOT / "build"), "pyinstaller.spec"]
    outcome = subprocess.run(command, cwd=contents.ROOT, stdout=sys.stderr, check=False)
    if outcome.returncode:
        raise Trouble("打包未成功，原因见上。", "PyInstaller failed; the reason stands above.")


def inspect() -> None:
    """Fail on what must not be handed on, and on data that is not there."""
    files = [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()]
    wrong = sorted(name for name in files if contents.unwanted(name))
    if wrong:
        raise Trouble(f"包中有不应有的文件：{wrong}", f"The bundle holds what it must not: {wrong}")
    inside = {name.removeprefix("_internal/") for name in files}
    wanted = {
        path.relative_to(contents.ROOT).as_posix()
        for folder in contents.DATA_FOLDERS
        for path in folder.rglob("*")
        if path.is_file()
    }
    if wanted - inside:
        raise Trouble(f"包中缺少数据：{sorted(wanted - inside)}", f"The bundle lacks data: {sorted(wanted - inside)}")


def try_out(arguments: Sequence[str], home: Path) -> str:
    """Run the bundle with ``arguments`` and return its stdout; any complaint of it is a failure."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "QT_"))}
    environment = {**keep, **NONSENSE, "YHGIS_HOME": str(home / "home"), "QT_QPA_PLATFORM": "offscreen"}
    start = time.perf_counter()
    outcome = subprocess.run(
        [str(EXECUTABLE), *arguments],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    took = time.perf_counter() - start
    words = " ".join(arguments)
    complaints = [line for line in outcome.stderr.splitlines() if line and not _expected(line)]
    if outcome.returncode or complaints:
        text = "\n".join([outcome.stdout, *complaints])
        raise Trouble(
            f"包中的 {words} 失败（退出码 {outcome.returncode}）：\n{text}",
            f"The bundle's {words} failed with exit code {outcome.returncode}.",
        )
    say(f"{words}：通过，{took:.1f} 秒", f"{words}: passed in {took:.1f} s")
    return outcome.stdout


def _expected(line: str) -> bool:
    return any(pattern.search(line) for pattern in EXPECTED_STDERR)


def try_bundle() -> None:
    """Start the built program outside the checkout: the self-test, then the real window into a picture."""
    with tempfile.TemporaryDirectory(prefix="yhgis 打包试运行 ") as folder:
        home = Path(folder)
        print(try_out(["self-test"], home), end="")
        picture = home / "窗口.png"
        try_out(["screenshot", "--out", str(picture)], home)
        content = picture.read_bytes()
        if not content.startswith(b"\x89PNG") or len(content) < 20_000:
            raise Trouble("截图不是一幅完整的图。", f"The screenshot is no picture: {len(content)} bytes.")
        # Each of these brings libraries and templates of its own that a bundle can lack.
        for suffix in ("docx", "xlsx", "pptx"):
            try_out(["overlap", "zones", "towns", "--out", str(home / f"叠加.{suffix}")], home)
        try_out(["sheet", "layout", "--out", str(home / "布局.pdf")], home)
        try_out(["story", "--out", str(home / "讲解.pptx")], home)
        try_out(["checkup", "towns", "--out", str(home / "体检.csv")], home)


def main(arguments: Sequence[str]) -> int:
    """Build, inspect and try the bundle; ``--try`` tries the one that is there."""
    try:
        if "--try" not in arguments:
            lacking = missing_tools()
            if lacking and install_packages(lacking):
                lacking = missing_tools()
            if lacking:
                name_missing(lacking)
                return 1
            build()
        inspect()
        try_bundle()
    except Trouble as trouble:
        say(*trouble.sentence)
        return 1
    size = sum(path.lstat().st_size for path in FOLDER.rglob("*")) / 1e6
    say(f"完成：{FOLDER}（{size:.0f} MB）", f"Done: {FOLDER} ({size:.0f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
