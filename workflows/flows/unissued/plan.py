"""D01, D10 to D12, D15, D16 or D22, D04b and D17: what the year's plan, its adjustments and changes put on paper."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from documents import signing
from documents.drafts import Draft
from documents.models import IssuedDocument, SubmittedDraft
from documents.papers import Paper
from funds.drafting import frozen_money_of, money_of
from plans import drafting
from plans.models import PlanVersion
from plans.services import adjustments, filings, plan_versions
from plans.services.organs import organ
from workflows.desk import unissued
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem
from workflows.flows import plan_acts
from workflows.flows.forms import CallForm, ConsultationForm
from workflows.flows.unissued import acting

AS_IT_STANDS = (
    "working_group_drafts", "department_countersigns", "working_group_settles", "leading_group_decides",
    "working_group_amends", "group_secretary_confirms", "executive_meeting_decides", "working_group_revises",
    "meeting_secretary_confirms", "office_edits",
)  # fmt: skip
"""Steps before the plan is sent for signature."""
DRAFTING_CALL = "working_group_drafts_call"
AS_SENT = ("head_signs", "office_rechecks", "office_registers")
FILING = ("head_signs_filing", "office_sends_filing")
CHANGE = (
    "department_countersigns", "finance_confirms_change", "working_group_proposes", "leading_group_decides",
    "group_head_signs_change",
)  # fmt: skip
"""Steps of a single change at which its notice is read as it stands."""


def register_all() -> None:
    """At start-up."""
    call_steps = ("working_group_drafts_call", "group_head_signs_call")
    unissued.register("annual_plan", call_steps, "D01", gettext_lazy("编制通知"), call)
    _register("annual_plan", "D15", gettext_lazy("印发年度方案的通知"))
    _register("plan_adjustment", "D16", gettext_lazy("印发调整方案的通知"))
    filing, sheet = gettext_lazy("备案函"), gettext_lazy("发文稿纸")
    for steps, kind, label, build in (
        (CHANGE, "D22", gettext_lazy("变更通知"), as_it_stands),
        (("working_group_announces",), "D04b", gettext_lazy("变更公告"), announcement),
        (("office_drafts_filing",), "D17", filing, filing_letter),
        (FILING, "D17", filing, filing_as_sent),
        (FILING, "D12", sheet, manuscript_of_filing),
    ):
        unissued.register("item_change", steps, kind, label, build)


def _register(flow: str, code: str, plan: StrOrPromise) -> None:
    """What a version puts on paper, whichever flow it travels; `code` and `plan` are of its own document."""
    letter, filing, sheet = gettext_lazy("征求意见函"), gettext_lazy("备案函"), gettext_lazy("发文稿纸")
    for steps, kind, label, build in (
        (AS_IT_STANDS, code, plan, as_it_stands),
        (AS_SENT, code, plan, as_sent),
        (("working_group_drafts",), "D10", letter, consultation),
        (("office_director_signs_letter",), "D10", letter, letter_to_sign),
        (("department_countersigns",), "D11", gettext_lazy("会签意见复函"), replies),
        (("office_edits", *AS_SENT), "D12", sheet, manuscript),
        (("office_director_signs_letter",), "D12", sheet, manuscript_of_letter),
        (FILING, "D12", sheet, manuscript_of_filing),
        (("working_group_announces",), "D04b", gettext_lazy("方案公告"), announcement),
        (("office_drafts_filing",), "D17", filing, filing_letter),
        (FILING, "D17", filing, filing_as_sent),
    ):
        unissued.register(flow, steps, kind, label, build)


def call(item: WorkItem, reader: User) -> Sequence[Draft]:
    """At its drafting with the day that the reader has typed so far, or the one offered, afterwards with the day drafted last."""
    version = _version(item)
    if item.step == DRAFTING_CALL:
        said = acting.handed_in(item, reader)
    else:
        said = _last(version, DRAFTING_CALL).detail
    paper = drafting.start_notice(version, CallForm.reply_by_of(said))
    return [_of(paper, organ(version.plan.county, OrganisationKind.LEADING_GROUP))]


def consultation(item: WorkItem, reader: User) -> Sequence[Draft]:
    drafter = acting.person(item, reader)
    version = _version(item)
    paper = _letter(version, drafter, ConsultationForm.reply_by_of(acting.handed_in(item, reader)))
    return [_of(paper, organ(version.plan.county, OrganisationKind.GOVERNMENT_OFFICE))]


def letter_to_sign(item: WorkItem, _reader: User) -> Sequence[Draft]:
    version = _version(item)
    return [_of(_letter_paper(version), organ(version.plan.county, OrganisationKind.GOVERNMENT_OFFICE))]


def replies(item: WorkItem, reader: User) -> Sequence[Draft]:
    """One letter for each decision that the department may take, with the opinion that the reader himself has typed so
    far."""
    version, department = _version(item), item.organisation
    said = acting.words(item, reader)
    papers = {
        decision: plan_versions.reply_draft(version, department, plan_acts.in_words(decision), said)
        for decision in (Decision.APPROVE, Decision.APPROVE_WITH_CHANGES, Decision.OBJECT)
    }
    return [_of(paper, department, label=str(decision.label)) for decision, paper in papers.items()]


def as_it_stands(item: WorkItem, _reader: User) -> Sequence[Draft]:
    version = _version(item)
    if not version.items.exists():
        raise Conflict(_("方案尚未列入项目，请先从项目库列入项目"))
    return [_of(drafting.version_document(version, money_of(version)), adjustments.issuer_of(version))]


def as_sent(item: WorkItem, _reader: User) -> Sequence[Draft]:
    """Word for word as the office sent it; it says so when what the registers would print now is something else."""
    version = _version(item)
    paper = drafting.plan_document(version, money_of(version))
    return [_sent(version, paper.kind, _signed_on(item, version, "head_signs"), paper.content())]


def manuscript(item: WorkItem, _reader: User) -> Sequence[Draft]:
    """The cover sheet with every opinion written so far."""
    version = _version(item)
    paper = drafting.plan_document(version, money_of(version))
    return [_sheet(paper, version.plan.county, version, plan_acts.opinion_rows(version))]


def manuscript_of_letter(item: WorkItem, _reader: User) -> Sequence[Draft]:
    version = _version(item)
    paper, office = _letter_paper(version), organ(version.plan.county, OrganisationKind.GOVERNMENT_OFFICE)
    return [_sheet(paper, office, version, plan_acts.opinion_rows(version, plan_acts.LETTER_STEPS))]


def manuscript_of_filing(item: WorkItem, _reader: User) -> Sequence[Draft]:
    """One for the letter, and one for the report where one is due."""
    version = _version(item)
    trace = plan_acts.opinion_rows(version, plan_acts.FILING_STEPS)
    return [_sheet(paper, version.plan.county, version, trace) for paper in _filing_papers(version)]


def announcement(item: WorkItem, _reader: User) -> Sequence[Draft]:
    version = _version(item)
    return [_of(plan_versions.announcement_draft(version), version.dossier.owner)]


def filing_letter(item: WorkItem, reader: User) -> Sequence[Draft]:
    """The letter, and the report where one is due; the drafter is the contact they name."""
    version = _version(item)
    papers = filings.letter_drafts(version, frozen_money_of(version), acting.person(item, reader))
    return [_of(paper, version.plan.county) for paper in papers]


def filing_as_sent(item: WorkItem, _reader: User) -> Sequence[Draft]:
    version = _version(item)
    day = _signed_on(item, version, "head_signs_filing")
    return [_sent(version, paper.kind, day, paper.content()) for paper in _filing_papers(version)]


def _letter(version: PlanVersion, drafter: User, reply_by: datetime.date) -> Paper:
    return plan_versions.consultation_draft(
        version=version, drafter=drafter, reply_by=reply_by, money=money_of(version)
    )


def _letter_paper(version: PlanVersion) -> Paper:
    """The letter as it was drafted last."""
    drafted = _last(version, "working_group_drafts")
    return _letter(version, plan_acts.signer(drafted), ConsultationForm.reply_by_of(drafted.detail))


def _filing_papers(version: PlanVersion) -> list[Paper]:
    """The filing letter and report as their drafter would have them now."""
    contact = plan_acts.signer(_last(version, "office_drafts_filing"))
    return filings.letter_drafts(version, frozen_money_of(version), contact)


def _sheet(paper: Paper, issuer: Organisation, version: PlanVersion, trace: drafting.Trace) -> Draft:
    """The cover sheet of a paper that has no number yet."""
    unnumbered = IssuedDocument(
        issuer_name=issuer.name_on(clock.today()), title=paper.title, genre=paper.genre,
        addressees=list(paper.addressees), cc=list(paper.cc), disclosure=paper.disclosure, content=paper.content(),
    )  # fmt: skip
    office = organ(version.plan.county, OrganisationKind.GOVERNMENT_OFFICE)
    return _of(drafting.cover_sheet(unnumbered, trace), office)


def _sent(version: PlanVersion, kind: str, day: datetime.date | None, now: dict[str, object]) -> Draft:
    sent = SubmittedDraft.objects.of(version.dossier, kind).first()
    if sent is None:
        raise Conflict(_("该公文尚未送签，请退回送签环节"))
    return Draft.submitted(
        sent, issuer_name=version.plan.county.name_on(clock.today()), day=day, remark=signing.changed(sent, now)
    )


def _of(paper: Paper, issuer: Organisation, **facts: str) -> Draft:
    return Draft.of(paper, issuer_name=issuer.name_on(clock.today()), **facts)


def _signed_on(item: WorkItem, version: PlanVersion, step: str) -> datetime.date | None:
    """The day of the signature; None while it is being asked for."""
    return None if item.step == step else plan_acts.day(_last(version, step))


def _last(version: PlanVersion, step: str) -> Opinion:
    try:
        return plan_acts.last(version, step)
    except Opinion.DoesNotExist as error:
        raise Invalid(_("起草环节尚未完成，不能生成草稿")) from error


def _version(item: WorkItem) -> PlanVersion:
    versions = PlanVersion.objects.select_related(
        "dossier__county", "dossier__owner", "dossier__opened_by", "plan__county__parent", "document"
    )
    return versions.get(dossier=item.dossier_id)
