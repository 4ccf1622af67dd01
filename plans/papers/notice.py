"""D04, D04b and D05: notices before a decision, announcements after it, and proof that a notice has run."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from documents.papers import (
    Annex,
    Block,
    Column,
    Disclosure,
    Field,
    Fields,
    Opinion,
    Paper,
    Paragraph,
    Signers,
    Table,
    chinese_date,
)
from plans.papers.cells import money_text, notice_annex, told_to
from plans.papers.rows import ProjectRow, total


@dataclass(frozen=True, kw_only=True)
class PublicNotice(Paper):
    """D04 公示 of a village or township: no official genre, so without red head (六（四）)."""

    kind = "D04"
    disclosure = Disclosure.OPEN

    organisation: str
    year: int
    ground: str
    projects: tuple[ProjectRow, ...]
    posted_on: datetime.date
    closes_on: datetime.date
    place: str
    contact: str
    phone: str

    @property
    def title(self) -> str:
        return f"{self.organisation}{self.year}年度统筹资金拟申报项目公示"

    @property
    def attachments(self) -> tuple[str, ...]:
        return (self._table_title,)

    @property
    def _table_title(self) -> str:
        return f"{self.year}年度拟申报项目公示表"

    def body(self) -> tuple[Block, ...]:
        money = money_text(total(row.amount for row in self.projects))
        return (
            Paragraph(
                f"{self.ground}，现将拟申报的{len(self.projects)}个项目（申请资金{money}）予以公示，接受社会监督。"
            ),
            Paragraph(f"公示时间：{chinese_date(self.posted_on)}至{chinese_date(self.closes_on)}。"),
            Paragraph(f"公示地点：{self.place}。"),
            Paragraph(
                "公示期间，任何单位和个人对公示内容有异议的，可以书面、电话或者网络方式反映。反映情况应当客观真实，"
                "我们将对反映人信息予以保密，并及时调查处理、答复。"
            ),
            Paragraph(told_to(self.contact, self.phone)),
        )

    def annexes(self) -> tuple[Annex, ...]:
        return (notice_annex("附件", self._table_title, self.projects),)


@dataclass(frozen=True, kw_only=True)
class Announcement(Paper):
    """D04b 公告 of what was decided: admission to the library, or an issued plan."""

    kind = "D04b"
    disclosure = Disclosure.OPEN

    organisation: str
    subject: str
    decision: str
    document_number: str
    document_date: datetime.date | None
    where_to_read: str
    contact: str
    phone: str
    posted_on: datetime.date
    closes_on: datetime.date
    projects: tuple[ProjectRow, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.organisation}关于{self.subject}的公告"

    def body(self) -> tuple[Block, ...]:
        told = (self.document_number, chinese_date(self.document_date) if self.document_date else "")
        basis = "，".join(part for part in told if part)
        return (
            Paragraph(f"{self.decision}{f'（{basis}）' if basis else ''}。现予以公告。"),
            Paragraph(f"公告时间：{chinese_date(self.posted_on)}至{chinese_date(self.closes_on)}。"),
            Paragraph(f"查阅方式：{self.where_to_read}。"),
            Paragraph(told_to(self.contact, self.phone)),
        )

    def annexes(self) -> tuple[Annex, ...]:
        return (notice_annex("附件", "项目公告表", self.projects),) if self.projects else ()


@dataclass(frozen=True, kw_only=True)
class ObjectionRow:
    """An objection as the proof lists it; who objected is never printed."""

    received_on: datetime.date
    text: str
    finding: str
    upheld: bool


@dataclass(frozen=True, kw_only=True)
class NoticeResult(Paper):
    """D05 公示结果证明: the notice ran its full time, and what became of objections."""

    kind = "D05"

    organisation: str
    notice_title: str
    posted_on: datetime.date
    closes_on: datetime.date
    place: str
    objections: tuple[ObjectionRow, ...] = ()
    responsible: str = ""

    @property
    def title(self) -> str:
        return f"关于{self.notice_title}结果的证明"

    def body(self) -> tuple[Block, ...]:
        days = (self.closes_on - self.posted_on).days + 1
        period = f"{chinese_date(self.posted_on)}至{chinese_date(self.closes_on)}（共{days}日）"
        fields = Fields((
            Field("公示单位", self.organisation), Field("公示地点", self.place),
            Field("公示标题", self.notice_title, is_wide=True), Field("公示时间", period, is_wide=True),
            Field("异议情况", f"收到异议{len(self.objections)}件，均已办结。" if self.objections else "公示期间未收到异议。", is_wide=True),
        ))  # fmt: skip
        return (
            fields,
            *self._objections(),
            Opinion("结论", self._conclusion()),
            Signers((Field("负责人（签字）", self.responsible),)),
        )

    def _objections(self) -> tuple[Block, ...]:
        if not self.objections:
            return ()
        columns = (
            Column("收到日期", 7),
            Column("异议内容", 13, "left"),
            Column("处理意见", 12, "left"),
            Column("结论", 4),
        )
        rows = tuple(
            (chinese_date(row.received_on), row.text, row.finding, "成立" if row.upheld else "不成立")
            for row in self.objections
        )
        return (Table(columns, rows),)

    def _conclusion(self) -> str:
        if any(row.upheld for row in self.objections):
            return "公示期满。成立的异议已按处理意见办理，涉及项目不再列入本次申报。"
        found = "所提异议均不成立" if self.objections else "未收到异议"
        return f"公示期满，{found}，公示结果有效。"
