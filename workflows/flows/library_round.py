"""部门论证与入库审定: departments appraise, the leading group admits, the county announces (domain steps 9, 10)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.enums import OrganisationKind
from core.models import Organisation
from plans.services import library_rounds, resubmissions
from roles.duties import Duty
from workflows.engine.nodes import Begin, Countersign, Finish, Gate, Gather, Regulation, Step, everyone, seat, this
from workflows.engine.nodes.base import Moving
from workflows.engine.turn import Acted
from workflows.flows import endings
from workflows.flows.endings import RoundEndings
from workflows.flows.forms import AppraisalForm, LibraryDecisionForm, ResubmissionForm
from workflows.flows.seats import CountySeats, library_round


class LibraryRound2015(CountySeats, RoundEndings, Regulation):
    """The library round of one county under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.asks_departments)

    # 四（六）: 职能部门做好申报，建立项目库
    asks_departments = Countersign().Next(this.department_appraises, seats=this.departments)
    department_appraises = Step(
        duty=Duty.APPRAISE_PROJECTS, organisation=seat, limit="department_appraises", title=_("部门论证"),
        form=AppraisalForm, decided=this.appraised,
        called=_("提交论证意见"),
    ).Next(this.departments_appraised)  # fmt: skip
    departments_appraised = Gather(everyone).Next(this.is_any_appraised)
    is_any_appraised = (
        Gate(this.anything_appraised, title=_("有论证通过的项目？"))
        .Then(this.leading_group_admits)
        .Else(this.is_any_returned)
    )

    # domain step 10: 入库审定
    leading_group_admits = Step(
        duty=Duty.DECIDE_LIBRARY, organisation=this.leading_group, limit="leading_group_admits", title=_("入库审定"),
        form=LibraryDecisionForm, decided=this.admitted,
        called=_("提交审定结果"),
    ).Next(this.is_any_admitted)  # fmt: skip
    is_any_admitted = (
        Gate(this.anything_admitted, title=_("有审定入库的项目？"))
        .Then(this.working_group_announces)
        .Else(this.is_any_returned)
    )

    # 六（四）: 公示制度
    working_group_announces = Step(
        duty=Duty.ANNOUNCE, organisation=this.working_group, limit="working_group_announces", title=_("入库公告"),
        decided=this.announced,
        called=_("发布公告"),
    ).Next(this.is_any_returned)  # fmt: skip

    # domain a.3: 退回; what was not admitted goes back to whoever proposed it, with the reasons in writing
    is_any_returned = (
        Gate(this.anything_returned, title=_("有退回的项目？"))
        .Then(this.working_group_sends_back)
        .Else(this.has_library_grown)
    )
    working_group_sends_back = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="working_group_sends_back",
        title=_("退回未入库项目"), decided=this.sent_back,
        called=_("退回申报单位"),
    ).Next(this.asks_proposers)  # fmt: skip

    # domain a.3: 补正后进入以后批次; every step again, none skipped, or withdrawn for a reason
    asks_proposers = (
        Countersign()
        .Next(this.village_resubmits, seats=this.villages)
        .Next(this.township_resubmits, seats=this.townships)
        .Next(this.department_resubmits, seats=this.proposing_departments)
    )
    village_resubmits = Step(
        duty=Duty.PROPOSE_PROJECTS, organisation=seat, limit="proposer_resubmits", title=_("村级处理退回项目"),
        form=ResubmissionForm, decided=this.resubmitted,
        called=_("提交处理意见"),
    ).Next(this.proposers_answered)  # fmt: skip
    township_resubmits = Step(
        duty=Duty.REPORT_PROJECTS, organisation=seat, limit="proposer_resubmits", title=_("乡镇处理退回项目"),
        form=ResubmissionForm, decided=this.resubmitted,
        called=_("提交处理意见"),
    ).Next(this.proposers_answered)  # fmt: skip
    department_resubmits = Step(
        duty=Duty.PROPOSE_DEPARTMENT_PROJECTS, organisation=seat, limit="proposer_resubmits",
        title=_("部门处理退回项目"), form=ResubmissionForm, decided=this.resubmitted,
        called=_("提交处理意见"),
    ).Next(this.proposers_answered)  # fmt: skip
    proposers_answered = Gather(everyone).Next(this.has_library_grown)

    has_library_grown = (
        Gate(this.anything_admitted, title=_("有入库项目？")).Then(this.in_library).Else(this.none_admitted)
    )
    in_library = Finish(title=_("已入库"))
    none_admitted = Finish(title=_("无项目入库"))

    # domain a.3 取消、终止: until the leading group has admitted anything
    ended_early = endings.LIBRARY

    def departments(self, activation: Moving) -> list[int]:
        return library_rounds.departments(library_round(activation))

    def appraised(self, activation: Moving, act: Acted) -> None:
        library_rounds.appraise(
            actor=act.person,
            library_round=library_round(activation),
            department=Organisation.objects.get(pk=act.work_item.organisation_id),
            work_item=act.work_item.pk,
            verdicts=AppraisalForm.verdicts(act.data),
        )

    def admitted(self, activation: Moving, act: Acted) -> None:
        library_rounds.decide(
            actor=act.person,
            library_round=library_round(activation),
            work_item=act.work_item.pk,
            verdicts=LibraryDecisionForm.verdicts(act.data),
        )

    def announced(self, activation: Moving, act: Acted) -> None:
        library_rounds.announce(actor=act.person, library_round=library_round(activation))

    def anything_appraised(self, activation: Moving) -> bool:
        return library_rounds.is_any_appraised(library_round(activation))

    def anything_admitted(self, activation: Moving) -> bool:
        return library_rounds.is_any_admitted(library_round(activation))

    def anything_returned(self, activation: Moving) -> bool:
        return resubmissions.returned(library_round(activation)).exists()

    def sent_back(self, activation: Moving, act: Acted) -> None:
        resubmissions.send_back(actor=act.person, library_round=library_round(activation))

    def villages(self, activation: Moving) -> list[int]:
        return resubmissions.proposers(library_round(activation), OrganisationKind.VILLAGE)

    def townships(self, activation: Moving) -> list[int]:
        return resubmissions.proposers(library_round(activation), OrganisationKind.TOWNSHIP)

    def proposing_departments(self, activation: Moving) -> list[int]:
        return resubmissions.proposers(library_round(activation), OrganisationKind.DEPARTMENT)

    def resubmitted(self, activation: Moving, act: Acted) -> None:
        resubmissions.answer(
            actor=act.person,
            library_round=library_round(activation),
            proposer=Organisation.objects.get(pk=act.work_item.organisation_id),
            answers=ResubmissionForm.answers(act.data),
        )
