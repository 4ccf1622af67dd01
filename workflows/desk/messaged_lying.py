"""Whom items concern that lie before an organisation: all who have the duty there, once each, after one was given back
too."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core import clock
from core.messages_out import events
from core.messages_out.events import Addressee, Content, Fact, Owed
from core.models import LedgerEntry, Message, Occurrence
from core.models.messages import MISSED
from roles.hands import Hands
from workflows.desk import steps
from workflows.engine import separation
from workflows.engine.enums import Why
from workflows.engine.models import WorkItem
from workflows.engine.models.work_items import WorkItemQuerySet

RELATED = ("dossier", "organisation", "cause__organisation")
OFFERED, RETURNED, TRANSFERRED = "desk.offered", "desk.returned", "desk.transferred"
"""Keys of the events by which somebody knows of an item."""
ITEM_OF_ENTRY = Cast(KT("detail__work_item"), BigIntegerField())
"""The item that an entry of the ledger is about."""


def place(item: WorkItem) -> tuple[str, int]:
    """The duty and the organisation that an item waits for."""
    return item.duty, item.organisation_id


def content(item: WorkItem, *, who: str = "", code: str = "") -> Content:
    """Where it lies or whence it came, the title of its dossier, its step, its day and its page."""
    return Content(
        who=who or item.organisation.name,
        what=item.dossier.title,
        code=code or steps.code(item),
        by_when=item.due_at.isoformat(),
        link=reverse("desk:task", args=[item.pk]),
    )


def offered(owed: Owed) -> Iterator[Fact]:
    """Items that lie before those whose duty they need; of one that a colleague has in hand already only he knows, and
    the others once he gives it back."""
    yield from _lying(owed, _open(owed).exclude(why=Why.RETURNED))


def returned(owed: Owed) -> Iterator[Fact]:
    """Items that came back, for what they need to be changed."""
    yield from _lying(owed, _open(owed).filter(why=Why.RETURNED))


def _open(owed: Owed) -> WorkItemQuerySet:
    """Open items; of those that stand still nobody is told, and whom they concern stays so."""
    rows: WorkItemQuerySet = WorkItem.objects.filter(closed_at__isnull=True)
    return rows if owed.abouts is not None else rows.filter(suspended_at__isnull=True)


def _lying(owed: Owed, rows: WorkItemQuerySet) -> Iterator[Fact]:
    items: list[WorkItem] = list(owed.of(rows.with_clashes().select_related(*RELATED).order_by("pk")))
    hands = Hands.of(map(place, items))
    for item in items:
        yield _fact(owed, item, key=str(item.pk), at=item.opened_at, addressees=_having(item, _may(item, hands)))
    if owed.abouts is None:
        yield from _given_back(owed, rows)


def _fact(owed: Owed, item: WorkItem, *, key: str, at: datetime.datetime, addressees: tuple[Addressee, ...]) -> Fact:
    step = f"{item.flow_key}.{item.step}"
    return Fact(
        key=key,
        about=item.pk,
        county=item.county_id,
        at=at,
        addressees=addressees,
        content=content(item, who=item.cause.organisation.name if item.cause and owed.event == RETURNED else ""),
        group=f"{steps.code(item)} {item.organisation_id}" if owed.event == OFFERED else "",
        group_link=f"{reverse('desk:inbox')}?{urlencode({'step': step})}",
    )


def _may(item: WorkItem, hands: Hands) -> tuple[Addressee, ...]:
    """Who has the duty there, without those who must not use it for what they decided before; nobody is asked of where
    nothing clashes."""
    there = hands.all_at(place(item))
    if not item.clashes:  # type: ignore[attr-defined]  # annotated
        return there
    kept_away = separation.refused({one.person: one.for_whom for one in there}, item)
    return tuple(one for one in there if one.person not in kept_away)


def _having(item: WorkItem, there: tuple[Addressee, ...]) -> tuple[Addressee, ...]:
    if item.claimed_by_id is None:
        return there
    return tuple(one for one in there if item.claimed_by_id in (one.person, one.for_whom))


def _given_back(owed: Owed, rows: WorkItemQuerySet) -> Iterator[Fact]:
    """Items that somebody gave back or lost after they were told, perhaps to him alone: to those who do not know of them.
    Of several times the last one counts."""
    free = rows.filter(claimed_by__isnull=True)
    noted = Occurrence.objects.filter(event=owed.event, key=Cast(OuterRef("work_item"), CharField()))
    told_of = noted.exclude(remark__in=MISSED)  # of the others everybody is told anyhow, once somebody can be
    released = LedgerEntry.objects.filter(action="engine.release", clock_at__gt=clock.now() - events.REMEMBERED)
    lying = released.annotate(work_item=ITEM_OF_ENTRY).filter(
        Exists(told_of), Exists(free.filter(pk=OuterRef("work_item")))
    )
    named = Concat(Value("released "), Cast(F("pk"), CharField()), output_field=CharField())
    entries = list(owed.of(lying.order_by("pk"), named))
    items = free.with_clashes().select_related(*RELATED).in_bulk({entry.work_item for entry in entries})
    hands = Hands.of(map(place, items.values()))
    may = {pk: _may(item, hands) for pk, item in items.items()}
    knowing = _knowing(items, {one.person for there in may.values() for one in there})
    last = {entry.work_item: entry for entry in entries}
    for entry in entries:
        item = items[entry.work_item]
        known = knowing[item.pk] | {entry.actor_id, entry.detail.get("relieved")}
        told = tuple(one for one in may[item.pk] if one.person not in known) if last[item.pk] is entry else ()
        fact = _fact(owed, item, key=entry.message_key, at=entry.clock_at, addressees=told)
        yield replace(fact, is_told_otherwise=bool(may[item.pk]) and not told)


def _knowing(items: Mapping[int, WorkItem], people: Collection[int]) -> dict[int, set[int | None]]:
    """Who of these people was told of each item, since the first of them came; one statement."""
    found: dict[int, set[int | None]] = {pk: set() for pk in items}
    if not people:
        return found
    since = min(item.opened_at for item in items.values())
    told = Message.objects.filter(person__in=people, made_at__gte=since, event__in=(OFFERED, RETURNED, TRANSFERRED))
    for person, abouts in told.order_by().values_list("person", "abouts"):
        for pk in items.keys() & abouts:
            found[pk].add(person)
    return found
