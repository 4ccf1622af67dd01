"""The first minute on a new machine: Python's environment and the system's libraries.

Run by whatever Python is there, so it imports the standard library alone; then it hands over to `.venv`.
"""

from __future__ import annotations

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from config import run_options

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = BASE / "requirements.lock"
STAMP = VENV / "installed"

# What WeasyPrint loads, and the Debian packages that bring it.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# What draws the pages of documents.
PROGRAMS = {"pdftoppm": "poppler-utils"}
# What the tests start besides.
TEST_PROGRAMS = {"chromium": "chromium", "chromedriver": "chromium-driver"}
FOLLOW_UP = {"run": "config.serve", "test": "config.checking"}


def main() -> None:
    """`python -m config.bootstrap run|test ARGUMENTS`: prepare, then become the real program. Help comes first."""
    purpose, arguments = sys.argv[1], sys.argv[2:]
    is_asked_for_help = purpose == "run" and bool({"--help", "-h"} & set(arguments))
    if is_asked_for_help:
        print(run_options.parser().format_help(), end="", flush=True)
    prepare_environment()
    if is_asked_for_help:
        return
    prepare_system(with_test_programs=purpose == "test")
    os.execv(PYTHON, [str(PYTHON), "-m", FOLLOW_UP[purpose], *arguments])  # noqa: S606


def prepare_environment() -> None:
    """Have `.venv` hold exactly what requirements.lock says; once done, a glance at a stamp is enough."""
    with LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two started at once: the second waits
        wanted = hashlib.sha256(lock.read().encode()).hexdigest()
        if _works(PYTHON) and STAMP.exists() and STAMP.read_text() == wanted:
            return
        say("Python environment: .venv (a minute or two)")
        if not _works(PYTHON):
            _make_venv()
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
        if not _works(PYTHON, "-m", "pip", "--version"):  # made without pip: the system's installs into it
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(PYTHON)]
        install = ["install", "-qq", "--no-compile", "--no-deps", "--require-hashes", "--requirement", str(LOCK)]
        if subprocess.run([*pip, *install], check=False).returncode != 0:
            stop("The Python packages could not be installed; see above.")
        _compile(VENV / "lib")
        STAMP.write_text(wanted)


def _compile(folder: Path) -> None:
    """What Python makes of every module before it runs it, on all cores: pip would do it on one. A package's templates that
    are no Python stay as they are."""
    subprocess.run([str(PYTHON), "-m", "compileall", "-qq", "-j", "0", str(folder)], check=False)


def _make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if importlib.util.find_spec("ensurepip") is None and os.geteuid() == 0:
        _apt_install([package])
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    if not has_ensurepip and not _works(Path(sys.executable), "-m", "pip", "--version"):
        stop(f"Python's venv is missing. Type:\n  sudo apt-get install {package}")
    options = [] if has_ensurepip else ["--without-pip"]
    if subprocess.run([sys.executable, "-m", "venv", *options, str(VENV)], check=False).returncode != 0:
        stop(f"The environment could not be made. Type:\n  sudo apt-get install {package}")


def _works(program: Path, *arguments: str) -> bool:
    if not program.exists():
        return False
    return subprocess.run([program, *(arguments or ("-c", ""))], capture_output=True, check=False).returncode == 0


def prepare_system(*, with_test_programs: bool) -> None:
    """Have what documents are printed and drawn with, and what the tests start; installed when root, else asked for."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    programs = PROGRAMS | TEST_PROGRAMS if with_test_programs else PROGRAMS
    missing += [package for program, package in programs.items() if shutil.which(program) is None]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        stop(f"Libraries of the system are missing. Type:\n  sudo apt-get install {' '.join(missing)}")
    say(f"System packages: {' '.join(missing)}")
    _apt_install(missing)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _apt_install(packages: list[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (install, ["apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
        if command is install and done.returncode == 0:
            return
    stop(f"The packages could not be installed. Type:\n  apt-get install {' '.join(packages)}")


def say(line: str) -> None:
    print(line, flush=True)


def stop(message: str) -> None:
    sys.exit(message)


if __name__ == "__main__":
    main()
