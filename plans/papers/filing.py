"""D17, D19 and D20: filing with the province, which registers and may comment but cannot veto (五（一）; finding 1)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from core.county_words import words
from documents.papers import (
    Annex,
    Block,
    CodeUse,
    Column,
    Heading,
    Layout,
    Paper,
    Paragraph,
    Table,
    chinese_date,
)
from plans.papers.cells import day_text, money_text, reachable
from plans.papers.forms_of_address import yours
from plans.papers.rows import ZERO


@dataclass(frozen=True, kw_only=True)
class Material:
    """One document that goes with a filing; `code` is the code under which anyone can verify it."""

    title: str
    issuer: str
    day: datetime.date
    number: str = ""
    code: str = ""
    note: str = ""

    @property
    def named(self) -> str:
        return f"{self.title}（{self.note}）" if self.note else self.title


@dataclass(frozen=True, kw_only=True)
class FilingLetter(Paper):
    """D17 关于报送《…》备案的函: county and provincial departments are 不相隶属机关, hence a letter (finding 3)."""

    kind = "D17"
    genre = "函"
    layout = Layout.LETTER
    code_use = CodeUse.LETTER
    verb: ClassVar[str] = "函告"
    carried: ClassVar[str] = "随函报送"
    closing: ClassVar[str] = "请予备案。"

    government: str
    year: int
    plan_title: str
    plan_number: str
    plan_date: datetime.date
    recipients: tuple[str, ...]
    copied_to: tuple[str, ...]
    projects: int
    amount: Decimal
    central: Decimal = ZERO
    provincial: Decimal = ZERO
    prefecture: Decimal = ZERO
    county: Decimal = ZERO
    other: Decimal = ZERO
    meetings: tuple[str, ...]
    notice_statement: str
    negative_list_statement: str
    materials: tuple[Material, ...]
    contact: str
    phone: str
    adjusts: str = ""
    """Of an adjustment, which plan it adjusts."""

    @property
    def title(self) -> str:
        return f"{self.government}关于报送《{self.plan_title}》备案的函"

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.recipients

    @property
    def cc(self) -> tuple[str, ...]:
        return self.copied_to

    @property
    def note(self) -> str:
        return reachable(self.contact, self.phone) or super().note

    def body(self) -> tuple[Block, ...]:
        names = ("中央", "省级", "市（州）级", "县级", "其他")
        levels = zip(names, (self.central, self.provincial, self.prefecture, self.county, self.other), strict=True)
        parts = "，".join(f"{name}资金{money_text(amount)}" for name, amount in levels if amount)
        split = f"，其中{parts}" if parts else ""
        return (
            Paragraph(
                f"根据鄂政办发〔2015〕63号文件关于“县审批、省备案”的规定，{words(self.government).ours}编制了"
                f"《{self.plan_title}》{f'（{self.adjusts}）' if self.adjusts else ''}，经{'、'.join(self.meetings)}审议通过，"
                f"于{chinese_date(self.plan_date)}以{self.plan_number}文件印发实施。现将有关情况{self.verb}如下："
            ),
            Heading(1, "一、资金规模"),
            Paragraph(f"{self.year}年度安排项目{self.projects}个，统筹整合资金{money_text(self.amount)}{split}。"),
            Heading(1, "二、公示公告情况"),
            Paragraph(self.notice_statement),
            Heading(1, "三、负面清单执行情况"),
            Paragraph(self.negative_list_statement),
            Paragraph(
                f"现将上述方案及公示公告证明、会议纪要等材料共{len(self.materials)}件{self.carried}（清单见附件）。{self.closing}"
            ),
        )

    def annexes(self) -> tuple[Annex, ...]:
        """The list of what goes along: issued documents with numbers of their own, no part of this one (7.3.7)."""
        columns = (
            Column("序号", 2.2), Column("材料名称", 11.5, "left"), Column("制发机关", 7, "left"), Column("文号", 11),
            Column("成文日期", 7.3), Column("验证码", 8),
        )  # fmt: skip
        rows = tuple(
            (str(number), row.named, row.issuer, row.number, day_text(row.day), row.code)
            for number, row in enumerate(self.materials, 1)
        )
        note = "材料可凭验证码在公文核验页面核对。"
        return (Annex("附件", f"{self.carried}材料清单", columns, rows, notes=(note,)),)


@dataclass(frozen=True, kw_only=True)
class FilingReport(FilingLetter):
    """D17b 关于报送《…》的报告: the same to the one superior that wants it reported, upward and without a request
    (finding 3; 条例 第十五条)."""

    kind = "D17b"
    genre = "报告"
    layout = Layout.UPWARD
    code_use = CodeUse.REPORT
    verb = "报告"
    carried = "随文报送"
    closing = "特此报告。"

    @property
    def title(self) -> str:
        return f"{self.government}关于报送《{self.plan_title}》的报告"


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """One finding: where, against which clause, what is asked and by when."""

    item: str
    clause: str
    text: str
    requested: str
    due_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class FilingOpinion(Paper):
    """D19 备案意见函: no findings means 无不同意见; findings never suspend the plan."""

    kind = "D19"
    genre = "函"
    layout = Layout.LETTER
    code_use = CodeUse.LETTER

    issuer: str
    addressee: str
    letter_number: str
    plan_title: str
    plan_number: str
    findings: tuple[FindingRow, ...] = ()
    copied_to: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.issuer}关于《{self.plan_title}》备案意见的函"

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.addressee,)

    @property
    def cc(self) -> tuple[str, ...]:
        return self.copied_to

    def body(self) -> tuple[Block, ...]:
        start = f"《{self.addressee}关于报送〈{self.plan_title}〉备案的函》（{self.letter_number}）收悉。"
        if not self.findings:
            return Paragraph(
                f"{start}经研究，对{self.plan_number}文件印发的方案无不同意见，请抓好组织实施。"
            ), Paragraph("特此函复。")
        due = min(row.due_on for row in self.findings)
        return (
            Paragraph(f"{start}经研究，提出意见{len(self.findings)}条（见附件），请逐条研究整改，于{chinese_date(due)}前书面反馈整改情况。整改期间不影响方案执行。"),
            Paragraph("特此函复。"),
        )  # fmt: skip

    def annexes(self) -> tuple[Annex, ...]:
        if not self.findings:
            return ()
        columns = (
            Column("序号", 2.2), Column("事项", 8.5, "left"), Column("依据条款", 7.5, "left"), Column("问题", 11, "left"),
            Column("要求", 10.5, "left"), Column("反馈时限", 7.3),
        )  # fmt: skip
        rows = tuple(
            (str(number), row.item, row.clause or "—", row.text, row.requested, day_text(row.due_on))
            for number, row in enumerate(self.findings, 1)
        )
        return (Annex("附件", "备案意见清单", columns, rows),)


@dataclass(frozen=True, kw_only=True)
class RectificationRow:
    """One finding, of which project, with what was done about it; `is_done` only where it is known, `done_by` where it
    is under way, and not adopted only with the reason as its action."""

    finding: str
    action: str
    evidence: str
    subject: str = ""
    is_done: bool | None = None
    is_adopted: bool = True
    done_by: datetime.date | None = None

    def state(self, act: str) -> str:
        """How far it is, in the words of the table."""
        if not self.is_adopted:
            return "未采纳"
        if self.is_done:
            return "已完成"
        return f"{act}中，{day_text(self.done_by)}前完成" if self.done_by else f"{act}中"


@dataclass(frozen=True, kw_only=True)
class RectificationReply(Paper):
    """D20 整改情况复函; with `is_supplement` it answers a 补正通知书 and not the findings."""

    kind = "D20"
    genre = "函"
    layout = Layout.LETTER
    code_use = CodeUse.LETTER

    government: str
    addressee: str
    opinion_number: str
    plan_title: str
    rows: tuple[RectificationRow, ...]
    contact: str = ""
    phone: str = ""
    is_supplement: bool = False

    @property
    def title(self) -> str:
        about = "备案材料补正" if self.is_supplement else "备案意见整改"
        return f"{self.government}关于《{self.plan_title}》{about}情况的复函"

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.addressee,)

    @property
    def _is_known(self) -> bool:
        """Whether it is known of every row how far it is."""
        return all(row.is_done is not None for row in self.rows)

    @property
    def _act(self) -> str:
        return "补正" if self.is_supplement else "整改"

    def _state(self) -> str:
        """How far all of it is, as far as that is known."""
        if not self._is_known:
            return ""
        done = sum(bool(row.is_done) for row in self.rows)
        declined = sum(not row.is_adopted for row in self.rows)
        under_way = len(self.rows) - done - declined
        if done == len(self.rows):
            return f"，已全部{self._act}到位"
        parts = [f"已{self._act}{done}条"] if done else []
        parts += [f"{'其余' if done and not declined else ''}{under_way}条正在{self._act}"] if under_way else []
        parts += [f"{declined}条未采纳并说明理由"] if declined else []
        return f"，{'，'.join(parts)}"

    def _table(self) -> Table:
        """The project and the evidence have columns only where some are named, the state where it is known."""
        shows_subject, shows_evidence = any(r.subject for r in self.rows), any(r.evidence for r in self.rows)
        columns = [
            Column("序号", 2.2),
            *([Column("项目", 8, "left")] if shows_subject else []),
            Column("补正事项" if self.is_supplement else "意见", 8, "left"),
            Column("补正情况" if self.is_supplement else "整改措施", 10, "left"),
            *([Column("佐证材料", 6, "left")] if shows_evidence else []),
            *([Column("状态", 6, "left")] if self._is_known else []),
        ]
        rows = tuple(
            (
                str(number), *([row.subject] if shows_subject else []), row.finding, row.action,
                *([row.evidence or "—"] if shows_evidence else []),
                *([row.state(self._act)] if self._is_known else []),
            )
            for number, row in enumerate(self.rows, 1)
        )  # fmt: skip
        return Table(tuple(columns), rows)

    def body(self) -> tuple[Block, ...]:
        you, we = yours(self.addressee), words(self.government).ours
        if self.is_supplement:
            received = f"{you}关于《{self.plan_title}》备案材料的补正通知书（{self.opinion_number}）收悉。"
            told = f"{we}高度重视，对{len(self.rows)}条补正事项逐项办理{self._state()}。现将补正情况函复如下："
        else:
            received = f"{you}关于《{self.plan_title}》备案意见的函（{self.opinion_number}）收悉。"
            told = f"{we}高度重视，对{len(self.rows)}条意见逐条研究办理{self._state()}。现将办理情况函复如下："
        return Paragraph(received + told), self._table(), Paragraph("特此函复。")
