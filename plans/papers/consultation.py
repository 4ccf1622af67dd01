"""D10 and D11: asking the departments, and their answers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal

from documents.papers import Annex, Block, CodeUse, Enclosure, Layout, Paper, Paragraph, chinese_date
from plans.papers.cells import money_text, reachable
from plans.papers.forms_of_address import ours, yours
from plans.papers.plan import PlanIssuance


@dataclass(frozen=True, kw_only=True)
class ConsultationLetter(Paper):
    """D10 关于征求年度方案意见的函 (四（四） 部门参与)."""

    kind = "D10"
    genre = "函"
    layout = Layout.LETTER
    code_use = CodeUse.LETTER

    issuer: str
    departments: tuple[str, ...]
    plan: PlanIssuance
    """The draft as it would be issued: its text and its tables are the letter's annex."""
    projects: int
    amount: Decimal
    reply_by: datetime.date
    contact: str
    phone: str

    @property
    def plan_title(self) -> str:
        return self.plan.plan_title

    @property
    def title(self) -> str:
        return f"{self.issuer}关于征求《{self.plan_title}（征求意见稿）》意见的函"

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.departments

    @property
    def attachments(self) -> tuple[str, ...]:
        return (self.enclosure().title,)

    def enclosure(self) -> Enclosure:
        return replace(self.plan.enclosure(), title=f"{self.plan_title}（征求意见稿）")

    def annexes(self) -> tuple[Annex, ...]:
        return self.plan.annexes()

    @property
    def note(self) -> str:
        return reachable(self.contact, self.phone) or super().note

    def body(self) -> tuple[Block, ...]:
        asked = "你们" if len(self.departments) > 1 else yours(self.departments[0])
        return (
            Paragraph(
                f"根据鄂政办发〔2015〕63号文件要求，我们起草了《{self.plan_title}（征求意见稿）》，"
                f"拟安排项目{self.projects}个，统筹整合资金{money_text(self.amount)}。现送{asked}征求意见（见附件）。"
            ),
            Paragraph(
                f"请结合部门职能认真研究，于{chinese_date(self.reply_by)}前书面回复。意见分为同意、同意并有修改意见、不同意三类；"
                "提出修改意见或者不同意的，请注明条款并说明理由。逾期未回复的，将如实记录并随方案一并提请审议。"
            ),
            Paragraph("专此函达，请予支持。"),
        )


@dataclass(frozen=True, kw_only=True)
class ConsultationReply(Paper):
    """D11 会签意见复函; `decision` is 同意, 同意并有修改意见 or 不同意."""

    kind = "D11"
    genre = "函"
    layout = Layout.LETTER
    code_use = CodeUse.LETTER

    department: str
    addressee: str
    letter_number: str
    plan_title: str
    decision: str
    remarks: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.department}关于《{self.plan_title}（征求意见稿）》意见的复函"

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.addressee,)

    def body(self) -> tuple[Block, ...]:
        number = f"（{self.letter_number}）" if self.letter_number else ""
        opening = f"来函{number}收悉。经研究，{ours(self.department)}{self._view()}"
        if not self.remarks:
            return Paragraph(f"{opening}。"), Paragraph("特此函复。")
        return (Paragraph(f"{opening}："), *self._listed(), Paragraph("特此函复。"))

    def _view(self) -> str:
        """What the department says of the draft, and how its remarks go on."""
        draft = f"《{self.plan_title}（征求意见稿）》"
        if self.decision == "同意":
            return f"对{draft}无不同意见"
        if self.decision == "不同意":
            return f"不同意{draft}" + ("，理由如下" if self.remarks else "")
        return f"同意{draft}" + ("，并提出以下修改意见" if self.remarks else "，并有修改意见")

    def _listed(self) -> tuple[Paragraph, ...]:
        """A single remark has no number."""
        if len(self.remarks) == 1:
            return (Paragraph(self.remarks[0]),)
        return tuple(Paragraph(f"{number}. {remark}") for number, remark in enumerate(self.remarks, 1))
