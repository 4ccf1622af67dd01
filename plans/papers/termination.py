"""D01b: the notice that a plan is not compiled any further."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.money import wan
from documents.papers import Block, CodeUse, Disclosure, Heading, Layout, Paper, Paragraph


@dataclass(frozen=True, kw_only=True)
class TerminationNotice(Paper):
    """D01b 关于终止《…》编制工作的通知 (domain a.3 取消、终止): to whoever was called upon, by the call (D01) of a first
    plan or by the letters to the departments (D10), which an adjustment alone has.

    `call_number` and `letter_numbers` are what is carried out no more; `projects` and `amount` (yuan) what is free
    again, of an adjustment only what the plan before it has not.
    """

    kind = "D01b"
    genre = "通知"
    layout = Layout.DOCUMENT
    code_use = CodeUse.DOCUMENT
    disclosure = Disclosure.OPEN

    issuer: str
    plan_title: str
    recipients: tuple[str, ...]
    reason: str
    call_number: str = ""
    letter_numbers: tuple[str, ...] = ()
    is_adjustment: bool = False
    projects: int = 0
    amount: Decimal = Decimal(0)
    contact: str = ""
    phone: str = ""

    @property
    def title(self) -> str:
        return f"{self.issuer}关于终止《{self.plan_title}》编制工作的通知"

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.recipients

    def body(self) -> tuple[Block, ...]:
        papers = "、".join(filter(None, (self.call_number, *self.letter_numbers)))
        begun = f"按照{self.call_number}组织编制" if self.call_number else f"已以{papers}征求意见"
        owed = "各乡镇、各部门尚未报送的材料和意见不再报送" if self.call_number else "各部门尚未答复的意见不再答复"
        return (
            Paragraph(
                f"《{self.plan_title}》{begun}。现因{self.reason.rstrip('。')}，"
                "经研究，决定终止该方案的编制工作，有关事项通知如下："
            ),
            Heading(1, "一、停止办理"),
            Paragraph(f"自本通知印发之日起，{papers}不再执行，{owed}。"),
            Heading(1, "二、项目和资金"),
            Paragraph(self._freed()),
            Heading(1, "三、已形成的公文和资料"),
            Paragraph("编制过程中已印发的公文和形成的意见、纪要等资料按规定归档备查。需要重新编制方案的，另行通知。"),
            *((Paragraph(f"联系人：{self.contact}，联系电话：{self.phone}。"),) if self.phone else ()),
        )

    def _freed(self) -> str:
        if self.is_adjustment:
            added = f"拟新列入的{self.projects}个项目保留在项目库中，可列入以后的方案；" if self.projects else ""
            return f"原方案继续执行，其项目和资金不变。{added}调整拟安排的资金不再占用资金来源。"
        if not self.projects:
            return "该方案尚未列入项目、安排资金。已审定入库的项目保留在项目库中，可列入以后的方案。"
        return (
            f"该方案列入的{self.projects}个项目保留在项目库中，拟安排的资金{wan(self.amount)}万元不再占用资金来源，"
            "均可列入以后的方案。"
        )
