"""Proper documents of every layout are measured without fault; the generated ones in their short form."""

from __future__ import annotations

import random
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.safestring import SafeString

from documents import rendering, specimens
from documents.adornments import Adornments
from documents.enums import Layout
from documents.measuring import measure

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
