"""批量领取 and 批量转办: many items at once, each in a transaction of its own and with a result of its own.

Whoever ticks items claims those that nobody has in hand. The head of an organisation hands what one of his people has in
hand to another, with one reason: where the receiver has not the duty, or separation of duties keeps him or the head from it,
the item stays where it is, and its line says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, ledger, printable
from core.errors import DomainError, Invalid, Refused, Stale
from core.models import LedgerEntry, User
from roles import policies
from roles.models import Appointment
from workflows.desk import batches, services, steps
from workflows.desk.models import Batch
from workflows.desk.models.batches import BatchAct, ItemOutcome, Told
from workflows.engine import separation
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.engine.services import seating

LONGEST = 500
"""Characters of a reason."""
NOT_OWN = gettext_lazy("只有单位负责人可以转办本单位人员名下的待办，接办人也须在本单位任职")
RELATED = ("dossier__owner", "organisation__parent", "sender", "cause__organisation")


def claimable(actor: User, wanted: Collection[int]) -> QuerySet[WorkItem]:
    """What of these the actor may take in hand: his to decide, in nobody's hands, not a meeting's and not suspended."""
    free = {"claimed_by__isnull": True, "suspended_at__isnull": True}
    offered = WorkItem.objects.inbox_of(actor).filter(pk__in=wanted, **free)
    for flow_key, step in steps.all_by_meeting():
        offered = offered.exclude(flow_key=flow_key, step=step)
    return offered.select_related(*RELATED).by_urgency()


def claim(*, actor: User, items: Collection[int], request_id: UUID) -> Batch:
    """Take each of these in hand; the same page sent twice is one press. Raises Invalid for none and for too many."""

    def claimed(pk: int) -> None:
        services.outside_meetings(pk)
        engine.claim(actor=actor, work_item=pk)

    return _each(actor, items, BatchAct.CLAIM, request_id, claimed)


def people_of(head: User) -> QuerySet[User]:
    """Those who serve where the person is head, himself among them, each with how many items there he has in hand
    (`in_hand`); one statement, empty where he heads nothing."""
    led = _led_by(head)
    in_hand = Count(
        "claimed_items",
        filter=Q(claimed_items__closed_at__isnull=True, claimed_items__organisation__in=led),
        distinct=True,
    )
    there = Appointment.objects.in_force(clock.today()).filter(user=OuterRef("pk"), post__organisation__in=led)
    return User.objects.filter(Exists(there), is_active=True).annotate(in_hand=in_hand).order_by("name", "pk")


def in_hand_of(head: User, giver: User) -> QuerySet[WorkItem]:
    """What a person has in hand where the other is head, the most urgent first."""
    held = WorkItem.objects.open().filter(claimed_by=giver, organisation__in=_led_by(head))
    return held.select_related(*RELATED).by_urgency()


def takers(head: User, giver: User, items: Iterable[WorkItem]) -> frozenset[int]:
    """Who may take one at least of these items if the head hands it over: with its duty there, and kept from it by nothing,
    as little as the head from handing it over. A statement for each place and, until everybody there is found, one for each
    item whose duty stands in a pair and one for each step that was put in."""
    entitled: dict[tuple[str, int], dict[User, int | None]] = {}
    found: set[int] = {head.pk, giver.pk}
    for item in items:
        place = item.duty, item.organisation_id
        if place not in entitled:
            held = policies.authorities(*place)
            entitled[place] = {person: authority.on_behalf_of for person, authority in held.items()}
        left = {person: behalf for person, behalf in entitled[place].items() if person.pk not in found}
        if left and not item.waits:
            found |= _may_take(head, item, left)
    return frozenset(found - {head.pk, giver.pk})


def _may_take(head: User, item: WorkItem, entitled: Mapping[User, int | None]) -> set[int]:
    kept_from = separation.refused({**{person.pk: behalf for person, behalf in entitled.items()}, head.pk: None}, item)
    if head.pk in kept_from:
        return set()
    adders = seating.adders(item)
    return {
        person.pk
        for person, behalf in entitled.items()
        if person.pk not in kept_from and adders.isdisjoint((person.pk, behalf))
    }


def hand_over(
    *, actor: User, giver: User, receiver: User, items: Collection[int], reason: str, request_id: UUID
) -> Batch:
    """Hand each of these, which the giver has in hand, to the receiver; the same page sent twice is one press.

    Raises Refused where the actor heads no organisation at which either of them serves, Invalid without items or a reason
    that says enough, and for the same person twice.
    """
    said = reason.strip()
    if not said:
        raise Invalid(_("转办须写明原因"), field="reason")
    if len(said) > LONGEST:
        lengths = {"longest": LONGEST, "length": len(said)}
        raise Invalid(_("转办原因最多%(longest)d字，现有%(length)d字") % lengths, field="reason")
    printable.require(_("转办原因"), said)
    services.require_reason(_("转办原因"), said)
    own = {person.pk for person in people_of(actor)}
    if not {giver.pk, receiver.pk} <= own:
        raise Refused(str(NOT_OWN))
    if giver == receiver:
        raise Invalid(_("原承办人和接办人不能是同一人"), field="receiver")
    if receiver == actor:
        raise Invalid(_("不能转办给本人"), field="receiver")

    def handed(pk: int) -> object:
        services.outside_meetings(pk)
        return engine.reassign(actor=actor, work_item=pk, giver=giver, receiver=receiver, reason=said)

    return _each(
        actor, items, BatchAct.HAND_OVER, request_id, handed, giver_id=giver.pk, receiver_id=receiver.pk, opinion=said
    )


def _led_by(head: User) -> QuerySet[Appointment, int]:
    led = Appointment.objects.in_force(clock.today()).filter(user=head, post__is_head=True)
    return led.order_by().values_list("post__organisation", flat=True)


def _each(
    actor: User,
    items: Collection[int],
    act: BatchAct,
    request_id: UUID,
    do: Callable[[int], object],
    **told: object,
) -> Batch:
    """Do it to each and keep what became of it; a press that is sent again, broken off or still running, finds what it did:
    the ledger marks it with the batch."""
    asked = list(dict.fromkeys(items))
    if not asked:
        raise Invalid(_("请先勾选事项"), field="items")
    if len(asked) > settings.BATCH_MOST:
        raise Invalid(_("一次最多批量办理%(most)d项") % {"most": settings.BATCH_MOST}, field="items")
    number = uuid5(request_id, "|".join([str(actor.pk), act, *map(str, sorted(asked)), *map(str, told.values())]))
    known = Batch.objects.filter(request_id=number).first()
    if known is not None:
        return known
    with ledger.marked(batch=str(number)):
        results = [_one(actor, pk, do, str(number)) for pk in asked]
    facts = {"actor": actor, "act": act, "finished_at": clock.now(), "results": results, **told}
    return Batch.objects.get_or_create(request_id=number, defaults=facts)[0]


def _one(actor: User, pk: int, do: Callable[[int], object], batch: str) -> Told:
    try:
        do(pk)
    except DomainError as refusal:
        if isinstance(refusal, Stale) and _is_done_by(batch, actor, pk):
            return batches.told(actor, pk, ItemOutcome.DONE, "")
        outcome = ItemOutcome.FIRST if isinstance(refusal, Stale) else ItemOutcome.REFUSED
        return batches.told(actor, pk, outcome, refusal.message)
    return batches.told(actor, pk, ItemOutcome.DONE, "")


def _is_done_by(batch: str, actor: User, pk: int) -> bool:
    """Whether this very press did it to the item before."""
    of = WorkItem.objects.filter(pk=pk).values("dossier")
    marks = {"batch": batch, "work_item": pk}
    return LedgerEntry.objects.filter(dossier__in=of, actor=actor, detail__contains=marks).exists()
