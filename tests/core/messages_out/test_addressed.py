"""Who is told is asked again: of what nobody was there to be told of, and of what waits to leave the house."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from core import clock
from core.enums import DeliveryState, Untold
from core.messages_out import collecting, events, missed, sending
from core.models import Delivery, Message, MessageSettings, Occurrence, User
from tests.core.messages_out.conftest import Happening, Sent

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
WHY = "收件人已不在通知对象之列，无需再发"


def test_what_met_an_empty_post_is_told_once_somebody_is_there(happening: Happening, clerk: User) -> None:
    happening.add()
    collecting.collect()
    with clock.shifted(HOUR):
        assert (missed.find(), collecting.collect()) == (0, 0)  # still empty
        happening.address(1, clerk)
    with clock.shifted(2 * HOUR):
        assert (missed.find(), collecting.collect()) == (1, 1)
        assert (missed.find(), collecting.collect()) == (0, 0)
    assert Message.objects.get().person == clerk
    assert list(Occurrence.objects.values_list("told", "remark")) == [(1, "")]


def test_who_was_deactivated_is_told_once_he_is_back_and_who_wants_nothing_is_not_asked_again(
    happening: Happening, clerk: User, colleague: User
) -> None:
    clerk.is_active = False
    clerk.save()
    happening.add(clerk)
    happening.add(colleague)
    collecting.collect()
    Message.objects.all().delete()
    Occurrence.objects.filter(key="2").update(told=0, remark=Untold.UNWANTED)
    User.objects.filter(pk=clerk.pk).update(is_active=True)
    with clock.shifted(HOUR):
        assert (missed.find(), collecting.collect()) == (1, 1)
    assert Message.objects.get().person == clerk


def test_those_that_stay_missed_keep_no_others_waiting(happening: Happening, clerk: User) -> None:
    happening.at_once = 2
    for _n in range(5):
        happening.add()
    collecting.collect()
    happening.address(5, clerk)
    with clock.shifted(HOUR):
        assert missed.find() == 1
    assert Occurrence.objects.missed().count() == 4


def test_what_waits_is_dropped_once_its_person_is_told_of_such_things_no_more(
    happening: Happening, sent: Sent, clerk: User, colleague: User
) -> None:
    MessageSettings.objects.filter(person=clerk).update(in_digest=True)
    happening.add(clerk, group="审核")
    happening.add(clerk, group="审核")
    happening.add(clerk)
    collecting.collect()
    happening.address(1, colleague)
    happening.address(3, colleague)  # of the first two one still concerns him
    with clock.shifted(24 * HOUR):
        assert sending.send_due() == 1
    kept, dropped = Delivery.objects.order_by("pk")
    assert (kept.state, dropped.state, dropped.reason) == (DeliveryState.SENT, DeliveryState.DROPPED, WHY)
    [parcel] = sent.parcels
    assert "事项3" not in parcel.lines[0]


def test_what_happened_no_more_as_it_was_told_is_dropped(happening: Happening, sent: Sent, clerk: User) -> None:
    happening.add(clerk)
    collecting.collect()
    happening.facts.clear()
    assert sending.send_due() == 0
    assert Delivery.objects.get().reason == WHY


def test_a_room_that_cannot_say_whom_it_concerns_keeps_nothing_back(
    happening: Happening, sent: Sent, clerk: User
) -> None:
    def fail(_owed: events.Owed) -> list[events.Fact]:
        raise ZeroDivisionError

    happening.add(clerk)
    collecting.collect()
    events.register(dataclasses.replace(events.registered()[0], facts=fail))
    assert sending.send_due() == 1
