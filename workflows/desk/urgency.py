"""紧急程度: whoever began a dossier, or the director of the county's government office, says how urgent it is and why.

It orders inboxes within each group of deadlines and stands on the rows, on the head of what is issued from then on and
on its cover sheet. It changes no deadline: that is an act of its own (办理期限).
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import DossierUrgency, OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, Organisation, User
from roles import policies
from roles.duties import Duty
from workflows.desk.enums import Act
from workflows.desk.models import UrgencyChange
from workflows.engine.models import WorkItem


def may_set(actor: User, dossier: Dossier) -> bool:
    """Whether the actor began it and still reads it, or signs off in the government office of its county; at most three
    statements."""
    if dossier.opened_by_id == actor.pk and policies.may_read(actor, dossier):
        return True
    office = Organisation.objects.filter(county=dossier.county_id, kind=OrganisationKind.GOVERNMENT_OFFICE)
    return policies.scope(actor, Duty.SIGN_OFF, office, "pk").exists()


@transaction.atomic
def set_urgency(*, actor: User, dossier: int, urgency: int, reason: str) -> UrgencyChange:
    """Make a dossier under way more or less urgent.

    Raises Refused for anybody else, Conflict for a closed dossier and where nothing would change, Invalid without a reason
    or for what is no degree.
    """
    held = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier)
    if not may_set(actor, held):
        raise Refused(_("紧急程度由立案人或者县政府办公室主任设定"))
    if urgency not in DossierUrgency.values:
        raise Invalid(_("请选择紧急程度"), field="urgency")
    if not reason.strip():
        raise Invalid(_("请写明理由"), field="reason")
    printable.require(_("理由"), reason)
    item = WorkItem.objects.open().filter(dossier=held).in_order().first()
    if held.closed_at or item is None:
        raise Conflict(_("案卷已办结，不能再设定紧急程度"))
    if urgency == held.urgency:
        raise Conflict(_("已是“%(urgency)s”") % {"urgency": held.get_urgency_display()})
    made = UrgencyChange.objects.create(
        dossier=held, urgency=urgency, before=held.urgency, reason=reason.strip(), set_by=actor, set_at=clock.now()
    )
    held.urgency = urgency
    held.save(update_fields=["urgency"])
    ledger.record(
        actor=actor, action=Act.SET_URGENCY, chain=held.county_id, dossier=held, work_item=item.pk,
        urgency=DossierUrgency(urgency).name, urgency_before=DossierUrgency(made.before).name, reason=made.reason,
    )  # fmt: skip
    return made
