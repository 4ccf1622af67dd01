"""In the tables of every document no mark begins or ends a line where it may not (GB/T 15834 避头尾)."""

from __future__ import annotations

from itertools import pairwise

from documents import annexes
from documents.composer import NEVER_FIRST, NEVER_LAST
from documents.models import IssuedDocument
from tests.flows.travelled.conftest import Travelled


def test_no_line_of_a_cell_begins_or_ends_with_a_mark_that_may_not(travelled: Travelled) -> None:
    wrong, seen = [], 0
    for document in IssuedDocument.objects.order_by("pk"):
        for laid in annexes.lay_out(document.content):
            for cell in (cell for page in laid.pages for row in (laid.head, *page.rows) for cell in row.cells):
                texts = [text for text, _width in cell.lines if text]
                seen += len(texts)
                wrong += [
                    (document.kind, before, after)
                    for before, after in pairwise(texts)
                    if before[-1] in NEVER_LAST or after[0] in NEVER_FIRST
                ]
    assert seen > 500
    assert wrong == []
