"""部门论证与入库审定: departments appraise, the leading group admits, the county announces (domain steps 9, 10)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.models import Organisation
from plans.services import library_rounds
from roles.duties import Duty
from workflows.engine.nodes import Begin, Countersign, Finish, Gather, Regulation, Step, everyone, seat, this
from workflows.engine.nodes.base import Moving
from workflows.engine.turn import Acted
from workflows.flows.forms import AppraisalForm, LibraryDecisionForm
from workflows.flows.seats import CountySeats, library_round


class LibraryRound2015(CountySeats, Regulation):
    """The library round of one county under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.asks_departments)

    # 四（六）: 职能部门做好申报，建立项目库
    asks_departments = Countersign().Next(this.department_appraises, seats=this.departments)
    department_appraises = Step(
        duty=Duty.APPRAISE_PROJECTS, organisation=seat, limit="department_appraises", title=_("部门论证"),
        form=AppraisalForm, decided=this.appraised,
    ).Next(this.departments_appraised)  # fmt: skip
    departments_appraised = Gather(everyone).Next(this.leading_group_admits)

    # domain step 10: 入库审定
    leading_group_admits = Step(
        duty=Duty.DECIDE_LIBRARY, organisation=this.leading_group, limit="leading_group_admits", title=_("入库审定"),
        form=LibraryDecisionForm, decided=this.admitted,
    ).Next(this.working_group_announces)  # fmt: skip

    # 六（四）: 公示制度
    working_group_announces = Step(
        duty=Duty.ANNOUNCE, organisation=this.working_group, limit="working_group_announces", title=_("入库公告"),
        decided=this.announced,
    ).Next(this.in_library)  # fmt: skip

    in_library = Finish()

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
