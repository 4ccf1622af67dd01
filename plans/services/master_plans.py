"""统筹资金规划: opened in the third quarter, passed down, compiled, consulted, issued, revised (四（四）)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger
from core.enums import DossierKind, OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from core.soundness import require_sound
from documents import services as documents
from documents import signing
from documents.models import IssuedDocument
from documents.papers import Paper
from plans import drafting
from plans.drafting import master_plan as wording
from plans.enums import MasterPlanState, NeedsState, NoticeKind
from plans.models import MasterPlan, MasterPlanVersion, Need, Notice, Project, TownshipNeeds, VillageNeeds
from plans.rules import Refusal, refuse, told
from plans.rules.master_plans import (
    Day,
    Window,
    arranging_refusals,
    due_refusals,
    left_out_refusals,
    outstanding_refusals,
    overlap_refusals,
    period_refusals,
    window_refusals,
    windows,
)
from plans.services import cover_sheets, notices
from plans.services.dossiers import open_dossier
from plans.services.organs import organ
from roles.duties import Duty
from roles.models import Post
from roles.policies import require
from workflows.engine import services as engine
from workflows.engine.enums import TERMINATED, Decision
from workflows.engine.models import WorkItem

TEXTS = ("title", "goals", "tasks", "safeguards")
UNDER_WAY = (
    MasterPlanState.COMPILING,
    MasterPlanState.CONSULTING,
    MasterPlanState.DECIDING,
    MasterPlanState.SIGNING,
)
LINES = ("year", "category", "content", "amount", "planned", "households", "people", "poor_households", "poor_people")
"""What a revision takes over of a line, beside a project that the library still has."""


@transaction.atomic
def open_planning(
    *,
    actor: User,
    county: Organisation,
    first_year: int,
    last_year: int,
    needs_due: datetime.date,
    townships: Collection[int] = (),
) -> MasterPlanVersion:
    """Open the planning of a period and pass it down to the townships (all of the county where none is named), each with
    its villages; where the period has a plan in force, open its revision, whose tables begin as they were.

    Raises Refused for whoever does not compile plans, Invalid for a period, a limit, or a revision without a township
    for which the plan in force arranges something, and Conflict with the clause outside the window that 四（四） sets or
    while a version of the period, or of one that shares a year with it, is under way.
    """
    group = organ(county, OrganisationKind.WORKING_GROUP)
    require(actor, Duty.COMPILE_PLAN, group)
    refuse(period_refusals(first_year, last_year, settings.MASTER_PLAN_MOST_YEARS))
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=county.pk)  # two cannot begin at once
    plan, _made = MasterPlan.objects.get_or_create(county=county, first_year=first_year, last_year=last_year)
    former = in_force(plan)
    if refusals := against_opening(plan, former):
        raise Conflict(told(refusals), clause=refusals[0].clause)
    refuse(due_refusals(needs_due, clock.today()))
    return _opened(actor, plan, former, group, needs_due, _taking_part(county, townships, former))


def in_force(plan: MasterPlan) -> MasterPlanVersion | None:
    """The version that is carried out now."""
    issued = plan.versions.filter(state=MasterPlanState.ISSUED)
    return issued.select_related("document").order_by("-seq").first()


def against_opening(plan: MasterPlan, former: MasterPlanVersion | None) -> list[Refusal]:
    """Why no version of the period can be opened now."""
    if plan.versions.filter(state__in=UNDER_WAY).exists():
        return [Refusal(_("%(period)s规划已有版本正在编制") % {"period": plan.period})]
    if refusals := overlap_refusals(plan, _beside(plan, is_first=former is None)):
        return refusals
    return window_refusals(windows(_years_to_open(plan, former), *_quarter()), today=clock.today())


def next_window(plan: MasterPlan, former: MasterPlanVersion | None) -> Window | None:
    """When the period can be opened, or revised, now or later; None where it is too late."""
    coming = [window for window in windows(_years_to_open(plan, former), *_quarter()) if window[1] >= clock.today()]
    return coming[0] if coming else None


def any_window() -> Window:
    """When any period can be opened, now or next."""
    year = clock.today().year + 1
    this, following = windows([year, year + 1], *_quarter())
    return this if clock.today() <= this[1] else following


def _years_to_open(plan: MasterPlan, former: MasterPlanVersion | None) -> list[int]:
    return [year for year in plan.years if year > clock.today().year] if former else [plan.first_year]


def _quarter() -> tuple[Day, Day]:
    return settings.MASTER_PLAN_OPENS, settings.MASTER_PLAN_CLOSES


def _beside(plan: MasterPlan, *, is_first: bool) -> list[MasterPlan]:
    """Other periods that would ask for the same years: under way now, or, for a first version, issued and of the same
    beginning."""
    shared = Q(versions__state__in=UNDER_WAY, first_year__lte=plan.last_year, last_year__gte=plan.first_year)
    if is_first:
        shared |= Q(versions__state=MasterPlanState.ISSUED, first_year=plan.first_year)
    others = MasterPlan.objects.filter(shared, county=plan.county_id).exclude(pk=plan.pk)
    return list(others.distinct().order_by("first_year", "last_year"))


def _taking_part(
    county: Organisation, townships: Collection[int], former: MasterPlanVersion | None
) -> list[Organisation]:
    found = Organisation.objects.filter(county=county, kind=OrganisationKind.TOWNSHIP, is_active=True)
    if townships:
        found = found.filter(pk__in=townships)
    if not (listed := list(found.order_by("path"))):
        raise Invalid(_("没有可以下达的乡镇，请先登记乡镇"))
    if former:
        refuse(left_out_refusals(_left_out(former, listed)))
    return listed


def _left_out(former: MasterPlanVersion, listed: Sequence[Organisation]) -> list[str]:
    """The townships whose lines the revision would drop: it takes the place of the whole plan."""
    arranged = Need.objects.counted(former).order_by().values("needs__township")
    dropped = Organisation.objects.filter(pk__in=arranged, is_active=True).exclude(pk__in=[one.pk for one in listed])
    return list(dropped.order_by("path").values_list("name", flat=True))


def _opened(
    actor: User, plan: MasterPlan, former: MasterPlanVersion | None, group: Organisation, needs_due: datetime.date,
    townships: Sequence[Organisation],
) -> MasterPlanVersion:  # fmt: skip
    seq = (plan.versions.aggregate(last=Max("seq"))["last"] or 0) + 1
    title = wording.title_of(plan, is_revision=former is not None)
    dossier = open_dossier(actor=actor, kind=DossierKind.MASTER_PLAN, title=title, owner=group, year=plan.first_year)
    texts = {name: getattr(former, name) for name in TEXTS[1:]} if former else wording.standard_texts(plan)
    version = MasterPlanVersion.objects.create(
        dossier=dossier, plan=plan, seq=seq, revises=former, title=title, needs_due=needs_due, **texts
    )
    engine.start(actor=actor, flow="fund_master_plan", dossier=dossier)
    item = WorkItem.objects.open().get(dossier=dossier).pk
    data = {"townships": [township.pk for township in townships]}
    engine.decide(
        actor=actor, work_item=item, decision=Decision.APPROVE, opinion="请各乡镇组织各村议定需求并按期上报。", request_id=uuid4(),
        data=data,
    )  # fmt: skip
    return version


def pass_down(*, actor: User, version: MasterPlanVersion, townships: Collection[int]) -> list[TownshipNeeds]:
    """Open the part of every township with its villages, as the version before had them where it is a revision."""
    places = Organisation.objects.filter(pk__in=townships).order_by("path")
    made = [_part(actor, version, township) for township in places]
    ledger.record(
        actor=actor, action="master_plan.passed_down", chain=version.plan.county_id, dossier=version.dossier_id,
        townships=[part.township.name for part in made], period=version.plan.period,
    )  # fmt: skip
    return made


def _part(actor: User, version: MasterPlanVersion, township: Organisation) -> TownshipNeeds:
    title = f"{township.name}{version.title.removeprefix(version.plan.county.name)}需求"
    dossier = open_dossier(
        actor=actor, kind=DossierKind.TOWNSHIP_NEEDS, title=title, owner=township, year=version.plan.first_year
    )
    part = TownshipNeeds.objects.create(dossier=dossier, version=version, township=township)
    places = Organisation.objects.filter(parent=township, kind=OrganisationKind.VILLAGE, is_active=True)
    VillageNeeds.objects.bulk_create([VillageNeeds(needs=part, village=place) for place in places.order_by("path")])
    if version.revises:
        _take_over(part, version.revises)
    engine.start(actor=actor, flow="township_needs", dossier=dossier)
    return part


def _take_over(part: TownshipNeeds, former: MasterPlanVersion) -> None:
    """The lines of the version before, to be written on; villages deliberate anew."""
    here = dict(part.villages.order_by("pk").values_list("village", "pk"))
    rows = list(Need.objects.counted(former).filter(needs__township=part.township_id).select_related("village"))
    library = Project.objects.in_library(part.version.plan.county)
    kept = set(library.filter(pk__in=[row.project_id for row in rows if row.project_id]).values_list("pk", flat=True))
    Need.objects.bulk_create(
        Need(
            needs=part,
            village_id=here.get(row.village.village_id) if row.village else None,
            project_id=row.project_id if row.project_id in kept else None,
            **{name: getattr(row, name) for name in LINES},
        )
        for row in rows
        if row.village is None or row.village.village_id in here
    )


@transaction.atomic
def change_texts(*, actor: User, version: int, texts: Mapping[str, str]) -> MasterPlanVersion:
    """Edit the chapters. Raises Conflict once it is locked, Invalid for a chapter that is empty or too long."""
    found = compiling(actor, version)
    for name in TEXTS:
        if name in texts:
            setattr(found, name, texts[name])
    require_sound(found, exclude=["dossier", "plan", "county", "revises", "document"])
    found.save(update_fields=list(TEXTS))
    ledger.record(actor=actor, action="master_plan.texts", chain=found.plan.county_id, dossier=found.dossier_id)
    return found


def compiling(actor: User, version: int) -> MasterPlanVersion:
    """The version, locked, if the actor may compile it and it is not decided upon yet."""
    rows = MasterPlanVersion.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("plan__county", "dossier__owner").get(pk=version)
    require(actor, Duty.COMPILE_PLAN, found.dossier.owner)
    if found.state != MasterPlanState.COMPILING:
        told_state = {"state": found.get_state_display()}
        raise Conflict(_("规划%(state)s，内容已锁定；如须修改，请先退回汇总编制") % told_state)
    return found


def outstanding(version: MasterPlanVersion) -> QuerySet[TownshipNeeds]:
    """The townships whose part neither was received nor has ended."""
    return version.townships.filter(dossier__closed_at__isnull=True).order_by("township__path")


def unreported(version: MasterPlanVersion) -> QuerySet[VillageNeeds]:
    """The villages that stated nothing, or nothing that stands: they are named as 未报."""
    silent = ~Q(state=NeedsState.REPORTED) | Q(needs__dossier__outcome=TERMINATED)
    found = VillageNeeds.objects.filter(silent, needs__version=version)
    return found.select_related("village", "needs__township").order_by("village__path")


def compile_needs(*, actor: User, version: MasterPlanVersion) -> None:
    """Every township is in, or named as not having reported; the dossier's amount is the sum. Raises Invalid else."""
    names = list(outstanding(version).values_list("township__name", flat=True))
    total = Need.objects.counted(version).planned()
    refuse(outstanding_refusals(names, total))
    keep_total(version)
    advance(version, MasterPlanState.CONSULTING)
    ledger.record(
        actor=actor, action="master_plan.compiled", chain=version.plan.county_id, dossier=version.dossier_id,
        amount=str(total), unreported=[f"{row.needs.township.name}{row.village.name}" for row in unreported(version)],
    )  # fmt: skip


