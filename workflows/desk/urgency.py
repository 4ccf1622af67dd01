"""紧急程度: whoever began a dossier, or the director of the county's government office, says how urgent it is and why.

It orders inboxes within each group of deadlines and stands on the rows, on the head of what is issued from then on and
on its cover sheet. It changes no deadline: that is an act of its own (办理期限).
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import DossierUrgency, OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, Organisation, User
from roles import policies
from roles.duties import Duty
from workflows.desk import borders
from workflows.desk.enums import Act
from workflows.desk.models import UrgencyChange
from workflows.engine.models import Proceeding, WorkItem


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

    Raises Refused for anybody else, Conflict for a closed dossier, one that has not been with the actor's side and where
    nothing would change, Invalid without a reason or for what is no degree.
    """
    held = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier)
    if not may_set(actor, held):
        raise Refused(_("紧急程度由立案人或者县政府办公室主任设定"))
    if urgency not in DossierUrgency.values:
        raise Invalid(_("请选择紧急程度"), field="urgency")
    if not reason.strip():
        raise Invalid(_("请写明理由"), field="reason")
    printable.require(_("理由"), reason)
    if held.closed_at:
        raise Conflict(_("案卷已办结，不能再设定紧急程度"))
    item = _told_at(actor, held)
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


def _told_at(actor: User, dossier: Dossier) -> WorkItem:
    """The item at which it is told: on the actor's own side of a border, what is open before what was last closed."""
    items = list(WorkItem.objects.filter(dossier=dossier).select_related("organisation").in_order())
    if not any(item.is_open for item in items):
        raise Conflict(_("案卷目前没有待办事项，待送入下一流程后再设定紧急程度"))
    is_own = borders.own_side(actor, dossier)
    own = [item for item in items if not borders.crosses(item.flow_key) or is_own(item.organisation)]
    if not own:
        raise Conflict(_("案卷尚未经本机关一方办理，不能设定紧急程度"))
    return next((item for item in own if item.is_open), own[-1])


def changes_told(reader: User, dossier: Dossier) -> QuerySet[UrgencyChange]:
    """What was set and why, as far as the reader is told: of what crosses a border by its owner's side alone, to which
    everyone belongs who may set it. One statement before it is read, two where there is a border."""
    made = UrgencyChange.objects.filter(dossier=dossier).select_related("set_by").in_order()
    flows = Proceeding.objects.filter(dossier=dossier).order_by("pk").values_list("flow_key", flat=True)
    if any(map(borders.crosses, flows)) and not borders.own_side(reader, dossier)(dossier.owner):
        return made.filter(set_by=reader)
    return made
