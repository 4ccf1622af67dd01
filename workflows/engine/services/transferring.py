"""转办: handing an open work item to a colleague who has the same duty at the same organisation."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core import clock
from core.errors import Invalid, Refused
from core.models import User
from roles import policies
from workflows.engine import separation, turn
from workflows.engine.enums import Act
from workflows.engine.models import Transfer, WorkItem
from workflows.engine.services import seating


def transfer(*, actor: User, work_item: int, receiver: User, reason: str) -> Transfer:
    """Hand the item over; from then on it is the receiver's, with the reason on his page.

    Both must be entitled to decide it, so that nobody who is excluded from a step chooses who takes it, nor is
    chosen. Raises Refused otherwise, Stale when it is another's or closed, Invalid without a reason or for
    oneself.
    """
    said = reason.strip()
    if not said:
        raise Invalid(_("转办须写明原因"))
    if receiver.pk == actor.pk:
        raise Invalid(_("不能转办给本人"))
    with turn.take(task=work_item) as t:
        activation = seating.opened(t, work_item)
        item = activation.task.work_item
        seating.unclaimed_or_own(actor, item)
        authority = seating.entitled(actor, item)
        seating.waits_for_nobody(item)
        _require_receiver(receiver, item)
        t.occasion.actor = actor
        if item.claimed_by_id is not None:
            activation.unassign()
        activation.assign(receiver)
        made = Transfer.objects.create(
            work_item_id=item.pk,
            proceeding_id=item.proceeding_id,
            dossier_id=item.dossier_id,
            county_id=item.county_id,
            made_by=actor,
            on_behalf_of_id=authority.on_behalf_of,
            receiver=receiver,
            reason=said,
            made_at=clock.now(),
        )
        t.record(Act.TRANSFER, receiver=receiver.pk, on_behalf_of=authority.on_behalf_of, **seating.place(item))
        return made


def receivers(*, actor: User, item: WorkItem) -> list[User]:
    """Whom the actor may hand the item to: colleagues with its duty there whom nothing excludes from it.

    Two statements however many colleagues, and one where its duty stands in no pair.
    """
    entitled = policies.authorities(item.duty, item.organisation_id)
    excluded = separation.refused({person.pk: held.on_behalf_of for person, held in entitled.items()}, item)
    return [person for person in entitled if person.pk != actor.pk and person.pk not in excluded]


def _require_receiver(receiver: User, item: WorkItem) -> None:
    if reason := _refusal(receiver, item):
        raise Refused(_("不能转办给%(name)s：%(reason)s") % {"name": receiver.name, "reason": reason})


def _refusal(receiver: User, item: WorkItem) -> str | None:
    authority = policies.authority(receiver, item.duty, item.organisation_id)
    if authority is None:
        return _("接办人在该机关没有承担本环节职责")
    return separation.refusal(receiver, item, authority.on_behalf_of)
