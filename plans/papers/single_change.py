"""D22: the notice of the leading group that changes single items of a plan, and the letter that files it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from core.county_words import words
from core.money import wan
from documents.papers import (
    Annex,
    Block,
    CodeUse,
    Disclosure,
    Heading,
    Layout,
    Paper,
    Paragraph,
    chinese_date,
)
from plans.papers.adjustment import ChangeRow, Side, change_annex
from plans.papers.cells import money_text, ordinal
from plans.papers.filing import FilingLetter
from plans.papers.rows import ZERO

GROUND = (
    "鄂政办发〔2015〕63号文件关于“根据扶贫开发工作实际需要，按照规划调整和改变项目资金用途，报相关主管部门备案”的规定"
)
MOST_TOLD = 5
"""Of more changes the letter refers to the notice that goes along."""


@dataclass(frozen=True, kw_only=True)
class ChangeNotice(Paper):
    """D22 关于调整…项目计划的通知 (四（一）; [S46]): the leading group to who applied and who is competent.

    `changes` are the rows that read otherwise, `moved` what items get more than they had, in yuan; `meetings` are empty
    where the head of the group decided by paper.
    """

    kind = "D22"
    genre = "通知"
    layout = Layout.DOCUMENT
    code_use = CodeUse.DOCUMENT
    disclosure = Disclosure.OPEN

    issuer: str
    year: int
    plan_title: str
    plan_number: str
    plan_date: datetime.date | None
    changed_by: tuple[str, ...] = ()
    """Numbers of the notices that have changed other items of the plan before."""
    applicant: str
    recipients: tuple[str, ...]
    copied_to: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    reason: str
    ground: str
    is_finished: bool = False
    project: str
    project_code: str
    """The item that was applied for, by its name and the library's number."""
    changes: tuple[ChangeRow, ...]
    moved: Decimal = ZERO
    total: Decimal = ZERO
    by_category: tuple[tuple[str, Decimal], ...] = ()
    """Of a change of use, the categories and what each gets more or less, in yuan."""

    @property
    def title(self) -> str:
        others = f"等{len(self.changes)}个项目" if len(self.changes) > 1 else ""
        return f"{self.issuer}关于调整{self.year}年度“{self.project}”{others}计划的通知"

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.recipients

    @property
    def cc(self) -> tuple[str, ...]:
        return self.copied_to

    def body(self) -> tuple[Block, ...]:
        decided = f"经{'、'.join(self.meetings)}审议通过" if self.meetings else "经审核同意"
        day = f"{chinese_date(self.plan_date)}印发的" if self.plan_date else ""
        return (
            Paragraph(
                f"{self.applicant}关于变更“{self.project}”的申请收悉。根据{GROUND}，{decided}，"
                f"现对{day}《{self.plan_title}》（{standing(self.plan_number, self.changed_by)}）中的下列项目计划作出调整："
            ),
            Heading(1, "一、调整事项"),
            *(
                Heading(2, f"（{ordinal(number)}）{row.name}。", _told(row, self.is_finished and row.code == self.project_code))
                for number, row in enumerate(self.changes, 1)
            ),
            Heading(1, "二、调整原因和依据"),
            Paragraph(f"{self.reason.rstrip('。')}。依据：{self.ground.rstrip('。')}。"),
            Heading(1, "三、资金"),
            Paragraph(self._money()),
            Heading(1, "四、有关要求"),
            Paragraph(
                "有关单位按照调整后的计划组织实施，按规定公示公告，原计划与本通知不一致的以本通知为准；"
                "此前按原计划已支出的资金继续有效。方案中其他项目计划不变。"
            ),
        )  # fmt: skip

    def annexes(self) -> tuple[Annex, ...]:
        return (change_annex(self.year, self.changes, "附件", f"{self.year}年度项目计划调整对照表"),)

    def _money(self) -> str:
        if not self.moved:
            return f"各项目安排资金和资金来源不变，方案安排资金总额仍为{money_text(self.total)}。"
        told = (
            f"共调剂资金{money_text(self.moved)}，资金随原来源调剂，方案安排资金总额{money_text(self.total)}和"
            "各项资金来源的数额不变"
        )
        return f"{told}；{used_otherwise(self.by_category)}。" if self.by_category else f"{told}。"


