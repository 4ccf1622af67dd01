"""The measured lifecycle, and small flows for votes, returns, notices and nested proceedings."""

from __future__ import annotations

import datetime
from fractions import Fraction

from core.enums import DossierKind, OrganisationKind, Sector
from core.models import Dossier, Organisation
from roles.duties import Duty
from workflows.engine import registry, services
from workflows.engine.enums import Decision
from workflows.engine.nodes import (
    Act,
    Ballot,
    Begin,
    Countersign,
    Ended,
    EndedEarly,
    Finish,
    Gate,
    Gather,
    Regulation,
    Step,
    Unplanned,
    Who,
    answered,
    at_least,
    everyone,
    seat,
    this,
    unanimous,
    veto,
)
from workflows.engine.nodes.base import Moving
from workflows.engine.turn import Acted

YES_OR_NO = (Decision.APPROVE, Decision.APPROVE_WITH_CHANGES, Decision.OBJECT)
LIMITS = {"trial_review": 5, "trial_opinion": 3, "trial_sign": 2}


class Places:
    """Who is asked: organisations found from the dossier."""

    def township(self, activation: Moving) -> int:
        return activation.dossier.owner_id

    def county(self, activation: Moving) -> int:
        return activation.dossier.county_id

    def departments(self, activation: Moving) -> list[int]:
        inside = Organisation.objects.filter(county=activation.dossier.county_id, kind=OrganisationKind.DEPARTMENT)
        return list(inside.order_by("code").values_list("pk", flat=True)[:3])

    def finance(self, activation: Moving) -> set[int]:
        inside = Organisation.objects.filter(county=activation.dossier.county_id, code__endswith=f"-{Sector.FINANCE}")
        return set(inside.order_by("pk").values_list("pk", flat=True))

    def weights(self, activation: Moving) -> dict[int, int]:
        return dict.fromkeys(self.finance(activation), 2)

    def provincial(self, activation: Moving) -> list[int]:
        organs = Organisation.objects.filter(parent__kind=OrganisationKind.PROVINCE, kind=OrganisationKind.DEPARTMENT)
        return list(organs.order_by("code").values_list("pk", flat=True)[:2])


class PlanTrial(Places, Regulation):
    """Township review, countersign by three, leading group with a way back, a service, two provincial receipts."""

    begin = Begin().Next(this.township_reviews)
    township_reviews = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="trial_review",
    ).Next(this.asks_departments)  # fmt: skip
    asks_departments = Countersign().Next(this.department_opines, seats=this.departments)
    department_opines = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="trial_opinion",
        decisions=YES_OR_NO, returns_to=("township_reviews",), lapses=True,
    ).Next(this.departments_answered)  # fmt: skip
    departments_answered = Gather(everyone).Next(this.leading_group_signs)
    leading_group_signs = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.county, limit="trial_sign",
        decisions=YES_OR_NO, returns_to=("township_reviews", "department_opines"),
    ).Next(this.is_approved)  # fmt: skip
    is_approved = Gate(answered(*YES_OR_NO[:2])).Then(this.registers).Else(this.township_reviews)
    registers = Act(this.register).Next(this.files)
    files = Countersign().Next(this.province_acknowledges, seats=this.provincial)
    province_acknowledges = Step(
        duty=Duty.ACKNOWLEDGE_FILING, organisation=seat, limit="trial_sign",
    ).Next(this.acknowledged)  # fmt: skip
    acknowledged = Gather(everyone).Next(this.filed)
    filed = Finish()

    ended_early = EndedEarly(
        proposed_by=Who(Duty.REVIEW_PROPOSALS, this.township),
        decided_by=(
            (
                Who(Duty.CHAIR_LEADING_GROUP, this.county),
                ("township_reviews", "department_opines", "leading_group_signs"),
            ),
        ),
        too_late="已报省级登记，不能终止",
        ended=this.end,
        frees=this.freed,
    )
    told_ended: list[tuple[int, str]] = []
    """The dossiers that were ended early, and why."""

    def end(self, at: Moving, told: Ended) -> None:
        PlanTrial.told_ended.append((at.dossier.pk, told.reason))

    def freed(self, at: Moving) -> list[str]:
        return ["释放1项"]

    def register(self, activation: Moving) -> None:
        """Where a real flow calls a service."""


class VoteTrial(Places, Regulation):
    """Two of three departments pass it; otherwise it goes back to the township."""

    begin = Begin().Next(this.township_reviews)
    township_reviews = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="trial_review",
    ).Next(this.asks_departments)  # fmt: skip
    asks_departments = Countersign().Next(this.department_votes, seats=this.departments)
    department_votes = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="trial_opinion", decisions=YES_OR_NO,
    ).Next(this.departments_agree)  # fmt: skip
    departments_agree = Gather(at_least(2)).Next(this.leading_group_signs).Otherwise(this.township_reviews)
    leading_group_signs = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.county, limit="trial_sign",
    ).Next(this.signed)  # fmt: skip
    signed = Finish()


