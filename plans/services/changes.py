"""Why the rows of an adjustment differ from the version before, and what comes in without the library (domain a.3)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid
from core.models import User
from core.working_days import add_working_days
from plans.enums import ENTERED, GONE, ProjectState, VersionKind
from plans.models import EmergencyItem, ItemChange, PlanItem, PlanVersion, Project
from plans.rules import Refusal, refuse
from plans.rules.adjustments import emergency_refusals, entry_warnings, library_refusals, overdue_refusals
from plans.services import listings, plan_versions


@dataclass(frozen=True)
class Explained:
    """Why one row was changed, and the document that it rests on where it is another than the adjustment's."""

    reason: str
    ground: str = ""


@transaction.atomic
def explain(*, actor: User, version: int, said: Mapping[int, Explained]) -> PlanVersion:
    """Write down, by project, why rows of a draft differ from the version before. Raises Conflict once it is locked,
    Invalid for words that cannot be printed; an empty reason takes one back."""
    found = draft(actor, version)
    kept = {row.project_id: row for row in found.changes.all()}
    projects = Project.objects.filter(county=found.plan.county_id, pk__in=said).order_by("code").in_bulk()
    if len(projects) != len(said):
        raise Invalid(_("有%(count)d个项目不属于本县") % {"count": len(said) - len(projects)})
    for pk, words in said.items():
        row = kept.get(pk) or ItemChange(version=found, project=projects[pk])
        row.reason, row.ground = words.reason.strip(), words.ground.strip()
        if row.reason:
            printable.require_row(row)
            row.save()
        elif row.pk:
            row.delete()
    ledger.record(
        actor=actor, action="plan.explained", chain=found.plan.county_id, dossier=found.dossier_id,
        projects=[project.code for project in projects.values()],
    )  # fmt: skip
    return found


def draft(actor: User, version: int) -> PlanVersion:
    """The adjustment, locked, if the actor may draft and it is still a draft. Raises Conflict for a first version."""
    found = plan_versions.draft(actor, version)
    require_adjusting(found)
    return found


def require_adjusting(version: PlanVersion) -> None:
    """Raises Conflict for a first version, and for one that is locked."""
    if version.kind != VersionKind.ADJUSTMENT:
        raise Conflict(_("年初方案不是调整方案，没有调整原因，也不能列入应急项目"))
    plan_versions.require_drafting(version)


def urgent(version: PlanVersion) -> QuerySet[Project]:
    """What an emergency may take in: the county's projects that are proposed and not yet in the library, without those
    that the draft has already or that another plan lists."""
    found = Project.objects.filter(county=version.plan.county_id).exclude(state__in=GONE | ENTERED)
    found = found.exclude(plan_items__version=version).exclude(pk__in=listings.elsewhere(version).values("project"))
    return found.select_related("competent", "proposer").in_order()


@transaction.atomic
def take_in(*, actor: User, version: int, project: int, fields: Mapping[str, Any]) -> EmergencyItem:
    """List a project that the library does not have yet, because a meeting decided so; its own round goes on, and it has
    to enter the library within EMERGENCY_ENTRY_DAYS working days (B03 and its exception).

    `fields` are kind, ground, decision and decided_on. Raises Conflict for a first version or a locked one, Invalid for
    a project that the library has, that is gone or that this or another plan lists, and for a meeting that was not held.
    """
    found = draft(actor, version)
    county = Project.objects.filter(county=found.plan.county_id)
    chosen = county.select_for_update(of=("self",), no_key=True).filter(pk=project).first()
    if chosen is None or chosen.state in GONE:
        raise Invalid(_("该项目已不在办理中，不能作为应急项目列入"), field="project")
    if chosen.state in ENTERED:
        raise Invalid(_("项目“%(name)s”已在项目库中，请从项目库列入") % {"name": chosen}, field="project")
    if found.items.filter(project=chosen).exists():
        raise Invalid(_("项目“%(name)s”已列入本方案") % {"name": chosen}, field="project")
    listings.require_nowhere_else(found, [chosen.pk], field="project")
    refuse(emergency_refusals(decided_on=fields["decided_on"], today=clock.today(), year=found.plan.year))
    due = add_working_days(clock.today(), settings.EMERGENCY_ENTRY_DAYS)
    row = EmergencyItem(version=found, project=chosen, entry_due=due, **fields)
    for name, label in (("ground", _("应急事由")), ("decision", _("会议决定"))):
        if not getattr(row, name).strip():
            raise Invalid(_("请填写“%(field)s”") % {"field": label}, field=name)
    printable.require_row(row)
    row.save()
    last = found.items.aggregate(last=Max("seq"))["last"] or 0
    plan_versions.item_of(found, chosen, last + 1).save()
    ItemChange.objects.update_or_create(
        version=found, project=chosen, defaults={"reason": row.ground, "ground": row.decision}
    )
    ledger.record(
        actor=actor, action="plan.emergency", chain=found.plan.county_id, dossier=found.dossier_id,
        project=chosen.code, reason=row.ground, ground=row.decision, due_at=due.isoformat(),
    )  # fmt: skip
    return row


def forget(version: PlanVersion, project: Project) -> None:
    """A row that the draft gives up was no emergency of it, and what was said of it explains no later change: where the
    version before has it, its removal has a reason of its own."""
    EmergencyItem.objects.filter(version=version, project=project).delete()
    ItemChange.objects.filter(version=version, project=project).delete()


def entries(version: PlanVersion) -> list[Refusal]:
    """What emergency projects of the version, or of those before it, owe the library. One statement."""
    return entry_warnings(_owed(version), clock.today())


def overdue(version: PlanVersion) -> list[Refusal]:
    """Emergency projects that the library should have by now: while it has not, no adjustment that lists them is handed
    in. One statement."""
    return overdue_refusals(_owed(version), clock.today())


def unfit(version: PlanVersion) -> list[Refusal]:
    """Rows that cannot be in an adjustment: their project is gone, or the library has not got it and no meeting let it in
    (B03). Two statements."""
    let_in = set(EmergencyItem.objects.standing(version).values_list("project", flat=True))
    rows = version.items.exclude(project__state__in=ENTERED).order_by("seq").select_related("project")
    return library_refusals(
        (row.project.name, row.project.state_label, row.project.state in GONE, row.project_id in let_in) for row in rows
    )


def _owed(version: PlanVersion) -> list[tuple[str, datetime.date, bool]]:
    """Name, 补办入库期限 and whether the library has it by now; of a project that came in twice the later."""
    rows = EmergencyItem.objects.standing(version).select_related("project")
    latest = {row.project_id: (row.project.name, row.entry_due, row.project.state in ENTERED) for row in rows}
    return sorted(latest.values(), key=lambda told: told[1])


def enter(admitted: Iterable[Project]) -> None:
    """Of what the library has just admitted, an emergency project that a plan lists already is in that plan."""
    listed = PlanItem.objects.filter(project__in=admitted, version__state__in=listings.STANDING)
    urgent_ones = listed.filter(project__emergencies__isnull=False).values("project")
    Project.objects.filter(pk__in=urgent_ones, state=ProjectState.IN_LIBRARY).update(state=ProjectState.IN_PLAN)
