"""D37: the registers of documents sent, received and filed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from documents.papers import Annex, Block, Column, Disclosure, Paper, Paragraph, chinese_date
from plans.papers.cells import day_text


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """One line of a register; `party` is to whom or from whom."""

    number: str
    title: str
    day: datetime.date
    party: str
    pages: int = 0
    handler: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentRegister(Paper):
    """D37; `register` is 发文登记簿, 收文登记簿 or 备案登记簿."""

    kind = "D37"
    disclosure = Disclosure.CLOSED

    register: str
    organisation: str
    year: int
    rows: tuple[RegisterRow, ...]
    printed_on: datetime.date

    @property
    def title(self) -> str:
        return f"{self.organisation}{self.year}年{self.register}"

    @property
    def attachments(self) -> tuple[str, ...]:
        return ()

    def body(self) -> tuple[Block, ...]:
        return (Paragraph(f"共登记{len(self.rows)}件，打印日期{chinese_date(self.printed_on)}。"),)

    def annexes(self) -> tuple[Annex, ...]:
        party = "主送机关" if self.register == "发文登记簿" else "来文机关"
        columns = (
            Column("序号", 3), Column("文号", 9), Column("标题", 18, "left"), Column("日期", 7), Column(party, 10, "left"),
            Column("页数", 3), Column("经办人", 4), Column("备注", 5, "left"),
        )  # fmt: skip
        rows = tuple(
            (
                str(order), row.number, row.title, day_text(row.day), row.party, str(row.pages or ""), row.handler, row.note,
            )
            for order, row in enumerate(self.rows, 1)
        )  # fmt: skip
        return (Annex("", f"{self.year}年{self.register}", columns, rows),)
