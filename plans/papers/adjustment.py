"""D16: the notice that carries an adjustment of the plan, and its table of before and after (附表4)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import wan
from documents.papers import Annex, Block, Column, Enclosure, Heading, Paragraph, chinese_date
from plans.papers.cells import UNIT, money_text
from plans.papers.plan import PlanIssuance
from plans.papers.rows import ZERO, total

CHANGE_COLUMNS = (
    Column("序号", 2.2), Column("项目名称\n（库编号）", 8, "left"), Column("调整类型", 3.6), Column("调整前内容", 10, "left"),
    Column("调整前\n金额", 5, "right"), Column("调整前来源", 8.5, "left"), Column("调整后内容", 10, "left"), Column("调整后\n金额", 5, "right"),
    Column("调整后来源", 8.5, "left"), Column("增减", 5, "right"), Column("调整原因", 9, "left"), Column("依据文号", 6.5, "left"),
)  # fmt: skip
TOTAL_COLUMNS = (
    Column("序号", 2.2), Column("资金来源／项目类别", 14, "left"), Column("调整前项目数", 5), Column("调整前金额", 7, "right"),
    Column("调整后项目数", 5), Column("调整后金额", 7, "right"), Column("增减", 7, "right"),
)  # fmt: skip
NOTHING = "—"


@dataclass(frozen=True, kw_only=True)
class Side:
    """A row as one of the two versions has it; `said` are its words, each with what it is called, the same in both, and
    `paid` is (source, yuan)."""

    said: tuple[tuple[str, str], ...]
    amount: Decimal
    paid: tuple[tuple[str, Decimal], ...] = ()

    @property
    def content(self) -> str:
        """All its words in one line."""
        return "；".join(words for _called, words in self.said if words)


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """One row of 附表4; `before` is None for a new project, `after` for one that is taken out."""

    code: str
    name: str
    kind: str
    before: Side | None
    after: Side | None
    reason: str
    ground: str

    @property
    def difference(self) -> Decimal:
        return _amount(self.after) - _amount(self.before)


@dataclass(frozen=True, kw_only=True)
class TotalRow:
    """What a source pays or a category gets, in yuan."""

    name: str
    before: Decimal
    after: Decimal
    rows_before: int
    rows_after: int


@dataclass(frozen=True, kw_only=True)
class EmergencyRow:
    """A project that a meeting let in before the library had it, and by when the library has to follow."""

    project: str
    kind: str
    ground: str
    decision: str
    decided_on: datetime.date
    entry_due: datetime.date


@dataclass(frozen=True, kw_only=True)
class AdjustmentIssuance(PlanIssuance):
    """D16 关于印发《…中期调整方案》的通知: the whole plan as it is from now on, and what changed (四（一）、四（四）; the
    older document stays the ground of what was spent under it, finding 4)."""

    kind = "D16"

    adjusted_title: str
    adjusted_number: str
    adjusted_on: datetime.date | None
    reason: str
    ground: str
    changes: tuple[ChangeRow, ...]
    unchanged: int
    whole: TotalRow
    by_source: tuple[TotalRow, ...]
    by_category: tuple[TotalRow, ...]
    emergencies: tuple[EmergencyRow, ...] = ()

    @property
    def outside_library(self) -> int:
        return len(self.emergencies)

    def body(self) -> tuple[Block, ...]:
        approved = f"经{'、'.join(self.meetings)}审议通过，" if self.meetings else ""
        day = f"{chinese_date(self.adjusted_on)}印发的" if self.adjusted_on else ""
        return (
            Paragraph(
                f"根据{self.ground}，{approved}现对{day}《{self.adjusted_title}》（{self.adjusted_number}）作出调整，"
                f"将《{self.plan_title}》印发给你们，请结合实际，认真组织实施。"
            ),
            Paragraph("自本通知印发之日起，以调整后的方案为准；此前按原方案已实施的项目、已支出的资金继续有效。"),
        )

    def enclosure(self) -> Enclosure:
        whole = super().enclosure()
        listed = len(self.annexes())
        return Enclosure(whole.title, (*whole.blocks[:-listed], *self._adjusted(), *whole.blocks[-listed:]))

    def annexes(self) -> tuple[Annex, ...]:
        return (*super().annexes(), change_annex(self.year, self.changes), self._sums())

    def _adjusted(self) -> tuple[Block, ...]:
        """八、调整事项"""
        come, gone = (sum(row_side is None for row_side in sides) for sides in self._sides())
        changed = len(self.changes) - come - gone
        counted = (("新增项目", come), ("移出项目", gone), ("调整金额、来源或内容的项目", changed))
        told = "，".join(f"{name}{number}个" for name, number in counted if number)
        more = money_text(abs(self.whole.after - self.whole.before))
        turned = f"增加{more}" if self.whole.after > self.whole.before else f"减少{more}"
        moved = turned if self.whole.after != self.whole.before else "规模不变"
        return (
            Heading(1, "八、调整事项"),
            Heading(2, "（一）调整原因。", f"{self.reason.rstrip('。')}。依据：{self.ground}。"),
            Heading(
                2, "（二）调整内容。",
                f"{told}，其余{self.unchanged}个项目不变。"
                f"整合资金安排由{money_text(self.whole.before)}调整为{money_text(self.whole.after)}，{moved}。"
                "逐项对照见附表4，按资金来源、项目类别的增减见附表5。移出的项目退回项目库。",
            ),
            *self._urgent(),
        )  # fmt: skip

    def _urgent(self) -> tuple[Block, ...]:
        if not self.emergencies:
            return ()
        told = "；".join(
            f"“{row.project}”因{row.kind}列入（{row.ground.rstrip('。')}），经{row.decision}（{chinese_date(row.decided_on)}）决定，"
            f"须于{chinese_date(row.entry_due)}前补办入库"
            for row in self.emergencies
        )
        return (Heading(2, "（三）应急项目。", f"下列{len(self.emergencies)}个项目为应急项目：{told}。"),)

    def _sides(self) -> tuple[list[Side | None], list[Side | None]]:
        return [row.before for row in self.changes], [row.after for row in self.changes]

    def _sums(self) -> Annex:
        rows = (*self.by_source, *self.by_category)
        body = tuple(
            (str(number), row.name, str(row.rows_before), wan(row.before), str(row.rows_after), wan(row.after),
             wan(row.after - row.before))
            for number, row in enumerate(rows, 1)
        )  # fmt: skip
        closing = (
            "", "方案合计", str(self.whole.rows_before), wan(self.whole.before), str(self.whole.rows_after),
            wan(self.whole.after), wan(self.whole.after - self.whole.before),
        )  # fmt: skip
        title = f"{self.year}年度统筹整合资金调整汇总表"
        note = "资金来源各行之和、项目类别各行之和均等于方案合计。"
        return Annex("附表5", title, TOTAL_COLUMNS, (*body, closing), unit=UNIT, totals=1, notes=(note,))


def change_annex(year: int, rows: Sequence[ChangeRow], label: str = "附表4", title: str = "") -> Annex:
    """附表4 调整对照表 (domain a.5); its sum is of the rows that changed. `label` and `title` are given where it is the
    annex of another document."""
    body = tuple(_change(number, row) for number, row in enumerate(rows, 1))
    before, after = (total(_amount(side) for side in sides) for sides in (_of(rows, "before"), _of(rows, "after")))
    closing = (
        "", "变动项目合计", f"{len(rows)}个", "", wan(before), "", "", wan(after), "", wan(after - before), "", "",
    )  # fmt: skip
    named = title or f"{year}年度统筹整合资金方案调整对照表"
    return Annex(label, named, CHANGE_COLUMNS, (*body, closing), unit=UNIT, totals=1)


def _change(number: int, row: ChangeRow) -> tuple[str, ...]:
    return (
        str(number), f"{row.name}\n（{row.code}）", row.kind, *_side(row.before), *_side(row.after), wan(row.difference),
        row.reason, row.ground,
    )  # fmt: skip


def _side(side: Side | None) -> tuple[str, str, str]:
    if side is None:
        return NOTHING, NOTHING, NOTHING
    return side.content, wan(side.amount), "\n".join(f"{name} {wan(amount)}" for name, amount in side.paid)


def _of(rows: Sequence[ChangeRow], name: str) -> Iterable[Side | None]:
    return (getattr(row, name) for row in rows)


def _amount(side: Side | None) -> Decimal:
    return side.amount if side else ZERO
