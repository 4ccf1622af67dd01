"""Fetches the free fonts from the distribution's packages; nothing is installed into the system.

Fandol (仿宋 楷体 黑体 宋体) covers GB 2312 but not the rare characters of some three hundred Hubei place names;
Noto CJK lends those and serves as 小标宋. The two packages are the lightest pair that prints every name.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from fontTools.ttLib import TTCollection

from core.errors import Conflict
from documents import fonts

Progress = Callable[[str], None]

PACKAGES: dict[str, tuple[str, ...]] = {
    "fonts-liberation": ("*/LiberationSerif-Regular.ttf",),
    "texlive-lang-chinese": ("*/FandolFang-Regular.otf", "*/FandolKai-Regular.otf", "*/FandolHei-Regular.otf",
                             "*/FandolSong-Regular.otf"),
    "fonts-noto-cjk": ("*/NotoSerifCJK-Bold.ttc", "*/NotoSerifCJK-Regular.ttc", "*/NotoSansCJK-Regular.ttc"),
}  # fmt: skip
"""Package: the files taken from it."""

SIMPLIFIED = "CJK SC"
COMMAND = "apt-get download " + " ".join(PACKAGES)


def install(progress: Progress) -> bool:
    """Brings what is missing; True when something was fetched. Safe to run again at any time."""
    fonts.write_configuration()
    fonts.site_folder().mkdir(parents=True, exist_ok=True)
    if not fonts.missing():
        return False
    with tempfile.TemporaryDirectory(dir=fonts.folder()) as name:
        for package, wanted in PACKAGES.items():
            _install_package(package, wanted, Path(name), progress)
    _write_stamp()
    return True


def _install_package(package: str, wanted: tuple[str, ...], workplace: Path, progress: Progress) -> None:
    progress(f"下载 {package} …")
    archive = _package_file(package, workplace)
    progress(f"解包 {archive.name}（{archive.stat().st_size / 1e6:.0f} MB）…")
    unpacked = workplace / package
    unpacked.mkdir()
    _extract(archive, wanted, unpacked)
    for path in sorted(unpacked.rglob("*")):
        if path.is_file():
            _place(path)
    shutil.rmtree(unpacked)


def _package_file(package: str, workplace: Path) -> Path:
    """A package the operator left in the font folder, else one fetched now."""
    kept = sorted(fonts.folder().glob(f"{package}_*.deb"))
    if kept:
        return kept[-1]
    if not shutil.which("apt-get"):
        raise Conflict(_advice(package, "apt-get"))
    done = subprocess.run(["apt-get", "download", package], check=False, cwd=workplace, capture_output=True, text=True)
    found = sorted(workplace.glob(f"{package}_*.deb"))
    if done.returncode or not found:
        raise Conflict(_advice(package, done.stderr.strip()))
    return found[-1]


def _advice(package: str, reason: str) -> str:
    return (
        f"字体包 {package} 未能下载（{reason}）。请执行下面一行命令后重试：\n"
        f"  sudo apt-get update && cd {fonts.folder()} && {COMMAND}"
    )


def _extract(archive: Path, wanted: tuple[str, ...], target: Path) -> None:
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE) as package:
        subprocess.run(["tar", "-x", "-C", str(target), "--wildcards", *wanted], stdin=package.stdout, check=True)


def _place(path: Path) -> None:
    """Moves a font into the folder under its final name, whole or not at all."""
    if path.suffix == ".ttc":
        path = _simplified_face(path)
    shutil.move(path, fonts.folder() / (path.name + ".part"))
    (fonts.folder() / (path.name + ".part")).rename(fonts.folder() / path.name)


def _simplified_face(collection: Path) -> Path:
    """The mainland face of a collection as a file of its own: the first face has Japanese forms."""
    target = collection.with_name(collection.stem.replace("CJK-", "CJKsc-") + ".otf")
    with TTCollection(collection, lazy=True) as faces:
        face = next(font for font in faces.fonts if SIMPLIFIED in str(font["name"].getDebugName(4)))
        face.save(target)
    return target


def _write_stamp() -> None:
    sizes = {name: (fonts.folder() / name).stat().st_size for name in fonts.files()}
    stamp = fonts.folder() / "installed.json"
    stamp.write_text(json.dumps({"packages": list(PACKAGES), "files": sizes}, indent=1))
    fonts.characters.cache_clear()