def keep_total(version: MasterPlanVersion) -> None:
    """The dossier's amount is what the plan arranges."""
    version.dossier.amount = Need.objects.counted(version).planned()
    version.dossier.save(update_fields=["amount"])


def departments(version: MasterPlanVersion) -> list[int]:
    """All departments of the county that countersign plans: a plan of several years concerns each (四（四）·11)."""
    posts = Post.objects.filter(duties__duty=Duty.COUNTERSIGN_PLAN, organisation__county=version.plan.county_id)
    found = Organisation.objects.filter(
        pk__in=posts.values("organisation"), kind=OrganisationKind.DEPARTMENT, is_active=True
    )
    return list(found.order_by("path").values_list("pk", flat=True))


def advance(version: MasterPlanVersion, state: MasterPlanState) -> None:
    """Note where the version stands."""
    version.state = state
    version.save(update_fields=["state", "document"])


def reopen(version: MasterPlanVersion) -> None:
    """It lies with the working group again."""
    if version.state != MasterPlanState.COMPILING:
        advance(version, MasterPlanState.COMPILING)


def submit(*, actor: User, version: MasterPlanVersion) -> None:
    """Send the notice for signature: it is registered word for word or not at all (B07)."""
    signing.submit(actor=actor, paper=wording.plan_document(version), dossier=version.dossier)


