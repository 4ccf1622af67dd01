"""D37: the registers of documents sent, received and filed, as a book with its rows across landscape pages."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from documents.papers import Annex, Block, Column, Disclosure, Field, Fields, Paper, Paragraph, chinese_date


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """One line of a register; `party` is to whom or from whom, `entry` the register's own number."""

    number: str
    title: str
    day: datetime.date
    party: str
    entry: str = ""
    pages: int = 0
    handler: str = ""
    note: str = ""

    @property
    def is_struck(self) -> bool:
        return self.note.startswith(("作废", "注销")) or " 注销" in self.note


@dataclass(frozen=True, kw_only=True)
class DocumentRegister(Paper):
    """D37; `register` is 发文登记簿, 收文登记簿 or 备案登记簿, of the days from `starts_on` to `ends_on`."""

    kind = "D37"
    disclosure = Disclosure.CLOSED

    register: str
    organisation: str
    starts_on: datetime.date
    ends_on: datetime.date
    party_title: str
    rows: tuple[RegisterRow, ...]
    keeper: str

    @property
    def title(self) -> str:
        return f"{self.organisation}{self._period()}{self.register}"

    def _period(self) -> str:
        first, last = self.starts_on, self.ends_on
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return f"{first.year}年"
        return f"{chinese_date(first)}至{chinese_date(last)}"

    @property
    def attachments(self) -> tuple[str, ...]:
        return ()

    def body(self) -> tuple[Block, ...]:
        return (
            Fields((
                Field("登记单位", self.organisation, is_wide=True),
                Field("登记簿", self.register), Field("登记件数", f"{len(self.rows)}件"),
                Field("起始日期", chinese_date(self.starts_on)), Field("截止日期", chinese_date(self.ends_on)),
                Field("登记人", self.keeper), Field("作废、注销", f"{sum(row.is_struck for row in self.rows)}件"),
            )),
            Paragraph("本登记簿由登记数据生成，登记后不得更改；作废、注销的文号保留在册并注明原因。"),
        )  # fmt: skip

    def annexes(self) -> tuple[Annex, ...]:
        """The rows; a register without numbers of its own has no column for them."""
        counts = any(row.entry for row in self.rows)
        columns = (
            Column("序号", 3), *([Column("编号", 3.5)] if counts else []), Column("文号", 10), Column("标题", 20, "left"),
            Column("日期", 7.5), Column(self.party_title, 10, "left"), Column("页数", 3), Column("经办人", 6, "left"),
            Column("备注", 8, "left"),
        )  # fmt: skip
        rows = tuple(
            (
                str(order), *([row.entry] if counts else []), row.number, row.title, chinese_date(row.day), row.party,
                str(row.pages or ""), row.handler, row.note,
            )
            for order, row in enumerate(self.rows, 1)
        )  # fmt: skip
        return (Annex("登记内容", f"{self._period()}{self.register}", columns, rows),)
