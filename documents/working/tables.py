"""Tables of an editable document: ruled, head repeated, annexes that lie across the page in a section of their own."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.section import Section
from docx.shared import Mm

from documents.annexes.columns import grid
from documents.titles import LONGEST, broken
from documents.working.lettering import CENTER, FANG, HEI, LATIN, RIGHT, TITLE, line, printable

Content = dict[str, Any]

LONGEST_TABLE = 1000
"""Rows of an annex; a word processor stalls over more, which its workbook holds."""
TYPE_MM = 155.8
"""The width of the type area, less what a table's rule takes."""


def upright(section: Section) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), Mm(25.4)


def across(section: Section) -> None:
    """The same margins with the page turned to the left."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.left_margin, section.right_margin = Mm(37), Mm(35)
    section.header_distance, section.footer_distance = Mm(15), Mm(15)


def annexes(made: Document, listed: list[Content]) -> None:
    """Each annex on pages of its own; afterwards the page stands upright again."""
    is_across = False
    for annex in listed:
        laid = grid(annex["columns"])
        if laid.is_wide != is_across:
            section = made.add_section(WD_SECTION.NEW_PAGE)
            (across if laid.is_wide else upright)(section)
            is_across = laid.is_wide
            _annex(made, annex, laid.size)
        else:
            _annex(made, annex, laid.size, breaks=True)
    if is_across:
        upright(made.add_section(WD_SECTION.NEW_PAGE))


def _annex(made: Document, annex: Content, size: float, *, breaks: bool = False) -> None:
    line(made, annex["label"], HEI).paragraph_format.page_break_before = breaks
    for words in broken(annex["title"], LONGEST):
        line(made, words, TITLE, 18, align=CENTER)
    if annex["unit"]:
        line(made, annex["unit"], size=10.5, align=RIGHT, pitch=17)
    if len(annex["rows"]) > LONGEST_TABLE:
        line(made, f"本表共{len(annex['rows'])}行，见同名工作簿（.xlsx）。", first=2)
    else:
        ruled_table(made, annex, size)
    for note in annex["notes"]:
        line(made, note, size=10.5, pitch=17)


def ruled_table(made: Document, table: Content, size: float) -> None:
    """Head and rows at `size` points; totals in 黑体. Written as text and read once: thousands of rows take seconds."""
    columns, rows = table["columns"], table["rows"]
    laid = grid(columns)
    twips = [round((b - a) * TYPE_MM / 156 / 25.4 * 1440) for a, b in pairwise(laid.edges)]
    aligns = [column["align"] for column in columns]
    first_total = len(rows) - table["totals"]
    drawn = [_row([column["title"] for column in columns], ["center"] * len(columns), twips, HEI, size, "w:tblHeader")]
    for number, row in enumerate(rows):
        drawn.append(_row(row, aligns, twips, HEI if number >= first_total else FANG, size, "w:cantSplit"))
    _append(made, twips, drawn)


def _append(made: Document, twips: list[int], rows: list[str]) -> None:
    """A table at the end of the text, before the section's own properties."""
    grid_columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in edges)
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid_columns}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )
    made.element.body.insert_element_before(table, "w:sectPr")


def _row(texts: list[str], aligns: list[str], twips: list[int], face: str, size: float, property_: str) -> str:
    """`property_`: tblHeader repeats the row on each page, cantSplit keeps it on one."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{_cell(text, align, face, size)}</w:tc>"
        for text, align, width in zip(texts, aligns, twips, strict=True)
    )
    return f"<w:tr><w:trPr><{property_}/></w:trPr>{cells}</w:tr>"


def _cell(text: str, align: str, face: str, size: float) -> str:
    shape = (
        f'<w:spacing w:before="0" w:after="0" w:line="{round(size * 28)}" w:lineRule="exact"/><w:jc w:val="{align}"/>'
    )
    faces = f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{face}"/><w:sz w:val="{round(size * 2)}"/>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in printable(text).split("\n"))
    return f"<w:p><w:pPr>{shape}</w:pPr><w:r><w:rPr>{faces}</w:rPr>{lines}</w:r></w:p>"


def block(made: Document, item: Content) -> None:
    """A table, the cells of a form, an opinion, or lines to sign on."""
    match item["block"]:
        case "table":
            if item["caption"]:
                line(made, item["caption"], size=14, align=CENTER)
            ruled_table(made, item, grid(item["columns"]).size)
        case "fields" | "signers":
            _labelled(made, [(field["label"], field["value"]) for field in item[item["block"]]])
        case "opinion":
            signed = f"{item['name']}　{item['day']}".strip()
            _labelled(made, [(item["label"], "\n".join(filter(None, (item["text"], signed))))])


def _labelled(made: Document, cells: list[tuple[str, str]]) -> None:
    """A label at the left of each value."""
    twips = [2041, round(TYPE_MM / 25.4 * 1440) - 2041]
    rows = [_row([label, value], ["center", "left"], twips, FANG, 12, "w:cantSplit") for label, value in cells]
    _append(made, twips, rows)