class VetoTrial(Places, Regulation):
    """Any department may stop it."""

    begin = Begin().Next(this.asks_departments)
    asks_departments = Countersign().Next(this.department_agrees, seats=this.departments)
    department_agrees = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="trial_opinion", decisions=YES_OR_NO, lapses=True,
    ).Next(this.departments_agree)  # fmt: skip
    departments_agree = Gather(veto).Next(this.leading_group_signs).Otherwise(this.stopped)
    leading_group_signs = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.county, limit="trial_sign",
    ).Next(this.signed)  # fmt: skip
    signed = Finish()
    stopped = Finish()


class UnanimousTrial(Places, Regulation):
    """All must consent; silence is no consent."""

    begin = Begin().Next(this.asks_departments)
    asks_departments = Countersign().Next(this.department_consents, seats=this.departments)
    department_consents = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="trial_opinion", decisions=YES_OR_NO, lapses=True,
    ).Next(this.departments_consent)  # fmt: skip
    departments_consent = Gather(unanimous).Next(this.agreed).Otherwise(this.disagreed)
    agreed = Finish()
    disagreed = Finish()


class BallotTrial(Places, Regulation):
    """Finance weighs two and may veto; two thirds of the weight pass it, and half of it must have answered."""

    begin = Begin().Next(this.township_reviews)
    township_reviews = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="trial_review",
    ).Next(this.asks_departments)  # fmt: skip
    asks_departments = Countersign().Next(this.department_votes, seats=this.departments)
    department_votes = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="trial_opinion", decisions=YES_OR_NO, lapses=True,
    ).Next(this.departments_agree)  # fmt: skip
    departments_agree = (
        Gather(Ballot(Fraction(2, 3), quorum=Fraction(1, 2)), weights=this.weights, vetoers=this.finance)
        .Next(this.leading_group_signs)
        .Otherwise(this.township_reviews)
    )
    leading_group_signs = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.county, limit="trial_sign",
    ).Next(this.signed)  # fmt: skip
    signed = Finish()


class InTurnTrial(Places, Regulation):
    """The departments are asked one after the other until two have consented, or cannot any more."""

    begin = Begin().Next(this.township_reviews)
    township_reviews = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="trial_review",
    ).Next(this.asks_departments)  # fmt: skip
    asks_departments = Countersign(in_turn=True).Next(this.department_votes, seats=this.departments)
    department_votes = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="trial_opinion", decisions=YES_OR_NO, lapses=True,
    ).Next(this.departments_agree)  # fmt: skip
    departments_agree = Gather(at_least(2)).Next(this.leading_group_signs).Otherwise(this.stopped)
    leading_group_signs = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.county, limit="trial_sign",
    ).Next(this.signed)  # fmt: skip
    signed = Finish()
    stopped = Finish()


class NoticeTrial(Places, Regulation):
    """A step that must wait for a notice, hooks that speak, and a plain way back."""

    begin = Begin().Next(this.township_drafts)
    township_drafts = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="trial_review",
        decided=this.drafted, withdrawn=this.undrafted,
    ).Next(this.township_confirms)  # fmt: skip
    township_confirms = Step(
        duty=Duty.REPORT_PROJECTS, organisation=this.township, limit="trial_sign", not_before=this.notice_over,
    ).Next(this.county_signs)  # fmt: skip
    county_signs = Step(
        duty=Duty.SIGN_OFF, organisation=this.county, limit="trial_sign", decided=this.signed_off,
        decisions=(Decision.APPROVE, Decision.DEFER), returns_to=("township_drafts",),
    ).Next(this.is_deferred)  # fmt: skip
    is_deferred = Gate(answered(Decision.DEFER)).Then(this.county_signs).Else(this.archives)
    archives = Step(duty=Duty.REGISTER_DOCUMENT, organisation=this.county, limit="trial_sign").Next(this.archived)
    archived = Finish()

    heard: list[Acted] = []

    def drafted(self, activation: Moving, act: Acted) -> None:
        NoticeTrial.heard.append(act)

    def undrafted(self, activation: Moving) -> None:
        NoticeTrial.heard.clear()

    def signed_off(self, activation: Moving, act: Acted) -> None:
        NoticeTrial.heard.append(act)

    def notice_over(self, activation: Moving) -> datetime.date | None:
        until = activation.acted.data.get("notice_until") if activation.acted else None
        return datetime.date.fromisoformat(until) if until else None