def require_as_signed(version: MasterPlanVersion) -> None:
    """Raises Conflict when anything that the document prints has changed since it was sent for signature."""
    signing.require_as_signed(wording.plan_document(version), version.dossier)


def issue(
    *, actor: User, version: MasterPlanVersion, signatory: User, signed_on: datetime.date, trace: drafting.Trace
) -> IssuedDocument:
    """Number and issue the plan (D15b); the version is frozen, and one that it revises is in force no longer."""
    former = version.revises
    version.document = documents.issue(
        actor=actor, paper=wording.plan_document(version), dossier=version.dossier, issuer=version.plan.county,
        signatory=signatory, signed_on=signed_on, document_date=signed_on,
        replaces=former.document if former else None,
    )  # fmt: skip
    if former:
        advance(former, MasterPlanState.SUPERSEDED)
    advance(version, MasterPlanState.ISSUED)
    cover_sheets.keep(actor=actor, document=version.document, trace=trace)
    ledger.record(
        actor=actor, action="master_plan.issued", chain=version.plan.county_id, dossier=version.dossier_id,
        number=version.document.number, period=version.plan.period, version_number=version.seq,
    )  # fmt: skip
    return version.document


def announce(*, actor: User, version: MasterPlanVersion) -> Notice:
    """The county announcement of the issued plan (D04b, 六（四）)."""
    return notices.post_notice(
        actor=actor, draft=lambda posted: wording.announcement(posted, version), **_posting(version)
    )


