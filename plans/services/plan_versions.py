"""The annual plan: drawing items, consulting, issuing, announcing (steps 11 to 17)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Max, Sum
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import DossierKind, OrganisationKind, Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from core.soundness import require_sound
from documents import services as documents
from documents import signing
from documents.models import IssuedDocument
from documents.papers import Paper
from plans import drafting
from plans.enums import CheckStage, NoticeKind, ProjectState, VersionKind, VersionState
from plans.models import AnnualPlan, DecidedContent, Notice, PlanItem, PlanVersion, Project
from plans.rules import refuse
from plans.rules.bounds import refusals_of
from plans.rules.measures import measure_misfits
from plans.services import adjustments, compliance, cover_sheets, listings, notices, row_reasons, terminations
from plans.services.dossiers import open_dossier
from plans.services.organs import bureau, organ
from roles.duties import Duty
from roles.policies import require
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem

TEXTS = ("title", "goals", "management", "safeguards")
ITEM_FIELDS = (
    "platform", "content", "quantity", "unit", "unit_standard", "parts", "schedule", "responsible_unit", "justifications",
)  # fmt: skip


@transaction.atomic
def open_plan(*, actor: User, county: Organisation, year: int, reply_by: datetime.date) -> PlanVersion:
    """Open the year's plan with its first version and draft the call (step 1); the leading group's head signs it.

    Raises Conflict outside the window that 四（四） sets: from 1 July of the year before.
    """
    group = organ(county, OrganisationKind.WORKING_GROUP)
    require(actor, Duty.COMPILE_PLAN, group)
    if clock.today().year < year - 1 or (clock.today().year == year - 1 and clock.today().month < 7):
        raise Conflict(
            _("年度方案自上一年第三季度起编制，现在还不能启动%(year)d年度方案") % {"year": year}, field="year"
        )
    plan, created = AnnualPlan.objects.get_or_create(county=county, year=year)
    AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)  # two cannot begin it anew
    if not created and terminations.standing_versions(plan).exists():
        told = _("%(county)s%(year)d年度方案已经启动")
        raise Conflict(told % {"county": county.name, "year": year}, field="year")
    title = f"{county.name}{year}年度统筹整合资金实施方案"
    dossier = open_dossier(actor=actor, kind=DossierKind.PLAN, title=title, owner=group, year=year)
    version = PlanVersion.objects.create(
        dossier=dossier,
        plan=plan,
        seq=terminations.next_seq(plan),
        title=title,
        **drafting.standard_texts(county, year),
    )
    engine.start(actor=actor, flow="annual_plan", dossier=dossier)
    engine.decide(
        actor=actor,
        work_item=WorkItem.objects.open().get(dossier=dossier).pk,
        decision=Decision.APPROVE,
        opinion="已拟编制通知，请审签。",
        request_id=uuid4(),
        data={"reply_by": reply_by.isoformat()},
    )
    return version


def call(*, actor: User, version: PlanVersion, reply_by: datetime.date) -> IssuedDocument:
    """The leading group's call for the year's projects, numbered with its head's signature (D01)."""
    return documents.issue(
        actor=actor,
        paper=drafting.start_notice(version, reply_by),
        dossier=version.dossier,
        issuer=organ(version.plan.county, OrganisationKind.LEADING_GROUP),
        signatory=actor,
        signed_on=clock.today(),
    )


@transaction.atomic
def change_texts(*, actor: User, version: int, texts: Mapping[str, str]) -> PlanVersion:
    """Edit the chapters of a draft. Raises Invalid for a chapter that is empty or too long."""
    found = draft(actor, version)
    for name in TEXTS:
        if name in texts:
            setattr(found, name, texts[name])
    require_sound(found, exclude=["dossier", "plan"])
    found.save(update_fields=list(TEXTS))
    ledger.record(actor=actor, action="plan.texts", chain=found.plan.county_id, dossier=found.dossier_id)
    return found


