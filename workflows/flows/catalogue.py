"""The catalogue of documents D01 to D37: who writes what to whom at which step, and which of them the code issues.

Genre, layout and number come from the paper itself; a kind without a paper says with what its step will come.
`docs/catalogue.md` is written from here by `manage.py export_catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation

from documents.enums import CodeUse, Layout
from documents.papers import Paper
from documents.register_paper import DocumentRegister
from oversight.papers import (
    ExtensionRequest,
    SlipFeedback,
    SpendingBulletin,
    SupervisionBulletin,
    SupervisionSlip,
    UrgingLetter,
)
from plans import papers


@dataclass(frozen=True)
class Entry:
    """One kind of document. `step` names nodes of the flows, or in words an act outside them; `comes_with` is
    given for a kind whose step is not built."""

    kind: str
    name: str
    parties: str
    step: str
    paper: type[Paper] | None = None
    comes_with: str = ""
    number: str = ""


_NUMBERS = {
    CodeUse.DOCUMENT: "{代字}〔{年}〕{n}号（文件）",
    CodeUse.LETTER: "{代字}〔{年}〕{n}号（函）",
    CodeUse.MINUTES: "{代字}〔{年}〕{n}号（纪要）",
    CodeUse.RECEIPT: "{代字}〔{年}〕{n}号（回执）",
    CodeUse.SUPPLEMENT: "{代字}〔{年}〕{n}号（补正）",
    CodeUse.REPORT: "{代字}〔{年}〕{n}号（报告）",
    CodeUse.FORM: "{代字}〔{年}〕{n}号（表单）",
    CodeUse.BULLETIN: "{代字}〔{年}〕{n}号（通报）",
}

ALLOTMENT, EXECUTION, ASSESSMENT = "资金下达", "项目实施与验收", "考评审计"

CATALOGUE: tuple[Entry, ...] = (
    Entry("D01", "关于编制年度统筹资金规划和方案的通知", "领导小组→各乡镇、县直单位", "启动年度方案", papers.PlanningCall),
    Entry("D01b", "关于终止方案编制工作的通知", "领导小组或县政府→各乡镇、县直单位", "终止页面", papers.TerminationNotice),
    Entry("D02", "项目申报表", "村、乡镇或部门→审核机关", "village_round.village_submits、village_round.village_corrects", papers.ProposalForm),
    Entry("D03", "村民代表会议记录", "村", "village_round.village_deliberates", papers.DeliberationRecord),
    Entry("D04", "公示", "村、乡镇→公众", "village_round.village_deliberates、township_round.township_posts_notice",
          papers.PublicNotice),
    Entry("D04b", "公告", "县→公众", "library_round.working_group_announces、annual_plan.working_group_announces、plan_adjustment.working_group_announces、item_change.working_group_announces、fund_master_plan.working_group_announces",
          papers.Announcement),
    Entry("D05", "公示结果证明", "村、乡镇", "village_round.village_submits、township_round.township_confirms_notice",
          papers.NoticeResult),
    Entry("D06", "关于报送年度项目计划的报告", "乡镇政府→县政府", "township_round.township_head_signs",
          papers.TownshipReport),
    Entry("D07", "乡镇审核意见表", "乡镇", "village_round.township_reviews", papers.TownshipReviewSheet),
    Entry("D08", "补正通知书、退回意见书", "审核机关→报送单位",
          "village_round.township_reviews、township_round.tells_villages、乡镇移出个别项目、filing.province_signs",
          papers.SupplementNotice),
    Entry("D09", "联合论证意见表", "行业部门", "library_round.department_appraises", papers.AppraisalSheet),
    Entry("D10", "关于征求年度方案意见的函", "县政府办→部门", "annual_plan.working_group_drafts、plan_adjustment.working_group_drafts",
          papers.ConsultationLetter),
    Entry("D11", "会签意见复函", "部门→县政府办", "annual_plan.department_countersigns、plan_adjustment.department_countersigns", papers.ConsultationReply),
    Entry("D12", "发文稿纸", "县政府办（内部）", "annual_plan.office_director_signs_letter、plan_adjustment.office_director_signs_letter、annual_plan.office_registers、plan_adjustment.office_registers、annual_plan.office_sends_filing、plan_adjustment.office_sends_filing、item_change.group_head_signs_change、item_change.office_sends_filing、fund_master_plan.office_registers",
          papers.Manuscript),
    Entry("D13", "领导小组会议纪要", "领导小组→参会单位", "annual_plan.leading_group_decides、plan_adjustment.leading_group_decides、item_change.leading_group_decides、fund_master_plan.leading_group_decides",
          papers.LeadingGroupMinutes),
    Entry("D14", "县政府常务会议纪要", "县政府", "annual_plan.executive_meeting_decides、plan_adjustment.executive_meeting_decides、fund_master_plan.executive_meeting_decides", papers.ExecutiveMinutes),
    Entry("D15", "关于印发年度统筹整合资金实施方案的通知", "县政府→各乡镇、各部门", "annual_plan.office_registers",
          papers.PlanIssuance),
    Entry("D15b", "关于印发统筹整合资金规划的通知", "县政府→各乡镇、各部门", "fund_master_plan.office_registers",
          papers.MasterPlanIssuance),
    Entry("D16", "关于印发中期调整方案的通知", "县政府→各乡镇、各部门", "plan_adjustment.office_registers",
          papers.AdjustmentIssuance),
    Entry("D17", "关于报送方案备案的函", "县政府→省财政厅等", "annual_plan.office_sends_filing、plan_adjustment.office_sends_filing、item_change.office_sends_filing", papers.FilingLetter),
    Entry("D17b", "关于报送方案的报告", "县政府→上级政府或省领导小组", "annual_plan.office_sends_filing、plan_adjustment.office_sends_filing（另行上报时）",
          papers.FilingReport),
    Entry("D18", "备案回执", "省级部门→县政府", "filing.province_signs", papers.FilingReceipt,
          number="{代字}〔{年}〕{县代码}-{n}号（回执）"),
    Entry("D19", "备案意见函", "省级部门→县政府", "filing.province_signs", papers.FilingOpinion),
    Entry("D20", "整改情况复函", "县政府→省级部门", "filing.head_signs_answer", papers.RectificationReply),
    Entry("D21", "关于下达项目计划的通知（联合发文）", "财政局及联署机关→乡镇、部门", "fund_allotment.finance_head_signs",
          papers.AllotmentNotice),
    Entry("D22", "关于调整项目计划的通知", "领导小组→乡镇、主管部门", "item_change.group_head_signs_change", papers.ChangeNotice),
    Entry("D23", "项目批复", "县→乡镇", "", comes_with=ALLOTMENT),
    Entry("D24", "绩效目标批复", "财政局→单位", "", comes_with=ALLOTMENT),
    Entry("D25", "进度月报、季报", "部门→上级", "", comes_with=EXECUTION),
    Entry("D26", "督办单（蓝、黄或橙、红）", "督查室→承办单位", "督办单页面", SupervisionSlip),
    Entry("D27", "催办函", "督查室→承办单位", "督办列表", UrgingLetter),
    Entry("D28", "督办反馈报告", "承办单位→督查室", "督办单页面", SlipFeedback),
    Entry("D29", "延期申请单", "承办单位→督查室", "督办单页面", ExtensionRequest),
    Entry("D30", "督办情况通报", "县政府办→各乡镇、各部门（督查室拟稿）", "通报页面", SupervisionBulletin),
    Entry("D30b", "支出进度通报", "县政府办→各乡镇、各部门（财政局拟稿）", "通报页面", SpendingBulletin),
    Entry("D31", "验收申请、初验单、验收报告", "实施单位→乡镇→部门", "", comes_with=EXECUTION),
    Entry("D32", "完工公告", "乡镇、村→公众", "", comes_with=EXECUTION),
    Entry("D33", "资产移交书、管护协议", "实施单位→村集体", "", comes_with=EXECUTION),
    Entry("D34", "考评结果通报", "县、省", "", comes_with=ASSESSMENT),
    Entry("D35", "审计意见", "审计局→单位", "", comes_with=ASSESSMENT),
    Entry("D36", "销号审批表", "村→乡镇→县", "", comes_with="销号"),
    Entry("D37", "发文、收文、备案登记簿", "收发文经办人", "登记簿页面", DocumentRegister),
)  # fmt: skip


def markdown() -> str:
    """The catalogue as docs/catalogue.md prints it."""
    with translation.override("zh-hans"):
        return "\n".join([*_HEAD, *_rows(), ""])


def numbered_as(entry: Entry) -> str:
    """How its number is made; empty for a paper without one."""
    use = entry.paper.code_use if entry.paper else None
    return entry.number or (_NUMBERS[use] if use else "")


_HEAD = (
    "# Catalogue of documents",
    "",
    "Written by `manage.py export_catalogue`; a test keeps it in step with the code.",
    "",
    "| | document | genre | layout | issuer → addressee | number | step | |",
    "|---|---|---|---|---|---|---|---|",
)


def _rows() -> Iterator[str]:
    for entry in CATALOGUE:
        genre = (entry.paper.genre if entry.paper else "") or "—"
        layout = str(Layout(entry.paper.layout).label) if entry.paper else "—"
        state = f"its step comes with {entry.comes_with}" if entry.comes_with else "built"
        cells = (
            entry.kind,
            entry.name,
            genre,
            layout,
            entry.parties,
            numbered_as(entry) or "—",
            entry.step or "—",
            state,
        )
        yield f"| {' | '.join(cells)} |"
