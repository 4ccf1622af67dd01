"""What people are told of. The rooms that know the facts register their events at start-up."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db.models import CharField, Exists, F, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from django_stubs_ext import StrOrPromise

from core.enums import Channel
from core.models import Occurrence

BATCH = 300
"""Facts of one event that one transaction takes."""
REMEMBERED = datetime.timedelta(days=30)
"""How long ago a thing may have ended that is still told of: whatever stays open is told of however old it is."""
OUT_OF_THE_HOUSE = frozenset({Channel.EMAIL, Channel.WEBHOOK})


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that a message may hold: who (an organisation or a person), what (the title of a thing), a code of what exactly,
    by when (ISO, a moment or a day), where it leads and how many there are. There is no room for an amount, a beneficiary
    or an opinion."""

    who: str = ""
    what: str = ""
    code: str = ""
    by_when: str = ""
    link: str = "/"
    many: int = 1

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Content:
        return cls(**stored)


@dataclass(frozen=True)
class Addressee:
    """Somebody to be told; of a deputy, for whom."""

    person: int
    for_whom: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that happened: which one (`key`), the number by which its event says whether it still holds (`about`),
    whose county's it is, when it was, who is to be told and what. Facts of one `group` are told in one message, whose
    link is then `group_link`. Where all whom it concerns are told by another event, it `is_told_otherwise`."""

    key: str
    about: int
    county: int
    at: datetime.datetime
    addressees: tuple[Addressee, ...]
    content: Content
    group: str = ""
    group_link: str = ""
    is_told_otherwise: bool = False


@dataclass(frozen=True)
class Owed:
    """Finds the facts of an event that were not told yet; with `missed_before` those of which nobody could be told, and of
    which nobody was asked since that moment; with `abouts` all that concern these numbers, told or not."""

    event: str
    missed_before: datetime.datetime | None = None
    abouts: frozenset[int] | None = None

    def of(self, rows: QuerySet[Any, Any], key: Any = None, *, about: str = "pk") -> QuerySet[Any, Any]:
        """So many of the rows as one transaction takes; `key` is an expression of the text that a fact is known by, `about`
        names the column by which its event says whether it still holds, its number unless told otherwise."""
        named: QuerySet[Any, Any] = rows.annotate(message_key=key if key is not None else Cast(F("pk"), CharField()))
        if self.abouts is not None:
            return named.filter(**{f"{about}__in": self.abouts})
        noted = Occurrence.objects.filter(event=self.event, key=OuterRef("message_key"))
        if self.missed_before is None:
            return named.filter(~Exists(noted))[:BATCH]
        return named.filter(Exists(noted.missed().filter(noted_at__lt=self.missed_before)))[:BATCH]


@dataclass(frozen=True, kw_only=True, eq=False)
class Event:
    """One kind of thing that people are told of.

    `facts` answers with what is owed, `holds` which of some numbers still hold (None where what happened stays so),
    `words` what a content says. What `is_fixed` cannot be switched off in the house; what `is_urgent` waits for no morning. `by_default` are the channels of
    those who chose none.
    """

    key: str
    title: StrOrPromise
    facts: Callable[[Owed], Iterable[Fact]]
    holds: Callable[[Collection[int]], set[int]] | None
    words: Callable[[Content], str]
    order: int
    is_fixed: bool = False
    is_urgent: bool = False
    by_default: frozenset[Channel] = frozenset({Channel.IN_APP, Channel.EMAIL})


_events: dict[str, Event] = {}


def register(*events: Event) -> None:
    """Make them known, at start-up; the same key again replaces one."""
    _events.update({event.key: event for event in events})


def registered() -> tuple[Event, ...]:
    """All of them, in the order of the settings page."""
    return tuple(sorted(_events.values(), key=lambda event: event.order))


def event(key: str) -> Event | None:
    """The event of that key; None for one that no room knows any more."""
    return _events.get(key)


def title(key: str) -> str:
    """What an event is called; its key when no room knows it any more."""
    found = event(key)
    return str(found.title) if found else key


def words(key: str, content: Content) -> str:
    """What a message says, in the language of the reader."""
    found = event(key)
    return found.words(content) if found else content.what


def together(facts: list[Fact]) -> Content:
    """The content of one message of several facts: the earliest day, their number, and the way to all of them."""
    first = facts[0].content
    if len(facts) == 1:
        return first
    days = [fact.content.by_when for fact in facts if fact.content.by_when]
    return replace(first, many=len(facts), by_when=min(days, default=""), link=facts[0].group_link or first.link)


def still(rows: QuerySet[Any, Any], numbers: Collection[int]) -> set[int]:
    """Which of these numbers are among the rows; for `holds`."""
    return set(rows.filter(pk__in=numbers).order_by().values_list("pk", flat=True))


def number(row: Model) -> int:
    """A row's number."""
    found: int = row.pk
    return found
