"""What the plan's steps do beyond one room: the services of plans and funds put together."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from operator import itemgetter

from django.utils.translation import gettext as _

from core import clock, deadlines
from core.errors import Conflict
from core.models import Organisation, User
from funds import services as funds
from funds.drafting import frozen_money_of, money_of
from funds.models import FundSource
from plans.drafting.language import official
from plans.enums import CheckStage, VersionState
from plans.models import MasterPlanVersion, PlanVersion
from plans.services import compliance, filings, plan_versions
from workflows.desk import steps as steps_of
from workflows.engine import due, limits, settled
from workflows.engine.due import Bound
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion
from workflows.engine.turn import Acted
from workflows.flows import settlements
from workflows.flows.answered import answered_rows
from workflows.flows.forms import CallForm, ConsultationForm


def confirm_sources(version: PlanVersion) -> None:
    """There is money to arrange at all."""
    if not FundSource.objects.of(version.plan.county, version.plan.year).exists():
        raise Conflict(_("尚未登记任何资金来源，请先录入资金来源表"))


OTHER_PAPERS = (
    "working_group_drafts_call", "group_head_signs_call", "finance_confirms_sources", "office_director_signs_letter",
)  # fmt: skip
"""Steps of the plan that belong to other documents than the plan's own, and are no part of its cover sheet."""
Row = tuple[str, str, str, str, datetime.date]
"""Step, organisation, person, words and day of a line on a cover sheet."""
LETTER_STEPS = ("working_group_drafts", "office_director_signs_letter")
DONE = {
    "working_group_drafts": "拟稿", "working_group_compiles": "拟稿", "working_group_amends": "已按会议意见修改", "working_group_revises": "已按会议意见修改",
    "office_drafts_filing": "拟稿", "working_group_settles": "已汇总", "office_edits": "核稿无误", "office_rechecks": "复核无误",
    "office_registers": "已登记编号", "office_sends_filing": "已编号报送",
}  # fmt: skip
"""How the sheet words an act that is no consent."""
FILING_STEPS = ("office_drafts_filing", "head_signs_filing", "office_sends_filing")
"""Steps of the letters that the county sends, which their cover sheets list."""


def call(act: Acted, version: PlanVersion) -> None:
    """The head signs the call as it was drafted last (D01)."""
    if act.decision == Decision.APPROVE:
        drafted = last(version, "working_group_drafts_call")
        plan_versions.call(actor=act.person, version=version, reply_by=CallForm.reply_by_of(drafted.detail))


def close_for_consultation(act: Acted, version: PlanVersion) -> None:
    """The draft balances to the fen, keeps the five elements and the negative list, and says by when to reply."""
    if act.decision == Decision.APPROVE:
        ConsultationForm.reply_by_drafted(act.data)
        funds.close(version)
        plan_versions.close_for_consultation(version)


def consult(act: Acted, version: PlanVersion) -> None:
    """The director signs the letter to the departments (D10), or gives the draft back."""
    reopen_when_returned(act, version)
    if act.decision == Decision.APPROVE:
        drafted = last(version, "working_group_drafts")
        plan_versions.consult(
            actor=act.person, version=version, drafter=signer(drafted),
            reply_by=ConsultationForm.reply_by_of(drafted.detail), money=money_of(version),
            trace=opinion_rows(version, LETTER_STEPS),
        )  # fmt: skip


def reply(act: Acted, version: PlanVersion) -> None:
    """A department's reply becomes its letter (D11); silence has no letter."""
    if act.decision != Decision.LAPSED and act.actor is not None:
        department = Organisation.objects.get(pk=act.work_item.organisation_id)
        plan_versions.reply(
            actor=act.person, version=version, department=department, opinion=act.opinion.text,
            result=in_words(act.decision),
        )  # fmt: skip


def settle(act: Acted, version: PlanVersion) -> None:
    """Both views go to the meeting when the departments still differ (domain step 12)."""
    reopen_when_returned(act, version)
    if act.decision == Decision.APPROVE:
        settlements.require_answered(version.dossier_id, act.work_item.round, settlements.answers_of(act.data))
        plan_versions.advance(version, VersionState.DECIDING)


def reopen_when_returned(act: Acted, version: PlanVersion) -> None:
    """A plan returned to its drafter may be edited again."""
    if act.decision == Decision.RETURN and act.data.get("to") == "working_group_drafts":
        plan_versions.reopen_to_draft(version)


def close_draft(version: PlanVersion) -> None:
    """The amended draft must keep the same rules before it goes on."""
    funds.close(version)
    compliance.require_whole(version)
    plan_versions.keep_total(version)
    compliance.keep(version=version, stage=CheckStage.AMENDED)
    plan_versions.advance(version, VersionState.DECIDING)


def go_to_signature(act: Acted, version: PlanVersion) -> None:
    """Checked by the office; from here on only a return opens it again (B07)."""
    reopen_when_returned(act, version)
    if act.decision == Decision.APPROVE:
        plan_versions.advance(version, VersionState.SIGNING)
        plan_versions.submit(actor=act.person, version=version, money=money_of(version))


