"""What is claimed, or handed over, in the very moment in which an appointment ends; on real connections."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from core import clock, ledger, working_days
from core.models import CalendarDay, LedgerEntry, User
from roles.duties import Duty
from roles.models import Appointment
from roles.services import end_appointment
from workflows.engine import jobs, services, turn
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_real_stage")
WAIT = 20


def meanwhile(deed: Callable[[], object], other: Callable[[], object]) -> None:
    """Do the deed on a connection of its own, and the other one before its transaction ends."""
    done, seen = Event(), Event()

    def run() -> None:
        with transaction.atomic(), ledger.written_last():
            deed()
            done.set()
            seen.wait(WAIT)
        connection.close()

    thread = Thread(target=run)
    thread.start()
    assert done.wait(WAIT)
    other()
    seen.set()
    thread.join()


def colleague(item: WorkItem) -> User:
    user = User.objects.create_user("colleague", name="同事")
    stage.appoint(user, item.organisation, [Duty.REVIEW_PROPOSALS])
    return user


def relieve(user: User) -> None:
    yesterday = clock.today() - datetime.timedelta(days=1)
    end_appointment(actor=None, appointment=Appointment.objects.get(user=user), ends_on=yesterday)


def holds(item: WorkItem) -> User | None:
    return WorkItem.objects.get(pk=item.pk).claimed_by


@pytest.mark.parametrize("way", ["claim", "transfer"])
def test_what_is_taken_while_the_appointment_ends_is_given_back(way: str) -> None:
    item = stage.open_items(stage.begin())[0]
    giver, taker = stage.holder(item.organisation_id), colleague(item)
    deeds: dict[str, Callable[[], object]] = {
        "claim": lambda: services.claim(actor=taker, work_item=item.pk),
        "transfer": lambda: services.transfer(actor=giver, work_item=item.pk, receiver=taker, reason="出差"),
    }
    meanwhile(deeds[way], lambda: relieve(taker))
    assert holds(item) == taker, "neither saw of the other: this is what the job is for"
    jobs.release()
    assert holds(item) is None
    assert LedgerEntry.objects.filter(action="engine.release", detail__relieved=taker.pk).count() == 1
    jobs.release()
    assert LedgerEntry.objects.filter(action="engine.release").count() == 1
    stage.decide(WorkItem.objects.get(pk=item.pk), actor=giver)


def test_whoever_has_the_duty_keeps_what_he_claimed() -> None:
    items = [stage.open_items(stage.begin())[0] for _n in range(2)]
    keeper, relieved = stage.holder(items[0].organisation_id), colleague(items[1])
    services.claim(actor=keeper, work_item=items[0].pk)
    meanwhile(lambda: services.claim(actor=relieved, work_item=items[1].pk), lambda: relieve(relieved))
    jobs.release()
    assert (holds(items[0]), holds(items[1])) == (keeper, None)


def test_one_that_is_in_hand_keeps_no_other_waiting() -> None:
    items = [stage.open_items(stage.begin())[0] for _n in range(2)]
    for n, item in enumerate(items):
        user = User.objects.create_user(f"gone{n}", name="离任")
        stage.appoint(user, item.organisation, [Duty.REVIEW_PROPOSALS])
        meanwhile(
            lambda item=item, user=user: services.claim(actor=user, work_item=item.pk),  # type: ignore[misc]
            lambda user=user: relieve(user),  # type: ignore[misc]
        )
    meanwhile(lambda: _take(items[0]), jobs.release)
    assert [holds(item) is None for item in items] == [False, True]
    jobs.release()
    assert [holds(item) is None for item in items] == [True, True]


def _take(item: WorkItem) -> None:
    with turn.take(task=item.pk):
        pass


def test_dates_counted_anew_and_what_is_done_meanwhile_both_stand() -> None:
    item = stage.open_items(stage.begin())[0]
    day = item.due_at.astimezone(clock.SHANGHAI).date()
    CalendarDay.objects.create(day=day, is_working=False, name="临时放假", source="试验")
    working_days.forget()
    counting, moment = Thread(target=_recount), clock.now()
    with turn.take(task=item.pk) as t:
        mine = t.tasks[item.pk].work_item
        counting.start()
        counting.join(0.5)
        assert counting.is_alive(), "it waits for whoever has the proceeding in hand"
        mine.first_opened_at = moment
        t.put_item(mine)
    counting.join()
    working_days.forget()
    before = item.due_at
    item.refresh_from_db()
    assert item.first_opened_at == moment
    assert item.due_at > before


def _recount() -> None:
    services.recompute_deadlines()
    connection.close()
