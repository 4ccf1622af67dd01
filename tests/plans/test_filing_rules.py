"""What must go with a filing (B28), as a table."""

from __future__ import annotations

import pytest

from plans.rules.filing import filing_refusals

WHOLE = {
    "plan": ("方案（竹政发〔2016〕3号）",), "tables": ("附表1", "附表2", "附表3"), "notices": ("公示结果证明3份",),
    "minutes": ("纪要（竹统筹组纪〔2016〕1号）",),
}  # fmt: skip


def test_a_whole_filing_goes() -> None:
    assert filing_refusals(WHOLE, "无禁止事项。") == []


@pytest.mark.parametrize(
    ("missing", "statement", "name"),
    [
        ({"plan": ()}, "无。", "印发文件"),
        ({"tables": ("附表1", "附表3")}, "无。", "附表2"),
        ({"notices": ()}, "无。", "公示公告证明"),
        ({"minutes": ()}, "无。", "会议纪要"),
        ({}, " ", "负面清单执行情况说明"),
    ],
)
def test_each_missing_piece_is_named_with_its_clause(
    missing: dict[str, tuple[str, ...]], statement: str, name: str
) -> None:
    (refusal,) = filing_refusals(WHOLE | missing, statement)
    assert name in refusal.message
    assert refusal.clause == "五（一）"
