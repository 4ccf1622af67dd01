"""备案: one provincial addressee of one filing; it registers, asks or advises, and has no veto (五（一）、六（六）)."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from plans.services import filings
from roles.duties import Duty
from workflows.engine.due import Bound
from workflows.engine.enums import Decision
from workflows.engine.nodes import Begin, Finish, Gate, Regulation, Step, this
from workflows.engine.nodes.base import Moving, in_lane
from workflows.engine.turn import Acted
from workflows.flows import filing_acts
from workflows.flows.filing_forms import AnswerForm, FindingsForm
from workflows.flows.seats import CountySeats, filing_addressee

CHECKS = (Decision.APPROVE, Decision.SUPPLEMENT, Decision.OBJECT)
PROPOSALS = {
    Decision.APPROVE: _("拟登记备案并出具回执"),
    Decision.SUPPLEMENT: _("拟要求补正"),
    Decision.OBJECT: _("拟提出问题"),
}


class Filing2015(CountySeats, Regulation):
    """What one addressee does with a filed plan under 鄂政办发〔2015〕63号."""

    suspended_by = (Duty.SIGN_FILING,)

    begin = Begin().Next(this.province_receives)

    # 五（一）: 县审批、省备案
    province_receives = Step(
        duty=Duty.ACKNOWLEDGE_FILING, organisation=this.addressee, limit="province_receives", title=_("签收"),
        decided=this.received, called=_("签收"), in_batches=True,
    ).Next(this.province_checks)  # fmt: skip

    # 五（二）: 管监督不管实施; actor A11: 经办 checks and prepares
    province_checks = Step(
        duty=Duty.ACKNOWLEDGE_FILING, organisation=this.addressee, limit="province_checks", title=_("初审拟办"),
        decisions=CHECKS, form=FindingsForm, decided=this.prepared, withdrawn=this.prepares_again,
        due=this.within_check_limit, called=PROPOSALS,
    ).Next(this.province_signs)  # fmt: skip

    # actor A11: 处长 signs what goes out, or gives it back; 六（六）: 省级部门不得阻碍
    province_signs = Step(
        duty=Duty.SIGN_FILING, organisation=this.addressee, limit="province_signs", title=_("处长签发"),
        decided=this.signed, returns_to=("province_checks",), due=this.within_check_limit,
        called=_("签发"),
    ).Next(this.is_registered)  # fmt: skip
    is_registered = Gate(this.registered, title=_("予以登记？")).Then(this.filed).Else(this.county_answers)

    # domain step 21: 整改复函、补正; due on the day that the province's letter names
    county_answers = Step(
        duty=Duty.ANSWER_FILING, organisation=this.working_group, limit="county_answers", title=_("补正或整改答复"),
        form=AnswerForm, decided=this.answered, withdrawn=this.answers_again, due=this.day_asked_for,
        called=_("报请签发复函"),
    ).Next(this.head_signs_answer)  # fmt: skip
    head_signs_answer = Step(
        duty=Duty.SIGN_OFF, organisation=this.county, limit="head_signs", title=_("签发复函"),
        decided=this.answer_signed, returns_to=("county_answers",), due=this.within_day_asked_for,
        called=_("签发复函并报送"),
    ).Next(this.province_checks)  # fmt: skip

    filed = Finish(title=_("已备案登记"))

    @in_lane(_("省级部门"))
    def addressee(self, activation: Moving) -> int:
        return filing_addressee(activation).organisation_id

    def day_asked_for(self, dossiers: Collection[int]) -> dict[int, Bound]:
        return filing_acts.answer_due(dossiers, replaces=True)

    def within_day_asked_for(self, dossiers: Collection[int]) -> dict[int, Bound]:
        return filing_acts.answer_due(dossiers)

    def received(self, activation: Moving, act: Acted) -> None:
        filings.receive(actor=act.person, addressee=filing_addressee(activation))

    def within_check_limit(self, dossiers: Collection[int]) -> dict[int, Bound]:
        return filing_acts.check_due(dossiers)

    def prepared(self, activation: Moving, act: Acted) -> None:
        filing_acts.prepare(act, filing_addressee(activation))

    def prepares_again(self, activation: Moving) -> None:
        """What was prepared stays with the opinion that is taken back; nothing was numbered."""

    def signed(self, activation: Moving, act: Acted) -> None:
        filing_acts.sign(act, filing_addressee(activation))

    def registered(self, activation: Moving) -> bool:
        return filing_addressee(activation).registered_at is not None

    def answered(self, activation: Moving, act: Acted) -> None:
        filings.answer(addressee=filing_addressee(activation), answers=AnswerForm.responses(act.data))

    def answers_again(self, activation: Moving) -> None:
        """The answers stay with the findings as a draft until the head has signed them."""

    def answer_signed(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.APPROVE:
            addressee = filing_addressee(activation)
            activation.opens_as(filing_acts.answer_why(addressee))
            filings.send_answer(actor=act.person, addressee=addressee)