@transaction.atomic
def draw(*, actor: User, version: int, projects: Iterable[int]) -> list[PlanItem]:
    """Draw library projects into a draft; nothing outside the library can be drawn (B03)."""
    found = draft(actor, version)
    wanted = list(dict.fromkeys(projects))
    asked = Project.objects.in_library(found.plan.county).filter(pk__in=wanted)
    in_library = {p.pk: p for p in asked.select_for_update(of=("self",), no_key=True)}
    if missing := [pk for pk in wanted if pk not in in_library]:
        names = Project.objects.filter(pk__in=missing).values_list("name", flat=True)
        raise Invalid(_("以下项目不在项目库中，不能列入方案：%(names)s") % {"names": "、".join(names)})
    listings.require_nowhere_else(found, wanted)
    last = found.items.aggregate(last=Max("seq"))["last"] or 0
    drawn = [item_of(found, in_library[pk], last + n) for n, pk in enumerate(wanted, 1)]
    PlanItem.objects.bulk_create(drawn)
    Project.objects.filter(pk__in=wanted).update(state=ProjectState.IN_PLAN)
    ledger.record(
        actor=actor, action="plan.drawn", chain=found.plan.county_id, dossier=found.dossier_id,
        projects=[in_library[pk].code for pk in wanted],
    )  # fmt: skip
    return drawn


@transaction.atomic
def put_back(*, actor: User, item: int) -> None:
    """Take an item without money out of a draft; its project is free again, unless the version that an adjustment would
    replace has it, and those behind it move up by one number. `funds.services.put_back` frees the money."""
    found = draft_item(actor=actor, item=item)
    version = found.version
    if found.amount:
        raise Conflict(_("项目“%(name)s”已安排资金，请先撤销资金安排") % {"name": found.project})
    found.delete()
    version.items.filter(seq__gt=found.seq).update(seq=F("seq") - 1)
    if found.project.state == ProjectState.IN_PLAN and not adjustments.is_kept(version, found.project):
        found.project.state = ProjectState.IN_LIBRARY
        found.project.save(update_fields=["state"])
    ledger.record(
        actor=actor, action="plan.put_back", chain=version.plan.county_id, dossier=version.dossier_id,
        project=found.project.code,
    )  # fmt: skip


@transaction.atomic
def change_item(*, actor: User, item: int, fields: Mapping[str, Any]) -> PlanItem:
    """Edit what a draft says of one item; `justifications` are reasons by the code of the rule (`row_reasons`)."""
    found = draft_item(actor=actor, item=item)
    version = found.version
    said = dict(fields)
    if "justifications" in said:
        said["justifications"] = row_reasons.with_reasons(found.justifications, said["justifications"])
    changed = [name for name in ITEM_FIELDS if name in said]
    for name in changed:
        setattr(found, name, said[name])
    printable.require_row(found)
    refuse(refusals_of(measure_misfits(model_to_dict(found), None), found.project.name))
    found.save(update_fields=changed)
    ledger.record(
        actor=actor, action="plan.item_changed", chain=version.plan.county_id, dossier=version.dossier_id,
        project=found.project.code, fields=changed,
    )  # fmt: skip
    return found


def draft_item(*, actor: User, item: int) -> PlanItem:
    """An item as it is once its version is locked, if the actor may draft and the version is still a draft."""
    owner = PlanItem.objects.filter(pk=item).values_list("version", flat=True).first()
    version = draft(actor, owner) if owner else None
    found = PlanItem.objects.select_related("project").filter(pk=item).first()
    if version is None or found is None:
        raise Conflict(_("该项目已移出方案"))
    found.version = version
    return found


def close_for_consultation(version: PlanVersion) -> None:
    """The draft is whole and locked; one that concerns no department is refused (四（四）·11)."""
    compliance.require_whole(version)
    if not concerned(version):
        raise Conflict(_("方案未涉及任何主管部门或配合部门，不能征求意见"))
    keep_total(version)
    compliance.keep(version=version, stage=CheckStage.CONSULTED)
    advance(version, VersionState.CONSULTING)


