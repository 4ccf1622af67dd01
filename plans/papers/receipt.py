"""D18: the receipt of a filing, which says what is known of its materials (五（一）; step 19)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from documents.papers import Block, CodeUse, Field, Fields, Opinion, Paper, Paragraph, chinese_date
from plans.papers.cells import day_text, money_text
from plans.papers.forms_of_address import yours


@dataclass(frozen=True, kw_only=True)
class Answered:
    """How many of the findings, or of the missing pieces, that the county has answered are in which state."""

    done: int = 0
    under_way: int = 0
    not_adopted: int = 0

    @property
    def total(self) -> int:
        return self.done + self.under_way + self.not_adopted

    def others(self, unit: str) -> str:
        """Those that are not done, such as 其中1项正在办理、1项未采纳; empty where all are."""
        counted = ((self.under_way, "正在办理"), (self.not_adopted, "未采纳"))
        told = "、".join(f"{number}{unit}{state}" for number, state in counted if number)
        return f"，其中{told}" if told else ""


@dataclass(frozen=True, kw_only=True)
class FilingReceipt(Paper):
    """D18 备案回执."""

    kind = "D18"
    code_use = CodeUse.RECEIPT

    receiver: str
    sender: str
    letter_number: str
    plan_title: str
    plan_number: str
    projects: int
    amount: Decimal
    received_on: datetime.date
    registered_on: datetime.date
    registrar: str
    enclosures: int = 0
    pages: int = 0
    county_code: str = ""
    missing: tuple[str, ...] = ()
    signer: str = ""
    remarks: str = ""
    supplements: Answered = Answered()
    findings: Answered = Answered()
    is_change: bool = False
    """Of a single change: the notice (D22) is what was filed, `projects` are those that it changes and `amount` is the
    sum of the whole plan."""

    @property
    def title(self) -> str:
        return f"统筹整合资金{'项目计划调整' if self.is_change else '方案'}备案回执"

    def numbered(self, code: str, year: int, seq: int) -> str:
        """With the county's code before the running number, so that a county finds its own."""
        return f"{code}〔{year}〕{self.county_code}-{seq}号" if self.county_code else super().numbered(code, year, seq)

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.sender,)

    def _received(self) -> str:
        """How many pieces; the pages only where all of them are already printed."""
        pieces = f"来文1件、随函材料{self.enclosures}件" if self.enclosures else "来文1件"
        return f"{pieces}，共{self.pages}页" if self.pages else pieces

    def _complete(self) -> str:
        """Whole from the beginning or since all was supplemented, else what was answered; and which findings were
        answered meanwhile."""
        if self.missing:
            return f"缺：{'、'.join(self.missing)}"
        told = self._supplemented()
        if not self.findings.total:
            return told
        return f"{told}；提出的{self.findings.total}条意见已答复{self.findings.others('条')}"

    def _supplemented(self) -> str:
        asked = self.supplements
        if others := asked.others("项"):
            return f"要求补正的{asked.total}项已答复{others}"
        return f"经补正{asked.total}项后材料齐全" if asked.total else "材料齐全"

    def body(self) -> tuple[Block, ...]:
        remarks = (Field("随回执的意见", self.remarks, is_wide=True),) if self.remarks else ()
        number, name, rows, money = (
            ("通知文号", "通知名称", "调整项目", "方案资金总额")
            if self.is_change
            else ("方案文号", "方案名称", "项目个数", "资金规模")
        )
        people = f"经办人：{self.registrar}" + (f"　签发人：{self.signer}" if self.signer else "")
        return (
            Paragraph(f"{yours(self.sender, is_below=True)}报送的《{self.plan_title}》备案材料收悉，已予登记。"),
            Fields((
                Field("来文字号", self.letter_number), Field(number, self.plan_number),
                Field(name, self.plan_title, is_wide=True),
                Field(rows, f"{self.projects}个"), Field(money, money_text(self.amount)),
                Field("签收日期", chinese_date(self.received_on)), Field("登记日期", chinese_date(self.registered_on)),
                Field("收到材料", self._received()), Field("材料完整性", self._complete()),
                *remarks,
            )),
            Opinion("登记", "备案登记不改变方案的效力。", people, day_text(self.registered_on)),
        )  # fmt: skip