def announcement_draft(version: MasterPlanVersion) -> Paper:
    """The announcement as it would be posted today; nothing is kept."""
    return wording.announcement(notices.drafted(**_posting(version)), version)


def _posting(version: MasterPlanVersion) -> notices.Posting:
    return {
        "kind": NoticeKind.MASTER_PLAN,
        "dossier": version.dossier,
        "organisation": version.dossier.owner,
        "title": f"关于《{version.title}》的公告",
        "place": f"{version.plan.county.official_name}门户网站",
    }


def end(*, actor: User, version: MasterPlanVersion, reason: str) -> None:
    """The version is given up; one that it would have revised stays in force. Raises Conflict while townships work on it:
    their parts are ended or received first, each by its own rule."""
    if names := list(outstanding(version).values_list("township__name", flat=True)):
        raise Conflict(_("以下乡镇的需求尚在办理：%(names)s，请先接收或终止") % {"names": "、".join(names)})
    advance(version, MasterPlanState.TERMINATED)
    ledger.record(
        actor=actor, action="master_plan.ended", chain=version.plan.county_id, dossier=version.dossier_id,
        reason=reason,
    )  # fmt: skip


def note_ended_part(*, actor: User, needs: TownshipNeeds, reason: str) -> None:
    """The township's part was ended: its villages count as 未报, and the plan names them."""
    ledger.record(
        actor=actor, action="needs.ended", chain=needs.dossier.county_id, dossier=needs.dossier_id,
        township=needs.township.name, reason=reason,
    )  # fmt: skip


@transaction.atomic
def arrange(*, actor: User, version: int, amounts: Mapping[int, Decimal]) -> int:
    """What the county arranges of each line, in yuan by the line's key; a line may get less than was wanted, or nothing,
    but no more. Answers how many lines changed.

    Raises Conflict once the version is locked or while the line's township has not been received, Invalid for an amount.
    """
    found = compiling(actor, version)
    rows = {row.pk: row for row in Need.objects.counted(found).select_related("needs__dossier")}
    if strange := amounts.keys() - rows.keys():
        raise Invalid(_("以下行不属于本规划：%(keys)s") % {"keys": "、".join(map(str, sorted(strange)))})
    changed = [row for pk, row in rows.items() if pk in amounts and row.planned != amounts[pk]]
    for row in changed:
        if row.needs.dossier.closed_at is None:
            raise Conflict(_("“%(content)s”所在乡镇的需求尚未接收，不能调整") % {"content": row.content})
        refuse(arranging_refusals(row, amounts[row.pk]))
        row.planned = amounts[row.pk]
        require_sound(row, exclude=["county", "needs", "village", "project"])
    Need.objects.bulk_update(changed, ["planned"])
    if changed:
        ledger.record(
            actor=actor, action="master_plan.arranged", chain=found.plan.county_id, dossier=found.dossier_id,
            lines=len(changed), amount=str(Need.objects.counted(found).planned()),
        )  # fmt: skip
    return len(changed)
