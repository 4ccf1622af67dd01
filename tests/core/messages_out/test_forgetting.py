"""What was settled long ago is deleted with how it went out; what is open, unread or still to be sent stays."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock, jobs
from core.enums import DeliveryState
from core.messages_out import collecting, events, forgetting, overtaking
from core.models import Delivery, Message, Occurrence, User
from tests.core.messages_out.conftest import Happening, Sent

pytestmark = pytest.mark.django_db
LONG = datetime.timedelta(days=401)


def left() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("key", flat=True))


def test_what_was_read_or_settled_long_ago_is_forgotten_with_how_it_went_out_and_not_told_again(
    happening: Happening, sent: Sent, clerk: User
) -> None:
    for key in ("read", "settled", "unread", "waiting"):
        happening.add(clerk, key=key)
    collecting.collect()
    now = clock.now()
    Message.objects.filter(key__in=("read", "waiting")).update(read_at=now)
    Message.objects.filter(key="settled").update(overtaken_at=now)
    Delivery.objects.exclude(message__key="waiting").update(state=DeliveryState.SENT, sent_at=now)
    with clock.shifted(LONG - 2 * datetime.timedelta(days=1)):
        assert forgetting.forget_old() == 0
    with clock.shifted(LONG):
        jobs.duties["core.forget_messages"].body()
        assert left() == ["unread", "waiting"]
        assert Delivery.objects.count() == 2
        assert collecting.collect() == 0
    assert Occurrence.objects.count() == 4


def test_how_long_is_a_setting(happening: Happening, clerk: User, settings: Settings) -> None:
    settings.MESSAGES_KEPT_DAYS = 30
    happening.add(clerk)
    collecting.collect()
    Message.objects.update(read_at=clock.now())
    with clock.shifted(datetime.timedelta(days=31)):
        assert forgetting.forget_old() == 1


def test_what_holds_for_ever_or_no_room_knows_is_done_with_by_its_age(happening: Happening, clerk: User) -> None:
    happening.add(clerk)
    collecting.collect()
    with clock.shifted(LONG):
        assert forgetting.forget_old() == 0  # still holds
        events.register(dataclasses.replace(events.registered()[0], holds=None))
        assert forgetting.forget_old() == 1
        happening.add(clerk)
        collecting.collect()
    events._events.clear()
    with clock.shifted(2 * LONG):
        assert forgetting.forget_old() == 1


def test_what_holds_for_ever_is_not_read_to_settle(
    happening: Happening, clerk: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    happening.add(clerk)
    collecting.collect()
    events.register(dataclasses.replace(events.registered()[0], holds=None))
    with django_assert_num_queries(0):
        assert overtaking.settle() == 0
    assert overtaking.overtaken(Message.objects.order_by("pk")) == set()


def test_it_goes_in_batches_with_an_end(happening: Happening, clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    monkeypatch.setattr(forgetting, "MOST_BATCHES", 2)
    for _n in range(5):
        happening.add(clerk)
    collecting.collect()
    Message.objects.update(read_at=clock.now())
    with clock.shifted(LONG):
        assert (forgetting.forget_old(), forgetting.forget_old(), forgetting.forget_old()) == (4, 1, 0)
