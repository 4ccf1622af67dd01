"""Runs and paragraphs of an editable document: faces, sizes, exact spacing, indents in characters."""

from __future__ import annotations

import re
from typing import Any, Protocol

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from documents.measures import CELL_MM

FANG, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"
RED = "E60012"
PITCH_PT = 28.95
"""22 lines of it are 224.7 mm; exact spacing looks alike in WPS, Word and LibreOffice, a document grid does not."""
CELL_PT = CELL_MM * 72 / 25.4
SIZE_PT = 16.0
LEFT, CENTER, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class Holder(Protocol):
    """What takes paragraphs: a document, a cell, a header."""

    def add_paragraph(self) -> Paragraph: ...


def element(tag: str, **attributes: object) -> Any:
    """An element of WordprocessingML."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def printable(text: str) -> str:
    """Without what XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


def run(paragraph: Paragraph, text: str, face: str = FANG, size: float = SIZE_PT, *, colour: str = "") -> None:
    """Appends text; Latin letters and figures are set in Times New Roman."""
    added = paragraph.add_run(printable(text))
    properties = added._element.get_or_add_rPr()  # noqa: SLF001 - the library has no way to name an East Asian face
    if size == SIZE_PT:
        properties.append(element("w:spacing", val=-4))  # in twips: 16 pt less 0.2 is a cell of 15.8
    added.font.size, added.font.name = Pt(size), LATIN
    faces = properties.get_or_add_rFonts()
    for use in ("ascii", "hAnsi", "cs"):
        faces.set(qn(f"w:{use}"), LATIN)
    faces.set(qn("w:eastAsia"), face)
    if colour:
        added.font.color.rgb = RGBColor.from_string(colour)


def line(
    holder: Holder, text: str = "", face: str = FANG, size: float = SIZE_PT, *, align: WD_ALIGN_PARAGRAPH = LEFT,
    first: float = 0, left: float = 0, right: float = 0, pitch: float = PITCH_PT, colour: str = "",
) -> Paragraph:  # fmt: skip
    """A new paragraph; indents in characters of the type area."""
    return shaped(holder.add_paragraph(), text, face, size, align=align, first=first, left=left, right=right,
                  pitch=pitch, colour=colour)  # fmt: skip


def shaped(
    paragraph: Paragraph, text: str = "", face: str = FANG, size: float = SIZE_PT, *,
    align: WD_ALIGN_PARAGRAPH = LEFT, first: float = 0, left: float = 0, right: float = 0, pitch: float = PITCH_PT,
    colour: str = "",
) -> Paragraph:  # fmt: skip
    """Gives a paragraph its shape and text."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.widow_control = False
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    shape.alignment = align
    for name, cells in (("first_line_indent", first), ("left_indent", left), ("right_indent", right)):
        if cells:
            setattr(shape, name, Pt(cells * CELL_PT))
    if text:
        run(paragraph, text, face, size, colour=colour)
    return paragraph


def ruled(paragraph: Paragraph, side: str, eighths: int, colour: str = "000000", space: int = 0) -> None:
    """A rule above or below; its width in eighths of a point."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - nor to rule a paragraph
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = element("w:pBdr")
        followers = ("w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
        properties.insert_element_before(borders, *followers)
    borders.append(element(f"w:{side}", val="single", sz=eighths, space=space, color=colour))


def page_number(paragraph: Paragraph) -> None:
    """— 1 — in 四号 宋体 (GB/T 9704 7.5)."""
    run(paragraph, "— ", SONG, 14)
    field = element("w:fldSimple", instr="PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - nor to number a page
    run(paragraph, " —", SONG, 14)
