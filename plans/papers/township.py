"""D06 and D07: a township's upward report and its review sheet."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from core.county_words import words
from documents.papers import (
    Annex,
    Block,
    CodeUse,
    Column,
    Field,
    Fields,
    Heading,
    Layout,
    Opinion,
    Paper,
    Paragraph,
    Table,
    chinese_date,
)
from plans.papers.cells import day_text, money, money_text, notice_annex, reachable
from plans.papers.forms_of_address import ours
from plans.papers.rows import ProjectRow, total

REVIEW_POINTS = ("真实性", "必要性", "科学性", "完整性", "可行性", "投资概算", "资金来源", "联农带农机制", "绩效目标")


@dataclass(frozen=True, kw_only=True)
class TownshipReport(Paper):
    """D06 关于报送年度统筹资金项目计划的报告: upward, one addressee, no request in it (条例 第十五、十六条)."""

    kind = "D06"
    genre = "报告"
    layout = Layout.UPWARD
    code_use = CodeUse.DOCUMENT

    issuer: str
    addressee: str
    year: int
    villages: int
    projects: tuple[ProjectRow, ...]
    notice_from: datetime.date
    notice_to: datetime.date
    notice_result: str
    contact: str
    phone: str

    @property
    def title(self) -> str:
        return f"{self.issuer}关于报送{self.year}年度统筹资金项目计划的报告"

    @property
    def addressees(self) -> tuple[str, ...]:
        return (self.addressee,)

    @property
    def note(self) -> str:
        return reachable(self.contact, self.phone) or super().note

    def body(self) -> tuple[Block, ...]:
        money_sum = money_text(total(row.amount for row in self.projects))
        return (
            Paragraph(
                f"按照{words(self.addressee).leading_group}关于编制{self.year}年度统筹资金规划和方案的部署，{ours(self.issuer)}组织{self.villages}个村（社区）和有关单位开展项目申报，"
                f"经逐项审核并公示，拟报项目{len(self.projects)}个，申请资金{money_sum}。现将有关情况报告如下："
            ),
            Heading(1, "一、项目申报情况"),
            Paragraph(f"拟报项目按类别分：{self._by_category()}。项目明细见附件。"),
            Heading(1, "二、审核情况"),
            Paragraph(
                f"{ours(self.issuer)}对照{'、'.join(REVIEW_POINTS)}等{len(REVIEW_POINTS)}项内容逐项审核，所报项目均审核通过。"
            ),
            Heading(1, "三、公示情况"),
            Paragraph(
                f"自{chinese_date(self.notice_from)}至{chinese_date(self.notice_to)}在乡镇政务公开栏等场所公示。{self.notice_result}"
            ),
            Paragraph("特此报告。"),
        )

    def _by_category(self) -> str:
        counts = Counter(row.category for row in self.projects)
        sums: dict[str, Decimal] = {}
        for row in self.projects:
            sums[row.category] = sums.get(row.category, Decimal(0)) + row.amount
        return "；".join(f"{name}{counts[name]}个、{money_text(sums[name])}" for name in counts)

    def annexes(self) -> tuple[Annex, ...]:
        return (notice_annex("附件", f"{self.year}年度统筹资金项目汇总表", self.projects),)


@dataclass(frozen=True, kw_only=True)
class ReviewedProject:
    """One project of a review sheet; `failed_points` are labels of REVIEW_POINTS."""

    name: str
    proposer: str
    amount: Decimal
    verdict: str
    failed_points: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TownshipReviewSheet(Paper):
    """D07 乡镇审核意见表: nine points a project."""

    kind = "D07"

    township: str
    subject: str
    year: int
    projects: tuple[ReviewedProject, ...]
    opinion: str
    clerk: str
    reviewed_on: datetime.date
    leader: str = ""
    head: str = ""

    @property
    def title(self) -> str:
        return f"{self.year}年度统筹资金项目乡镇审核意见表"

    @property
    def attachments(self) -> tuple[str, ...]:
        return ()

    def body(self) -> tuple[Block, ...]:
        passed = [row for row in self.projects if row.verdict == "通过"]
        return (
            Fields((
                Field("审核单位", self.township), Field("审核对象", self.subject),
                Field("送审项目", f"{len(self.projects)}个，{money_text(total(r.amount for r in self.projects))}"),
                Field("审核通过", f"{len(passed)}个，{money_text(total(r.amount for r in passed))}"),
            )),
            self._table(),
            Opinion("审核意见", self.opinion, f"经办人：{self.clerk}", day_text(self.reviewed_on)),
            Fields((Field("分管领导", f"（签字）{self.leader}"), Field("主要领导", f"（签字）{self.head}"))),
            Paragraph("注：“√”为该项审核符合要求，“×”为存在问题。"),
        )  # fmt: skip

    def _table(self) -> Table:
        columns = (
            Column("序号", 2), Column("项目名称", 7, "left"), Column("申报单位", 4), Column("申请资金（万元）", 6, "right"),
            *(Column(point, 2.4) for point in REVIEW_POINTS), Column("意见", 3), Column("说明", 5, "left"),
        )  # fmt: skip
        rows = tuple(
            (
                str(number), row.name, row.proposer, money(row.amount),
                *("×" if point in row.failed_points else "√" for point in REVIEW_POINTS), row.verdict, row.note,
            )
            for number, row in enumerate(self.projects, 1)
        )  # fmt: skip
        return Table(columns, rows)
