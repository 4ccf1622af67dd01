"""单项变更: when a plan takes one, what it is called, and who gives an opinion on it (domain a.3). Its money is the funds
room's: `funds.changing`."""

from __future__ import annotations

from core import clock
from plans.enums import ChangePath, VersionKind, VersionState
from plans.models import PlanVersion, Project
from plans.rules import Refusal
from plans.rules.single_changes import opening_refusals
from plans.services import adjustments, plan_versions


def against_opening(version: PlanVersion) -> list[Refusal]:
    """Why nothing can be applied for on this version now, with the clauses; empty where something can."""
    return opening_refusals(
        state=version.state,
        year=version.plan.year,
        today=clock.today(),
        under_way=adjustments.named_under_way(version.plan_id),
    )


def title_of(version: PlanVersion) -> str:
    """What a change of this version is called; those that were ended early do not count."""
    plan = version.plan
    earlier = PlanVersion.objects.filter(plan=plan, kind=VersionKind.ITEM_CHANGE, state__in=adjustments.DECIDED).count()
    return f"{plan.county.name}{plan.year}年度统筹整合资金项目单项变更（第{earlier + 1}次）"


def hold(version: int) -> PlanVersion:
    """The change, locked against whoever hands it in meanwhile."""
    found = PlanVersion.objects.select_related(
        "plan__county", "dossier__owner", "single_change__applicant", "adjustment__adjusts"
    )
    return found.select_for_update(of=("self",), no_key=True).get(pk=version, kind=VersionKind.ITEM_CHANGE)


def departments(version: PlanVersion) -> list[int]:
    """Who gives an opinion: the departments competent for or cooperating in the rows that change."""
    changed = Project.objects.filter(pk__in=version.changes.values("project"))
    competent = set(changed.values_list("competent", flat=True))
    cooperating = set(changed.filter(cooperating__isnull=False).values_list("cooperating", flat=True))
    return sorted(competent | cooperating)


def give_back(version: PlanVersion) -> None:
    """It lies with its applicant again."""
    if version.state != VersionState.DRAFTING:
        plan_versions.advance(version, VersionState.DRAFTING)


def ask_meeting(version: PlanVersion, *, is_asked: bool) -> None:
    """Whether a change that could be decided by paper is put before the meeting; what was asked before no longer holds."""
    single = version.single_change
    single.is_asked_of_meeting = is_asked and single.path == ChangePath.LIGHT
    single.save(update_fields=["is_asked_of_meeting"])
