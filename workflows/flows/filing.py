"""备案: one provincial addressee of one filing; it registers, asks or advises, and has no veto (五（一）、六（六）)."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.services import filings
from roles.duties import Duty
from workflows.engine.due import Bound
from workflows.engine.enums import Decision
from workflows.engine.nodes import Begin, Finish, Gate, Regulation, Step, this
from workflows.engine.nodes.base import Moving
from workflows.engine.turn import Acted
from workflows.flows.forms import AnswerForm, FindingsForm
from workflows.flows.seats import CountySeats, filing_addressee

CHECKS = (Decision.APPROVE, Decision.SUPPLEMENT, Decision.OBJECT)


class Filing2015(CountySeats, Regulation):
    """What one addressee does with a filed plan under 鄂政办发〔2015〕63号."""

    begin = Begin().Next(this.province_receives)

    # 五（一）: 县审批、省备案
    province_receives = Step(
        duty=Duty.ACKNOWLEDGE_FILING, organisation=this.addressee, limit="province_receives", title=gettext_lazy("签收"),
        decided=this.received,
    ).Next(this.province_checks)  # fmt: skip

    # 五（二）: 管监督不管实施; 六（六）: 省级部门不得阻碍
    province_checks = Step(
        duty=Duty.ACKNOWLEDGE_FILING, organisation=this.addressee, limit="province_checks", title=gettext_lazy("初审登记"),
        decisions=CHECKS, form=FindingsForm, decided=this.checked, stands_still=(Decision.SUPPLEMENT,),
    ).Next(this.is_registered)  # fmt: skip
    is_registered = Gate(this.registered).Then(this.filed).Else(this.county_answers)

    # domain step 21: 整改复函、补正; due on the day that the province's letter names
    county_answers = Step(
        duty=Duty.ANSWER_FILING, organisation=this.working_group, limit="county_answers", title=gettext_lazy("补正或整改答复"),
        form=AnswerForm, decided=this.answered, withdrawn=this.answers_again, due=this.day_asked_for,
    ).Next(this.head_signs_answer)  # fmt: skip
    head_signs_answer = Step(
        duty=Duty.SIGN_OFF, organisation=this.county, limit="head_signs", title=gettext_lazy("签发复函"),
        decided=this.answer_signed, returns_to=("county_answers",), due=this.within_day_asked_for,
    ).Next(this.province_checks)  # fmt: skip

    filed = Finish()

    def addressee(self, activation: Moving) -> int:
        return filing_addressee(activation).organisation_id

    def day_asked_for(self, dossier: int) -> Bound | None:
        named = self.within_day_asked_for(dossier)
        return replace(named, replaces=True) if named else None

    def within_day_asked_for(self, dossier: int) -> Bound | None:
        day = filings.answer_due(dossier)
        return Bound(day, _("省级部门来函要求在此日前答复")) if day else None

    def received(self, activation: Moving, act: Acted) -> None:
        filings.receive(actor=act.person, addressee=filing_addressee(activation))

    def checked(self, activation: Moving, act: Acted) -> None:
        addressee = filing_addressee(activation)
        if act.decision == Decision.APPROVE:
            filings.register(actor=act.person, addressee=addressee)
        else:
            raised, due_on = FindingsForm.raised(act.data)
            filings.raise_findings(
                actor=act.person, addressee=addressee, raised=raised, due_on=due_on,
                is_supplement=act.decision == Decision.SUPPLEMENT,
            )  # fmt: skip

    def registered(self, activation: Moving) -> bool:
        return filing_addressee(activation).registered_at is not None

    def answered(self, activation: Moving, act: Acted) -> None:
        filings.answer(addressee=filing_addressee(activation), responses=AnswerForm.responses(act.data))

    def answers_again(self, activation: Moving) -> None:
        """The answers stay with the findings as a draft until the head has signed them."""

    def answer_signed(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            filings.send_answer(actor=act.person, addressee=filing_addressee(activation))
