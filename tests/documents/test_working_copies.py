"""Working copies: the same words, nearly the same looks, no formula, and only for readers of the document."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.models import Organisation, User
from documents import working
from documents.models import IssuedDocument
from documents.papers import Annex, Block, Column, Heading, Paragraph
from documents.services import issue
from tests.factories.documents import Letter, OpenLetter, with_issue

PAYLOADS = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "\r=1+1",
    '=HYPERLINK("http://evil.example","x")', "=cmd|'/c calc'!A1", "＝1+1",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Report(Letter):
    """A letter with headings and two annexes, one of them across the page."""

    rows: tuple[tuple[str, ...], ...] = (("1", "水窖", "1,234.50"), ("2", "道路", "-12"), ("", "合计", "1,222.5"))

    def body(self) -> tuple[Block, ...]:
        return (Heading(1, "一、基本情况"), Paragraph(self.text), Heading(2, "（一）资金。", "共三项。"))

    def annexes(self) -> tuple[Annex, ...]:
        columns = (Column("序号", 3), Column("项目", 12, "left"), Column("金额", 8, "right"))
        wide = tuple(Column(f"第{n}栏", 6) for n in range(1, 15))
        return (
            Annex("附件1", "项目表", columns, self.rows, unit="单位：万元", notes=("注：含税。",), totals=1),
            Annex("附件2", "明细表", wide, (tuple(map(str, range(14))),)),
        )


def opened(held: bytes) -> Any:
    return docx.Document(io.BytesIO(held))


def sheet_of(annex: dict[str, Any]) -> Worksheet:
    return load_workbook(io.BytesIO(working.workbook(annex, working.MARK))).worksheets[0]


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    return with_issue(Report())


@pytest.fixture(scope="module")
def copy(content: dict[str, Any]) -> Any:
    return opened(working.document(content, working.MARK))


def test_it_says_what_the_document_says(copy: Any) -> None:
    said = "\n".join(paragraph.text for paragraph in copy.paragraphs)
    for words in ("竹财函〔2026〕1号", "竹山县财政局关于有关事项的函", "县水利局：", "一、基本情况", "现就有关事项函告如下。",
                  "（一）资金。共三项。", "附件：1. 项目表", "2. 明细表", "2026年3月2日", "（此件依申请公开）", "注：含税。"):  # fmt: skip
        assert words in said
    cells = [[cell.text for cell in row.cells] for row in copy.tables[0].rows]
    assert cells == [["序号", "项目", "金额"], *map(list, Report().rows)]


def test_it_is_laid_out_as_the_standard_wants(copy: Any) -> None:
    section = copy.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    body = next(paragraph for paragraph in copy.paragraphs if "现就有关事项" in paragraph.text)
    assert Pt(28.95) <= body.paragraph_format.line_spacing <= Pt(29.61)
    assert faces(body) == {"仿宋_GB2312"}
    assert faces(next(p for p in copy.paragraphs if p.text.startswith("一、"))) == {"黑体"}
    assert faces(next(p for p in copy.paragraphs if p.text.startswith("（一）"))) == {"楷体_GB2312", "仿宋_GB2312"}
    title = next(p for p in copy.paragraphs if "关于有关事项的函" in p.text)
    assert (faces(title), title.runs[0].font.size) == ({"方正小标宋简体"}, Pt(22))
    mark = next(p for p in copy.paragraphs if p.text == "竹山县财政局")
    assert str(mark.runs[0].font.color.rgb) == "E60012"


def test_it_is_packed(content: dict[str, Any]) -> None:
    for made in (working.document(content, working.MARK), working.workbook(content["annexes"][0], working.MARK)):
        held = zipfile.ZipFile(io.BytesIO(made)).infolist()
        assert all(member.compress_type == zipfile.ZIP_DEFLATED for member in held)


def faces(paragraph: Any) -> set[str]:
    """The East Asian faces of a paragraph."""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return {fonts.get(f"{space}eastAsia") for fonts in paragraph._p.iter(f"{space}rFonts")}


def test_a_wide_annex_lies_across_its_page(copy: Any) -> None:
    turned = [section for section in copy.sections if section.orientation == WD_ORIENT.LANDSCAPE]
    assert len(turned) == 1
    assert round(turned[0].page_width.mm) == 297
    assert copy.sections[-1].orientation == WD_ORIENT.PORTRAIT


def test_every_page_says_that_it_is_a_working_copy(copy: Any, content: dict[str, Any]) -> None:
    first = copy.sections[0]
    assert "工作稿" in first.header.paragraphs[0].text
    assert "工作稿" in first.even_page_header.paragraphs[0].text
    assert all(section.header.is_linked_to_previous for section in list(copy.sections)[1:])
    header = sheet_of(content["annexes"][0]).oddHeader
    assert header is not None
    assert "工作稿" in (header.right.text or "")


def test_the_same_content_gives_the_same_bytes(content: dict[str, Any]) -> None:
    annex = content["annexes"][0]
    assert working.document(content, working.MARK) == working.document(content, working.MARK)
    assert working.workbook(annex, working.MARK) == working.workbook(annex, working.MARK)


def test_numbers_are_numbers(content: dict[str, Any]) -> None:
    sheet = sheet_of(content["annexes"][0])
    assert [cell.value for cell in sheet[3]] == ["序号", "项目", "金额"]
    assert [cell.value for cell in sheet[4]] == [1, "水窖", 1234.5]
    assert (sheet["C4"].number_format, sheet["C5"].value) == ("#,##0.00", -12)
    assert sheet["B7"].value is None
    assert sheet["A7"].value == "注：含税。"


@pytest.mark.parametrize("text", ["007", "4203231234567890123", "1.2.3", "12万", "1,23", ""])
def test_what_only_looks_like_a_number_stays_text(text: str) -> None:
    annex = with_issue(Report(rows=(("1", "x", text), ("", "合计", ""))))["annexes"][0]
    assert sheet_of(annex)["C4"].value == (text or None)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_becomes_a_formula(payload: str) -> None:
    annex = with_issue(Report(rows=(("1", payload, payload), ("", "合计", ""))))["annexes"][0]
    annex |= {"title": payload, "unit": payload, "notes": [payload]}
    sheet = sheet_of(annex)
    for place in ("B4", "C4", "A6", "A2"):
        cell = sheet[place]
        assert cell.data_type == "s", place
        assert cell.quotePrefix, place
        assert str(cell.value).replace("_x000D_", "\r").strip("\r\n\t") == payload.strip("\r\n\t")


def test_a_very_long_table_is_left_to_its_workbook() -> None:
    rows = (("1", "水窖", "1"),) * 1001
    copy = opened(working.document(with_issue(Report(rows=rows)), working.MARK))
    assert any("见同名工作簿" in paragraph.text for paragraph in copy.paragraphs)


def test_every_paper_of_the_catalogue_has_a_copy() -> None:
    from tests.plans.papers.test_papers import PAPERS, frozen

    for kind in PAPERS:
        copy = opened(working.document(frozen(kind), working.MARK))
        assert PAPERS[kind].title.replace("\n", "") in "".join(paragraph.text for paragraph in copy.paragraphs)


@pytest.fixture
def closed(office: Organisation, clerk: User) -> IssuedDocument:
    return issue(actor=clerk, paper=Report(), dossier=None, issuer=office, signatory=clerk)


def addresses(document: IssuedDocument) -> tuple[str, str]:
    return (reverse("documents:word", args=[document.pk]), reverse("documents:sheet", args=[document.pk, 1]))


def test_readers_get_them(client: Client, office: Organisation, clerk: User) -> None:
    opened_to_all = issue(actor=clerk, paper=OpenLetter(), dossier=None, issuer=office, signatory=clerk)
    response = client.get(reverse("documents:word", args=[opened_to_all.pk]))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("documents:sheet", args=[opened_to_all.pk, 1])).status_code == 404


def test_others_do_not(client: Client, closed: IssuedDocument, clerk: User) -> None:
    assert [client.get(address).status_code for address in addresses(closed)] == [302, 302]
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert [client.get(address).status_code for address in addresses(closed)] == [403, 403]
