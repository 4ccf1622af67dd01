"""D37: the registers of documents sent, received and filed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from documents.papers import Block, Column, Disclosure, Paper, Paragraph, Table, chinese_date
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
    is_signed_off = False

    register: str
    organisation: str
    year: int
    rows: tuple[RegisterRow, ...]
    printed_on: datetime.date

    @property
    def title(self) -> str:
        return f"{self.organisation}{self.year}年{self.register}"

    def body(self) -> tuple[Block, ...]:
        party = "主送机关" if self.register == "发文登记簿" else "来文机关"
        columns = (
            Column("序号", 2.5), Column("文号", 7), Column("标题", 13, "left"), Column("日期", 5.5), Column(party, 7, "left"),
            Column("页数", 2.5), Column("经办人", 4), Column("备注", 4, "left"),
        )  # fmt: skip
        rows = tuple(
            (
                str(order), row.number, row.title, day_text(row.day), row.party, str(row.pages or ""), row.handler, row.note,
            )
            for order, row in enumerate(self.rows, 1)
        )  # fmt: skip
        count = Paragraph(f"共登记{len(self.rows)}件，打印日期{chinese_date(self.printed_on)}。")
        return count, Table(columns, rows)