def consult(
    *,
    actor: User,
    version: PlanVersion,
    drafter: User,
    reply_by: datetime.date,
    money: drafting.PlanMoney,
    trace: drafting.Trace,
) -> IssuedDocument:
    """Ask the departments for their opinion: the office's letter with the draft as its annex, numbered with its
    director's signature (D10), and its draft cover sheet (D12)."""
    office = organ(version.plan.county, OrganisationKind.GOVERNMENT_OFFICE)
    asked = Organisation.objects.filter(pk__in=departments(version)).in_order()
    letter = documents.issue(
        actor=actor,
        paper=drafting.consultation_letter(version, reply_by, asked, office, drafter, money),
        dossier=version.dossier,
        issuer=office,
        signatory=actor,
        signed_on=clock.today(),
    )
    cover_sheets.keep(actor=actor, document=letter, trace=trace)
    return letter


def consultation_draft(
    *, version: PlanVersion, drafter: User, reply_by: datetime.date, money: drafting.PlanMoney
) -> Paper:
    """The letter to the departments (D10) as it would go out for signature now; nothing is kept."""
    version.dossier.amount = version.items.aggregate(total=Sum("amount"))["total"]
    office = organ(version.plan.county, OrganisationKind.GOVERNMENT_OFFICE)
    asked = Organisation.objects.filter(pk__in=departments(version)).in_order()
    return drafting.consultation_letter(version, reply_by, asked, office, drafter, money)


def departments(version: PlanVersion) -> list[int]:
    """The departments that countersign: those concerned, and the finance bureau, which keeps the funds (domain step
    12: A3 and A4)."""
    return sorted({*concerned(version), bureau(version.plan.county, Sector.FINANCE).pk})


def concerned(version: PlanVersion) -> set[int]:
    """The departments competent for or cooperating in any item (四（四）·11)."""
    items = version.items.all()
    competent = set(items.values_list("project__competent_id", flat=True))
    cooperating = set(items.filter(project__cooperating__isnull=False).values_list("project__cooperating", flat=True))
    return competent | cooperating


def reply_draft(version: PlanVersion, department: Organisation, result: str, opinion: str) -> Paper:
    """The letter (D11) that a department's opinion becomes; nothing is kept."""
    letter = IssuedDocument.objects.filter(dossier=version.dossier_id, kind="D10").latest("pk")
    return drafting.countersign_reply(version, department, letter.number, letter.issuer_name, result, opinion)


def reply(*, actor: User, version: PlanVersion, department: Organisation, result: str, opinion: str) -> None:
    """A department's countersign opinion as its letter (D11)."""
    documents.issue(
        actor=actor,
        paper=reply_draft(version, department, result, opinion),
        dossier=version.dossier,
        issuer=department,
        signatory=actor,
        signed_on=clock.today(),
    )


def reopen(version: PlanVersion) -> None:
    """The version lies with its drafter, for the first time or again."""
    if version.state != VersionState.DRAFTING:
        advance(version, VersionState.DRAFTING)


def reopen_to_amend(version: PlanVersion, as_decided: dict[str, Any]) -> None:
    """A meeting passed it with amendments: the drafter may edit, and what was decided is kept to compare (B35)."""
    DecidedContent.objects.update_or_create(version=version, defaults={"content": as_decided})
    reopen(version)


def reopen_to_draft(version: PlanVersion) -> None:
    """Returned to its drafter: it is decided anew, and what a meeting decided of it before compares with nothing."""
    DecidedContent.objects.filter(version=version).delete()
    reopen(version)


def as_decided(version: PlanVersion) -> dict[str, Any] | None:
    """What the version said when a meeting passed it with amendments; None when none did. One statement."""
    kept = DecidedContent.objects.filter(version=version)
    return kept.values_list("content", flat=True).first()


def submit(*, actor: User, version: PlanVersion, money: drafting.PlanMoney) -> None:
    """Send the plan's document for signature; from here on it is registered word for word or not at all (B07)."""
    compliance.keep(version=version, stage=CheckStage.DECIDED)
    signing.submit(actor=actor, paper=drafting.version_document(version, money), dossier=version.dossier)


