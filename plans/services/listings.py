"""Which plans list a project: no money is arranged for it twice, and what a plan prints of it stays as it is printed."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import Invalid
from plans.enums import UNBINDING, VersionState
from plans.models import PlanItem, PlanVersion, Project
from plans.services.adjustments import IN_FORCE, UNDER_WAY

STANDING = (*UNDER_WAY, *IN_FORCE)
"""States of versions that carry their projects."""


def elsewhere(version: PlanVersion) -> QuerySet[PlanItem]:
    """Rows of other plans that stand."""
    return PlanItem.objects.filter(version__state__in=STANDING).exclude(version__plan=version.plan_id).order_by("pk")


def require_nowhere_else(version: PlanVersion, projects: Collection[int], *, field: str = "") -> None:
    """Raises Invalid where another plan lists one of the projects, which are locked: an emergency is in a plan before the
    library has it, and free for no other."""
    rows = elsewhere(version).filter(project__in=projects).select_related("project", "version")
    if named := [f"{row.project}（《{row.version.title}》）" for row in rows]:
        raise Invalid(_("以下项目已列入其他方案，不能重复列入：%(names)s") % {"names": "、".join(named)}, field=field)


def binding(project: Project) -> PlanVersion | None:
    """The version beyond its draft that prints the project now; one that was adjusted since prints it no more."""
    rows = PlanItem.objects.filter(project=project).exclude(version__state__in=UNBINDING | {VersionState.SUPERSEDED})
    row = rows.select_related("version").order_by("pk").first()
    return row.version if row else None
