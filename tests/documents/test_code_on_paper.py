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
