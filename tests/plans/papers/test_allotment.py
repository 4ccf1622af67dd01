"""D21: the sources of a batch stand as every table of a budget lists them."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from documents.papers import Paragraph
from plans.papers import AllotmentNotice, AllottedRow


def row(code: str, source: str, number: str, rank: int) -> AllottedRow:
    return AllottedRow(
        code=code, name=f"项目{code}", place="桃花村", content="道路1公里", department="交通运输局", responsible_unit="桃花村",
        source=source, level="", number=number, subject="2130504农村基础设施建设", amount=Decimal(100_000), target="通车", rank=rank,
    )  # fmt: skip


def notice_of(rows: tuple[AllottedRow, ...]) -> AllotmentNotice:
    return AllotmentNotice(
        issuers=("财政局", "扶贫办"), year=2016, batch=1, plan_title="方案", plan_number="1号", plan_on=datetime.date(2016, 3, 1),
        recipients=("桃花镇",), copied_to=(), rows=rows, before=Decimal(0), planned=Decimal(300_000), requirements=(),
    )  # fmt: skip


def told_by(notice: AllotmentNotice) -> str:
    return "".join(str(block.text) for block in notice.body() if isinstance(block, Paragraph))


def test_what_is_built_first_is_paid_after_acceptance_and_the_notice_says_so() -> None:
    plain, waiting = row("1", "中央资金", "1号", 0), replace(row("2", "中央资金", "1号", 0), waits=True)
    assert "验收" not in told_by(notice_of((plain,)))
    assert "附件1第2、3项为先建后补项目" in told_by(notice_of((plain, waiting, waiting)))
    assert "未经验收或者验收不合格的不得支付" in told_by(notice_of((waiting,)))


def test_sources_stand_by_their_level_whatever_row_they_pay_for() -> None:
    rows = (row("1", "县级预算资金", "4号", 3), row("2", "省级资金", "2号", 1), row("2", "中央资金", "1号", 0))
    notice = notice_of(rows)
    told = told_by(notice)
    assert "1号、2号、4号资金指标文件" in told
    assert "中央资金10万元；省级资金10万元；县级预算资金10万元" in told
    sums = notice.annexes()[1]
    assert [line[1] for line in sums.rows] == ["中央资金", "省级资金", "县级预算资金", "合计"]
    plan = notice.annexes()[0]
    assert [line[1] for line in plan.rows][:3] == ["项目1\n（1）", "项目2\n（2）", "项目2\n（2）"], (
        "the plan's own order"
    )
