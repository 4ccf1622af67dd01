"""The fonts documents are printed with: where they lie, which characters they have, and that nothing else is used.

The set is isolated: fontconfig reads only DATA_DIR/fonts and DATA_DIR/site-fonts, so the same document
looks the same on every machine. A site's licensed faces in site-fonts win over the free ones.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from django.conf import settings
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
def characters() -> frozenset[str]:
    """Every character that some installed face can print."""
    found: set[int] = set()
    for name in files():
        with TTFont(folder() / name, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(map(chr, found))
