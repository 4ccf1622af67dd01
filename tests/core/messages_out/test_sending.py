"""Out of the house: tried again with pauses and an end, under one key, and dropped when it is needed no more."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core import mail
from pytest_django import Settings

from core import clock
from core.enums import Channel, DeliveryState
from core.errors import Conflict
from core.messages_out import channels, collecting, reading, sending
from core.messages_out.parcels import Parcel
from core.models import Delivery, Message, MessageChoice, MessageSettings, User
from tests.core.messages_out.conftest import Happening, Sent

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@contextmanager
def later(by: datetime.timedelta) -> Iterator[None]:
    with clock.shifted(by):
        yield


def test_it_is_sent_once(happening: Happening, sent: Sent, clerk: User) -> None:
    happening.add(clerk)
    collecting.collect()
    assert sending.send_due() == 1
    assert sending.send_due() == 0
    [parcel] = sent.parcels
    assert (parcel.name, parcel.address, parcel.subject) == ("经办员", "clerk@example.org", "【统筹】试验事项")
    message = Delivery.objects.get().message
    assert parcel.lines == (f"县财政局：事项1×1，2026-03-08前\nhttp://localhost:8000/messages/{message.pk}/",)
    assert parcel.rest == "其余请见 http://localhost:8000/messages/"
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_failures_are_tried_again_later_under_the_same_key_until_the_end(
    happening: Happening, sent: Sent, clerk: User, settings: Settings
) -> None:
    settings.MESSAGE_TRIES = 3
    sent.fails = 3
    happening.add(clerk)
    collecting.collect()
    sending.send_due()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.reason) == (DeliveryState.RETRYING, 1, "服务器忙")
    assert sending.send_due() == 0  # not before a minute is over
    with later(2 * MINUTE):
        assert sending.send_due() == 1
    with later(8 * MINUTE):
        assert sending.send_due() == 1
        assert sending.send_due() == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == (DeliveryState.GIVEN_UP, 3)
    with later(datetime.timedelta(days=1)):
        assert sending.send_due() == 0
        reading.resend(actor=clerk, delivery=delivery)
        assert sending.send_due() == 1
    assert sent.parcels[0].key == delivery.parcel
    with pytest.raises(Conflict, match="已经发出"):
        reading.resend(actor=clerk, delivery=delivery)


def test_a_worker_that_died_between_sending_and_noting_sends_again_under_the_same_key(
    happening: Happening, sent: Sent, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    happening.add(clerk)
    collecting.collect()

    def die(*_told: object, **_found: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(sending, "_note", die)
        with pytest.raises(KeyboardInterrupt):
            sending.send_due()
    assert Delivery.objects.get().state == DeliveryState.SENDING
    happening.over = {1}  # decided meanwhile: what may have gone out goes again as it was
    assert sending.is_owed()
    assert sending.send_due() == 1
    assert sending.send_due() == 0
    assert [parcel.key for parcel in sent.parcels] == [Delivery.objects.get().parcel] * 2
    assert sent.parcels[0] == sent.parcels[1]
    assert Delivery.objects.get().tries == 2


def test_what_kills_its_worker_each_time_is_given_up_and_keeps_no_other_waiting(
    happening: Happening, sent: Sent, clerk: User, settings: Settings
) -> None:
    happening.add(clerk)
    happening.add(clerk)
    collecting.collect()
    first, other = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(state=DeliveryState.SENDING, tries=settings.MESSAGE_TRIES)
    assert sending.send_due() == 1
    assert [parcel.key for parcel in sent.parcels] == [other.parcel]
    first.refresh_from_db()
    assert (first.state, first.reason) == (DeliveryState.GIVEN_UP, "执行进程多次中断")
    assert not sending.is_owed()


def test_what_somebody_has_sent_again_while_its_next_try_begins_goes_by_itself(
    happening: Happening, sent: Sent, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent.fails = 1
    happening.add(clerk)
    collecting.collect()
    sending.send_due()
    found = sending._together

    def meanwhile(first: Delivery) -> list[Delivery]:
        """The person presses between the look and the lock."""
        monkeypatch.setattr(sending, "_together", found)
        reading.resend(actor=clerk, delivery=first)
        return found(first)

    monkeypatch.setattr(sending, "_together", meanwhile)
    with later(2 * MINUTE):
        assert sending.send_due() == 1
    assert len(sent.parcels) == 1
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_what_was_decided_before_it_went_is_dropped(happening: Happening, sent: Sent, clerk: User) -> None:
    happening.add(clerk)
    collecting.collect()
    happening.over = {1}
    assert sending.send_due() == 0
    assert sent.parcels == []
    assert Delivery.objects.get().state == DeliveryState.DROPPED


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda clerk: User.objects.filter(pk=clerk.pk).update(is_active=False), "收件人账号已停用"),
        (lambda clerk: MessageSettings.objects.filter(person=clerk).update(email=""), "收件人没有填写电子邮箱"),
    ],
)
def test_what_reaches_nobody_is_dropped(
    happening: Happening, sent: Sent, clerk: User, change: object, why: str
) -> None:
    happening.add(clerk)
    collecting.collect()
    change(clerk)  # type: ignore[operator]
    assert sending.send_due() == 0
    assert Delivery.objects.get().reason == why


def test_one_message_a_day(happening: Happening, sent: Sent, clerk: User) -> None:
    MessageSettings.objects.filter(person=clerk).update(in_digest=True)
    for _n in range(3):
        happening.add(clerk)
    collecting.collect()
    assert sending.send_due() == 0
    morning = datetime.datetime(2026, 3, 3, 8, 30, tzinfo=clock.SHANGHAI)
    with later(morning - clock.now() + MINUTE):
        assert sending.send_due() == 1
        assert sending.send_due() == 0
    [parcel] = sent.parcels
    assert parcel.subject == "【统筹】3条消息"
    assert len(parcel.lines) == 3
    assert Delivery.objects.values("parcel").distinct().count() == 1
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()


def test_quiet_hours_chosen_after_it_was_queued_are_kept(happening: Happening, sent: Sent, clerk: User) -> None:
    happening.add(clerk)
    collecting.collect()
    MessageSettings.objects.filter(person=clerk).update(quiet_from="09:00", quiet_until="10:00")
    assert sending.send_due() == 0
    assert Delivery.objects.get().next_at == datetime.datetime(2026, 3, 2, 10, tzinfo=clock.SHANGHAI)


def test_mail_has_the_key_and_is_off_without_a_server(
    happening: Happening, clerk: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST = ""
    assert channels.working() == []
    settings.EMAIL_HOST = "mail.example"
    assert channels.working() == [Channel.EMAIL]
    happening.add(clerk)
    collecting.collect()
    sending.send_due()
    [letter] = mail.outbox
    assert letter.extra_headers["Message-ID"] == f"<{Delivery.objects.get().parcel}@localhost>"
    assert letter.to == ["clerk@example.org"]
    assert letter.body.startswith("经办员：\n\n县财政局：事项1")


def test_who_took_his_address_back_while_it_was_being_sent_gets_nothing_and_that_is_noted(
    happening: Happening, clerk: User, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example"
    happening.add(clerk)
    collecting.collect()
    Delivery.objects.update(state=DeliveryState.SENDING, tries=1)  # its worker died
    MessageSettings.objects.filter(person=clerk).update(email="")
    sending.send_due()
    delivery = Delivery.objects.get()
    assert (mail.outbox, delivery.state, delivery.reason) == ([], DeliveryState.RETRYING, "收件人没有填写电子邮箱")


def test_an_unreachable_server_is_a_failure_with_its_reason(
    happening: Happening, clerk: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_parcel: Parcel, **_other: object) -> None:
        raise ConnectionRefusedError(111, "refused")

    settings.EMAIL_HOST = "mail.example"
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    happening.add(clerk)
    collecting.collect()
    sending.send_due()
    assert Delivery.objects.get().reason == "ConnectionRefusedError: [Errno 111] refused"


def test_a_channel_that_does_not_answer_is_asked_once_a_round_and_keeps_no_other_waiting(
    happening: Happening, sent: Sent, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Sent(is_away=True)
    monkeypatch.setattr(channels, "_SENDERS", {Channel.WEBHOOK: away, Channel.EMAIL: sent})
    for _number in range(3):
        happening.add(clerk)
    collecting.collect()
    rows = [
        Delivery(message=message, channel=Channel.WEBHOOK, next_at=clock.now() - MINUTE)
        for message in Message.objects.order_by("pk")
    ]
    MessageChoice.objects.create(person=clerk, event="test.thing", channel=Channel.WEBHOOK, is_on=True)
    Delivery.objects.bulk_create(rows)
    assert sending.send_due() == 4
    assert (away.tries, len(sent.parcels)) == (1, 3)
    left = Delivery.objects.filter(channel=Channel.WEBHOOK).order_by("pk").values_list("state", "tries")
    assert list(left) == [(DeliveryState.RETRYING, 1), (DeliveryState.QUEUED, 0), (DeliveryState.QUEUED, 0)]
    away.is_away = False
    assert sending.send_due() == 2
    assert away.tries == 3