@dataclass(frozen=True, kw_only=True)
class ChangeFilingLetter(FilingLetter):
    """D17 of a single change: 关于报送…项目计划调整情况备案的函 (四（一）: 报相关主管部门备案)."""

    whole_title: str
    whole_number: str
    changed_by: tuple[str, ...] = ()
    """As in the notice."""
    subject: str
    changes: tuple[ChangeRow, ...]
    moved: Decimal = ZERO
    by_category: tuple[tuple[str, Decimal], ...] = ()

    @property
    def title(self) -> str:
        return f"{self.government}关于报送{self.year}年度{self.subject}计划调整情况备案的函"

    def body(self) -> tuple[Block, ...]:
        decided = f"经{'、'.join(self.meetings)}审议通过，" if self.meetings else "经统筹整合资金领导小组组长审批，"
        return (
            Paragraph(
                f"根据{GROUND}，{words(self.government).ours}对《{self.whole_title}》（{standing(self.whole_number, self.changed_by)}）中的"
                f"{self.projects}个项目计划作了调整，{decided}于{chinese_date(self.plan_date)}以{self.plan_number}文件印发。"
                f"现将有关情况{self.verb}如下："
            ),
            Heading(1, "一、调整事项"),
            Paragraph(self._changes()),
            Heading(1, "二、资金情况"),
            Paragraph(self._money()),
            Heading(1, "三、公示公告情况"),
            Paragraph(self.notice_statement),
            Heading(1, "四、负面清单执行情况"),
            Paragraph(self.negative_list_statement),
            Paragraph(f"现将上述通知及公告等材料共{len(self.materials)}件{self.carried}（清单见附件）。{self.closing}"),
        )

    def _changes(self) -> str:
        told = "；".join(f"“{row.name}”{_told(row).rstrip('。')}" for row in self.changes[:MOST_TOLD])
        return f"{told}{'等，逐项对照见所附通知' if len(self.changes) > MOST_TOLD else ''}。"

    def _money(self) -> str:
        kept = f"方案安排资金总额{money_text(self.amount)}和各项资金来源的数额不变"
        if not self.moved:
            return f"各项目安排资金不变，{kept}。"
        use = f"，{used_otherwise(self.by_category)}" if self.by_category else "，资金用途类别不变"
        return f"在项目之间调剂资金{money_text(self.moved)}{use}；{kept}。"


def standing(number: str, changed_by: tuple[str, ...]) -> str:
    """A plan's number, with the notices through which it stands as it does."""
    return f"{number}，经{'、'.join(changed_by)}调整" if changed_by else number


def used_otherwise(by_category: tuple[tuple[str, Decimal], ...]) -> str:
    """改变资金用途: which category gets more, which less."""
    turned = "，".join(
        f"{name}{'增加' if amount > 0 else '减少'}{money_text(abs(amount))}" for name, amount in by_category
    )
    return f"资金用途按项目类别相应改变：{turned}"


def _told(row: ChangeRow, is_finished: bool = False) -> str:
    """What becomes of one row, in a sentence or two."""
    if row.before is None or row.after is None:
        raise ValueError("a single change has both sides of every row")
    parts = []
    if row.difference:
        parts.append(f"{'项目已完工，结余资金调出，' if is_finished else ''}{_amounts(row, row.before, row.after)}")
    both = zip(row.before.said, row.after.said, strict=True)
    parts += [_turned(called, was, now) for (called, was), (_called, now) in both if was != now]
    return f"{'；'.join(parts)}。"


def _turned(called: str, was: str, now: str) -> str:
    if not was:
        return f"{called}定为“{now}”"
    return f"{called}由“{was}”调整为“{now}”" if now else f"{called}不再写明，原为“{was}”"


def _amounts(row: ChangeRow, before: Side, after: Side) -> str:
    if not after.amount:
        return f"取消，原安排资金{money_text(before.amount)}全部调出{_paid(before, after)}"
    turned = "调增" if row.difference > 0 else "调减"
    told = (
        f"{turned}资金{money_text(abs(row.difference))}，由{money_text(before.amount)}调整为{money_text(after.amount)}"
    )
    return f"{told}{_paid(before, after)}"


def _paid(before: Side, after: Side) -> str:
    """By source, what it pays more or less."""
    was, now = dict(before.paid), dict(after.paid)
    names = dict.fromkeys([*was, *now])
    turned = [(name, now.get(name, ZERO) - was.get(name, ZERO)) for name in names]
    told = "，".join(
        f"{name}{'增加' if amount > 0 else '减少'}{wan(abs(amount))}万元" for name, amount in turned if amount
    )
    return f"，其中{told}" if told else ""
