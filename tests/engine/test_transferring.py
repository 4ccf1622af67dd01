"""转办: handed to a colleague with the same duty, and to nobody else; both names stay in the story."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import Invalid, Refused, Stale
from core.models import LedgerEntry, User
from roles.duties import Duty
from roles.models import Appointment
from roles.services import end_appointment
from workflows.engine import services
from workflows.engine.models import Transfer, WorkItem
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_stage")


@pytest.fixture
def item() -> WorkItem:
    return stage.open_items(stage.begin())[0]


@pytest.fixture
def colleague(item: WorkItem) -> User:
    user = User.objects.create_user("colleague", name="同事")
    stage.appoint(user, item.organisation, [Duty.REVIEW_PROPOSALS])
    return user


def hand_over(item: WorkItem, receiver: User, actor: User | None = None, reason: str = "出差，请接办") -> Transfer:
    giver = actor or stage.holder(item.organisation_id)
    return services.transfer(actor=giver, work_item=item.pk, receiver=receiver, reason=reason)


def unchanged(item: WorkItem) -> bool:
    item.refresh_from_db()
    return item.claimed_by_id is None and not Transfer.objects.exists()


def test_it_lies_with_the_receiver_alone_and_he_decides(item: WorkItem, colleague: User) -> None:
    giver = stage.holder(item.organisation_id)
    made = hand_over(item, colleague)
    item.refresh_from_db()
    assert (item.claimed_by, item.task.owner, item.is_open) == (colleague, colleague, True)
    assert (made.made_by, made.receiver, made.reason, made.on_behalf_of) == (giver, colleague, "出差，请接办", None)
    assert list(WorkItem.objects.inbox_of(colleague)) == [item]
    assert not WorkItem.objects.inbox_of(giver).exists()
    with pytest.raises(Stale, match="同事领取"):
        stage.decide(item, actor=giver)
    assert stage.decide(item, actor=colleague).actor == colleague


def test_what_one_has_claimed_or_received_goes_on_too(item: WorkItem, colleague: User) -> None:
    giver = stage.holder(item.organisation_id)
    services.claim(actor=giver, work_item=item.pk)
    hand_over(item, colleague)
    hand_over(item, giver, actor=colleague, reason="退还")
    item.refresh_from_db()
    assert item.claimed_by == giver
    assert [t.reason for t in Transfer.objects.in_order()] == ["出差，请接办", "退还"]


def test_the_ledger_names_both(item: WorkItem, colleague: User) -> None:
    hand_over(item, colleague)
    entry = LedgerEntry.objects.filter(action="engine.transfer").get()
    assert entry.actor == stage.holder(item.organisation_id)
    assert entry.detail["receiver"] == colleague.pk
    assert entry.detail["work_item"] == item.pk


def test_nobody_without_the_duty_receives_or_gives(item: WorkItem, colleague: User) -> None:
    stranger = stage.holder("420301-finance")
    with pytest.raises(Refused, match="没有承担本环节职责"):
        hand_over(item, stranger)
    with pytest.raises(Refused):
        hand_over(item, colleague, actor=stranger)
    assert unchanged(item)


def test_separation_of_duties_holds_for_who_receives_and_for_who_gives(item: WorkItem, colleague: User) -> None:
    stage.decide(item)
    reviewer = stage.holder(item.organisation_id)
    following = stage.open_items(item.proceeding)[0]
    signer = stage.holder(following.organisation_id)
    excluding = next(duty for duty in Duty if duty in _excluded(following))
    WorkItem.objects.filter(pk=item.pk).update(duty=excluding)
    stage.appoint(reviewer, following.organisation, [Duty(following.duty)])
    with pytest.raises(Refused, match="职责分离"):
        hand_over(following, reviewer, actor=signer)
    with pytest.raises(Refused, match="职责分离"):
        hand_over(following, signer, actor=reviewer)
    assert reviewer not in services.receivers(actor=signer, item=following)
    assert unchanged(following)


def _excluded(item: WorkItem) -> frozenset[str]:
    from roles import separation

    return separation.excluded_by(item.duty)


def test_not_without_a_reason_not_to_oneself_not_twice_not_when_closed(item: WorkItem, colleague: User) -> None:
    giver = stage.holder(item.organisation_id)
    with pytest.raises(Invalid):
        hand_over(item, colleague, reason=" ")
    with pytest.raises(Invalid):
        hand_over(item, giver)
    assert unchanged(item)
    hand_over(item, colleague)
    with pytest.raises(Stale):
        hand_over(item, colleague)
    stage.decide(item, actor=colleague)
    with pytest.raises(Stale):
        hand_over(item, giver, actor=colleague)
    assert Transfer.objects.count() == 1


def test_when_the_receiver_leaves_his_post_it_returns_to_the_organisation(item: WorkItem, colleague: User) -> None:
    hand_over(item, colleague)
    yesterday = clock.today() - datetime.timedelta(days=1)
    end_appointment(actor=None, appointment=Appointment.objects.get(user=colleague), ends_on=yesterday)
    item.refresh_from_db()
    assert item.claimed_by is None
    assert list(WorkItem.objects.inbox_of(stage.holder(item.organisation_id))) == [item]


def test_whom_one_may_choose(item: WorkItem, colleague: User) -> None:
    giver = stage.holder(item.organisation_id)
    assert services.receivers(actor=giver, item=item) == [colleague]
    assert services.receivers(actor=colleague, item=item) == [giver]


def test_the_database_keeps_it(item: WorkItem, colleague: User) -> None:
    made = hand_over(item, colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=made.pk).update(reason="改过")
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=made.pk).delete()
