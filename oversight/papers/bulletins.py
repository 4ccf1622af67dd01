"""D30 通报 of a month: how matters were handled, and how far the money is spent; units are ranked, never persons."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from documents.papers import (
    Annex,
    Block,
    CodeUse,
    Column,
    Disclosure,
    Heading,
    Layout,
    Paper,
    Paragraph,
    chinese_date,
)


@dataclass(frozen=True, kw_only=True)
class SupervisionRank:
    """One unit of the month; figures as they are printed."""

    rank: str
    category: str
    unit: str
    opened: str
    decided: str
    on_time: str
    late: str
    returned: str
    open: str
    overdue: str
    slips: str


@dataclass(frozen=True, kw_only=True)
class SpendingRank:
    """One unit; amounts in 万元 and empty where the source gives the rate alone."""

    rank: str
    category: str
    unit: str
    allotted: str
    paid: str
    progress: str
    balance: str


@dataclass(frozen=True, kw_only=True)
class Bulletin(Paper):
    """What both bulletins share: issued by the government office to all units of the county."""

    genre = "通报"
    layout = Layout.DOCUMENT
    code_use = CodeUse.BULLETIN
    disclosure = Disclosure.ON_REQUEST

    issuer: str
    county: str
    month: datetime.date
    as_of: datetime.date
    source: str
    requirement: str
    recipients: tuple[str, ...]
    copied_to: tuple[str, ...] = ()
    former: str = ""
    """The number of the bulletin that this one corrects."""

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.recipients

    @property
    def cc(self) -> tuple[str, ...]:
        return self.copied_to

    @property
    def said(self) -> str:
        """The month in words."""
        return f"{self.month.year}年{self.month.month}月"

    def ending(self) -> tuple[Block, ...]:
        """What is required, and which bulletin no longer holds."""
        corrected = (Paragraph(f"{self.former}数据有误，以本通报为准。"),) if self.former else ()
        return (
            Heading(1, "三、工作要求"),
            *(Paragraph(line) for line in self.requirement.splitlines() if line),
            *corrected,
        )


@dataclass(frozen=True, kw_only=True)
class SupervisionBulletin(Bulletin):
    """D30 督办情况通报: units by the share of what they decided in time."""

    kind = "D30"

    rows: tuple[SupervisionRank, ...]
    opened: str
    decided: str
    on_time: str
    late: str
    returned: str
    open: str
    overdue: str
    slips: tuple[str, ...]
    """How many slips of which colour, in words."""
    best: tuple[str, ...]
    behind: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"{self.issuer}关于{self.said}统筹整合资金事项督办情况的通报"

    def body(self) -> tuple[Block, ...]:
        slips = f"下达督办单{'、'.join(self.slips)}。" if self.slips else "未下达督办单。"
        best = f"按时办结率达到100%的有：{'、'.join(self.best)}。" if self.best else ""
        behind = (
            f"月末仍有逾期未办结事项的有：{'、'.join(self.behind)}。" if self.behind else "月末没有逾期未办结事项。"
        )
        return (
            Paragraph(
                f"为加快统筹整合资金各环节办理，现将{self.said}督办情况通报如下"
                f"（数据截至{chinese_date(self.as_of)}，来源：{self.source}）："
            ),
            Heading(1, "一、总体情况"),
            Paragraph(
                f"全县到达各单位办理环节{self.opened}件，办结{self.decided}件，其中逾期办结{self.late}件，"
                f"按时办结率{self.on_time}；退回{self.returned}件。月末在办{self.open}件，其中逾期{self.overdue}件。{slips}"
            ),
            Heading(1, "二、各单位情况"),
            Paragraph(f"各单位办理情况及排名见附件。{best}{behind}"),
            *self.ending(),
        )

    def annexes(self) -> tuple[Annex, ...]:
        columns = (
            Column("排名", 3), Column("单位", 9, "left"), Column("到达", 3, "right"), Column("办结", 3, "right"),
            Column("按时办结率", 5, "right"), Column("逾期办结", 4, "right"), Column("退回", 3, "right"),
            Column("月末在办", 4, "right"), Column("其中逾期", 4, "right"), Column("督办单", 3, "right"),
        )  # fmt: skip
        rows = tuple(
            (row.rank, row.unit, row.opened, row.decided, row.on_time, row.late, row.returned, row.open, row.overdue,
             row.slips)
            for row in self.rows
        )  # fmt: skip
        notes = ("注：按按时办结率排名，相同的并列；本月没有办结事项的单位不排名。只通报单位，不通报个人。",)
        return (Annex("附件", f"{self.county}{self.said}督办情况排名表", columns, rows, "单位：件", notes),)


@dataclass(frozen=True, kw_only=True)
class SpendingBulletin(Bulletin):
    """D30b 支出进度通报: departments and townships by the share of their money that is spent (B33)."""

    kind = "D30b"

    year: int
    rows: tuple[SpendingRank, ...]
    paid: str
    left: str
    progress: str
    balance: str
    done: tuple[str, ...]
    behind: tuple[str, ...]
    """Units below the county's progress, as ranked."""

    @property
    def title(self) -> str:
        return f"{self.issuer}关于{self.year}年统筹整合资金支出进度的通报"

    def body(self) -> tuple[Block, ...]:
        done = f"支出进度达到100%的有：{'、'.join(self.done)}。" if self.done else ""
        behind = f"支出进度低于全县平均水平的有：{'、'.join(self.behind)}。" if self.behind else ""
        return (
            Paragraph(
                f"为加快{self.year}年统筹整合资金支出，现将截至{chinese_date(self.as_of)}的支出进度通报如下"
                f"（数据来源：{self.source}）："
            ),
            Heading(1, "一、总体情况"),
            Paragraph(
                f"全县{self.year}年统筹整合资金已支出{self.paid}万元，结余{self.left}万元，支出进度{self.progress}，"
                f"结余率{self.balance}。"
            ),
            Heading(1, "二、各部门、各乡镇情况"),
            Paragraph(f"各部门、各乡镇支出进度及排名见附件。{done}{behind}"),
            *self.ending(),
        )

    def annexes(self) -> tuple[Annex, ...]:
        kinds = dict.fromkeys(row.category for row in self.rows)
        return tuple(self._annex(kind, [row for row in self.rows if row.category == kind]) for kind in kinds)

    def _annex(self, kind: str, rows: list[SpendingRank]) -> Annex:
        has_amounts = any(row.allotted for row in rows)
        amounts = (Column("下达资金", 6, "right"), Column("已支出", 6, "right")) if has_amounts else ()
        columns = (
            Column("排名", 3), Column("单位", 11, "left"), *amounts, Column("支出进度", 5, "right"),
            Column("结余率", 5, "right"),
        )  # fmt: skip
        return Annex(
            "附件",
            f"{self.county}{self.year}年统筹整合资金支出进度排名表（{kind}）",
            columns,
            tuple(
                (row.rank, row.unit, *((row.allotted, row.paid) if has_amounts else ()), row.progress, row.balance)
                for row in rows
            ),
            "单位：万元" if has_amounts else "",
            (f"注：数据截至{chinese_date(self.as_of)}；支出进度＝已支出÷下达资金，结余率＝1－支出进度，相同的并列。",),
        )
