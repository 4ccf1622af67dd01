"""The fonts documents are printed with: where they lie, which characters they have, and that nothing else is used.

The set is isolated: fontconfig reads only DATA_DIR/fonts and DATA_DIR/site-fonts, so the same document
looks the same on every machine. A site's licensed faces in site-fonts win over the free ones.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

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
    edges = [_glyph_ink(face, character) for character in text if not character.isspace()] or [(0.0, 1.0)]
    return min(top for top, _bottom in edges), max(bottom for _top, bottom in edges)


def _glyph_ink(face: str, character: str) -> tuple[float, float]:
    for path in (picked(face), folder() / FACES[face][1]):
        font = _opened(path)
        name = _glyph_names(path).get(ord(character))
        if name is not None:
            return _bounds(font, name)
    return 0.0, 1.0


@cache
def _opened(path: Path) -> TTFont:
    """Kept open: to read the tables of a Chinese face takes longer than all that is asked of it."""
    return TTFont(path, lazy=True)


@cache
def _glyph_names(path: Path) -> dict[int, str]:
    return dict(_opened(path).getBestCmap())


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
    found: set[int] = set()
    for path in (*(folder() / name for name in files()), *site_files()):
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(map(chr, found))
