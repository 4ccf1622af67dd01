"""统筹资金规划: passed down, compiled from below, consulted, decided, issued (四（四）: 上一年第三季度着手编制)."""

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
    answered,
    everyone,
    seat,
    this,
)
from workflows.flows import endings
from workflows.flows.annual_plan import PLAN, REPLIES, RESOLUTIONS
from workflows.flows.endings import MasterPlanEndings
from workflows.flows.master_plan_decisions import MasterPlanDecisions
from workflows.flows.seats import CountySeats
from workflows.flows.settlements import SettlementForm


class FundMasterPlan2015(CountySeats, MasterPlanDecisions, MasterPlanEndings, Regulation):
    """One version of a county's plan of several years under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.working_group_passes_down)

    # 四（四）: 自下而上、上下结合; every township gets its part, a dossier of its own
    working_group_passes_down = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_amends",
        title=_("下达规划编制任务"), decided=this.passed_down,
        called=_("下达到各乡镇"),
    ).Next(this.working_group_compiles)  # fmt: skip

    # 四（四）: 细化到村，落实到户; every township is in, or named as 未报
    working_group_compiles = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_compiles",
        title=_("规划汇总编制"), decided=this.compiled, withdrawn=this.compiles_again, papers=(PLAN,),
        called=_("送部门征求意见"),
    ).Next(this.asks_departments)  # fmt: skip

    # 四（四）: 牵头部门、其他部门配合; silence is never consent (B27)
    asks_departments = Countersign().Next(this.department_countersigns, seats=this.departments)
    department_countersigns = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="department_countersigns", title=_("部门会签"),
        decisions=REPLIES, lapses=True,
    ).Next(this.departments_answered)  # fmt: skip
    departments_answered = Gather(everyone).Next(this.working_group_settles)

    # 条例 第二十条: 有分歧意见时，主办部门应当协商
    working_group_settles = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_settles",
        title=_("汇总会签意见"), form=SettlementForm, decided=this.settled, withdrawn=this.settles_again,
        returns_to=("working_group_compiles",), papers=(PLAN,),
        called=_("提请领导小组审议"),
    ).Next(this.leading_group_decides)  # fmt: skip

    # 四（六）: 统筹资金领导小组负责制定规划
    leading_group_decides = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.leading_group, limit="leading_group_decides",
        title=_("领导小组审议"), decisions=RESOLUTIONS, by_meeting=True,
        decided=this.returned, returns_to=("working_group_compiles",),
    ).Next(this.has_group_amended)  # fmt: skip
    has_group_amended = (
        Gate(answered(Decision.APPROVE_WITH_CHANGES), title=_("领导小组要求修改？"))
        .Then(this.reopens_for_group)
        .Else(this.executive_meeting_decides)
    )
    reopens_for_group = Act(this.reopen, title=_("规划重开修改（领导小组）")).Next(this.working_group_amends)

    # domain a.3: 修改后通过 keeps the approval; the drafter edits, the secretary of the meeting confirms it (B35)
    working_group_amends = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_amends",
        title=_("按领导小组意见修改"), decided=this.amendments_made, withdrawn=this.compiles_again, papers=(PLAN,),
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
        decided=this.returned, returns_to=("working_group_compiles",),
    ).Next(this.has_meeting_amended)  # fmt: skip
    has_meeting_amended = (
        Gate(answered(Decision.APPROVE_WITH_CHANGES), title=_("常务会议要求修改？"))
        .Then(this.reopens_for_meeting)
        .Else(this.office_edits)
    )
    reopens_for_meeting = Act(this.reopen, title=_("规划重开修改（常务会议）")).Next(this.working_group_revises)
    working_group_revises = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_amends",
        title=_("按常务会议意见修改"), decided=this.amendments_made, withdrawn=this.compiles_again, papers=(PLAN,),
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
        decided=this.edited, withdrawn=this.edits_again, returns_to=("working_group_compiles",), papers=(PLAN,),
        called=_("核稿通过，报请签发"),
    ).Next(this.head_signs)  # fmt: skip

    # 六（一）: “一把手”负总责; 条例 第二十二条: 签发
    head_signs = Step(
        duty=Duty.SIGN_OFF, organisation=this.county, limit="head_signs", title=_("签发"),
        decided=this.returned, withdrawn=this.wrote_nothing, returns_to=("office_edits", "working_group_compiles"),
        papers=(PLAN,),
        called=_("签发"),
    ).Next(this.office_rechecks)  # fmt: skip

    # 条例 第二十五条: 复核、登记、印制、核发; 需作实质性修改的，应当报原签批人复审 (B07)
    office_rechecks = Step(
        duty=Duty.PRE_ISSUE_CHECK, organisation=this.government_office, limit="office_rechecks", title=_("复核"),
        decided=this.rechecked, withdrawn=this.wrote_nothing, returns_to=("head_signs", "office_edits"), papers=(PLAN,),
        called=_("复核通过"),
    ).Next(this.office_registers)  # fmt: skip

    # domain D15b: a document of the county government
    office_registers = Step(
        duty=Duty.REGISTER_DOCUMENT, organisation=this.government_office, limit="office_registers",
        title=_("登记编号并印发"), decided=this.issues, returns_to=("office_edits",), papers=(PLAN,),
        called=_("登记编号并印发"),
    ).Next(this.working_group_announces)  # fmt: skip

    # 六（四）: 公示制度; within seven calendar days of the issue, which opens this step
    working_group_announces = Step(
        duty=Duty.ANNOUNCE, organisation=this.working_group, limit="plan_announced", title=_("规划公告"),
        decided=this.announces,
        called=_("发布公告"),
    ).Next(this.announced)  # fmt: skip

    announced = Finish(title=_("已印发公告"))

    # domain a.3 取消、终止: until it is issued; a plan that it would have revised stays in force
    ended_early = endings.MASTER_PLAN
