"""From facts to messages: each once, to whoever wants it, and nothing lost."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from core import clock, jobs, locks
from core.enums import Channel, DeliveryState, Untold
from core.messages_out import collecting, duties, events, overtaking, reading
from core.models import Delivery, Message, MessageChoice, MessageSettings, Occurrence, User
from tests.core.messages_out import conftest
from tests.core.messages_out.conftest import Happening, Sent

pytestmark = pytest.mark.django_db


def test_a_fact_is_told_once_and_each_person_once(happening: Happening, clerk: User, colleague: User) -> None:
    happening.add(clerk, colleague, clerk)
    assert collecting.collect() == 1
    assert collecting.collect() == 0
    assert list(Message.objects.order_by("pk").values_list("person__name", flat=True)) == ["经办员", "同事"]
    assert Occurrence.objects.get().told == 2
    assert not Delivery.objects.exists()  # no channel is set up


def test_what_belongs_together_is_one_message(happening: Happening, clerk: User, colleague: User) -> None:
    happening.add(clerk, group="审核")
    happening.add(clerk, colleague, group="审核")
    happening.add(clerk)
    collecting.collect()
    told = Message.objects.filter(person=clerk).order_by("pk")
    assert [(one.content["many"], one.content["link"], one.abouts) for one in told] == [
        (2, "/all/", [1, 2]), (1, "/things/3/", [3]),
    ]  # fmt: skip
    assert told[0].content["by_when"] == "2026-03-07"  # the earliest
    assert Message.objects.get(person=colleague).content["link"] == "/things/2/"


def test_who_has_left_is_not_told_and_that_is_noted(happening: Happening, clerk: User, colleague: User) -> None:
    colleague.is_active = False
    colleague.save()
    happening.add(colleague)
    happening.add()
    happening.add(clerk)
    MessageChoice.objects.create(person=clerk, event="test.thing", channel=Channel.IN_APP, is_on=False)
    collecting.collect()
    assert not Message.objects.exists()
    remarks = Occurrence.objects.order_by("pk").values_list("told", "remark")
    assert list(remarks) == [(0, Untold.INACTIVE), (0, Untold.NOBODY), (0, Untold.UNWANTED)]


def test_what_is_fixed_stands_in_the_house_whatever_one_chose(happening: Happening, clerk: User) -> None:
    events.register(conftest.event(happening, is_fixed=True))
    MessageChoice.objects.create(person=clerk, event="test.thing", channel=Channel.IN_APP, is_on=False)
    happening.add(clerk)
    collecting.collect()
    assert reading.unread_by(clerk.pk).count() == 1


def test_each_chooses_the_channels(happening: Happening, sent: Sent, clerk: User, colleague: User) -> None:
    happening.add(clerk, colleague)  # the colleague gave no address
    collecting.collect()
    assert Delivery.objects.get().message.person == clerk
    MessageChoice.objects.create(person=clerk, event="test.thing", channel=Channel.EMAIL, is_on=False)
    happening.add(clerk)
    collecting.collect()
    assert Delivery.objects.count() == 1


def test_quiet_hours_put_off_what_is_not_urgent(happening: Happening, sent: Sent, clerk: User) -> None:
    night = datetime.datetime(2026, 3, 6, 23, tzinfo=clock.SHANGHAI)
    with clock.shifted(night - clock.now()):
        happening.add(clerk)
        collecting.collect()
        events.register(conftest.event(happening, is_urgent=True))
        happening.add(clerk)
        collecting.collect()
    put_off, urgent = Delivery.objects.order_by("pk")
    assert put_off.next_at == datetime.datetime(2026, 3, 9, 7, tzinfo=clock.SHANGHAI)
    assert urgent.next_at < night + datetime.timedelta(minutes=1)


def test_what_is_old_when_it_is_met_stays_in_the_house(happening: Happening, sent: Sent, clerk: User) -> None:
    happening.add(clerk, at=clock.now() - datetime.timedelta(days=4))
    collecting.collect()
    assert Message.objects.count() == 1
    assert not Delivery.objects.exists()


def test_what_somebody_did_meanwhile_is_no_longer_needed(happening: Happening, sent: Sent, clerk: User) -> None:
    happening.add(clerk, group="审核")
    happening.add(clerk, group="审核")
    collecting.collect()
    happening.over = {1}
    assert overtaking.settle() == 0  # one of the two still holds
    happening.over = {1, 2}
    assert overtaking.settle() == 1
    assert reading.unread_by(clerk.pk).count() == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == (DeliveryState.DROPPED, "事项已办结，无需再发")


def test_statements_do_not_grow_with_what_happened(
    happening: Happening,
    sent: Sent,
    clerk: User,
    colleague: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    MessageSettings.objects.create(person=colleague, email="colleague@example.org")
    for _n in range(30):
        happening.add(clerk, colleague)
    with django_assert_max_num_queries(
        12
    ):  # two locks, a transaction, one of the test's event, three that read, three that write
        collecting.collect()
    assert Delivery.objects.count() == 60


def test_what_waits_is_rung_for_though_no_fact_can_be_read(
    happening: Happening, sent: Sent, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    happening.add(clerk)
    collecting.collect()
    rung: list[str] = []
    monkeypatch.setattr(jobs, "ring", rung.append)
    monkeypatch.setattr(happening, "facts", None)
    with pytest.raises(TypeError):
        duties.collect()
    assert rung == [collecting.SEND]


def test_one_room_that_fails_silences_no_other(happening: Happening, clerk: User) -> None:
    def fail(_owed: events.Owed) -> list[events.Fact]:
        raise ZeroDivisionError

    sound = events.registered()[0]
    events.register(dataclasses.replace(sound, key="test.broken", order=0, facts=fail))
    happening.add(clerk)
    with pytest.raises(ZeroDivisionError):
        collecting.collect()
    assert reading.unread_by(clerk.pk).count() == 1


def test_another_process_at_it_is_left_to_it(
    happening: Happening, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    happening.add(clerk)
    monkeypatch.setattr(locks, "take", lambda *_lock: False)
    with pytest.raises(jobs.ElsewhereNow):
        collecting.collect()
    assert not Message.objects.exists()
