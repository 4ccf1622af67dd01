"""The code to scan lies whole on the paper, in every layout: a printer leaves four millimetres of each edge white."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

import pytest

from documents import finishing, rendering
from documents.adornments import Adornments
from documents.papers import Layout
from tests.factories.documents import Letter, with_issue

EDGE = 4.0
A4_WIDE = 210.0
MM = 72 / 25.4


@dataclass(frozen=True, kw_only=True)
class Form(Letter):
    """The same words as a form, whose margins are narrower."""

    layout = Layout.FORM


@pytest.mark.parametrize("paper", [Form(), Letter()])
def test_the_code_lies_whole_on_the_paper(paper: Letter) -> None:
    printed = rendering.typeset(with_issue(paper), Adornments(code=finishing._code("ADX6PQTXHH")))
    told = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=printed.pdf, capture_output=True, check=True).stdout
    words = re.findall(r'xMax="([\d.]+)".*>(.*)</word>', told.decode())
    ends = {word: float(x) / MM for x, word in words if word in {"扫码核验真伪", "ADX6P-QTXHH"}}
    assert len(ends) == 2
    assert max(ends.values()) <= A4_WIDE - EDGE, ends


@pytest.mark.parametrize(
    ("paper", "of_pages"),
    [
        (Form(), 1),
        (Letter(), 1),
        (Form(text="现就有关事项函告如下。" * 120), 2),
        (Letter(text="现就有关事项函告如下。" * 60), 2),
    ],
)
def test_the_code_stands_away_from_the_binding(paper: Letter, of_pages: int) -> None:
    """A sheet printed on both sides is bound at the right of its even pages."""
    printed = rendering.typeset(with_issue(paper), Adornments(code=finishing._code("ADX6PQTXHH")))
    assert printed.pages == of_pages
    told = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=printed.pdf, capture_output=True, check=True).stdout
    [middle] = {
        (float(left) + float(right)) / 2 / MM
        for left, right in re.findall(r'xMin="([\d.]+)" .*xMax="([\d.]+)".*>ADX6P-QTXHH</word>', told.decode())
    }
    assert EDGE < middle < 25 if of_pages == 2 else middle > A4_WIDE - 26
