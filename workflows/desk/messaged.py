"""What work items tell: that one is offered, returned, handed over, or taken back from whoever had claimed it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.dates import day_words
from core.messages_out import events
from core.messages_out.events import Addressee, Content, Event, Fact, Owed
from core.models import LedgerEntry
from roles.hands import Hands
from workflows.desk import messaged_lying, messaged_terminations, steps
from workflows.desk.messaged_lying import ITEM_OF_ENTRY, RELATED, content, place
from workflows.engine.models import Transfer, WorkItem

RELIEVING = ("engine.release", "engine.transfer")
"""In the ledger: by what somebody may lose what he had in hand (`relieved`)."""


def open_items(numbers: Collection[int]) -> set[int]:
    """Those that are not decided or taken away."""
    return events.still(WorkItem.objects.filter(closed_at__isnull=True), numbers)


def transferred(owed: Owed) -> Iterator[Fact]:
    """Items that somebody was handed by a colleague, and still has."""
    related = tuple(f"work_item__{name}" for name in RELATED)
    held = Transfer.objects.filter(work_item__closed_at__isnull=True, work_item__claimed_by=F("receiver"))
    rows: list[Transfer] = list(owed.of(held.select_related("made_by", *related).order_by("pk"), about="work_item"))
    hands = Hands.of(place(row.work_item) for row in rows)
    for row in rows:
        yield Fact(
            key=str(row.pk),
            about=row.work_item_id,
            county=row.county_id,
            at=row.made_at,
            addressees=hands.with_deputies(row.receiver_id, place(row.work_item)),
            content=content(row.work_item, who=row.made_by.name),
        )


def taken_back(owed: Owed) -> Iterator[Fact]:
    """Claimed items that were withdrawn before their holder decided, those that he lost with his duty, and those that the
    head of his organisation gave to another; those whose dossier was ended are told of by an event of their own."""
    since = clock.now() - events.REMEMBERED
    gone = WorkItem.objects.filter(closed_at__gt=since, decided_at__isnull=True, claimed_by__isnull=False)
    gone = gone.exclude(pk__in=messaged_terminations.terminated_items().values("pk"))
    for item in owed.of(gone.select_related(*RELATED).order_by("pk")):
        yield _lost(item, str(item.pk), item.claimed_by_id, item.closed_at)
    released = LedgerEntry.objects.filter(action__in=RELIEVING, clock_at__gt=since, detail__has_key="relieved")
    entries = released.annotate(work_item=ITEM_OF_ENTRY)
    named = Concat(Value("ledger "), Cast(F("pk"), CharField()), output_field=CharField())
    found = list(owed.of(entries.order_by("pk"), named, about="work_item"))
    items = WorkItem.objects.select_related(*RELATED).in_bulk([entry.work_item for entry in found])
    for entry in found:
        yield _lost(items[entry.work_item], f"ledger {entry.pk}", entry.detail["relieved"], entry.clock_at)


def _lost(item: WorkItem, key: str, holder: int, at: datetime.datetime) -> Fact:
    told = content(item)
    return Fact(
        key=key, about=item.pk, county=item.county_id, at=at, addressees=(Addressee(holder),),
        content=Content(who=told.who, what=told.what, code=told.code, link=reverse("desk:inbox")),
    )  # fmt: skip


def step_title(told: Content) -> str:
    """What the step is called today."""
    return steps.title_of_code(told.code)


def due(told: Content) -> str:
    """By when, as a day."""
    return day_words(datetime.datetime.fromisoformat(told.by_when))


def said(told: Content) -> dict[str, object]:
    """The parts of a sentence on an item."""
    return {"who": told.who, "what": told.what, "step": step_title(told), "due": due(told), "many": told.many}


def offered_words(told: Content) -> str:
    if told.many > 1:
        return ngettext(
            "%(who)s有%(many)d件“%(step)s”待办，最早的请于%(due)s前办理",
            "%(who)s有%(many)d件“%(step)s”待办，最早的请于%(due)s前办理",
            told.many,
        ) % said(told)
    return _("%(who)s待办“%(step)s”：%(what)s，请于%(due)s前办理") % said(told)


def returned_words(told: Content) -> str:
    return _("%(what)s被退回（%(who)s），请于%(due)s前办理“%(step)s”") % said(told)


def transferred_words(told: Content) -> str:
    return _("%(who)s转来“%(step)s”：%(what)s，请于%(due)s前办理") % said(told)


def taken_back_words(told: Content) -> str:
    return _("您领取的“%(step)s”已收回，无需再办：%(what)s") % {"step": step_title(told), "what": told.what}


OFFERED = Event(
    key=messaged_lying.OFFERED,
    title=gettext_lazy("新待办"),
    facts=messaged_lying.offered,
    holds=open_items,
    words=offered_words,
    order=10,
)
RETURNED = Event(
    key=messaged_lying.RETURNED, title=gettext_lazy("被退回"), facts=messaged_lying.returned, holds=open_items, words=returned_words,
    order=20,
)  # fmt: skip
TRANSFERRED = Event(
    key=messaged_lying.TRANSFERRED, title=gettext_lazy("转办给我"), facts=transferred, holds=open_items,
    words=transferred_words, order=30,
)  # fmt: skip
TAKEN_BACK = Event(
    key="desk.taken_back", title=gettext_lazy("领取的待办被收回"), facts=taken_back, holds=None,
    words=taken_back_words, order=40,
)  # fmt: skip
EVENTS: Iterable[Event] = (OFFERED, RETURNED, TRANSFERRED, TAKEN_BACK)