def require_as_signed(version: PlanVersion, money: drafting.PlanMoney) -> None:
    """Raises Conflict when anything that the plan's document prints has changed since it was sent for signature."""
    signing.require_as_signed(drafting.version_document(version, money), version.dossier)


def issue(
    *,
    actor: User,
    version: PlanVersion,
    signatory: User,
    signed_on: datetime.date,
    money: drafting.PlanMoney,
    trace: drafting.Trace,
) -> IssuedDocument:
    """Number and issue the plan as a document of the county government (四（四）·6), a single change as one of the
    leading group; the version is frozen, and one that it adjusts is in force no longer.

    `trace` is for its draft cover sheet (D12). The document of the plan stands beside that of a single change.
    """
    compliance.require_fit(version)
    version.document = documents.issue(
        actor=actor,
        paper=drafting.version_document(version, money),
        dossier=version.dossier,
        issuer=adjustments.issuer_of(version),
        signatory=signatory,
        signed_on=signed_on,
        document_date=signed_on,
        replaces=adjustments.replaced_by(version),
    )
    adjustments.take_over(actor=actor, version=version)
    advance(version, VersionState.ISSUED)
    compliance.keep(version=version, stage=CheckStage.ISSUED)
    cover_sheets.keep(actor=actor, document=version.document, trace=trace)
    return version.document


def announce(*, actor: User, version: PlanVersion) -> Notice:
    """The county announcement of the issued plan (D04b, 六（四）·2)."""
    return notices.post_notice(
        actor=actor, draft=lambda posted: drafting.version_announcement(posted, version), **_posting(version)
    )


def announcement_draft(version: PlanVersion) -> Paper:
    """The announcement (D04b) as it would be posted today; nothing is kept."""
    return drafting.version_announcement(notices.drafted(**_posting(version)), version)


def _posting(version: PlanVersion) -> notices.Posting:
    """What is posted, by whom and where."""
    return {
        "kind": NoticeKind.PLAN,
        "dossier": version.dossier,
        "organisation": version.dossier.owner,
        "title": f"关于《{version.title}》的公告",
        "place": f"{version.plan.county.official_name}门户网站",
    }


def keep_total(version: PlanVersion) -> None:
    """The dossier's amount is the sum of the items, before every document that prints it."""
    version.dossier.amount = version.items.aggregate(total=Sum("amount"))["total"]
    version.dossier.save(update_fields=["amount"])


def advance(version: PlanVersion, state: VersionState) -> None:
    """Note where the version stands."""
    version.state = state
    version.save(update_fields=["state", "document"])


def require_drafting(version: PlanVersion) -> None:
    """Raises Conflict when the version is no longer a draft, or is a single change, which its applicant writes."""
    if version.kind == VersionKind.ITEM_CHANGE:
        raise Conflict(_("单项变更由申请单位填写和修改，方案中的其他项目不随之改动"))
    if version.state != VersionState.DRAFTING:
        raise Conflict(_("方案%(state)s，内容已锁定；如须修改，请先退回起草") % {"state": version.get_state_display()})


def draft(actor: User, version: int) -> PlanVersion:
    """The version, locked, if the actor may draft and it is still a draft."""
    found = (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan__county", "dossier__owner")
        .get(pk=version)
    )
    require(actor, Duty.COMPILE_PLAN, found.dossier.owner)
    require_drafting(found)
    return found


def item_of(version: PlanVersion, project: Project, seq: int) -> PlanItem:
    """A row as the library has the project, not yet saved; its number comes after those that are there."""
    schedule = "%(start)s开工，%(end)s完工"
    return PlanItem(
        version=version,
        project=project,
        seq=seq,
        platform=project.platform,
        content=project.content,
        quantity=project.quantity,
        unit=project.unit,
        unit_standard=project.unit_standard,
        parts=project.parts,
        schedule=schedule % {"start": _month(project.starts_on), "end": _month(project.ends_on)},
        responsible_unit=project.responsible_unit,
    )


def _month(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月"
