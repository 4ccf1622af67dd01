"""The fonts documents are printed with: where they lie, which characters they have, and that nothing else is used.

The set is isolated: fontconfig reads only DATA_DIR/fonts and DATA_DIR/site-fonts, so the same document
looks the same on every machine. A site's licensed faces in site-fonts win over the free ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

FACES: dict[str, tuple[str, str]] = {
    "song": ("FandolSong-Regular.otf", "NotoSerifCJKsc-Regular.otf"),
    "fang": ("FandolFang-Regular.otf", "NotoSerifCJKsc-Regular.otf"),
    "kai": ("FandolKai-Regular.otf", "NotoSerifCJKsc-Regular.otf"),
    "hei": ("FandolHei-Regular.otf", "NotoSansCJKsc-Regular.otf"),
    "title": ("NotoSerifCJKsc-Bold.otf", "NotoSerifCJKsc-Bold.otf"),
    "latin": ("LiberationSerif-Regular.ttf", "LiberationSerif-Regular.ttf"),
}
"""Face of the layouts: the file it is set in and the file that lends it its rare characters."""

LICENSED: dict[str, tuple[str, ...]] = {
    "song": ("SimSun", "宋体"),
    "fang": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体"),
    "hei": ("SimHei", "黑体"),
    "title": ("FZXBSJW--GB1-0", "FZXiaoBiaoSong-B05S", "方正小标宋简体"),
    "latin": ("Times New Roman", "TimesNewRomanPSMT"),
}
"""Names of the faces that a site may hold a licence for, first choice first; the stylesheet asks for the same."""

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{site}</dir>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
"""


def folder() -> Path:
    return Path(settings.DATA_DIR).resolve() / "fonts"


def site_folder() -> Path:
    """Where a site puts the faces it holds a licence for."""
    return folder().parent / "site-fonts"


def files() -> tuple[str, ...]:
    """Every font file that must be installed."""
    return tuple(sorted({name for pair in FACES.values() for name in pair}))


def missing() -> tuple[str, ...]:
    return tuple(name for name in files() if not (folder() / name).is_file())


def write_configuration() -> Path:
    """The isolated fontconfig file; written again only when its text has changed."""
    path = folder() / "fonts.conf"
    text = _CONFIGURATION.format(site=site_folder(), fonts=folder(), cache=folder() / "cache")
    if not path.is_file() or path.read_text() != text:
        folder().mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return path


def activate() -> None:
    """Points this process at the isolated set; must run before the renderer is first loaded."""
    os.environ["FONTCONFIG_FILE"] = str(write_configuration())


@cache
def site_files() -> tuple[Path, ...]:
    """The font files a site has put in its folder."""
    found = site_folder().glob("*") if site_folder().is_dir() else ()
    return tuple(sorted(path for path in found if path.suffix.lower() in {".ttf", ".otf"}))


@cache
def picked(face: str) -> Path:
    """The file a face is set in: the site's licensed one where it is installed."""
    named = {name: path for path in site_files() for name in _names(path)}
    licensed = next((named[name] for name in LICENSED[face] if name in named), None)
    return licensed or folder() / FACES[face][0]


def _names(path: Path) -> set[str]:
    with TTFont(path, lazy=True) as font:
        return {str(record) for record in font["name"].names if record.nameID in {1, 4, 6}}


@cache
def ink(face: str, text: str) -> tuple[float, float]:
    """Top and bottom of the ink of `text` in ems, from the top of a line as high as the type is large."""
    top, bottom = _remembered(("ink", text), (picked(face), folder() / FACES[face][1]), _ink)
    return float(top), float(bottom)


@cache
def baseline(face: str) -> float:
    """From the top of a line as high as the type is large down to the face's baseline, in ems."""
    [found] = _remembered(("baseline",), (picked(face),), _baseline)
    return float(found)


def _baseline(asked: tuple[str, ...], files: Sequence[Path]) -> list[float]:
    with TTFont(files[0], lazy=True) as font:
        units = font["head"].unitsPerEm
        return [(units + font["hhea"].ascent + font["hhea"].descent) / 2 / units]


def _ink(asked: tuple[str, ...], files: Sequence[Path]) -> list[float]:
    wanted = {ord(character) for character in asked[1] if not character.isspace()}
    edges: list[tuple[float, float]] = []
    for path in files:
        with TTFont(path, lazy=True) as font:
            names = font.getBestCmap()
            edges += [_bounds(font, names[code]) for code in sorted(wanted & set(names))]
            wanted -= set(names)
    return [min((top for top, _ in edges), default=0.0), max((bottom for _, bottom in edges), default=1.0)]


def _remembered(asked: tuple[str, ...], files: Sequence[Path], learn: Callable[..., list[Any]]) -> list[Any]:
    """What was once learnt from font files, kept beside them: to read the tables of a Chinese face takes a second
    and a hundred megabytes. Forgotten when a file changes."""
    state = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    name = hashlib.sha256(json.dumps([asked, state]).encode()).hexdigest()[:32]
    kept = folder() / "learnt" / f"{name}.json"
    if kept.is_file():
        return list(json.loads(kept.read_text()))
    found = learn(asked, files)
    kept.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=kept.parent, delete=False) as part:
        json.dump(found, part)
    Path(part.name).replace(kept)
    return found


def _bounds(font: TTFont, name: str) -> tuple[float, float]:
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    units, above, below = font["head"].unitsPerEm, font["hhea"].ascent, font["hhea"].descent
    baseline = (units + above + below) / 2
    bounds = pen.bounds or (0, 0, 0, units)
    return (baseline - bounds[3]) / units, (baseline - bounds[1]) / units


@cache
def characters() -> frozenset[str]:
    """Every character that some installed face can print; the site's count too."""
    ranges = _remembered(("characters",), (*(folder() / name for name in files()), *site_files()), _ranges)
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


def installed_characters() -> frozenset[str] | None:
    """`characters`, or None where the faces are not installed yet. Once known they are not looked for again: whoever
    loads a table of places asks thirty thousand times."""
    return characters() if characters.cache_info().currsize or not missing() else None


def _ranges(asked: tuple[str, ...], files: Sequence[Path]) -> list[list[int]]:
    codes: set[int] = set()
    for path in files:
        with TTFont(path, lazy=True) as font:
            codes.update(font.getBestCmap())
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found
