"""What work items tell: to whom they are offered, handed, returned, and from whom they were taken."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock
from core.messages_out import collecting, events, missed, overtaking, parcels, reading, sending
from core.models import Delivery, Message, MessageSettings, Occurrence, User
from roles.duties import Duty
from roles.services import delegate
from tests.desk.conftest import logged_in
from tests.factories import roles as make
from workflows.desk import inbox, reminding
from workflows.engine import services
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

DAY = datetime.timedelta(days=1)


@pytest.fixture
def holder(db: None) -> User:
    """The trial stage; whose duty its first step is."""
    stage._code.cache_clear()
    stage.raise_stage()
    return stage.holder("420301100")


def told(person: User, key: str = "") -> list[str]:
    """What somebody was told, in order, of one event or of all."""
    rows = Message.objects.filter(person=person, event__startswith=key).select_related("person", "for_whom")
    return [parcels.said(message) for message in rows.order_by("pk")]


def colleague(*, name: str = "同事") -> User:
    made = make.person(name)
    stage.appoint(made, stage.organisation("420301100"), (Duty.REVIEW_PROPOSALS,))
    return made


def test_what_is_offered_is_told_to_all_who_may_decide_it_once(holder: User) -> None:
    other = colleague()
    stage.begin()
    collecting.collect()
    collecting.collect()
    assert told(holder) == told(other) == ["中心镇待办“乡镇审核”：计划，请于2026年3月9日前办理"]
    with translation.override("en"):
        assert "计划" in told(holder)[0]


def test_many_of_one_step_are_one_message(holder: User) -> None:
    for _n in range(3):
        stage.begin()
    collecting.collect()
    assert told(holder) == ["中心镇有3件“乡镇审核”待办，最早的请于2026年3月9日前办理"]
    assert Message.objects.get().content["link"] == "/?step=trial_plan.township_reviews"
    assert Occurrence.objects.count() == 3


def test_once_one_has_it_in_hand_nobody_else_is_told(holder: User) -> None:
    other = colleague()
    item = stage.open_items(stage.begin())[0]
    services.claim(actor=other, work_item=item.pk)
    collecting.collect()
    assert (len(told(other)), len(told(holder))) == (1, 0)


def test_after_it_is_given_back_the_others_are_told_once_and_who_had_it_not_again(holder: User) -> None:
    other, third = colleague(), colleague(name="同事二")
    item = stage.open_items(stage.begin())[0]
    services.claim(actor=other, work_item=item.pk)
    collecting.collect()
    for _n in range(2):  # of two times in one run the last one counts
        services.release(actor=other, work_item=item.pk)
        services.claim(actor=other, work_item=item.pk)
    services.release(actor=other, work_item=item.pk)
    collecting.collect()
    collecting.collect()
    words = ["中心镇待办“乡镇审核”：计划，请于2026年3月9日前办理"]
    assert told(holder) == told(other) == told(third) == words
    services.claim(actor=third, work_item=item.pk)
    services.release(actor=third, work_item=item.pk)
    collecting.collect()
    assert told(holder) == told(other) == told(third) == words
    assert not Occurrence.objects.exclude(remark="").exists()  # nobody was missed


def test_what_was_given_back_before_it_was_told_is_told_to_all_once(holder: User) -> None:
    other = colleague()
    item = stage.open_items(stage.begin())[0]
    services.claim(actor=other, work_item=item.pk)
    services.release(actor=other, work_item=item.pk)
    collecting.collect()
    collecting.collect()
    assert told(holder) == told(other) == ["中心镇待办“乡镇审核”：计划，请于2026年3月9日前办理"]


def test_what_is_in_hand_again_when_it_is_told_is_nobody_elses(holder: User) -> None:
    other = colleague()
    item = stage.open_items(stage.begin())[0]
    services.claim(actor=other, work_item=item.pk)
    collecting.collect()
    services.release(actor=other, work_item=item.pk)
    services.claim(actor=other, work_item=item.pk)
    collecting.collect()
    assert told(holder) == []


def test_what_a_colleague_lost_with_his_duty_is_told_to_the_others(holder: User) -> None:
    other = colleague()
    item = stage.open_items(stage.begin())[0]
    services.claim(actor=other, work_item=item.pk)
    collecting.collect()
    with clock.shifted(DAY):
        other.appointments.update(ends_on=clock.today() - DAY)
        services.release_lost_claims()
        collecting.collect()
    assert (len(told(holder, "desk.offered")), len(told(other, "desk.offered"))) == (1, 1)


def test_what_was_in_hand_of_one_without_the_duty_is_told_to_the_others_once(holder: User) -> None:
    other = colleague()
    item = stage.open_items(stage.begin())[0]
    services.claim(actor=other, work_item=item.pk)
    with clock.shifted(DAY):
        other.appointments.update(ends_on=clock.today() - DAY)
        collecting.collect()  # before his claim is given back: nobody to be told
        services.release_lost_claims()
        collecting.collect()
    with clock.shifted(2 * DAY):
        missed.find()
        collecting.collect()
        collecting.collect()
    assert len(told(holder, "desk.offered")) == 1


def test_what_met_an_empty_post_is_told_to_whoever_is_appointed(
    holder: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    holder.appointments.update(ends_on=clock.today() - DAY)
    for _n in range(3):
        stage.begin()
    collecting.collect()
    assert set(Occurrence.objects.values_list("remark", flat=True)) == {"nobody"}
    new = colleague(name="新任")
    with clock.shifted(DAY):
        with django_assert_max_num_queries(25):  # however many
            assert missed.find() == 3
        collecting.collect()
        assert missed.find() == 0
    assert told(new) == ["中心镇有3件“乡镇审核”待办，最早的请于2026年3月9日前办理"]


def test_what_waits_for_the_morning_does_not_go_to_who_lost_his_duty(holder: User, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    other = colleague()
    for person in (holder, other):
        MessageSettings.objects.create(person=person, email="a@example.org", in_digest=True)
    stage.begin()
    collecting.collect()
    with clock.shifted(DAY):
        other.appointments.update(ends_on=clock.today() - DAY)
        WorkItem.objects.update(suspended_at=clock.now())  # what stands still concerns him as before
        assert sending.send_due() == 1
    states = dict(Delivery.objects.order_by().values_list("message__person", "state"))
    assert states == {holder.pk: "sent", other.pk: "dropped"}
    assert "收件人已不在通知对象之列" in logged_in(other).get("/messages/deliveries/").content.decode()


def test_a_reminder_is_not_told_to_who_lost_his_duty_meanwhile(holder: User) -> None:
    other = colleague()
    stage.begin()
    with clock.shifted(7 * DAY):
        reminding.remind()
        other.appointments.update(ends_on=clock.today() - DAY)
        collecting.collect()
    assert (len(told(holder, "desk.near")), told(other, "desk.near")) == (3, [])


def test_a_deputy_is_told_with_both_names(holder: User) -> None:
    deputy = make.person("代办员")
    make.give(deputy, Duty.HANDLE_OBJECTION, stage.organisation("420301100"))
    held = holder.appointments.get()
    delegate(
        actor=holder, principal=held, deputy=deputy, starts_at=clock.now(), ends_at=clock.now() + 3 * DAY, reason="出差"
    )
    stage.begin()
    collecting.collect()
    assert told(deputy, "desk") == [
        f"中心镇待办“乡镇审核”：计划，请于2026年3月9日前办理（委托人{holder.name}，受托人代办员）"
    ]
    assert told(holder, "desk") == ["中心镇待办“乡镇审核”：计划，请于2026年3月9日前办理"]
    assert told(holder, "roles") == told(deputy, "roles") == [f"{holder.name}委托代办员代办，至2026年3月5日 09:00止"]
    with clock.shifted(4 * DAY):
        collecting.collect()
        assert told(deputy, "roles")[1:] == [f"{holder.name}对代办员的委托已结束，在办事项已交回"]


def test_a_transfer_is_told_to_the_receiver_alone_without_its_reason(holder: User) -> None:
    receiver = colleague(name="接办人")
    item = stage.open_items(stage.begin())[0]
    services.transfer(actor=holder, work_item=item.pk, receiver=receiver, reason="只有你懂这笔钱")
    collecting.collect()
    assert told(receiver, "desk.transferred") == [f"{holder.name}转来“乡镇审核”：计划，请于2026年3月9日前办理"]
    assert told(holder) == []
    assert "只有你懂" not in str(list(Message.objects.order_by("pk").values_list("content")))


def test_a_return_is_told_to_those_it_comes_back_to(holder: User) -> None:
    process = stage.begin()
    collecting.collect()
    stage.decide(stage.open_items(process)[0])
    stage.send_back(stage.open_items(process)[0], "township_reviews")
    collecting.collect()
    [said] = told(holder, "desk.returned")
    assert said.startswith("计划被退回（")
    assert "请修改" not in said
    assert len(told(holder, "desk.offered")) == 1


def test_what_was_suspended_is_told_once_it_goes_on(holder: User) -> None:
    process = stage.begin()
    WorkItem.objects.filter(proceeding=process).update(suspended_at=clock.now())
    collecting.collect()
    assert told(holder) == []
    WorkItem.objects.filter(proceeding=process).update(suspended_at=None)
    collecting.collect()
    assert len(told(holder)) == 1


def test_one_that_leaves_the_house_alone_is_read_by_opening_it(holder: User) -> None:
    stage.begin()
    collecting.collect()
    Message.objects.update(is_shown=False)
    message = Message.objects.get()
    logged_in(holder).get(f"/messages/{message.pk}/")
    message.refresh_from_db()
    assert message.read_at is not None


def test_what_was_decided_is_overtaken(holder: User) -> None:
    other = colleague()
    process = stage.begin()
    collecting.collect()
    assert reading.unread_by(other.pk).count() == 1
    stage.decide(stage.open_items(process)[0])
    overtaking.settle()
    assert reading.unread_by(other.pk).count() == 0
    assert "已办结，无需再看" in logged_in(other).get("/messages/").content.decode()


def test_who_loses_a_claim_with_his_duty_is_told(holder: User) -> None:
    other = colleague()
    item = stage.open_items(stage.begin())[0]
    services.claim(actor=other, work_item=item.pk)
    with clock.shifted(DAY):
        other.appointments.update(ends_on=clock.today() - DAY)
        services.release_lost_claims()
        collecting.collect()
    assert told(other, "desk.taken_back") == ["您领取的“乡镇审核”已收回，无需再办：计划"]
    assert WorkItem.objects.get(pk=item.pk).claimed_by is None


def test_who_claimed_what_was_withdrawn_is_told(holder: User) -> None:
    other = colleague()
    item = stage.open_items(stage.begin())[0]
    services.claim(actor=other, work_item=item.pk)
    WorkItem.objects.filter(pk=item.pk).update(closed_at=clock.now())
    collecting.collect()
    assert told(other) == ["您领取的“乡镇审核”已收回，无需再办：计划"]


def test_the_head_counts_unread_messages_and_reading_them_takes_them_away(holder: User) -> None:
    stage.begin()
    collecting.collect()
    message = Message.objects.get()
    client = logged_in(holder)
    assert "1条消息未读" in client.get("/").content.decode()
    assert (
        '<span class="sr-only">未读消息</span><span class="count">1</span>' in client.get("/search/").content.decode()
    )
    answer = client.get(f"/messages/{message.pk}/")
    assert answer.headers["Location"] == message.content["link"]
    assert '未读消息</span><span class="count">0</span>' in client.get("/search/").content.decode()
    assert "已读" in client.get("/messages/").content.decode()


def test_nobody_reads_or_marks_anothers(holder: User) -> None:
    stage.begin()
    collecting.collect()
    message = Message.objects.get()
    stranger = logged_in(make.person("外人"))
    assert stranger.get(f"/messages/{message.pk}/").status_code == 404
    stranger.post("/messages/read/")
    assert "计划" not in stranger.get("/messages/").content.decode()
    message.refresh_from_db()
    assert message.read_at is None
    logged_in(holder).post("/messages/read/")
    message.refresh_from_db()
    assert message.read_at is not None


def test_the_count_costs_no_statement_and_the_list_the_same_however_long(
    holder: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _n in range(2):
        stage.begin()
        collecting.collect()
    person = User.objects.get(pk=holder.pk)
    with django_assert_num_queries(1):
        assert (inbox.waiting_count(person), inbox.unread_messages(person)) == (2, 2)
    client = logged_in(holder)
    client.get("/messages/")
    with django_assert_max_num_queries(8):
        client.get("/messages/")


def test_statements_of_collecting_do_not_grow_with_what_is_open(
    holder: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counted = []
    for number in (1, 2, 10):
        for _n in range(number):
            stage.begin()
        with django_assert_max_num_queries(len(events.registered()) + 17) as asked:  # one of each that has nothing
            collecting.collect()
        counted.append(len(asked))
    assert counted[1] == counted[2]  # the first also reads what a process keeps


def test_settings_are_ones_own_and_a_mistake_keeps_what_was_typed(
    holder: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(holder)
    page = client.get("/messages/settings/").content.decode()
    assert "电子邮件没有开通" in page
    assert page.count("不可关闭") >= 1
    typed = {"email": "无效", "quiet_from": "21:00", "quiet_until": "07:00", "desk_offered-in_app": "on"}
    with django_assert_max_num_queries(16):  # however many boxes there are
        client.post("/messages/settings/", {**typed, "email": "a@example.org"})
    wrong = client.post("/messages/settings/", typed)
    assert (wrong.status_code, "无效" in wrong.content.decode()) == (422, True)
    assert client.post("/messages/settings/", {**typed, "email": "a@example.org"}).status_code == 302
    kept = holder.message_settings
    assert (kept.email, kept.quiet_on_days_off) == ("a@example.org", False)
    stage.begin()
    collecting.collect()
    assert len(told(holder)) == 1  # still wanted
    client.post("/messages/settings/", {"email": "", "quiet_from": "21:00", "quiet_until": "07:00"})
    stage.begin()
    collecting.collect()
    assert len(told(holder)) == 1


def test_every_event_has_a_name_and_its_own_key() -> None:
    titles = [str(event.title) for event in events.registered()]
    assert len(titles) == len(set(titles)) >= 12
