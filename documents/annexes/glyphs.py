"""Which glyph of which embedded face prints a character: asked of the renderer, so tables and text agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration

Fonts = dict[Any, Any]
FACES = ("fang", "hei")


@dataclass(frozen=True)
class Run:
    """Characters of one embedded face: its name in the page's resources and their glyphs in hexadecimal."""

    font: str
    glyphs: str


class _Watched(Fonts):
    """The fonts that one face needs; each is the document's own."""

    def __init__(self, shared: Fonts) -> None:
        super().__init__()
        self.shared = shared

    def __contains__(self, key: object) -> bool:
        if not super().__contains__(key) and key in self.shared:
            super().__setitem__(key, self.shared[key])
        return super().__contains__(key)

    def __setitem__(self, key: Any, font: Any) -> None:
        self.shared[key] = font
        super().__setitem__(key, font)


class Glyphs:
    """The glyphs of all characters that tables are going to need; the document embeds them when it is written."""

    def __init__(self, document: Document, characters: Iterable[str], css: CSS, faces: FontConfiguration) -> None:
        text = "".join(sorted(set(characters) - {"\n"}))
        self._sheets: list[Document] = []
        self._of = {face: self._learnt(document, face, text, css, faces) for face in FACES}
        self.runs = lru_cache(maxsize=4_000)(self._runs)

    def _learnt(self, document: Document, face: str, text: str, css: CSS, faces: FontConfiguration) -> dict[str, Run]:
        """Paints the characters on a sheet that is thrown away; what it used, the document then embeds."""
        from django.utils.html import format_html
        from weasyprint import HTML
        from weasyprint.pdf.stream import Stream

        sheet = HTML(string=format_html('<html lang="zh-CN"><p class="glyphs {}">{}</p>', face, text))
        drawn = sheet.render(stylesheets=[css], font_config=faces)
        self._sheets.append(drawn)
        watched = _Watched(document.fonts)
        for page in drawn.pages:
            page.paint(Stream(watched, (0, 0, 0, 0), pydyf.Dictionary({"ExtGState": {}}), {}, None, {}, None))
        found: dict[str, Run] = {}
        for font in watched.values():
            for glyph, characters in font.to_unicode.items():
                found.setdefault(characters, Run(font.hash, f"{glyph:04x}"))
        return found

    def _runs(self, face: str, text: str) -> tuple[Run, ...]:
        """The text in stretches of one embedded face; what has no glyph was refused before."""
        of = self._of[face]
        runs: list[tuple[str, list[str]]] = []
        for character in text:
            glyph = of.get(character)
            if glyph is None:
                continue
            if runs and runs[-1][0] == glyph.font:
                runs[-1][1].append(glyph.glyphs)
            else:
                runs.append((glyph.font, [glyph.glyphs]))
        return tuple(Run(font, "".join(glyphs)) for font, glyphs in runs)
