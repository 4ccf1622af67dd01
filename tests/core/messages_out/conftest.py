"""One event that a test fills by hand, and people who are told of it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

import pytest
from pytest_django import Settings

from core import clock
from core.enums import Channel
from core.messages_out import channels, events
from core.messages_out.events import Addressee, Content, Event, Fact, Owed
from core.messages_out.parcels import Parcel, Undelivered, Unreachable
from core.models import MessageSettings, Occurrence, Organisation, User

MONDAY_NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=clock.SHANGHAI)


@dataclass
class Happening:
    """What happened and whether it still holds."""

    county: int
    facts: list[Fact] = field(default_factory=list)
    over: set[int] = field(default_factory=set)
    at_once: int = events.BATCH

    def add(self, *people: User, key: str = "", group: str = "", at: datetime.datetime | None = None) -> Fact:
        """One more fact, told to these people."""
        number = len(self.facts) + 1
        fact = Fact(
            key=key or str(number), about=number, county=self.county, at=at or clock.now(),
            addressees=tuple(Addressee(person.pk) for person in people), group=group, group_link="/all/",
            content=Content(who="县财政局", what=f"事项{number}", by_when=f"2026-03-{9 - number:02}", link=f"/things/{number}/"),
        )  # fmt: skip
        self.facts.append(fact)
        return fact

    def owed(self, owed: Owed) -> Iterable[Fact]:
        if owed.abouts is not None:
            return [fact for fact in self.facts if fact.about in owed.abouts]
        noted = Occurrence.objects.filter(event=owed.event)
        if owed.missed_before is not None:
            missed = set(noted.missed().filter(noted_at__lt=owed.missed_before).values_list("key", flat=True))
            return [fact for fact in self.facts if fact.key in missed][: self.at_once]
        known = set(noted.values_list("key", flat=True))
        return [fact for fact in self.facts if fact.key not in known]

    def address(self, number: int, *people: User) -> None:
        """Have these told of a fact from now on, and nobody else."""
        addressees = tuple(Addressee(person.pk) for person in people)
        self.facts[number - 1] = replace(self.facts[number - 1], addressees=addressees)

    def holds(self, numbers: Collection[int]) -> set[int]:
        return set(numbers) - self.over


@dataclass
class Sent:
    """What a channel was given; `fails` makes it refuse so many times, `is_away` not answer at all."""

    parcels: list[Parcel] = field(default_factory=list)
    fails: int = 0
    is_away: bool = False
    tries: int = 0

    def is_on(self) -> bool:
        return True

    def send(self, parcel: Parcel) -> None:
        self.tries += 1
        if self.is_away:
            raise Unreachable("没有应答")
        if self.fails:
            self.fails -= 1
            raise Undelivered("服务器忙")
        self.parcels.append(parcel)


@pytest.fixture
def county_key(county: Organisation) -> int:
    return county.pk


@pytest.fixture
def happening(county: Organisation, monkeypatch: pytest.MonkeyPatch) -> Happening:
    """The only event of all."""
    made = Happening(county.pk)
    monkeypatch.setattr(events, "_events", {})
    events.register(event(made))
    return made


def event(happening: Happening, *, is_fixed: bool = False, is_urgent: bool = False) -> Event:
    return Event(
        key="test.thing", title="试验事项", facts=happening.owed, holds=happening.holds, order=1, is_fixed=is_fixed,
        is_urgent=is_urgent, words=lambda told: f"{told.who}：{told.what}×{told.many}，{told.by_when}前",
    )  # fmt: skip


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """E-mail that is set up, and goes nowhere."""
    made = Sent()
    monkeypatch.setattr(channels, "_SENDERS", {Channel.EMAIL: made})
    return made


@pytest.fixture
def clerk(db: None, settings: Settings) -> User:
    """Somebody with an address, at work on a Monday at noon."""
    made = User.objects.create_user("clerk", None, name="经办员")
    MessageSettings.objects.create(person=made, email="clerk@example.org")
    return made


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user("colleague", None, name="同事")
