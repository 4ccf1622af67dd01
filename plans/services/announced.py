"""What the public reads beside the announcement of a plan: the version in force, and the one before (六（四）; domain a.3)."""

from __future__ import annotations

from dataclasses import dataclass

from plans.enums import NoticeKind, VersionKind
from plans.models import Notice, PlanVersion
from plans.services.adjustments import DECIDED


@dataclass(frozen=True)
class Beside:
    """Announcements of other versions of the same plan; `newer` where the one shown is in force no longer."""

    newer: Notice | None = None
    former: Notice | None = None


def beside(notice: Notice) -> Beside:
    """The newest announcement of a whole plan after it and the last before it, since a single change leaves the plan's
    own in force; neither for other notices. Two statements for a plan."""
    if notice.kind != NoticeKind.PLAN:
        return Beside()
    own = PlanVersion.objects.filter(dossier=notice.dossier_id).values_list("plan", "seq").first()
    if own is None:
        return Beside()
    plan, seq = own
    posted = Notice.objects.filter(kind=NoticeKind.PLAN, replaced_by__isnull=True).select_related(
        "dossier__plan_version"
    )
    whole = posted.exclude(dossier__plan_version__kind=VersionKind.ITEM_CHANGE)
    of_plan = whole.filter(dossier__plan_version__plan=plan, dossier__plan_version__state__in=DECIDED)
    by_seq = {one.dossier.plan_version.seq: one for one in of_plan.order_by("dossier__plan_version__seq", "pk")}
    later, earlier = [n for n in by_seq if n > seq], [n for n in by_seq if n < seq]
    return Beside(
        newer=by_seq[max(later)] if later else None,
        former=by_seq[max(earlier)] if earlier else None,
    )
