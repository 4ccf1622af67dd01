"""Taking a work item for oneself, giving it back, and opening it for the first time."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import DomainError, Stale
from core.models import Organisation, User
from roles import policies
from workflows.engine import separation, turn
from workflows.engine.enums import Act
from workflows.engine.models import WorkItem
from workflows.engine.services import seating


def claim(*, actor: User, work_item: int) -> None:
    """Take an open work item for oneself; one's own claim stays as it is.

    Raises Refused without the duty or by separation of duties, Stale when it is taken or closed.
    """
    with turn.take(task=work_item) as t:
        activation = seating.opened(t, work_item)
        item = activation.task.work_item
        seating.unclaimed_or_own(actor, item)
        authority = seating.entitled(actor, item)
        if item.claimed_by_id is None:
            t.occasion.actor = actor
            activation.assign(actor)
            t.record(Act.CLAIM, on_behalf_of=authority.on_behalf_of, **seating.place(item))


def release(*, actor: User, work_item: int) -> None:
    """Give a claimed item back to its organisation's inbox. Raises Stale when it is not the actor's."""
    with turn.take(task=work_item) as t:
        activation = seating.opened(t, work_item)
        item = activation.task.work_item
        if item.claimed_by_id != actor.pk:
            raise Stale(_("该待办不在您名下"))
        seating.waits_for_nobody(item)
        t.occasion.actor = actor
        activation.unassign()
        t.record(Act.RELEASE, **seating.place(item))


def note_opened(*, actor: User, work_item: int) -> None:
    """Note when somebody who may decide the item first looked at it; from then on it cannot be withdrawn.

    Costs one statement when it was noted before; does nothing for a closed item or a mere reader.
    """
    unseen = WorkItem.objects.open().filter(pk=work_item, first_opened_at__isnull=True).first()
    if unseen is None or not is_offered(actor, unseen):
        return
    with turn.take(task=work_item) as t:
        item = t.tasks[work_item].work_item
        if item.is_open and item.first_opened_at is None:
            item.first_opened_at, item.first_opened_by = clock.now(), actor
            t.put_item(item)


def is_offered(actor: User, item: WorkItem) -> bool:
    """Whether the item lies in the actor's inbox for him to decide: `WorkItemQuerySet.inbox_of` of one item, but for what
    a deputy's act in his name keeps him from, which is refused though the inbox lists it; at most two statements."""
    is_free = item.is_open and item.claimed_by_id in (None, actor.pk)
    return is_free and policies.may(actor, item.duty, item.organisation_id) and separation.refusal(actor, item) is None


def release_claims(*, user: User, organisation: Organisation) -> None:
    """Give back what a person holds at an organisation without having the duty any longer (trap 4).

    Called in the transaction that ends an appointment or a delegation; proceedings are locked by their numbers.
    """
    claimed = WorkItem.objects.open().filter(claimed_by=user, organisation=organisation)
    kept = set(claimed.inbox_of(user).values_list("pk", flat=True))
    for pk in claimed.order_by("proceeding", "pk").values_list("pk", flat=True):
        if pk not in kept:
            _give_back(pk, user)


def release_lost_claims() -> None:
    """Give back whatever somebody holds without its duty: what was claimed or handed over in the very moment in which
    an appointment ended, which neither saw of the other. Each person and organisation in a transaction of its own."""
    held = WorkItem.objects.open().filter(claimed_by__isnull=False)
    pairs = held.order_by("claimed_by", "organisation").values_list("claimed_by", "organisation").distinct()
    people = User.objects.in_bulk({user for user, _organisation in pairs})
    organisations = Organisation.objects.in_bulk({organisation for _user, organisation in pairs})
    for user, organisation in pairs:
        if user is not None:
            _release_pair(people[user], organisations[organisation])


def _release_pair(user: User, organisation: Organisation) -> None:
    try:
        with transaction.atomic(), ledger.written_last():
            release_claims(user=user, organisation=organisation)
    except DomainError:  # somebody acts on one of them now: the next run asks again
        return


def _give_back(work_item: int, user: User) -> None:
    with turn.take(task=work_item) as t:
        task = t.tasks[work_item]
        item = task.work_item
        if item.is_open and item.claimed_by_id == user.pk:
            task.flow_task.activation_class(task).unassign()
            t.record(Act.RELEASE, relieved=user.pk, **seating.place(item))
