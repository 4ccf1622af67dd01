"""D09: a department's appraisal of a round."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from documents.papers import Block, Column, Field, Fields, Opinion, Paper, Paragraph, Table
from plans.papers.cells import day_text, money, money_text
from plans.papers.rows import total

APPRAISAL_POINTS = ("真实性", "必要性", "合规性", "用地条件", "投资概算", "资金来源", "联农带农", "绩效目标")


@dataclass(frozen=True, kw_only=True)
class AppraisedProject:
    """One project of a sheet; `failed_points` are labels of APPRAISAL_POINTS."""

    name: str
    place: str
    amount: Decimal
    verdict: str
    failed_points: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AppraisalSheet(Paper):
    """D09 联合论证意见表: one a department and round, a row a project."""

    kind = "D09"

    department: str
    county: str
    year: int
    projects: tuple[AppraisedProject, ...]
    opinion: str
    clerk: str
    appraised_on: datetime.date
    head: str = ""

    @property
    def title(self) -> str:
        return f"{self.county}{self.year}年度统筹资金项目联合论证意见表"

    def body(self) -> tuple[Block, ...]:
        passed = [row for row in self.projects if row.verdict == "通过"]
        return (
            Fields((
                Field("论证部门", self.department, is_wide=True),
                Field("送论证项目", f"{len(self.projects)}个，{money_text(total(r.amount for r in self.projects))}"),
                Field("论证通过", f"{len(passed)}个，{money_text(total(r.amount for r in passed))}"),
            )),
            self._table(),
            Opinion("论证意见", self.opinion, f"部门负责人：{self.head}　经办人：{self.clerk}", day_text(self.appraised_on)),
            Paragraph("注：“√”为该项论证符合要求，“×”为存在问题。"),
        )  # fmt: skip

    def _table(self) -> Table:
        columns = (
            Column("序号", 2), Column("项目名称", 7, "left"), Column("实施地点", 6, "left"), Column("资金（万元）", 6, "right"),
            *(Column(point, 2.6) for point in APPRAISAL_POINTS), Column("意见", 3), Column("说明", 5, "left"),
        )  # fmt: skip
        rows = tuple(
            (
                str(number), row.name, row.place, money(row.amount),
                *("×" if point in row.failed_points else "√" for point in APPRAISAL_POINTS), row.verdict, row.note,
            )
            for number, row in enumerate(self.projects, 1)
        )  # fmt: skip
        return Table(columns, rows)
