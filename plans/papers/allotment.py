"""D21: the joint notice that hands a batch of the plan's money down to those who carry the items out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.money import wan
from documents.papers import (
    Annex,
    Block,
    CodeUse,
    Column,
    Disclosure,
    Heading,
    Layout,
    Paper,
    Paragraph,
    chinese_date,
)
from plans.papers.cells import UNIT, money_text, ordinal
from plans.papers.rows import total

COLUMNS = (
    Column("序号", 2.2), Column("项目名称\n（库编号）", 8.5, "left"), Column("实施地点", 5.5, "left"), Column("建设任务及规模", 10, "left"),
    Column("主管部门\n责任单位", 6.5, "left"), Column("资金名称\n（指标文号）", 8.5, "left"), Column("预算科目", 7, "left"),
    Column("下达金额", 5.5, "right"), Column("绩效目标", 9, "left"),
)  # fmt: skip
SUM_COLUMNS = (
    Column("序号", 2.2), Column("资金名称", 10, "left"), Column("指标文号", 8, "left"), Column("级次", 3.4), Column("预算科目", 10, "left"),
    Column("项目数", 3), Column("下达金额", 6, "right"),
)  # fmt: skip


MOST_NAMED = 3
"""Of more documents the first are named, and how many there are."""


@dataclass(frozen=True, kw_only=True)
class AllottedRow:
    """One item of the batch as one source pays for it; `amount` in yuan, `subject` 2130599 其他…支出, `rank` the place of
    its level among 中央、省、市、县; `waits` where it is paid after acceptance only (先建后补)."""

    code: str
    name: str
    place: str
    content: str
    department: str
    responsible_unit: str
    source: str
    level: str
    number: str
    subject: str
    amount: Decimal
    target: str
    rank: int = 0
    waits: bool = False


@dataclass(frozen=True, kw_only=True)
class AllotmentNotice(Paper):
    """D21 关于下达{Y}年第{k}批…项目计划的通知: the finance bureau leads and numbers, the competent departments sign with it
    (条例 第十七、二十二条). `before` is what earlier batches allotted, `planned` what the plan arranges, in yuan."""

    kind = "D21"
    genre = "通知"
    layout = Layout.DOCUMENT
    code_use = CodeUse.DOCUMENT
    disclosure = Disclosure.OPEN

    issuers: tuple[str, ...]
    year: int
    batch: int
    plan_title: str
    plan_number: str
    plan_on: datetime.date | None
    recipients: tuple[str, ...]
    copied_to: tuple[str, ...]
    rows: tuple[AllottedRow, ...]
    before: Decimal
    planned: Decimal
    requirements: tuple[str, ...]
    changed_by: tuple[str, ...] = ()
    """The numbers of the notices (D22) that changed single items of the plan since it was issued."""

    @property
    def title(self) -> str:
        lead, *others = self.issuers
        together = f"{lead}等{len(self.issuers)}部门" if len(others) > 1 else "\u3000".join(self.issuers)
        return f"{together}关于下达{self.year}年{self.called}统筹整合资金项目计划的通知"

    @property
    def called(self) -> str:
        """第一批"""
        return f"第{ordinal(self.batch)}批"

    @property
    def allotted(self) -> Decimal:
        return total(row.amount for row in self.rows)

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.recipients

    @property
    def cc(self) -> tuple[str, ...]:
        return self.copied_to

    def body(self) -> tuple[Block, ...]:
        day = f"{chinese_date(self.plan_on)}印发的" if self.plan_on else ""
        return (
            Paragraph(
                f"根据{day}《{self.plan_title}》（{self.plan_number}）{self._changes()}和{self._numbers()}，"
                f"现将{self.year}年{self.called}统筹整合资金项目计划下达给你们，并将有关事项通知如下："
            ),
            Heading(1, "一、下达资金"),
            Paragraph(
                f"本批下达资金{money_text(self.allotted)}，安排项目{self._projects(self.rows)}个（见附件1）。按资金来源分："
                f"{self._by_source()}（见附件2）。{self._so_far()}"
            ),
            Heading(1, "二、预算科目"),
            Paragraph(f"本批资金支出列{self._subjects()}科目，各项目所列科目见附件1。"),
            Heading(1, "三、有关要求"),
            *(
                Paragraph(f"（{ordinal(number)}）{text.rstrip('。')}。")
                for number, text in enumerate((*self.requirements, *self._after_acceptance()), 1)
            ),
        )

    def annexes(self) -> tuple[Annex, ...]:
        return (self._plan(), self._sums())

    def _plan(self) -> Annex:
        body = tuple(
            (str(number), f"{row.name}\n（{row.code}）", row.place, row.content, f"{row.department}\n{row.responsible_unit}",
             f"{row.source}\n（{row.number}）", row.subject, wan(row.amount), row.target)
            for number, row in enumerate(self.rows, 1)
        )  # fmt: skip
        closing = ("", "合计", "", f"{self._projects(self.rows)}个项目", "", "", "", wan(self.allotted), "")
        title = f"{self.year}年{self.called}统筹整合资金项目计划表"
        return Annex("附件1", title, COLUMNS, (*body, closing), unit=UNIT, totals=1)

    def _sums(self) -> Annex:
        groups: dict[tuple[str, str, str, str], list[AllottedRow]] = {}
        for row in self._from_above():
            groups.setdefault((row.source, row.number, row.level, row.subject), []).append(row)
        body = tuple(
            (str(number), *key, str(self._projects(found)), wan(total(row.amount for row in found)))
            for number, (key, found) in enumerate(groups.items(), 1)
        )
        closing = ("", "合计", "", "", "", str(self._projects(self.rows)), wan(self.allotted))
        title = f"{self.year}年{self.called}统筹整合资金来源及科目汇总表"
        return Annex("附件2", title, SUM_COLUMNS, (*body, closing), unit=UNIT, totals=1)

    def _after_acceptance(self) -> tuple[str, ...]:
        """What 先建后补 asks of whoever pays, said by the notice itself whatever its drafter wrote (四（五）, C07)."""
        numbers = [str(number) for number, row in enumerate(self.rows, 1) if row.waits]
        if not numbers:
            return ()
        return (
            f"附件1第{'、'.join(numbers)}项为先建后补项目，由实施单位先行组织建设，验收合格后支付，未经验收或者验收不合格的不得支付",
        )

    @staticmethod
    def _projects(rows: Iterable[AllottedRow]) -> int:
        return len({row.code for row in rows})

    def _from_above(self) -> list[AllottedRow]:
        """The rows by their sources, as every table of a budget lists these."""
        return sorted(self.rows, key=lambda row: (row.rank, row.number))

    def _changes(self) -> str:
        if not self.changed_by:
            return ""
        named = "、".join(self.changed_by[:MOST_NAMED])
        more = f"等{len(self.changed_by)}件" if len(self.changed_by) > MOST_NAMED else ""
        return f"、项目计划调整通知（{named}{more}）"

    def _numbers(self) -> str:
        numbers = list(dict.fromkeys(row.number for row in self._from_above()))
        named = "、".join(numbers[:MOST_NAMED])
        return f"{named}等{len(numbers)}个资金指标文件" if len(numbers) > MOST_NAMED else f"{named}资金指标文件"

    def _by_source(self) -> str:
        sums: dict[str, Decimal] = {}
        for row in self._from_above():
            sums[row.source] = sums.get(row.source, Decimal(0)) + row.amount
        return "；".join(f"{name}{money_text(amount)}" for name, amount in sums.items())

    def _subjects(self) -> str:
        return "、".join(f"“{subject}”" for subject in dict.fromkeys(row.subject for row in self.rows))

    def _so_far(self) -> str:
        so_far = self.before + self.allotted
        left = self.planned - so_far
        rest = f"其余{money_text(left)}另行分批下达" if left else "方案安排的资金已全部下达"
        if not self.before:
            return f"方案共安排资金{money_text(self.planned)}，{rest}。"
        return f"连同以前批次，累计下达{money_text(so_far)}，方案共安排资金{money_text(self.planned)}，{rest}。"
