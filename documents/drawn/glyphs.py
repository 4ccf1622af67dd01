"""Which glyph of which embedded face prints a character: asked of the renderer, so what is drawn and what it sets agree.

What was once asked is known for as long as the process lives: laying out a sheet of characters for every document
would take as long as the document itself.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pydyf

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration

Fonts = dict[Any, Any]
ASCII = "".join(map(chr, range(0x20, 0x7F)))
"""Asked of each face first and together, so that a blank belongs to the Latin face whatever a document begins with."""


class Known(NamedTuple):
    """The renderer's key of a font, the number of a glyph in it, and the glyph's width in thousandths of an em."""

    font: Any
    glyph: int
    width: float


@dataclass(frozen=True)
class Run:
    """Characters of one embedded face: its name in the page's resources and their glyphs in hexadecimal."""

    font: str
    glyphs: str


class _Fresh(Fonts):
    """The fonts that one sheet needs, each as new: nothing printed yet."""

    def __init__(self, opened: Fonts) -> None:
        super().__init__()
        self.opened = opened

    def __contains__(self, key: object) -> bool:
        if not super().__contains__(key) and key in self.opened:
            self[key] = _fresh(self.opened[key])
        return super().__contains__(key)


def _fresh(font: Any) -> Any:
    """The same font file, of which nothing is printed yet."""
    found = copy.copy(font)
    found.widths, found.to_unicode, found.missing = {}, {}, {}
    return found


def _emptied(font: Any) -> Any:
    """The same without its file, of which only the kind is told by its first bytes: what is embedded is cut from the
    file that the renderer keeps open, and a Chinese face takes up to 25 MB."""
    found = _fresh(font)
    found.file_content = font.file_content[:4]
    return found


def are_embedded(fonts: Fonts) -> bool:
    """Whether every font that was lent without its file has been cut."""
    cut = {font.hash for font in fonts.values() if len(font.file_content) > 4}
    return all(font.hash in cut for font in fonts.values())


@dataclass
class Faces:
    """The faces of one stylesheet and all that was asked of them so far."""

    css: CSS
    configuration: FontConfiguration
    _opened: Fonts = field(default_factory=dict)
    _known: dict[str, dict[str, Known]] = field(default_factory=dict)

    def known(self, needed: Mapping[str, str]) -> Mapping[str, Mapping[str, Known]]:
        """What is known of each face, at least the characters needed."""
        unknown = {}
        for face, characters in needed.items():
            known = self._known.setdefault(face, {})
            missing = sorted(set(characters) - known.keys())
            if missing:
                unknown[face] = (ASCII if not known else "") + "".join(c for c in missing if known or c not in ASCII)
        if unknown:
            self._ask(unknown)
        return self._known

    def font(self, key: Any) -> Any:
        return _fresh(self._opened[key])

    def _ask(self, texts: Mapping[str, str]) -> None:
        """Paints the characters on a sheet that is thrown away, a page a face. Of characters that share a glyph (·, • and ・)
        the sheet tells one; the others are asked again on a sheet without it, or they would be left out on paper."""
        from django.utils.html import format_html_join
        from weasyprint import HTML
        from weasyprint.pdf.stream import Stream

        pages = format_html_join("", '<p class="glyphs {}">{}</p>', texts.items())
        sheet = HTML(string=f'<html lang="zh-CN">{pages}').render(
            stylesheets=[self.css], font_config=self.configuration
        )
        for face, page in zip(texts, sheet.pages, strict=True):
            used = _Fresh(self._opened)
            page.paint(Stream(used, (0, 0, 0, 0), pydyf.Dictionary({"ExtGState": {}}), {}, None, {}, None))
            for key, font in used.items():
                self._opened.setdefault(key, _emptied(font))
                for glyph, character in font.to_unicode.items():
                    self._known[face][character] = Known(key, glyph, font.widths[glyph])
        untold = {face: "".join(c for c in text if c not in self._known[face]) for face, text in texts.items()}
        again = {face: text for face, text in untold.items() if text and len(text) < len(texts[face])}
        if again:
            self._ask(again)
        for face, text in untold.items():
            for character in text:
                self._known[face].setdefault(character, Known(None, 0, 0))


class Glyphs:
    """The glyphs of all characters of each face that are going to be drawn; the document embeds them when written."""

    def __init__(self, document: Document, needed: Mapping[str, Iterable[str]], faces: Faces) -> None:
        texts = {face: "".join(sorted(set(needed[face]) - {"\n"})) for face in sorted(needed)}
        self._known = known = faces.known(texts)
        self._of = {face: self._embedded(document.fonts, text, known[face], faces) for face, text in texts.items()}
        self.runs = lru_cache(maxsize=4_000)(self._runs)

    def width(self, face: str, text: str) -> float:
        """In ems, as the face has it."""
        return sum(self._known[face][character].width for character in text) / 1000

    @staticmethod
    def _embedded(fonts: Fonts, text: str, known: Mapping[str, Known], faces: Faces) -> dict[str, Run]:
        found: dict[str, Run] = {}
        for character in text:
            key, glyph, width = known[character]
            if key is None:
                continue  # what has no glyph was refused before
            if key not in fonts:
                fonts[key] = faces.font(key)
            fonts[key].widths[glyph] = width
            fonts[key].to_unicode.setdefault(glyph, character)
            found[character] = Run(fonts[key].hash, f"{glyph:04x}")
        return found

    def _runs(self, face: str, text: str) -> tuple[Run, ...]:
        """The text in stretches of one embedded face."""
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
