"""单项变更: single items of the plan in force are changed on a lighter path, and filed with every department concerned
(四（一）: 按规划调整和改变项目资金用途，报相关主管部门备案; domain a.3, B12, B13).

Who carries the item out applies; the departments competent for it give their opinion, the finance bureau confirms the
money. A small change of the same content is decided by the head of the leading group with his signature, any other by its
meeting; the notice (D22) is the leading group's, and is announced and filed as a plan is.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.enums import OrganisationKind
from roles.duties import Duty
from workflows.engine.nodes import Begin, Countersign, Finish, Gate, Gather, Regulation, Step, everyone, seat, this
from workflows.engine.nodes.base import Moving
from workflows.engine.turn import Acted
from workflows.flows import change_acts, endings
from workflows.flows.annual_plan import FILING, REPLIES
from workflows.flows.change_forms import ChangeProposalForm
from workflows.flows.endings import PlanEndings
from workflows.flows.plan_decisions import PlanDecisions
from workflows.flows.seats import CountySeats, plan_version

NOTICE = "notice"
"""The document that the change is issued as, beside the letter that files it."""


class ItemChange2015(CountySeats, PlanDecisions, PlanEndings, Regulation):
    """One change of single items under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.asks_applicant)

    # domain a.3: 项目变更, the township applies, of its own items the department that is competent for them; what is
    # returned goes to whichever of the two it was
    asks_applicant = (
        Countersign(title=_("提出变更申请"))
        .Next(this.township_applies, seats=this.township)
        .Next(this.department_applies, seats=this.department)
    )
    township_applies = Step(
        duty=Duty.REPORT_PROJECTS, organisation=seat, limit="applicant_applies", title=_("乡镇提出变更申请"),
        decided=this.applied, withdrawn=this.comes_back,
        called=_("提交变更申请"),
    ).Next(this.has_applied)  # fmt: skip
    department_applies = Step(
        duty=Duty.PROPOSE_DEPARTMENT_PROJECTS, organisation=seat, limit="applicant_applies",
        title=_("主管部门提出变更申请"),
        decided=this.applied, withdrawn=this.comes_back,
        called=_("提交变更申请"),
    ).Next(this.has_applied)  # fmt: skip
    has_applied = Gather(everyone).Next(this.asks_departments)

    # 四（四）: 牵头部门、其他部门配合; silence is never consent (B27)
    asks_departments = Countersign().Next(this.department_countersigns, seats=this.departments)
    department_countersigns = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="department_countersigns", title=_("主管部门论证"),
        decisions=REPLIES, decided=this.appraised, returns_to=("township_applies",), lapses=True,
        called=_("同意变更"),
    ).Next(this.departments_answered)  # fmt: skip
    departments_answered = Gather(everyone).Next(this.finance_confirms_change)

    # 四（六）: 财政部门跟踪落实、日常监管; the sources are followed to the fen
    finance_confirms_change = Step(
        duty=Duty.MANAGE_SOURCES, organisation=this.finance_bureau, limit="finance_confirms_change",
        title=_("核实资金来源"), decided=this.sources_confirmed, withdrawn=this.looks_again,
        returns_to=("township_applies",),
        called=_("资金来源属实"),
    ).Next(this.working_group_proposes)  # fmt: skip

    # 四（六）: 工作专班; it drafts the notice, and may put before the meeting what could be decided by paper
    working_group_proposes = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_proposes", title=_("拟办变更通知"),
        form=ChangeProposalForm, decided=this.proposed, withdrawn=this.confirms_again, returns_to=("township_applies",),
        papers=(NOTICE,),
        called=_("提请审批"),
    ).Next(this.is_light)  # fmt: skip

    # domain B13: 内容不变、金额变动不足一成的，按备案式变更办理
    is_light = (
        Gate(this.decided_by_paper, title=_("备案式变更？"))
        .Then(this.group_head_signs_change)
        .Else(this.leading_group_decides)
    )

    # 六（一）: 民主集中、科学决策
    leading_group_decides = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.leading_group, limit="leading_group_decides",
        title=_("领导小组审议"), by_meeting=True, decided=this.given_back, returns_to=("township_applies",),
    ).Next(this.group_head_signs_change)  # fmt: skip

    # 条例 第二十二条: a notice of the leading group is signed by its head; of a light change his signature decides it
    group_head_signs_change = Step(
        duty=Duty.SIGN_OFF, organisation=this.leading_group, limit="head_signs", title=_("签发变更通知并编号"),
        decided=this.change_issued, returns_to=("working_group_proposes", "township_applies"), papers=(NOTICE,),
        called=_("签发并编号"),
    ).Next(this.working_group_announces)  # fmt: skip

    # 六（四）: 公示制度
    working_group_announces = Step(
        duty=Duty.ANNOUNCE, organisation=this.working_group, limit="plan_announced", title=_("变更公告"),
        decided=this.announced,
        called=_("发布公告"),
    ).Next(this.office_drafts_filing)  # fmt: skip

    # 四（一）、五（一）: 报相关主管部门备案; one limit for the three steps, counted from the issue of the notice
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

    # domain a.3 取消、终止: until the notice is issued; the plan in force stays as it is
    ended_early = endings.CHANGE

    def township(self, activation: Moving) -> list[int]:
        return change_acts.applicants(plan_version(activation), OrganisationKind.TOWNSHIP)

    def department(self, activation: Moving) -> list[int]:
        return change_acts.applicants(plan_version(activation), OrganisationKind.DEPARTMENT)

    def departments(self, activation: Moving) -> list[int]:
        return change_acts.departments(plan_version(activation))

    def decided_by_paper(self, activation: Moving) -> bool:
        return plan_version(activation).single_change.is_light

    def applied(self, activation: Moving, act: Acted) -> None:
        change_acts.hand_in(act, plan_version(activation))

    def comes_back(self, activation: Moving) -> None:
        change_acts.give_back(plan_version(activation))

    def appraised(self, activation: Moving, act: Acted) -> None:
        change_acts.give_back_when_returned(act, plan_version(activation))

    def given_back(self, activation: Moving, act: Acted) -> None:
        """Nothing is read for a plain approval."""
        change_acts.give_back_when_returned(act, plan_version(activation))

    def sources_confirmed(self, activation: Moving, act: Acted) -> None:
        change_acts.confirm_sources(act, plan_version(activation))

    def looks_again(self, activation: Moving) -> None:
        change_acts.look_again(plan_version(activation))

    def confirms_again(self, activation: Moving) -> None:
        change_acts.confirm_again(plan_version(activation))

    def proposed(self, activation: Moving, act: Acted) -> None:
        change_acts.propose(act, plan_version(activation))

    def change_issued(self, activation: Moving, act: Acted) -> None:
        change_acts.issue(act, plan_version(activation))
