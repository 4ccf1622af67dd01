"""D26 to D29: supervision slips, letters that urge, reports on slips, requests for more time (f.3)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from documents.papers import (
    Block,
    CodeUse,
    Disclosure,
    Field,
    Fields,
    Heading,
    Layout,
    Opinion,
    Paper,
    Paragraph,
    Signers,
    chinese_date,
)

FEEDBACK = "督办反馈报告：一事一文，由单位主要负责人审签，加盖印章，报督查机关，不直接报送领导个人"
OPENINGS = {
    "蓝色": "现将下列事项交你单位办理",
    "黄色": "现就下列事项对你单位提出警告",
    "橙色": "现就下列事项对你单位提出警告",
    "红色": "下列事项责令你单位限期办结，本单由你单位主要负责人签收",
}
"""What a slip says first, by its colour."""


@dataclass(frozen=True, kw_only=True)
class SupervisionSlip(Paper):
    """D26 督办单 of one matter. Who signs for it on paper writes his name and the day into the form: nothing printed says
    how far it is. `previous` is the number of the slip that it follows, empty for a first one."""

    kind = "D26"
    code_use = CodeUse.FORM
    disclosure = Disclosure.CLOSED

    colour: str
    matter: str
    step: str
    basis: str
    ground: str
    recipient: str
    co_handler: str
    requirement: str
    sign_by: datetime.date
    due_on: datetime.date
    previous: str
    handler: str
    issued_on: datetime.date

    @property
    def title(self) -> str:
        return f"督办单（{self.colour}）"

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.recipient,)

    @property
    def cc(self) -> tuple[str, ...]:
        return (self.co_handler,) if self.co_handler else ()

    def body(self) -> tuple[Block, ...]:
        told = Paragraph(f"{OPENINGS[self.colour]}。请于{chinese_date(self.due_on)}前办结并书面反馈。")
        cells = Fields((
            Field("督办事项", self.matter, is_wide=True), Field("办理环节", self.step, is_wide=True),
            Field("承办单位", self.recipient), Field("协办单位", self.co_handler or "无"),
            Field("督办颜色", self.colour), Field("上一督办单", self.previous or "无"),
            Field("下达事由", self.ground, is_wide=True), Field("督办依据", self.basis, is_wide=True),
            Field("办理要求", self.requirement, is_wide=True), Field("反馈形式", FEEDBACK, is_wide=True),
            Field("签收期限", chinese_date(self.sign_by)), Field("办结期限", chinese_date(self.due_on)),
        ))  # fmt: skip
        asked = Opinion("交办意见", "请签收后抓紧办理。", f"交办人：{self.handler}", chinese_date(self.issued_on))
        signer = "主要负责人签收" if self.colour == "红色" else "承办单位签收人"
        return told, cells, asked, Signers((Field(signer, ""), Field("签收日期", "")))


@dataclass(frozen=True, kw_only=True)
class UrgingLetter(Paper):
    """D27 催办函: an urge that goes out as a letter. `slip` is the number of the slip that stands open on the matter,
    `urged` the days on which it was urged before."""

    kind = "D27"
    genre = "函"
    layout = Layout.LETTER
    code_use = CodeUse.LETTER
    disclosure = Disclosure.CLOSED

    recipient: str
    matter: str
    step: str
    arrived_on: datetime.date
    due_on: datetime.date
    days_late: int
    slip: str
    urged: tuple[datetime.date, ...]
    text: str
    contact: str

    @property
    def title(self) -> str:
        return f"关于催办《{self.matter}》的函"

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.recipient,)

    @property
    def note(self) -> str:
        return f"联系人：{self.contact}"

    def body(self) -> tuple[Block, ...]:
        late = f"，现已逾期{self.days_late}个工作日" if self.days_late else ""
        return (
            Paragraph(
                f"《{self.matter}》“{self.step}”环节于{chinese_date(self.arrived_on)}送达你单位，"
                f"办理期限为{chinese_date(self.due_on)}{late}。{self._before()}"
            ),
            Paragraph(f"{self.text.rstrip('。')}。请收到本函后抓紧办理，办理结果在统筹系统中反馈。"),
            Paragraph("特此函告。"),
        )

    def _before(self) -> str:
        """What was done already."""
        days = "、".join(chinese_date(day) for day in self.urged)
        told = [f"我室已于{days}催办" if days else "", f"已下达督办单（{self.slip}）" if self.slip else ""]
        said = "，".join(part for part in told if part)
        return f"{said}。" if said else ""


@dataclass(frozen=True, kw_only=True)
class SlipFeedback(Paper):
    """D28 督办反馈报告: upward, one matter, signed by the organisation's head. An unfinished one says why and by when;
    it asks for nothing: more time is asked for with D29 (条例 第十五条)."""

    kind = "D28"
    genre = "报告"
    layout = Layout.UPWARD
    code_use: ClassVar[CodeUse | None] = CodeUse.REPORT
    disclosure = Disclosure.CLOSED

    office: str
    matter: str
    slip: str
    colour: str
    issued_on: datetime.date
    due_on: datetime.date
    round: int
    result: str
    evidence: str
    is_done: bool
    reasons: str
    done_by: datetime.date | None
    contact: str

    @property
    def title(self) -> str:
        return f"关于《{self.matter}》督办事项办理情况的报告"

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.office,)

    @property
    def note(self) -> str:
        return f"联系人：{self.contact}"

    def body(self) -> tuple[Block, ...]:
        again = f"（第{self.round}次反馈）" if self.round > 1 else ""
        number = f"（{self.slip}）" if self.slip else ""
        opening = Paragraph(
            f"{chinese_date(self.issued_on)}下达的{self.colour}督办单{number}收悉，办结期限为{chinese_date(self.due_on)}。"
            f"现将办理情况报告如下{again}："
        )
        return opening, *self._parts(), Paragraph("特此报告。")

    def _parts(self) -> Iterator[Block]:
        state = "该事项已办结。" if self.is_done else "该事项尚未办结。"
        yield Heading(1, "一、办理结果")
        yield Paragraph(f"{state}{self.result.rstrip('。')}。")
        yield Heading(1, "二、佐证材料")
        yield Paragraph(f"{self.evidence.rstrip('。') or '无'}。")
        if not self.is_done and self.done_by:
            yield Heading(1, "三、未办结原因及办结日期")
            yield Paragraph(f"{self.reasons.rstrip('。')}。预计于{chinese_date(self.done_by)}前办结。")


@dataclass(frozen=True, kw_only=True)
class UnnumberedFeedback(SlipFeedback):
    """The same of an organisation that has no code for reports, such as a village."""

    code_use = None


@dataclass(frozen=True, kw_only=True)
class ExtensionRequest(Paper):
    """D29 延期申请单: handed in before the day has passed, with the reason, the progress and the day wanted."""

    kind = "D29"
    disclosure = Disclosure.CLOSED

    office: str
    organisation: str
    matter: str
    slip: str
    colour: str
    due_on: datetime.date
    wanted: datetime.date
    reason: str
    progress: str
    clerk: str
    asked_on: datetime.date
    head: str
    signed_on: datetime.date | None

    @property
    def title(self) -> str:
        return "督办事项延期申请单"

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.office,)

    def body(self) -> tuple[Block, ...]:
        signed = chinese_date(self.signed_on) if self.signed_on else ""
        return (
            Fields((
                Field("督办事项", self.matter, is_wide=True), Field("督办单", self.slip or "无文号"),
                Field("督办颜色", self.colour), Field("申请单位", self.organisation), Field("督查机关", self.office),
                Field("原办结期限", chinese_date(self.due_on)), Field("申请延至", chinese_date(self.wanted)),
                Field("延期理由", self.reason, is_wide=True), Field("目前进展", self.progress, is_wide=True),
            )),
            Opinion("申请人", "", f"经办人：{self.clerk}", chinese_date(self.asked_on)),
            Opinion("单位主要负责人意见", "同意申请延期。", self.head, signed),
            Paragraph("注：延期申请须在办结期限届满前提出；督查机关答复前，原办结期限不变。"),
        )  # fmt: skip
