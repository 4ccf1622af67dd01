"""D26 to D29 as they are printed: measured against the standard, saying what stands in the register."""

from __future__ import annotations

import pytest

from documents import rendering
from documents.measuring import measure
from documents.models import IssuedDocument
from oversight import letters, slips
from tests.oversight.chase import LATER, Chase
from tests.oversight.conftest import Watch


def test_every_paper_is_measured_without_fault(watch: Watch) -> None:
    chase = Chase.of(watch)
    slip = chase.signed()
    slips.ask(actor=chase.head, slip=slip.pk, wanted=LATER, reason="连续降雨。", progress="已完成六成。")
    letters.send(actor=chase.chief, work_item=chase.item.pk, text="请于本周内办结。")
    slips.answer(
        actor=chase.head, slip=slip.pk, text="正在核对附表。", evidence="核对记录", is_done=False, reasons="涉及村多",
        done_by=LATER,
    )  # fmt: skip
    papers = IssuedDocument.objects.order_by("kind")
    assert [paper.kind for paper in papers] == ["D26", "D27", "D28", "D29"]
    for paper in papers:
        printed = rendering.typeset(paper.content)
        assert [str(fault) for fault in measure(printed.pdf)] == [], paper.kind


@pytest.mark.parametrize(("colour", "said"), [("blue", "承办单位签收人"), ("red", "主要负责人签收")])
def test_nothing_on_paper_says_how_far_it_is(watch: Watch, colour: str, said: str) -> None:
    chase = Chase.of(watch)
    red = {"ground": "special", "reason": "限时办结。"} if colour == "red" else {}
    content = str(chase.issue(chase.chief, colour=colour, **red).document.content)  # type: ignore[union-attr]
    assert said in content
    assert "待签收" not in content