class FilingTrial(Places, Regulation):
    """What one provincial addressee answers for itself."""

    begin = Begin().Next(this.province_acknowledges)
    province_acknowledges = Step(
        duty=Duty.ACKNOWLEDGE_FILING, organisation=this.addressee, limit="trial_sign",
    ).Next(this.acknowledged)  # fmt: skip
    acknowledged = Finish()

    def addressee(self, activation: Moving) -> int:
        return activation.dossier.owner_id


class IssueTrial(Places, Regulation):
    """Issuing begins one filing for every provincial addressee, in the same transaction."""

    begin = Begin().Next(this.county_issues)
    county_issues = Step(duty=Duty.PRE_ISSUE_CHECK, organisation=this.county, limit="trial_sign").Next(this.files)
    files = Act(this.file).Next(this.county_archives)
    county_archives = Step(duty=Duty.REGISTER_DOCUMENT, organisation=this.county, limit="trial_sign").Next(this.issued)
    issued = Finish()

    def file(self, activation: Moving) -> None:
        actor = activation.actor or activation.process.started_by
        for organ in self.provincial(activation):
            filing = Dossier.objects.create(
                kind=DossierKind.FILING, title="备案", county_id=activation.dossier.county_id, owner_id=organ,
                year=activation.dossier.year, opened_by=actor,
            )  # fmt: skip
            services.start(actor=actor, flow="trial_filing", dossier=filing)


class NestedTrial(Places, Regulation):
    """A countersign inside a seat of a countersign, and a second step inside a seat."""

    begin = Begin().Next(this.asks_departments)
    asks_departments = Countersign().Next(this.department_reads, seats=this.departments)
    department_reads = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="trial_opinion", decisions=YES_OR_NO,
    ).Next(this.asks_province)  # fmt: skip
    asks_province = Countersign().Next(this.province_advises, seats=this.provincial)
    province_advises = Step(
        duty=Duty.ANSWER_FILING, organisation=seat, limit="trial_opinion",
    ).Next(this.province_advised)  # fmt: skip
    province_advised = Gather(everyone).Next(this.departments_answered)
    departments_answered = Gather(everyone).Next(this.leading_group_signs)
    leading_group_signs = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.county, limit="trial_sign",
    ).Next(this.signed)  # fmt: skip
    signed = Finish()


class AddedTrial(Places, Regulation):
    """The township drafts and may have departments look at it first, in steps that are not planned; the county signs."""

    begin = Begin().Next(this.township_drafts)
    township_drafts = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="trial_review", may_add_steps=True, added_again=True,
        decisions=(Decision.APPROVE, Decision.OBJECT),
    ).Next(this.is_drafted)  # fmt: skip
    is_drafted = Gate(answered(Decision.APPROVE)).Then(this.township_reports).Else(this.given_up)
    township_reports = Step(
        duty=Duty.REPORT_PROJECTS, organisation=this.township, limit="trial_sign", may_add_steps=True,
        returns_to=("township_drafts",),
    ).Next(this.county_signs)  # fmt: skip
    county_signs = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.county, limit="trial_sign",
        returns_to=("township_drafts", "township_reports"),
    ).Next(this.signed)  # fmt: skip
    added_step = Unplanned(
        duty=Duty.COUNTERSIGN_PLAN, asked=this.departments, limit="trial_opinion", title="增加的环节", longest=5
    )
    signed = Finish()
    given_up = Finish()

    may_go_straight_back = True
    ended_early = EndedEarly(
        proposed_by=Who(Duty.REVIEW_PROPOSALS, this.township),
        decided_by=(
            (
                Who(Duty.CHAIR_LEADING_GROUP, this.county),
                ("township_drafts", "township_reports", "county_signs", "added_step"),
            ),
        ),
        too_late="已签发，不能终止",
        ended=this.end,
        frees=this.freed,
    )

    def end(self, at: Moving, told: Ended) -> None:
        """Nothing is bound."""

    def freed(self, at: Moving) -> list[str]:
        return []


TRIALS: dict[str, type[Regulation]] = {
    "trial_plan": PlanTrial,
    "trial_vote": VoteTrial,
    "trial_veto": VetoTrial,
    "trial_unanimous": UnanimousTrial,
    "trial_ballot": BallotTrial,
    "trial_in_turn": InTurnTrial,
    "trial_notice": NoticeTrial,
    "trial_issue": IssueTrial,
    "trial_nested": NestedTrial,
    "trial_added": AddedTrial,
}


def open_trials() -> None:
    """Make the trial flows known."""
    for key, flow in TRIALS.items():
        registry.register(flow, key=key, kind=DossierKind.PLAN, title=key, limits=LIMITS)
    registry.register(FilingTrial, key="trial_filing", kind=DossierKind.FILING, title="trial_filing")
