"""Claiming, releasing, opening, and losing what one held."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.errors import Refused, Stale
from core.models import LedgerEntry, User
from roles.duties import Duty
from roles.models import Appointment
from roles.services import end_appointment
from tests.engine.statements import counted
from workflows.engine import services
from workflows.engine.models import WorkItem
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


def test_a_claimed_item_leaves_the_inbox_of_the_others(item: WorkItem, colleague: User) -> None:
    holder = stage.holder(item.organisation_id)
    services.claim(actor=holder, work_item=item.pk)
    services.claim(actor=holder, work_item=item.pk)
    item.refresh_from_db()
    assert (item.claimed_by, item.task.owner, item.task.status) == (holder, holder, "ASSIGNED")
    assert list(WorkItem.objects.inbox_of(holder)) == [item]
    assert not WorkItem.objects.inbox_of(colleague).exists()
    with pytest.raises(Stale):
        services.claim(actor=colleague, work_item=item.pk)


def test_released_it_is_there_for_all_again(item: WorkItem, colleague: User) -> None:
    holder = stage.holder(item.organisation_id)
    services.claim(actor=holder, work_item=item.pk)
    with pytest.raises(Stale):
        services.release(actor=colleague, work_item=item.pk)
    services.release(actor=holder, work_item=item.pk)
    stage.decide(item, actor=colleague)
    item.refresh_from_db()
    assert item.claimed_by == colleague
    assert item.decided_at is not None


def test_without_the_duty_nobody_claims(item: WorkItem) -> None:
    with pytest.raises(Refused):
        services.claim(actor=stage.holder("420301-finance"), work_item=item.pk)


def test_the_first_opening_is_noted_once_and_only_for_those_who_may_decide(item: WorkItem) -> None:
    services.note_opened(actor=stage.holder("420301-finance"), work_item=item.pk)
    assert _first_opened(item) is None
    services.note_opened(actor=stage.holder(item.organisation_id), work_item=item.pk)
    first = _first_opened(item)
    assert first is not None
    services.note_opened(actor=stage.holder(item.organisation_id), work_item=item.pk)
    assert _first_opened(item) == first


def _first_opened(item: WorkItem) -> datetime.datetime | None:
    return WorkItem.objects.get(pk=item.pk).first_opened_at


def test_every_proceeding_of_the_relieved_is_locked_before_the_ledger(item: WorkItem) -> None:
    holder = stage.holder(item.organisation_id)
    other = stage.open_items(stage.begin())[0]
    for claimed in (other, item):
        services.claim(actor=holder, work_item=claimed.pk)
    yesterday = clock.today() - datetime.timedelta(days=1)
    told = LedgerEntry.objects.count()
    with counted() as seen:
        end_appointment(actor=None, appointment=Appointment.objects.get(user=holder), ends_on=yesterday)
    locks = [n for n, sql in enumerate(seen) if sql.startswith("EXECUTE lock_by_")]
    written = [n for n, sql in enumerate(seen) if 'INSERT INTO "core_ledgerentry"' in sql]
    assert (len(locks), len(written)) == (2, 1)
    assert locks[-1] < written[0]
    assert LedgerEntry.objects.count() == told + 3


def test_whoever_is_relieved_gives_his_work_back(item: WorkItem) -> None:
    holder = stage.holder(item.organisation_id)
    services.claim(actor=holder, work_item=item.pk)
    yesterday = clock.today() - datetime.timedelta(days=1)
    end_appointment(actor=None, appointment=Appointment.objects.get(user=holder), ends_on=yesterday)
    item.refresh_from_db()
    assert (item.claimed_by, item.claimed_at, item.task.status) == (None, None, "NEW")


def test_whoever_keeps_the_duty_on_another_ground_keeps_his_work(item: WorkItem) -> None:
    holder = stage.holder(item.organisation_id)
    first = Appointment.objects.get(user=holder)
    stage.appoint(holder, item.organisation, [Duty.REVIEW_PROPOSALS])
    services.claim(actor=holder, work_item=item.pk)
    end_appointment(actor=None, appointment=first, ends_on=clock.today() - datetime.timedelta(days=1))
    item.refresh_from_db()
    assert item.claimed_by == holder
