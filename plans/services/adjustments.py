"""Versions of one plan: which is in force, whether it may be adjusted, and what becomes of the one that was adjusted
(domain a.3). The money of an adjustment is the funds room's: `funds.adjusting`."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger
from core.deadlines import day_of
from core.enums import OrganisationKind
from core.models import Organisation, User
from core.templatetags.words import cn_date
from documents.models import IssuedDocument
from plans.drafting.adjustment import whole_before
from plans.enums import ProjectState, VersionKind, VersionState
from plans.models import Adjustment, PlanVersion, Project
from plans.rules import Refusal
from plans.rules.adjustments import lateness, opening_refusals
from plans.services.organs import organ

IN_FORCE = (VersionState.ISSUED, VersionState.FILED)
UNDER_WAY = (VersionState.DRAFTING, VersionState.CONSULTING, VersionState.DECIDING, VersionState.SIGNING)
DECIDED = (*IN_FORCE, VersionState.SUPERSEDED)
"""What was issued once, whether or not a later version came after it."""


def versions_of(version: PlanVersion) -> QuerySet[PlanVersion]:
    """Every version of its plan, the newest first; a version that ended without being issued among them."""
    found = PlanVersion.objects.filter(plan=version.plan_id).select_related("plan__county", "document", "dossier")
    return found.order_by("-seq")


def in_force(plan: int) -> PlanVersion | None:
    """The version of the plan that is carried out now: issued, and not adjusted since."""
    return PlanVersion.objects.filter(plan=plan, state__in=IN_FORCE).order_by("-seq").first()


def adjusted(version: PlanVersion) -> PlanVersion | None:
    """The version that this one adjusts; None for the first of its plan. One statement."""
    rows = Adjustment.objects.filter(version=version).select_related("adjusts__document", "adjusts__plan__county")
    found = rows.first()
    return found.adjusts if found else None


def against_opening(version: PlanVersion) -> list[Refusal]:
    """Why this version cannot be adjusted now, with the clauses; empty where it can."""
    others = list(PlanVersion.objects.filter(plan=version.plan_id).values_list("kind", "state").order_by("seq"))
    return opening_refusals(
        state=version.state,
        year=version.plan.year,
        today=clock.today(),
        is_under_way=any(state in UNDER_WAY for _kind, state in others),
        under_way=named_under_way(version.plan_id),
        adjusted=sum(kind == VersionKind.ADJUSTMENT and state in DECIDED for kind, state in others),
        most=settings.MAX_ADJUSTMENTS_PER_YEAR,
    )


def late(version: PlanVersion) -> Refusal | None:
    """The warning that an adjustment of this version comes late in its year; None while it does not."""
    return lateness(version.plan.year, clock.today(), settings.LAST_ADJUSTMENT_DUE)


def title_of(version: PlanVersion) -> str:
    """What the adjustment of this version is called: 中期调整方案, then 第二次调整方案."""
    plan = version.plan
    earlier = PlanVersion.objects.filter(plan=plan, kind=VersionKind.ADJUSTMENT, state__in=DECIDED).count()
    ordinal = (
        f"第{'一二三四五六七八九十'[earlier]}次"
        if 0 < earlier < 10
        else ("中期" if not earlier else f"第{earlier + 1}次")
    )
    return f"{plan.county.name}{plan.year}年度统筹整合资金{ordinal}调整方案"


def replaced_by(version: PlanVersion) -> IssuedDocument | None:
    """The document that is in force no longer once the version is issued: of an adjustment that of the whole plan before
    it; a single change replaces none, the plan's own document goes on beside it."""
    if version.kind != VersionKind.ADJUSTMENT:
        return None
    return whole_before(version).document


def issuer_of(version: PlanVersion) -> Organisation:
    """Who issues the document of a version: the county's government, of a single change its leading group."""
    county = version.plan.county
    is_change = version.kind == VersionKind.ITEM_CHANGE
    return organ(county, OrganisationKind.LEADING_GROUP) if is_change else county


def under_way(plan: int) -> PlanVersion | None:
    """The version of the plan that is drafted, decided or signed now."""
    found = PlanVersion.objects.filter(plan=plan, state__in=UNDER_WAY).select_related("dossier")
    return found.order_by("-seq").first()


def named_under_way(plan: int) -> str:
    """What stands in front of another adjustment or change, for whoever is refused; empty where nothing does."""
    found = under_way(plan)
    if found is None:
        return ""
    told = {"title": found.title, "state": found.get_state_display(), "day": cn_date(day_of(found.dossier.opened_at))}
    return _("《%(title)s》%(day)s起正在办理（%(state)s）") % told


def take_over(*, actor: User, version: PlanVersion) -> None:
    """The adjustment is issued: the version before it is 已被调整, and a project that it no longer lists is free again
    in the library. Nothing of the former version changes but its state."""
    former = adjusted(version)
    if former is None:
        return
    former.state = VersionState.SUPERSEDED
    former.save(update_fields=["state"])
    gone = Project.objects.filter(plan_items__version=former).exclude(plan_items__version=version)
    freed = list(gone.filter(state=ProjectState.IN_PLAN).order_by("code").values_list("pk", "code"))
    Project.objects.filter(pk__in=[pk for pk, _code in freed]).update(state=ProjectState.IN_LIBRARY)
    ledger.record(
        actor=actor, action="plan.superseded", chain=version.plan.county_id, dossier=former.dossier_id,
        number=version.document.number if version.document else "", projects=[code for _pk, code in freed],
    )  # fmt: skip


def is_kept(version: PlanVersion, project: Project) -> bool:
    """Whether the version before still carries the project out: a draft that gives it up frees nothing yet."""
    former = adjusted(version)
    return former is not None and former.items.filter(project=project).exists()
