"""Words as drawn shapes: for seals and marks, which are pictures and no part of the text."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from threading import Lock

from django.utils.html import format_html
from django.utils.safestring import SafeString
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from documents import fonts

_one_at_a_time = Lock()
"""An opened face reads its tables when they are first needed, all from one file: two threads would disturb each other."""


@cache
def glyph(face: str, character: str) -> tuple[str, int]:
    """The path of a character, baseline at 0 and y upwards, and the units of its em; no path where no face has it."""
    with _one_at_a_time:
        return _read(face, character)


def _read(face: str, character: str) -> tuple[str, int]:
    for path in (fonts.picked(face), fonts.folder() / fonts.FACES[face][1]):
        font = _opened(path)
        name = font.getBestCmap().get(ord(character))
        if name is not None:
            glyphs = font.getGlyphSet()
            pen = SVGPathPen(glyphs)
            glyphs[name].draw(pen)
            return str(pen.getCommands()), int(font["head"].unitsPerEm)
    return "", 1


def placed(face: str, character: str, *, size: float, x: float = 0, y: float = 0, turn: float = 0) -> str:
    """A character of `size`, its middle at x, y, the whole turned by `turn` degrees around 0, 0."""
    path, units = glyph(face, character)
    scale = size / units
    return (
        f'<path transform="rotate({turn:.3f}) translate({x - size / 2:.3f} {y + size * 0.38:.3f}) '
        f'scale({scale:.6f} {-scale:.6f})" d="{path}"/>'
    )


def picture(svg: str, words: str, style: str = "") -> SafeString:
    """A drawing as an image that says `words` to whoever cannot see it."""
    source = base64.b64encode(svg.encode()).decode()
    return format_html('<img alt="{}" style="{}" src="data:image/svg+xml;base64,{}">', words, style, source)


@cache
def _opened(path: Path) -> TTFont:
    return TTFont(path, lazy=True)
