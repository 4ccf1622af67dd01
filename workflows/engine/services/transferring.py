"""转办: handing an open work item to a colleague who has the same duty at the same organisation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import Invalid, Refused, Stale
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
        return _handed(t, activation, actor, authority.on_behalf_of, receiver, said)


def reassign(*, actor: User, work_item: int, giver: User, receiver: User, reason: str) -> Transfer:
    """The head of the organisation hands what one of his people has in hand to another, whatever his own duties are.

    Raises Refused for anybody but the head, where separation of duties keeps him from the step, so that nobody who is
    excluded chooses who takes it, and where the receiver may not take it; Stale when the giver has it no longer, Conflict
    while it waits for an answer.
    """
    with turn.take(task=work_item) as t:
        activation = seating.opened(t, work_item)
        item = activation.task.work_item
        if not policies.leads(actor, item.organisation_id):
            raise Refused(_("只有办理机关的负责人可以转办他人名下的待办"))
        if item.claimed_by_id != giver.pk:
            raise Stale(_("该待办已不在%(name)s名下") % {"name": giver.name})
        if against := separation.refusal(actor, item):
            raise Refused(_("您不能转办该事项：%(reason)s") % {"reason": against})
        seating.waits_for_nobody(item)
        _require_receiver(receiver, item)
        return _handed(t, activation, actor, None, receiver, reason.strip(), relieved=giver.pk)


def _handed(
    t: turn.Turn, activation: Any, actor: User, on_behalf_of: int | None, receiver: User, said: str, **more: int
) -> Transfer:
    item = activation.task.work_item
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
        on_behalf_of_id=on_behalf_of,
        receiver=receiver,
        reason=said,
        made_at=clock.now(),
    )
    t.record(Act.TRANSFER, receiver=receiver.pk, on_behalf_of=on_behalf_of, **more, **seating.place(item))
    return made


def receivers(*, actor: User, item: WorkItem) -> list[User]:
    """Whom the actor may hand the item to: colleagues with its duty there whom nothing excludes from it.

    Two statements however many colleagues, one where its duty stands in no pair; one more of a step that was put in.
    """
    entitled = policies.authorities(item.duty, item.organisation_id)
    excluded = separation.refused({person.pk: held.on_behalf_of for person, held in entitled.items()}, item)
    adders = seating.adders(item)
    return [
        person
        for person, held in entitled.items()
        if person.pk != actor.pk and person.pk not in excluded and adders.isdisjoint((person.pk, held.on_behalf_of))
    ]


def _require_receiver(receiver: User, item: WorkItem) -> None:
    if reason := _refusal(receiver, item):
        raise Refused(_("不能转办给%(name)s：%(reason)s") % {"name": receiver.name, "reason": reason})


def _refusal(receiver: User, item: WorkItem) -> str | None:
    authority = policies.authority(receiver, item.duty, item.organisation_id)
    if authority is None:
        return _("接办人在该机关没有承担本环节职责")
    if against := separation.refusal(receiver, item, authority.on_behalf_of):
        return against
    return seating.added_by_himself(receiver, item, authority.on_behalf_of)