def recheck(act: Acted, version: PlanVersion) -> None:
    """What was signed is what goes to the register; a changed plan goes back to the head as it stands (条例 第二十五条)."""
    if act.decision == Decision.APPROVE:
        plan_versions.require_as_signed(version, money_of(version))
    elif act.decision == Decision.RETURN and act.data.get("to") == "head_signs":
        plan_versions.submit(actor=act.person, version=version, money=money_of(version))


def issue(act: Acted, version: PlanVersion) -> None:
    """Number the plan once, with the signature it carries (B06)."""
    if act.decision != Decision.APPROVE:
        return
    funds.require_covered(version)
    signed = last(version, "head_signs")
    plan_versions.issue(
        actor=act.person, version=version, signatory=signer(signed), signed_on=day(signed),
        money=money_of(version),
        trace=opinion_rows(version),
    )  # fmt: skip


def filing_due(dossiers: Collection[int]) -> dict[int, Bound]:
    """By when each plan is to be filed, counted from its issue; one statement. Raises ValueError for one that is not
    issued."""
    issued = PlanVersion.objects.filter(dossier__in=dossiers).order_by("dossier")
    rows = issued.values_list("dossier", "document__issued_at", "dossier__county")
    return {dossier: _within(issued_at, county) for dossier, issued_at, county in rows}


def _within(issued_at: datetime.datetime | None, county: int | None) -> Bound:
    if issued_at is None:
        raise ValueError("a plan is filed after it was issued")
    counted = limits.terms("office_sends_filing", issued_at, county)
    return Bound(
        due.end(counted), _("自方案印发之日起%(days)d个工作日内报送备案") % {"days": counted.days}, terms=counted
    )


def submit_filing(act: Acted, version: PlanVersion) -> None:
    """The drafted letter goes to the head as it will be numbered."""
    filings.submit(actor=act.person, version=version, money=frozen_money_of(version))


def send_filing(act: Acted, version: PlanVersion) -> None:
    """Number the letter as it was signed and send it."""
    if act.decision != Decision.APPROVE:
        return
    signed, drafted = last(version, "head_signs_filing"), last(version, "office_drafts_filing")
    filings.send(
        actor=act.person, version=version, signatory=signer(signed), signed_on=day(signed), money=frozen_money_of(version),
        contact=signer(drafted), trace=opinion_rows(version, FILING_STEPS),
    )  # fmt: skip


def last(version: PlanVersion | MasterPlanVersion, step: str) -> Opinion:
    """What was decided last at a step, and still stands."""
    signed = Opinion.objects.standing().filter(dossier=version.dossier_id, step=step, decision=Decision.APPROVE)
    return signed.select_related("actor").latest("written_at")


def day(opinion: Opinion) -> datetime.date:
    """The Shanghai day on which it was written."""
    return opinion.written_at.astimezone(clock.SHANGHAI).date()


@official
def opinion_rows(version: PlanVersion | MasterPlanVersion, steps: Sequence[str] = ()) -> list[Row]:
    """Step, organisation, person and for whom he acted, decision with words, and day, as a draft cover sheet lists
    them (D12): of these steps, or of all that concern the plan's own document, an added one by its name."""
    standing = Opinion.objects.standing().filter(dossier=version.dossier_id)
    standing = standing.filter(step__in=steps) if steps else standing.exclude(step__in=OTHER_PAPERS)
    related = ("organisation", "actor", "on_behalf_of", "proceeding", "task__work_item")
    opinions = list(standing.select_related(*related).in_order())
    titles = {o.task_id: o.task.work_item.unplanned or steps_of.title(o.proceeding.flow_key, o.step) for o in opinions}
    rows = [
        (o.written_at, (titles[o.task_id], o.organisation.official_name, _who(o), _said(o), day(o))) for o in opinions
    ]
    closed = [] if steps else settled.results(version.dossier_id)
    results = [(one.at, (_("会签结果"), "", "", one.told, deadlines.day_of(one.at))) for one in closed]
    told = [*rows, *answered_rows(titles), *results]
    return [row for _at, row in sorted(told, key=itemgetter(0))]


def _who(opinion: Opinion) -> str:
    """Both names where a deputy acted."""
    name = opinion.actor.name if opinion.actor else ""
    return f"{name}（代{opinion.on_behalf_of.name}）" if opinion.on_behalf_of else name


def _said(opinion: Opinion) -> str:
    """The decision and the words, once where the words begin with it."""
    decision, text = _done(opinion), opinion.text.strip()
    if text.rstrip("。") == str(Decision.APPROVE.label):
        text = decision
    return text if text.startswith(decision) else f"{decision}。{text}" if text else decision


def _done(opinion: Opinion) -> str:
    """What was done with it: only who signs, deliberates or countersigns agrees (条例 第二十二条)."""
    if opinion.decision == Decision.APPROVE and opinion.step in DONE:
        return DONE[opinion.step]
    return str(opinion.get_decision_display())


@official
def in_words(decision: Decision) -> str:
    """The decision as a document words it."""
    return str(decision.label)


def signer(signed: Opinion) -> User:
    """Who wrote it. Raises Conflict where a limit passed without anybody."""
    if signed.actor is None:
        raise Conflict(_("缺少签发人"))
    return signed.actor
