"""出库: what leaves the library, on what ground; it comes back by a new proposal only (四（六）: 建立项目库)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger, official_words, printable
from core.enums import Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from plans.enums import ProjectState
from plans.models import LibraryExit, Project
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import require, scope


@transaction.atomic
def take_out(*, actor: User, project: int, reason: str, ground: str) -> LibraryExit:
    """Take a project that no plan lists out of the library.

    Raises Refused for whoever does not keep the library, Conflict outside the library and in a plan, Invalid without a
    reason that says something or the document that it rests on.
    """
    locked = Project.objects.select_for_update(of=("self",), no_key=True)
    found = locked.select_related("county", "library_round").get(pk=project)
    require(actor, Duty.MANAGE_LIBRARY, bureau(found.county, Sector.POVERTY))
    if against := against_taking_out(found):
        raise Conflict(against)
    for name, label, text in (("reason", _("出库理由"), reason), ("ground", _("依据文件"), ground)):
        if not text.strip():
            raise Invalid(_("请填写“%(field)s”") % {"field": label}, field=name)
        printable.require(label, text)
    official_words.require(_("出库理由"), reason, field="reason")
    official_words.require_ground(_("依据文件"), ground, field="ground")
    said = LibraryExit.objects.create(project=found, reason=reason.strip(), ground=ground.strip(), taken_out_by=actor)
    found.state = ProjectState.TAKEN_OUT
    found.save(update_fields=["state"])
    ledger.record(
        actor=actor, action="project.taken_out", chain=found.county_id,
        dossier=found.library_round.dossier_id if found.library_round else None, project=found.code, name=found.name,
        reason=said.reason, ground=said.ground,
    )  # fmt: skip
    return said


def against_taking_out(project: Project) -> str:
    """Why it cannot leave the library now; empty where it can."""
    if project.state == ProjectState.IN_PLAN:
        return _("项目“%(name)s”已列入方案，不能出库；须先在方案或方案调整中移出") % {"name": project}
    if project.state != ProjectState.IN_LIBRARY:
        told = _("项目“%(name)s”%(state)s，不在项目库中，不能出库")
        return told % {"name": project, "state": project.get_state_display()}
    return ""


def may_take_out(actor: User, project: Project) -> bool:
    """Whether the actor keeps the library and the project may leave it now."""
    if against_taking_out(project):
        return False
    keepers = Organisation.objects.filter(county=project.county_id, sector=Sector.POVERTY)
    return scope(actor, Duty.MANAGE_LIBRARY, keepers, "pk").exists()
