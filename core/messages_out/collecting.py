"""Turning facts into messages: each fact once, whichever worker does it and however long none did.

The rows of a fact's messages and of what is to be sent are written in one transaction with the note that it was told; the
note's constraint is the second wall against two workers.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from core import clock, jobs, locks
from core.enums import Channel, Untold
from core.messages_out import events
from core.messages_out.events import Addressee, Event, Fact, Owed
from core.messages_out.wishes import Wishes
from core.models import Delivery, Message, Occurrence, User

logger = logging.getLogger(__name__)

SEND = "core.send_messages"
"""The job that sends what is due."""
MOST_BATCHES = 20
"""Of one event in one run; the next goes on."""
FRESH = datetime.timedelta(days=3)
"""What is older when it is first met is told in the house alone: nobody wants last month's mail."""
Told = tuple[Addressee, list[Fact]]


def collect() -> int:
    """Tell everything that is owed, and answer how many facts that was. Raises as `of_every_event`."""
    return of_every_event(_collect)


def of_every_event(do: Callable[[Event], int]) -> int:
    """The sum of what was done of each event, one process at a time. Raises ElsewhereNow while another process does, and,
    once the others are done, the first fault of an event whose facts could not be read."""
    with locks.held(locks.MESSAGES) as gained:
        if not gained:
            raise jobs.ElsewhereNow
        done = 0
        faults: list[Exception] = []
        for event in events.registered():
            try:
                done += do(event)
            except Exception as fault:  # the outermost loop of a duty: one room's fault must not silence the others
                logger.exception("facts of %s could not be told", event.key)
                faults.append(fault)
        if faults:
            raise faults[0]
        return done


def _collect(event: Event) -> int:
    told = 0
    for _number in range(MOST_BATCHES):
        taken = _take(event)
        told += taken
        if taken < events.BATCH:
            break
    return told


def _take(event: Event) -> int:
    """Tell one batch of facts; how many there were. Where there are none, no transaction is begun."""
    facts = list(event.facts(Owed(event.key)))
    if facts:
        _tell(event, facts)
    return len(facts)


@transaction.atomic
def _tell(event: Event, facts: Sequence[Fact]) -> None:
    active = active_of(facts)
    wishes = Wishes.of(active)
    told = [one for one in _gathered(facts) if one[0].person in active and _is_wanted(wishes, event, one[0])]
    _note(event, facts, told, active)
    messages = Message.objects.bulk_create([_message(event, wishes, *one) for one in told])
    sent = [
        delivery for one, message in zip(told, messages, strict=True) for delivery in _sent(event, wishes, one, message)
    ]
    Delivery.objects.bulk_create(sent)
    if sent:
        jobs.ring(SEND)


def active_of(facts: Iterable[Fact]) -> set[int]:
    """Those to be told of any of these facts whose accounts are active; one statement."""
    people = {addressee.person for fact in facts for addressee in fact.addressees}
    return set(User.objects.filter(pk__in=people, is_active=True).order_by().values_list("pk", flat=True))


def _gathered(facts: Iterable[Fact]) -> list[Told]:
    """Whom to tell what: nobody the same thing twice, and what belongs together at once."""
    found: dict[tuple[str, int], Told] = {}
    for fact in facts:
        for addressee in fact.addressees:
            known = found.setdefault((fact.group or fact.key, addressee.person), (addressee, []))[1]
            if fact not in known:
                known.append(fact)
    return list(found.values())


def _is_wanted(wishes: Wishes, event: Event, addressee: Addressee) -> bool:
    return wishes.wants(addressee.person, event, Channel.IN_APP) or bool(
        wishes.out_of_the_house(addressee.person, event)
    )


def _note(event: Event, facts: Sequence[Fact], told: Iterable[Told], active: set[int]) -> None:
    readers: dict[str, int] = {}
    for _addressee, some in told:
        for fact in some:
            readers[fact.key] = readers.get(fact.key, 0) + 1
    Occurrence.objects.bulk_create(
        Occurrence(
            event=event.key,
            key=fact.key,
            county_id=fact.county,
            noted_at=clock.now(),
            told=readers.get(fact.key, 0),
            remark="" if fact.key in readers or fact.is_told_otherwise else _why_nobody(fact, active),
        )
        for fact in facts
    )


def _why_nobody(fact: Fact, active: set[int]) -> Untold:
    if not fact.addressees:
        return Untold.NOBODY
    return Untold.UNWANTED if any(one.person in active for one in fact.addressees) else Untold.INACTIVE


def _message(event: Event, wishes: Wishes, addressee: Addressee, facts: list[Fact]) -> Message:
    return Message(
        event=event.key,
        key=facts[0].key,
        county_id=facts[0].county,
        person_id=addressee.person,
        for_whom_id=addressee.for_whom,
        content=events.together(facts).stored(),
        abouts=[fact.about for fact in facts],
        made_at=clock.now(),
        is_shown=wishes.wants(addressee.person, event, Channel.IN_APP),
    )


def _sent(event: Event, wishes: Wishes, told: Told, message: Message) -> list[Delivery]:
    """What leaves the house of one message."""
    addressee, facts = told
    now = clock.now()
    if max(fact.at for fact in facts) < now - FRESH:
        return []
    return [
        Delivery(
            message=message,
            channel=channel,
            in_digest=wishes.in_digest(addressee.person, event),
            next_at=wishes.goes_at(addressee.person, event, now),
        )
        for channel in wishes.out_of_the_house(addressee.person, event)
    ]
