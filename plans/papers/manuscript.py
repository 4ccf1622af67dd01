"""D12: the sheet that follows a document from drafting to issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.papers import Block, Column, Disclosure, Field, Fields, Paper, Table
from plans.papers.cells import day_text


@dataclass(frozen=True, kw_only=True)
class ManuscriptStep:
    """One act on the sheet, with full date; `step` is 拟稿, 核稿, 会签, 签发, 复核, 登记 or 印发 (条例 第二十二条)."""

    step: str
    organisation: str
    name: str
    opinion: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Manuscript(Paper):
    """D12 发文稿纸: internal, the trace 拟稿–核稿–会签–签发–复核."""

    kind = "D12"
    disclosure = Disclosure.CLOSED
    is_signed_off = False

    issuer: str
    document_title: str
    genre_name: str
    recipients: tuple[str, ...]
    copied_to: tuple[str, ...]
    drafting_unit: str
    drafter: str
    steps: tuple[ManuscriptStep, ...]
    disclosure_name: str = "主动公开"
    secrecy: str = "无"
    urgency: str = "平件"
    copies: int = 0
    number: str = ""
    enclosed: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.issuer}发文稿纸"

    def body(self) -> tuple[Block, ...]:
        return (
            Fields((
                Field("发文字号", self.number), Field("文种", self.genre_name),
                Field("标题", self.document_title, is_wide=True),
                Field("主送", "，".join(self.recipients), is_wide=True),
                Field("抄送", "，".join(self.copied_to), is_wide=True),
                Field("密级", self.secrecy), Field("缓急", self.urgency),
                Field("公开属性", self.disclosure_name), Field("印数", f"{self.copies}份" if self.copies else ""),
                Field("拟稿单位", self.drafting_unit), Field("拟稿人", self.drafter),
                Field("附件", "；".join(self.enclosed), is_wide=True),
            )),
            Table(
                (Column("环节", 4), Column("单位", 8), Column("姓名", 5), Column("意见", 14, "left"), Column("日期", 7)),
                tuple((row.step, row.organisation, row.name, row.opinion, day_text(row.day)) for row in self.steps),
            ),
        )  # fmt: skip
