"""Proper documents of every layout are measured without fault; the generated ones in their short form."""

from __future__ import annotations

import random
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.safestring import SafeString

from documents import pagination, rendering, specimens
from documents.adornments import Adornments
from documents.blocks import Paragraph
from documents.enums import Layout
from documents.measuring import measure
from documents.measuring.case import opened
from documents.measuring.pages import tables
from documents.measuring.sheet import Sheet, is_red

RING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 42"><circle cx="21" cy="21" r="20.5" fill="none" stroke="#e60012"/></svg>'
CODE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18"><rect width="18" height="18"/></svg>'


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311


def ring(issuer_name: str) -> SafeString:
    return SafeString(RING)


@pytest.mark.proof
def test_generated_texts() -> None:
    out = StringIO()
    call_command("prove", "typesetting", "--short", stdout=out)
    print(out.getvalue())
    assert "typesetting holds" in out.getvalue()


@pytest.mark.parametrize("issuers", [1, 2, 3, 5])
def test_seals_of_one_office_and_of_several(issuers: int) -> None:
    """Each seal lies over its name, within a line of the text, apart from the others, at most three in a row."""
    joint: dict[str, Any] = specimens.JOINT | {"issuers": specimens.JOINT["issuers"][:issuers]} if issuers > 1 else {}
    content = specimens.content(Layout.DOCUMENT, specimens.text(dice(issuers), 3), **joint)
    printed = rendering.typeset(content, Adornments(seal=ring, code=SafeString(CODE)))
    assert [str(fault) for fault in measure(printed.pdf)] == []


def test_addressees_too_many_for_the_first_page_go_below() -> None:
    """F21: the first page keeps a line of text; the receivers stand in the 版记, above the copies."""
    content = specimens.content(Layout.DOCUMENT, specimens.text(dice(1), 5))
    content["addressees"] = [f"郧口镇第{number}村民委员会及其全体村民小组" for number in range(1, 25)]
    assert [str(fault) for fault in measure(rendering.typeset(content).pdf)] == []


def pages_of(content: dict[str, Any]) -> list[Sheet]:
    """The pages of a document that is measured without fault."""
    pdf = rendering.typeset(content, Adornments(seal=ring)).pdf
    assert [str(fault) for fault in measure(pdf)] == []
    return opened(pdf).sheets


@pytest.mark.parametrize("count", range(7, 14))
def test_the_page_of_the_seal_has_two_lines_of_text(count: int) -> None:
    """F26: neither 此页无正文 nor a line alone, wherever on the first page the text ends."""
    made = specimens.content(Layout.DOCUMENT, (Paragraph("统筹整合资金" * (5 * count) + "认真组织实施。"),))
    shown = pages_of(made)
    date = next(
        number for number, sheet in enumerate(shown) if any(line.text == "2016年3月5日" for line in sheet.lines)
    )
    text = [line for line in shown[date].lines if line.text.count("统筹") > 1 or line.text.endswith("实施。")]
    assert len(text) >= 2


@pytest.mark.parametrize(("rows", "paragraphs", "seed"), [(40, 4, 0), (12, 7, 5), (1, 11, 9), (0, 5, 2)])
def test_no_blank_page_stands_before_the_colophon(
    monkeypatch: pytest.MonkeyPatch, rows: int, paragraphs: int, seed: int
) -> None:
    """F32: a table is spread over a page more, or the end of the text goes onto the next, so that the 版记 follows
    on an even page at once."""
    table = (specimens.annex(dice(seed), rows, is_wide=True),) if rows else ()
    made = specimens.content(Layout.DOCUMENT, specimens.text(dice(seed), paragraphs), table)
    shown = pages_of(made)
    assert not [sheet.number for sheet in shown if sheet.is_blank]
    monkeypatch.setattr(pagination, "_without_blank_page", lambda content, *asked: (asked[:2], *asked[2:]))
    before = pages_of(made)
    assert len(shown) == len(before)
    assert [sheet.number for sheet in before if sheet.is_blank] == [len(before) - 1]


def test_a_line_below_a_table_takes_a_row_of_it_along() -> None:
    """F26: a reply whose only line below its table finds no room beside the seal on the first page."""
    replies = [specimens.table(dice(4), rows) for rows in range(2, 5)]
    for table in replies:
        made = specimens.content(Layout.LETTER, (*specimens.text(dice(8), 1), table, Paragraph("特此函复。")))
        shown = pages_of(made)
        date = next(sheet for sheet in shown if any(line.text == "2016年3月5日" for line in sheet.lines))
        assert date.number == 1 or tables(date) or len([line for line in date.lines if line.text > "0"]) > 4


def test_a_note_keeps_clear_of_the_seal() -> None:
    made = specimens.content(Layout.UPWARD, specimens.text(dice(3), 2)) | {
        "note": "联系人：郧口镇镇长，联系电话：12317"
    }
    sheet = next(sheet for sheet in pages_of(made) if any("联系人" in line.text for line in sheet.lines))
    note = next(line for line in sheet.lines if "联系人" in line.text)
    seal = next(rule for rule in sheet.rules if is_red(rule.colour) and rule.height > 30)
    assert note.top > seal.bottom


def test_a_letter_s_title_stands_below_everything_in_its_corner() -> None:
    corner: dict[str, Any] = {"serial": "000012", "secrecy": "秘密★1年", "urgency": "特急"}
    assert pages_of(specimens.content(Layout.LETTER, specimens.text(dice(6), 4), **corner))


def annexed_plan() -> dict[str, Any]:
    """A letter whose annex is a plan with a table of its own."""
    tables = (specimens.annex(dice(2), 12, is_wide=True),)
    made = specimens.content(Layout.LETTER, specimens.text(dice(3), 2), tables)
    return specimens.enclosed(made, specimens.text(dice(4), 9), is_annex=True)


def test_a_plan_that_is_an_annex_bears_its_label_and_its_title() -> None:
    assert [str(fault) for fault in measure(rendering.typeset(annexed_plan()).pdf)] == []


def test_a_form_is_measured_for_its_paper_and_characters() -> None:
    content = specimens.content(Layout.FORM, specimens.form_body())
    assert measure(rendering.typeset(content).pdf) == []


def test_the_annex_of_a_form_is_numbered_on() -> None:
    content = specimens.content(Layout.FORM, specimens.form_body(), (specimens.annex(dice(5), 40, is_wide=True),))
    shown = pages_of(content)
    assert len(shown) > 2
    assert [[line.text for line in sheet.lines if line.text[:1] == "—"] for sheet in shown] == [
        [f"— {number} —"] for number in range(1, len(shown) + 1)
    ]
