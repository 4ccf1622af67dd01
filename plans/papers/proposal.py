"""D02 and D03: what a village proposes and the meeting that resolved it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from documents.papers import Block, Column, Field, Fields, Opinion, Paper, Paragraph, Signers, Table, chinese_date
from plans.papers.cells import day_text, listed, money_text, period, sources
from plans.papers.rows import ProjectRow


@dataclass(frozen=True, kw_only=True)
class ProposalForm(Paper):
    """D02 项目申报表: one project with the eleven library fields, signed by both heads where it `is_of_village`.

    A department's own project (雨露计划, 小额信贷贴息) uses it too: `proposer` is then the department.
    """

    kind = "D02"

    proposer: str
    township: str
    year: int
    project: ProjectRow
    meeting_held_on: datetime.date | None
    notice_from: datetime.date | None
    notice_to: datetime.date | None
    secretary: str = ""
    director: str = ""
    is_of_village: bool = False
    not_applicable: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.year}年度统筹资金项目申报表"

    def body(self) -> tuple[Block, ...]:
        p = self.project
        return (
            Fields((
                Field("申报单位", self.proposer), Field("所属乡镇", self.township),
                Field("项目编号", p.code), Field("项目类别", p.category),
                Field("项目名称", p.name, is_wide=True),
                Field("建设性质", p.nature), Field("实施地点", p.place),
                Field("建设任务\n及规模", _scaled(p), is_wide=True),
                Field("申请资金", money_text(p.amount)), Field("总投资", money_text(p.total or p.amount)),
                Field("资金来源\n及筹资方式", sources(p)), Field("补助标准", p.standard),
                Field("主管部门", p.competent), Field("使用平台", p.platform),
                Field("责任单位", p.responsible_unit), Field("责任人", p.responsible_person),
                Field("时间进度", period(p)), Field("受益村", p.villages),
                Field("受益农户", f"{p.households}户{p.people}人"),
                Field("其中贫困户", f"{p.poor_households}户{p.poor_people}人"),
                Field("绩效目标", p.target, is_wide=True),
                Field("群众参与和\n带贫减贫机制", p.linkage, is_wide=True),
                Field("村民代表会议", day_text(self.meeting_held_on) or "不适用"),
                Field("公示时间", self._notice()),
                *(Field("不适用环节及理由", listed(self.not_applicable), is_wide=True) for _ in self.not_applicable[:1]),
                Field("备注", p.note, is_wide=True),
            )),
            *self._closing(),
        )  # fmt: skip

    def _closing(self) -> tuple[Block, ...]:
        if not self.is_of_village:
            return (Opinion("申请意见", "以上内容真实，申请列入年度项目库。", "负责人（签字）："),)
        text = "以上内容真实，经村民代表会议议定并公示无异议，申请列入年度项目库。"
        signers = (Field("村党支部书记（签字）", self.secretary), Field("村民委员会主任（签字）", self.director))
        return Opinion("申请意见", text), Signers(signers)

    def _notice(self) -> str:
        if self.notice_from is None or self.notice_to is None:
            return "不适用"
        return f"{chinese_date(self.notice_from)}至{chinese_date(self.notice_to)}"


def _scaled(row: ProjectRow) -> str:
    """The work, and on a line below how much of it and how it is supported, built and integrated, where that was said."""
    said = (
        ("数量", row.quantity), ("支持方式", row.support), ("实施方式", row.implementation), ("统筹方式", row.integration),
    )  # fmt: skip
    told = "；".join(f"{label}：{text}" for label, text in said if text)
    return f"{row.content}\n{told}" if told else row.content


@dataclass(frozen=True, kw_only=True)
class DeliberationRecord(Paper):
    """D03 村民代表会议记录 (村民委员会组织法 第二十六条)."""

    kind = "D03"

    village: str
    year: int
    held_on: datetime.date
    place: str
    chair: str
    recorder: str
    representatives: int
    present: int
    votes_for: int
    votes_against: int
    votes_abstained: int
    projects: tuple[ProjectRow, ...]
    resolution: str

    @property
    def title(self) -> str:
        return f"{self.village.removesuffix('村民委员会')}村民代表会议记录"

    def body(self) -> tuple[Block, ...]:
        rows = tuple(
            (str(number), row.name, row.content, money_text(row.amount)) for number, row in enumerate(self.projects, 1)
        )
        columns = (
            Column("序号", 3),
            Column("项目名称", 10, "left"),
            Column("建设内容", 15, "left"),
            Column("申请资金", 8, "right"),
        )
        return (
            Fields((
                Field("会议时间", chinese_date(self.held_on)), Field("会议地点", self.place),
                Field("主持人", self.chair), Field("记录人", self.recorder),
                Field("应到代表", f"{self.representatives}人"), Field("实到代表", f"{self.present}人"),
                Field("会议议题", f"议定{self.year}年度拟申报的统筹资金项目", is_wide=True),
            )),
            Table(columns, rows),
            Fields((
                Field("表决结果", f"赞成{self.votes_for}票，反对{self.votes_against}票，弃权{self.votes_abstained}票。", is_wide=True),
                Field("会议决议", self.resolution, is_wide=True),
            )),
            Signers((Field("主持人（签字）", ""), Field("记录人（签字）", ""), Field("村民代表（签字）", "", is_wide=True))),
            Paragraph("注：村民代表签到册和会议照片附后存档。"),
        )  # fmt: skip
