"""D15b, D12 and D04b: what a plan of several years puts on paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict
from core.models import User
from documents import signing
from documents.drafts import Draft
from documents.models import IssuedDocument, SubmittedDraft
from plans import drafting
from plans.drafting import master_plan as wording
from plans.models import MasterPlanVersion
from plans.services import master_plans
from plans.services.organs import organ
from workflows.desk import unissued
from workflows.engine.models import WorkItem
from workflows.flows import plan_acts
from workflows.flows.master_plan_decisions import TRACED

FLOW = "fund_master_plan"
AS_SENT = ("head_signs", "office_rechecks", "office_registers")
AS_IT_STANDS = tuple(step for step in TRACED if step not in AS_SENT)


def register_all() -> None:
    """At start-up."""
    label = gettext_lazy("印发规划的通知")
    for steps, kind, called, build in (
        (AS_IT_STANDS, "D15b", label, as_it_stands),
        (AS_SENT, "D15b", label, as_sent),
        (("office_edits", *AS_SENT), "D12", gettext_lazy("发文稿纸"), manuscript),
        (("working_group_announces",), "D04b", gettext_lazy("规划公告"), announcement),
    ):
        unissued.register(FLOW, steps, kind, called, build)


def as_it_stands(item: WorkItem, _reader: User) -> Sequence[Draft]:
    """By the registers of now; while townships report, what is in so far."""
    version = _version(item)
    return [Draft.of(wording.plan_document(version), issuer_name=_issuer(version))]


def as_sent(item: WorkItem, _reader: User) -> Sequence[Draft]:
    """Word for word as the office sent it; it says so when what the registers would print now is something else."""
    version = _version(item)
    sent = SubmittedDraft.objects.of(version.dossier, "D15b").first()
    if sent is None:
        raise Conflict(_("该公文尚未送签，请退回送签环节"))
    day = None if item.step == "head_signs" else plan_acts.day(plan_acts.last(version, "head_signs"))
    remark = signing.changed(sent, wording.plan_document(version).content())
    return [Draft.submitted(sent, issuer_name=_issuer(version), day=day, remark=remark)]


def manuscript(item: WorkItem, _reader: User) -> Sequence[Draft]:
    """The cover sheet with every opinion written so far."""
    version = _version(item)
    paper = wording.plan_document(version)
    unnumbered = IssuedDocument(
        issuer_name=_issuer(version), title=paper.title, genre=paper.genre, addressees=list(paper.addressees),
        cc=list(paper.cc), disclosure=paper.disclosure, content=paper.content(),
    )  # fmt: skip
    sheet = drafting.cover_sheet(unnumbered, plan_acts.opinion_rows(version, TRACED))
    office = organ(version.plan.county, OrganisationKind.GOVERNMENT_OFFICE)
    return [Draft.of(sheet, issuer_name=office.name_on(clock.today()))]


def announcement(item: WorkItem, _reader: User) -> Sequence[Draft]:
    version = _version(item)
    owner = version.dossier.owner
    return [Draft.of(master_plans.announcement_draft(version), issuer_name=owner.name_on(clock.today()))]


def _issuer(version: MasterPlanVersion) -> str:
    return version.plan.county.name_on(clock.today())


def _version(item: WorkItem) -> MasterPlanVersion:
    rows = MasterPlanVersion.objects.select_related(
        "dossier__county", "dossier__owner", "plan__county", "document", "revises__document"
    )
    return rows.get(dossier=item.dossier_id)
