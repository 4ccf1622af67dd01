"""D22 and its filing letter: what of a row changes is named, and what had changed the plan before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from documents.papers import Heading, Paragraph
from plans.papers import ChangeNotice, ChangeRow, Side
from tests.plans.papers import examples

SAID = (("建设任务及规模", "通组公路2公里"), ("数量和补助标准", ""), ("时间进度", "2016年3月开工，2016年9月完工"))


def told(notice: ChangeNotice) -> str:
    blocks = [block for block in notice.body() if isinstance(block, Heading | Paragraph)]
    return "".join("".join(str(part) for part in vars(block).values()) for block in blocks)


def changed(*after: str) -> ChangeRow:
    """The row with these words after the change, its money as it was."""
    said = tuple((called, words) for (called, _was), words in zip(SAID, after, strict=True))
    before = Side(said=SAID, amount=Decimal(100_000))
    return ChangeRow(
        code="420323-2016-0001",
        name="通组公路",
        kind="",
        before=before,
        after=replace(before, said=said),
        reason="",
        ground="",
    )


def test_only_the_words_that_change_are_named() -> None:
    row = changed("通组公路2公里", "2公里；50000元/公里", "2016年5月开工，2016年11月完工")
    words = told(replace(examples.change_notice(), changes=(row,)))
    assert "数量和补助标准定为“2公里；50000元/公里”" in words
    assert "时间进度由“2016年3月开工，2016年9月完工”调整为“2016年5月开工，2016年11月完工”" in words
    assert "建设任务及规模" not in words


def test_the_notices_that_changed_the_plan_before_are_cited() -> None:
    notice = examples.change_notice()
    assert f"（{notice.plan_number}）中的" in told(notice)
    assert f"（{notice.plan_number}，经竹统筹组发〔2016〕1号调整）中的" in told(
        replace(notice, changed_by=("竹统筹组发〔2016〕1号",))
    )
