"""Start yhgis on a fresh machine: make .venv, install what is missing, hand over.

    python3 bootstrap.py run [arguments of main.py]       the window, or a subcommand
    python3 bootstrap.py test [arguments of pytest]       the tests, without a screen
    python3 bootstrap.py bench [arguments of benchmarks]  the timings
    python3 bootstrap.py package                          the one-folder bundle, built and tried

Standard library only, and readable by older Pythons, so that they get a sentence and not a syntax error.
Everything said here goes to stderr: stdout belongs to what is started.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NoReturn

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"

#: What Qt loads from the system on Linux, each with the Debian package that brings it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
CHINESE_FONT = "fonts-noto-cjk"
#: The whole suite runs on two cores; a test that is named runs alone.
WHOLE_SUITE = ("-n", "2")

REQUIREMENTS = {
    "run": ("constraints.txt", "requirements.txt"),
    "dev": ("constraints.txt", "requirements.txt", "requirements-cluster.txt", "requirements-dev.txt"),
}


class Trouble(Exception):
    """The machine lacks something that only its user can give: the sentence in Chinese and in English."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese, english)
        self.sentence = chinese, english


def say(chinese: str, english: str) -> None:
    """Print one message in both languages to stderr."""
    print(f"yhgis: {chinese}\n       {english}", file=sys.stderr, flush=True)


# --- the folder .venv -------------------------------------------------------------------------------------------


def venv() -> Path:
    """Return the folder of the virtual environment."""
    return ROOT / ".venv"


def venv_python() -> Path:
    """Return the interpreter inside the virtual environment."""
    return venv() / ("Scripts/python.exe" if WINDOWS else "bin/python")


def fingerprint(level: str) -> str:
    """Return what the stamp of ``level`` must say: the requirement files and the Python version."""
    import hashlib

    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for name in REQUIREMENTS[level]:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def stamp(name: str) -> Path:
    """Return the file that says that step ``name`` was finished."""
    return venv() / "yhgis" / name


def stamped(name: str, content: str) -> bool:
    """Whether step ``name`` was finished for ``content``."""
    try:
        return stamp(name).read_text(encoding="ascii") == content
    except OSError:
        return False


def write_stamp(name: str, content: str) -> None:
    """Say that step ``name`` is finished for ``content``; the rename makes the stamp whole or absent."""
    file = stamp(name)
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(content, encoding="ascii")
    os.replace(fresh, file)


def complete(level: str) -> bool:
    """Whether .venv holds what ``level`` needs; the dev set includes the run set."""
    if not venv_python().exists():
        return False
    return stamped(level, fingerprint(level)) or (level == "run" and stamped("dev", fingerprint("dev")))


def prepare(level: str) -> None:
    """Make sure that .venv and the system have what ``level`` needs; costs two small reads when they do."""
    if complete(level) and stamped("system", system_fingerprint()):
        return
    with only_one() as cut_off:
        lacking = missing_packages()
        if lacking and install_packages(lacking):
            lacking = missing_packages()
        if lacking:  # said again at the next start, until it is there
            name_missing(lacking)
        if not complete(level):
            make_venv(anew=cut_off)
            install_requirements(level)
        if not lacking:
            write_stamp("system", system_fingerprint())


@contextlib.contextmanager
def only_one() -> Iterator[bool]:
    """Let one bootstrap install at a time; yield whether the one before was cut off in the middle.

    The lock file holds a word while work is going on.  Finding it although the lock was free means that the
    worker was killed: then .venv may hold half a package, and is made anew.  An orderly failure of pip clears the
    word, for pip undoes what it began.
    """
    with (ROOT / ".venv.lock").open("a+", encoding="ascii") as file:
        lock(file)
        file.seek(0)
        cut_off = bool(file.read())
        file.truncate(0)
        file.write("installing")
        file.flush()
        try:
            yield cut_off
        except Trouble:
            file.truncate(0)
            raise
        file.truncate(0)


def lock(file: IO[str]) -> None:
    """Wait until no other bootstrap holds ``file``; the system frees it when the process ends, however it ends."""
    waiting = "另一个 bootstrap 正在安装，等待其完成……", "Another bootstrap is installing; waiting for it..."
    if sys.platform == "win32":
        import msvcrt

        said = False
        while True:
            file.seek(1000)  # beyond the word, which must stay readable
            with contextlib.suppress(OSError):
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # gives up after ten seconds
                return
            if not said:
                say(*waiting)
                said = True
    else:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(*waiting)
            fcntl.flock(file, fcntl.LOCK_EX)


def make_venv(*, anew: bool) -> None:
    """Make .venv unless a fitting one is there; ``anew`` makes it even so."""
    import shutil

    if venv_fits() and not anew:
        return
    if venv().exists():
        if Path(sys.prefix).resolve() == venv().resolve():
            raise Trouble(
                "请用系统的 Python 运行 bootstrap.py，而不是 .venv 里的。",
                "Run bootstrap.py with the system's Python, not with the one in .venv.",
            )
        shutil.rmtree(venv())
    say("正在建立 .venv……", "Making .venv...")
    outcome = subprocess.run([base_python(), "-m", "venv", str(venv())], env=clean_environment(), check=False)
    if outcome.returncode:
        shutil.rmtree(venv(), ignore_errors=True)  # Debian's Python without ensurepip leaves one without pip
        raise Trouble("无法建立 .venv，原因见上。", ".venv could not be made; the reason stands above.")


