"""A document as .docx: what WPS opens, in the faces and spacing of GB/T 9704-2012."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.blocks import ANNEX, is_annexed
from documents.composer import normalise, width
from documents.enums import Layout
from documents.papers import chinese_date_of
from documents.titles import LONGEST, broken
from documents.working import lettering, tables
from documents.working.lettering import CENTER, FANG, HEI, JUSTIFY, KAI, RED, RIGHT, TITLE, line, ruled, run

Content = dict[str, Any]

FORM = Layout.FORM.value
MADE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a document's properties bear no zone


def document(content: Content, mark: str) -> bytes:
    """The working copy of a frozen content; `mark` stands at the head of every page."""
    made = docx.Document()
    _page(made, mark)
    _head(made, content)
    _title(made, content["title"])
    if content["addressees"]:
        line(made, "，".join(content["addressees"]) + "：")
    _blocks(made, content["body"])
    _tail(made, content)
    if content["enclosure"]:
        _enclosure(made, content)
    tables.annexes(made, content["annexes"])
    _colophon(made, content)
    return _saved(made, content)


def _page(made: Document, mark: str) -> None:
    """A4 with margins of 37, 35, 28 and 26 mm, page numbers outside, 工作稿 above."""
    normal = made.styles["Normal"]
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANG)
    section = made.sections[0]
    tables.upright(section)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - the template's grid would win over exact spacing
    if grid is not None:
        section._sectPr.remove(grid)  # noqa: SLF001
    made.settings.odd_and_even_pages_header_footer = True
    for header in (section.header, section.even_page_header):
        lettering.shaped(header.paragraphs[0], mark, HEI, 10.5, align=CENTER, pitch=14)
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, lettering.LEFT)):
        lettering.page_number(lettering.shaped(footer.paragraphs[0], align=align, left=1, right=1, pitch=20))


def _head(made: Document, content: Content) -> None:
    """The red head with number and red rule; forms have their number alone."""
    issue, layout = content.get("issue", {}), content["layout"]
    number, mark = issue.get("number", ""), content["mark"] or issue.get("mark", "")
    if layout == FORM:
        line(made, number, size=12, align=RIGHT)
        return
    size = min(60.0, 430 / max(len(mark), 1)) if layout != Layout.LETTER else min(42.0, 420 / max(len(mark), 1))
    above = line(made, mark, TITLE, size, align=CENTER, pitch=size * 1.1, colour=RED)
    above.paragraph_format.space_before = Pt(0 if layout == Layout.LETTER else 96)
    if layout == Layout.LETTER:
        ruled(above, "bottom", 24, RED, 4)
    else:
        line(made)
    named = _signatories(issue)
    if layout == Layout.UPWARD and named:
        below = line(made, number, left=1)
        below.paragraph_format.tab_stops.add_tab_stop(Mm(110))
        run(below, "\t签发人：")
        run(below, "　".join(named), KAI)
    else:
        below = line(made, number, align=RIGHT if layout == Layout.LETTER else CENTER)
    if layout == Layout.MINUTES:
        below = line(made, f"{issue.get('issuer_name', '')}\t{chinese_date_of(issue.get('document_date'))}", left=1)
        below.paragraph_format.tab_stops.add_tab_stop(Mm(110))
    if layout != Layout.LETTER:
        ruled(below, "bottom", 12, RED, 8)
    line(made)


def _signatories(issue: Content) -> list[str]:
    first = issue.get("signatory_name", "")
    return [name for name in (first, *(other["signatory_name"] for other in issue.get("co_issuers", ()))) if name]


def _title(made: Document, title: str) -> None:
    line(made)
    for words in broken(title, LONGEST) if title else ():
        line(made, words, TITLE, 22, align=CENTER)
    line(made)


def _blocks(made: Document, blocks: list[Content]) -> None:
    for block in blocks:
        match block["block"]:
            case "heading":
                face = {1: HEI, 2: KAI}.get(block["level"], FANG)
                heading = line(made, normalise(block["text"]), face, first=2)
                heading.paragraph_format.keep_with_next = not block["run_in"]
                if block["run_in"]:
                    run(heading, normalise(block["run_in"]))
            case "paragraph":
                line(made, normalise(block["text"]), align=JUSTIFY, first=2)
            case _:
                tables.block(made, block)


def _tail(made: Document, content: Content) -> None:
    """附件说明, signature and note; of minutes who was there; of a form its office and day."""
    issue = content.get("issue", {})
    if content["attachments"]:
        line(made)
    for order, name in enumerate(content["attachments"], 1):
        number = f"{order}. " if len(content["attachments"]) > 1 else ""
        line(made, ("附件：" if order == 1 else "　　　") + number + name, left=2)
    for row in content["attendance"]:
        present = line(made, f"{row['label']}：", HEI, first=2)
        run(present, normalise(row["names"]))
    if content["layout"] != Layout.MINUTES and (content["layout"] != FORM or content["is_signed_off"]):
        _signature(made, issue)
    if content["note"]:
        line(made, f"（{content['note']}）", first=2)


def _signature(made: Document, issue: Content) -> None:
    """Names and date as where a seal goes: the date four cells from the right, each name centred on it."""
    date = chinese_date_of(issue.get("document_date"))
    names = [issue.get("issuer_name", ""), *(other["name"] for other in issue.get("co_issuers", ()))]
    made.paragraphs[-1].paragraph_format.keep_with_next = True  # the block never stands alone on a page (7.3.5.5)
    for _blank in range(2):
        line(made).paragraph_format.keep_with_next = True
    for name in filter(None, names):
        right = max(4 + (width(date) - width(name)) / 2, 0)
        line(made, name, align=RIGHT, right=right).paragraph_format.keep_with_next = True
    if date:
        line(made, date, align=RIGHT, right=4)


def _enclosure(made: Document, content: Content) -> None:
    enclosure = content["enclosure"]
    label = line(made, ANNEX, HEI) if is_annexed(content) else line(made, pitch=1)
    label.paragraph_format.page_break_before = True
    _title(made, enclosure["title"])
    _blocks(made, enclosure["blocks"])


def _colophon(made: Document, content: Content) -> None:
    """版记 below the text; an editable copy does not hold it to the last even page."""
    issue, layout = content.get("issue", {}), content["layout"]
    printed_by = issue.get("printed_by", "")
    if layout == FORM or not (content["cc"] or printed_by):
        return
    last = line(made)
    if content["cc"]:
        label = "分送" if layout == Layout.MINUTES else "抄送"
        last = line(made, f"{label}：{'，'.join(content['cc'])}。", size=14, left=1, right=1, pitch=22.7)
        ruled(last, "top", 8)
    if printed_by and layout != Layout.LETTER:
        last = line(made, f"{printed_by}\t{chinese_date_of(issue.get('printed_on'))}印发", size=14, left=1, pitch=22.7)
        last.paragraph_format.tab_stops.add_tab_stop(Mm(108))
        ruled(last, "top", 6 if content["cc"] else 8)
    ruled(last, "bottom", 8)


def _saved(made: Document, content: Content) -> bytes:
    """The same content gives the same bytes."""
    issue, properties = content.get("issue", {}), made.core_properties
    properties.title, properties.author = content["title"][:255], issue.get("issuer_name", "")[:255]
    properties.subject, properties.comments = issue.get("number", ""), ""
    properties.created = properties.modified = MADE
    written, steady = io.BytesIO(), io.BytesIO()
    made.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return steady.getvalue()
