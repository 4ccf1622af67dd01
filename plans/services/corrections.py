"""Keeping the library: what a project in it says is corrected for a stated reason, its money and its reviewers never."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger, printable
from core.enums import Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from plans.enums import ProjectState, VersionState
from plans.models import PlanItem, PlanVersion, Project
from plans.rules import refuse
from plans.rules.rounds import project_refusals
from plans.services import found_by, listings, projects
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import require, scope

CORRECTABLE = (
    "location", "content", "implement_mode", "integration_mode", "platform", "responsible_unit", "responsible_person", "starts_on", "ends_on", "households",
    "people", "poor_households", "poor_people", "target", "linkage",
)  # fmt: skip
"""Neither money nor what the departments appraised it by: its name, category and competent department."""


@transaction.atomic
def correct(*, actor: User, project: int, fields: Mapping[str, Any], reason: str) -> Project:
    """Correct a project of the library that no plan beyond its draft has, for a stated reason; before and after stand
    in the ledger (四（六）: 建立项目库).

    Raises Refused for whoever does not keep the library, Conflict outside the library or in a plan that is locked,
    Invalid without a reason, without a change, or for what no project can say.
    """
    versions = PlanVersion.objects.filter(items__project=project).order_by("pk")
    list(versions.select_for_update(of=("self",), no_key=True))
    locked = Project.objects.select_for_update(of=("self",), no_key=True)
    found = locked.select_related("county", "library_round", "proposer__parent").get(pk=project)
    require(actor, Duty.MANAGE_LIBRARY, bureau(found.county, Sector.POVERTY))
    if against := against_correcting(found):
        raise Conflict(against)
    if not reason.strip():
        raise Invalid(_("请写明更正理由"), field="reason")
    printable.require(_("更正理由"), reason)
    given = {name: fields[name] for name in CORRECTABLE if name in fields}
    changed = {
        name: [projects.as_said(getattr(found, name)), projects.as_said(value)]
        for name, value in given.items()
        if getattr(found, name) != value
    }
    if not changed:
        raise Invalid(_("没有任何改动，无须更正"))
    for name, value in given.items():
        setattr(found, name, value)
    projects.require_possible(found)
    refuse(project_refusals(found))
    found.save(update_fields=list(changed))
    found_by.keep([found])
    ledger.record(
        actor=actor, action="project.corrected", chain=found.county_id,
        dossier=found.library_round.dossier_id if found.library_round else None, project=found.code, name=found.name,
        changed=changed, reason=reason.strip(),
    )  # fmt: skip
    return found


def may_correct(actor: User, project: Project) -> bool:
    """Whether the actor keeps the library and the project may be corrected now."""
    if against_correcting(project):
        return False
    keepers = Organisation.objects.filter(county=project.county_id, sector=Sector.POVERTY)
    return scope(actor, Duty.MANAGE_LIBRARY, keepers, "pk").exists()


def against_correcting(project: Project) -> str:
    """Why what the project says cannot be corrected now; empty where it can."""
    if project.state not in (ProjectState.IN_LIBRARY, ProjectState.IN_PLAN):
        told = _("项目“%(name)s”%(state)s，不在项目库中，不能更正")
        return told % {"name": project, "state": project.get_state_display()}
    if held := listings.binding(project):
        told = _("项目已列入%(title)s（%(state)s），不能更正；方案退回起草后方可更正")
        return told % {"title": held.title, "state": held.get_state_display()}
    drafts = PlanItem.objects.filter(project=project, version__state=VersionState.DRAFTING)
    decided = drafts.filter(version__decided__isnull=False)
    if title := decided.order_by("pk").values_list("version__title", flat=True).first():
        told = _("项目已列入%(title)s，会议已议决，正按会议意见修改，不能更正；方案退回起草后方可更正")
        return told % {"title": title}
    return ""


def drafts_with(project: Project) -> list[str]:
    """The titles of the draft plans that have it: what their rows say was copied when they drew it."""
    rows = PlanItem.objects.filter(project=project, version__state=VersionState.DRAFTING)
    return list(rows.order_by("pk").values_list("version__title", flat=True))