def venv_fits() -> bool:
    """Whether .venv is there and of this Python version."""
    try:
        config = (venv() / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    version = f"{sys.version_info[0]}.{sys.version_info[1]}."
    return venv_python().exists() and any(f"{key} = {version}" in config for key in ("version", "version_info"))


def install_requirements(level: str) -> None:
    """Install the tested set of ``level`` into .venv, then write its stamp."""
    say("正在安装 Python 组件，首次约需一两分钟……", "Installing Python packages; the first time takes minutes...")
    command = [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--only-binary=:all:", "-r", str(ROOT / REQUIREMENTS[level][-1]), "-c", str(ROOT / "constraints.txt")]
    if not sys.stderr.isatty():
        command.append("--quiet")
    outcome = subprocess.run(command, env=clean_environment(), stdout=sys.stderr, check=False)
    if outcome.returncode < 0:
        raise KeyboardInterrupt  # killed, not failed: .venv is not to be trusted
    if outcome.returncode:
        raise Trouble(
            "Python 组件未能装全，原因见上；请检查网络，再运行同一命令。",
            "Not all Python packages could be installed (see above); check the network and run the same command again.",
        )
    write_stamp(level, fingerprint(level))


def base_python() -> str:
    """Return the interpreter that environments are made with: not one inside an environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def clean_environment() -> dict[str, str]:
    """Return the environment without the variables by which QGIS or ArcGIS lend their own Python packages."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}


# --- the system -------------------------------------------------------------------------------------------------


def system_fingerprint() -> str:
    """Return what the system's stamp must say: that this list was checked."""
    return " ".join([*LIBRARIES, CHINESE_FONT])


def missing_packages() -> list[str]:
    """Return the Debian packages that are lacking, in the order of `LIBRARIES`; none off Linux."""
    if not sys.platform.startswith("linux"):
        return []
    lacking = []
    if not complete("run") and not has_module("ensurepip"):
        lacking.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    lacking += [package for name, package in LIBRARIES.items() if not has_library(name)]
    lacking += font_packages()
    return list(dict.fromkeys(lacking))


def has_module(name: str) -> bool:
    """Whether this Python has the module ``name``, looked for afresh."""
    import importlib.util

    importlib.invalidate_caches()
    return importlib.util.find_spec(name) is not None


def has_library(name: str) -> bool:
    """Whether the system's loader finds the shared library ``name``."""
    import ctypes

    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def font_packages() -> list[str]:
    """Return the packages that are lacking for Chinese text."""
    import shutil

    if shutil.which("fc-list") is None:
        return ["fontconfig", CHINESE_FONT]
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, check=False)
    return [] if listed.stdout.strip() else [CHINESE_FONT]


def apt_prefix() -> list[str] | None:
    """Return what stands before apt-get so that it may install without a question; None when it may not."""
    import shutil

    if shutil.which("apt-get") is None:
        return None
    if sys.platform != "win32" and os.geteuid() == 0:
        return ["env"]
    if shutil.which("sudo") is None:
        return None
    asks_nothing = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n", "env"] if asks_nothing else None


def install_packages(packages: Sequence[str]) -> bool:
    """Install Debian ``packages`` where that is allowed, and return whether it was tried."""
    prefix = apt_prefix()
    if prefix is None:
        return False
    say(f"正在安装系统组件：{' '.join(packages)}", "Installing system packages...")
    apt = [*prefix, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    # A fresh system has no package lists yet, and an old one has lists of versions that are gone.
    first = subprocess.run(install, capture_output=True, check=False)
    if first.returncode:
        subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL, check=False)
        subprocess.run(install, stdout=subprocess.DEVNULL, check=False)
    return True


def name_missing(packages: Sequence[str]) -> None:
    """Say which packages the user must install, and with which command."""
    import shutil

    names = " ".join(packages)
    if shutil.which("apt-get"):
        command = f"sudo apt-get install -y {names}"
        say(f"还缺系统组件，请运行：{command}", f"The system lacks packages; please run: {command}")
    else:
        say(
            f"还缺系统组件，请用系统的软件包管理器安装（下为 Debian 包名）：{names}",
            f"The system lacks packages; install them with its package manager (Debian's names): {names}",
        )


# --- the commands -----------------------------------------------------------------------------------------------


def hand_over(arguments: Sequence[str], **variables: str) -> NoReturn:
    """Become the Python of .venv with ``arguments``."""
    environment = {**clean_environment(), **variables}
    command = [str(venv_python()), *arguments]
    if not WINDOWS:
        os.execve(command[0], command, environment)
    # Windows' exec returns to the shell at once; Ctrl+C reaches the child, which answers it.
    process = subprocess.Popen(command, env=environment)
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(process.wait())


def start(command: str, arguments: Sequence[str]) -> NoReturn:
    """Prepare for ``command`` and hand over to it."""
    prepare("run" if command == "run" else "dev")
    if command == "run":
        hand_over([str(ROOT / "main.py"), *arguments])
    os.chdir(ROOT)
    if command == "test":
        hand_over(["-m", "pytest", *(arguments or WHOLE_SUITE)], QT_QPA_PLATFORM="offscreen")
    if command == "bench":
        hand_over(["-m", "benchmarks", *arguments], QT_QPA_PLATFORM="offscreen")
    hand_over([str(ROOT / "bundle" / "build.py"), *arguments])


def main(arguments: Sequence[str]) -> int:
    """Run the command line ``arguments``; returns only when nothing could be started."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        say(f"需要 Python 3.11 或更新版本，当前为 {found}。", f"Python 3.11 or newer is needed; this is {found}.")
        return 1
    if not arguments or arguments[0] not in {"run", "test", "bench", "package"}:
        print(__doc__, file=sys.stderr)
        return 0 if arguments and arguments[0] in {"-h", "--help"} else 2
    try:
        start(arguments[0], arguments[1:])
    except Trouble as trouble:
        say(*trouble.sentence)
        return 1
    except KeyboardInterrupt:
        say("已中断；再次运行同一命令即可重来。", "Stopped; run the same command to begin again.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
