"""年度统筹资金方案: drafted, countersigned, decided, issued, filed (鄂政办发〔2015〕63号 四（四）、五（一）; steps 11 to 18)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from roles.duties import Duty
from workflows.engine.enums import Decision
from workflows.engine.nodes import (
    Act,
    Begin,
    Countersign,
    Finish,
    Gate,
    Gather,
    Regulation,
    Step,
    Unplanned,
    answered,
    everyone,
    seat,
    this,
)
from workflows.engine.nodes.base import Moving
from workflows.engine.turn import Acted
from workflows.flows import endings, plan_acts
from workflows.flows.endings import PlanEndings
from workflows.flows.forms import CallForm, ConsultationForm
from workflows.flows.plan_decisions import PlanDecisions
from workflows.flows.seats import CountySeats, plan_version
from workflows.flows.settlements import SettlementForm

REPLIES = (Decision.APPROVE, Decision.APPROVE_WITH_CHANGES, Decision.OBJECT)
RESOLUTIONS = (Decision.APPROVE, Decision.APPROVE_WITH_CHANGES)
CALL, LETTER, PLAN, FILING = "call", "letter", "plan", "filing"
"""The documents of the dossier: who signs one (条例 第二十二条) may register another (第二十五条)."""


class AnnualPlan2015(CountySeats, PlanDecisions, PlanEndings, Regulation):
    """One version of a county's plan under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.working_group_drafts_call)

    # 四（四）: 上一年第三季度着手编制; 条例 第二十二条: a notice of the leading group is signed by its head
    working_group_drafts_call = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_amends",
        title=_("拟编制通知"), form=CallForm, decided=this.call_drafted, withdrawn=this.wrote_nothing, papers=(CALL,),
        called=_("报请签发编制通知"),
    ).Next(this.group_head_signs_call)  # fmt: skip
    group_head_signs_call = Step(
        duty=Duty.SIGN_OFF, organisation=this.leading_group, limit="head_signs", title=_("签发编制通知并编号"),
        decided=this.called, returns_to=("working_group_drafts_call",), papers=(CALL,),
        called=_("签发并编号"),
    ).Next(this.finance_confirms_sources)  # fmt: skip

    # 四（六）: 财政部门要摸清项目资金家底
    finance_confirms_sources = Step(
        duty=Duty.MANAGE_SOURCES, organisation=this.finance_bureau, limit="finance_confirms_sources",
        title=_("摸清资金家底"), decided=this.sources_confirmed, withdrawn=this.wrote_nothing,
        called=_("确认资金来源"),
    ).Next(this.working_group_drafts)  # fmt: skip

    # 四（四）: 年度统筹资金方案要明确来源渠道、使用平台、资金额度、内容进度、责任单位
    working_group_drafts = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_drafts", title=_("方案起草"),
        form=ConsultationForm, decided=this.drafted, withdrawn=this.drafts_again,
        returns_to=("finance_confirms_sources",), papers=(LETTER, PLAN),
        called=_("报请签发征求意见函"),
    ).Next(this.office_director_signs_letter)  # fmt: skip

    # 条例 第二十二条: a letter of the government office is signed by its director
    office_director_signs_letter = Step(
        duty=Duty.SIGN_OFF, organisation=this.government_office, limit="head_signs",
        title=_("签发征求意见函并编号"), decided=this.consulted, returns_to=("working_group_drafts",), papers=(LETTER,),
        called=_("签发并编号"),
    ).Next(this.asks_departments)  # fmt: skip

    # 四（四）: 牵头部门、其他部门配合; silence is never consent (B27)
    asks_departments = Countersign().Next(this.department_countersigns, seats=this.departments)
    department_countersigns = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="department_countersigns", title=_("部门会签"),
        decisions=REPLIES, decided=this.replied, lapses=True,
    ).Next(this.departments_answered)  # fmt: skip
    departments_answered = Gather(everyone).Next(this.working_group_settles)

    # 条例 第二十条: 有分歧意见时，主办部门应当协商
    working_group_settles = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_settles",
        title=_("汇总会签意见"), form=SettlementForm, decided=this.settled, withdrawn=this.settles_again,
        returns_to=("working_group_drafts",), papers=(PLAN,),
        called=_("提请领导小组审议"),
    ).Next(this.leading_group_decides)  # fmt: skip

    # 四（六）: 统筹资金领导小组
    leading_group_decides = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.leading_group, limit="leading_group_decides",
        title=_("领导小组审议"), decisions=RESOLUTIONS, by_meeting=True,
        decided=this.returned, returns_to=("working_group_drafts",),
    ).Next(this.has_group_amended)  # fmt: skip
    has_group_amended = (
        Gate(answered(Decision.APPROVE_WITH_CHANGES), title=_("领导小组要求修改？"))
        .Then(this.reopens_for_group)
        .Else(this.executive_meeting_decides)
    )

    reopens_for_group = Act(this.reopen, title=_("方案重开修改（领导小组）")).Next(this.working_group_amends)

    # domain a.3: 修改后通过 keeps the approval; the drafter edits, the secretary of the meeting confirms the difference (B35)
    working_group_amends = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_amends",
        title=_("按领导小组意见修改"), decided=this.amendments_made, withdrawn=this.drafts_again, papers=(PLAN,),
        called=_("修改完毕，送会议秘书核对"),
    ).Next(this.group_secretary_confirms)  # fmt: skip
    group_secretary_confirms = Step(
        duty=Duty.CONVENE_MEETING, organisation=this.leading_group, limit="secretary_confirms",
        title=_("会议秘书核对修改稿"), decided=this.amendments_compared, withdrawn=this.wrote_nothing,
        returns_to=("working_group_amends",), papers=(PLAN,),
        called=_("与会议决定一致，提请常务会议审定"),
    ).Next(this.executive_meeting_decides)  # fmt: skip

    # 六（一）: 民主集中、科学决策
    executive_meeting_decides = Step(
        duty=Duty.CHAIR_EXECUTIVE_MEETING, organisation=this.county, limit="executive_meeting_decides",
        title=_("县政府常务会议审定"), decisions=RESOLUTIONS, by_meeting=True,
        decided=this.returned, returns_to=("working_group_drafts",),
    ).Next(this.has_meeting_amended)  # fmt: skip
    has_meeting_amended = (
        Gate(answered(Decision.APPROVE_WITH_CHANGES), title=_("常务会议要求修改？"))
        .Then(this.reopens_for_meeting)
        .Else(this.office_edits)
    )

    reopens_for_meeting = Act(this.reopen, title=_("方案重开修改（常务会议）")).Next(this.working_group_revises)
    working_group_revises = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_amends",
        title=_("按常务会议意见修改"), decided=this.amendments_made, withdrawn=this.drafts_again, papers=(PLAN,),
        called=_("修改完毕，送会议秘书核对"),
    ).Next(this.meeting_secretary_confirms)  # fmt: skip
    meeting_secretary_confirms = Step(
        duty=Duty.CONVENE_MEETING, organisation=this.government_office, limit="secretary_confirms",
        title=_("会议秘书核对修改稿"), decided=this.amendments_compared, withdrawn=this.wrote_nothing,
        returns_to=("working_group_revises",), papers=(PLAN,),
        called=_("与会议决定一致，送核稿"),
    ).Next(this.office_edits)  # fmt: skip

    # 条例 第十九条: 核稿
    office_edits = Step(
        duty=Duty.EDIT_CHECK, organisation=this.government_office, limit="office_edits", title=_("核稿"),
        decided=this.edited, withdrawn=this.edits_again, returns_to=("working_group_drafts",), papers=(PLAN,),
        called=_("核稿通过，报请签发"), may_add_steps=True, added_again=True,
    ).Next(this.head_signs)  # fmt: skip

    # 条例 第十九条: 涉及其他部门职权范围内的事项，必须征求相关部门意见; what the edit check finds is asked before it is signed
    added_step = Unplanned(
        duty=Duty.COUNTERSIGN_PLAN, asked=this.all_departments, limit="added_step", title=_("增加的环节")
    )

    # 六（一）: “一把手”负总责; 条例 第二十二条: 签发
    head_signs = Step(
        duty=Duty.SIGN_OFF, organisation=this.county, limit="head_signs", title=_("签发"),
        decided=this.returned, withdrawn=this.wrote_nothing, returns_to=("office_edits", "working_group_drafts"),
        papers=(PLAN,),
        called=_("签发"),
    ).Next(this.office_rechecks)  # fmt: skip

    # 条例 第二十五条: 复核、登记、印制、核发; 需作实质性修改的，应当报原签批人复审 (B07)
    office_rechecks = Step(
        duty=Duty.PRE_ISSUE_CHECK, organisation=this.government_office, limit="office_rechecks", title=_("复核"),
        decided=this.rechecked, withdrawn=this.wrote_nothing, returns_to=("head_signs", "office_edits"), papers=(PLAN,),
        called=_("复核通过"),
    ).Next(this.office_registers)  # fmt: skip

    # 四（四）: 以县级政府文件印发
    office_registers = Step(
        duty=Duty.REGISTER_DOCUMENT, organisation=this.government_office, limit="office_registers",
        title=_("登记编号并印发"), decided=this.issued, returns_to=("office_edits",), papers=(PLAN,),
        called=_("登记编号并印发"),
    ).Next(this.working_group_announces)  # fmt: skip

    # 六（四）: 公示制度; within seven calendar days of the issue, which opens this step
    working_group_announces = Step(
        duty=Duty.ANNOUNCE, organisation=this.working_group, limit="plan_announced", title=_("县级公告"),
        decided=this.announced,
        called=_("发布公告"),
    ).Next(this.office_drafts_filing)  # fmt: skip

    # 五（一）: 方案上报省财政厅及相关主管部门备案; one limit for the three steps, counted from the issue of the plan
    office_drafts_filing = Step(
        duty=Duty.SEND_FILING, organisation=this.government_office, limit="office_drafts_filing",
        title=_("拟备案函"), decided=this.filing_drafted, withdrawn=this.wrote_nothing, papers=(FILING,),
        due=this.within_filing_limit,
        called=_("报请签发备案函"),
    ).Next(this.head_signs_filing)  # fmt: skip
    head_signs_filing = Step(
        duty=Duty.SIGN_OFF, organisation=this.county, limit="head_signs", title=_("签发备案函"),
        returns_to=("office_drafts_filing",), papers=(FILING,), due=this.within_filing_limit,
        called=_("签发"),
    ).Next(this.office_sends_filing)  # fmt: skip
    office_sends_filing = Step(
        duty=Duty.REGISTER_DOCUMENT, organisation=this.government_office, limit="office_sends_filing",
        title=_("备案函编号并报送"), decided=this.filing_sent, returns_to=("office_drafts_filing",), papers=(FILING,),
        due=this.within_filing_limit,
        called=_("编号并报送"),
    ).Next(this.filed)  # fmt: skip

    filed = Finish(title=_("已报送备案"))

    # domain a.3 取消、终止: until the plan is issued; afterwards it is adjusted
    ended_early = endings.PLAN

    def call_drafted(self, activation: Moving, act: Acted) -> None:
        CallForm.reply_by_of(act.data)

    def called(self, activation: Moving, act: Acted) -> None:
        plan_acts.call(act, plan_version(activation))

    def sources_confirmed(self, activation: Moving, act: Acted) -> None:
        plan_acts.confirm_sources(plan_version(activation))
