"""A worker that is killed while it reminds, tells of slips or examines: what it had begun is done once by the next, and
nothing is told or counted twice. (Lapses: `tests/engine/test_workers_killed.py`. No slip issues by itself.)"""

from __future__ import annotations

import datetime
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import clock, jobs, locks, scheduler
from core.enums import OrganisationKind
from core.models import LedgerEntry, Organisation, User
from oversight.models import Deviation, Examination, Slip, SlipNotice, Stage
from tests.engine import dying_worker
from tests.factories import roles as make
from tests.processes import Start, processes, wait_for
from workflows.desk.models import Reminder, ReminderCopy
from workflows.engine import registry
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.trials import stage

LONG_AGO = datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC)
MATTERS = 3
EXAMINING = "oversight.begin_examination,core.take_back_lost_jobs"


@pytest.fixture(autouse=True)
def on_stage(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_flows", dict(registry._flows))
    stage._code.cache_clear()
    stage.raise_stage()
    for _one in range(MATTERS):
        stage.begin()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with processes(dying_worker.__file__, {"WAITING_FILE": str(tmp_path / "waiting")}) as start:
        yield start


def owe_reminders() -> None:
    """Of each item that it is due; nobody is there whom its lateness would be told to."""
    WorkItem.objects.update(due_at=LONG_AGO)


def reminded() -> Counter[object]:
    assert ReminderCopy.objects.count() == Reminder.objects.count()
    return Counter(Reminder.objects.order_by("pk").values_list("work_item", flat=True))


def owe_notices() -> None:
    """A slip of each item ran out long ago."""
    county = stage.organisation("420301")
    office = make.place("420301-supervision", "督查室", OrganisationKind.SUPERVISION_OFFICE, county)
    for item in WorkItem.objects.open().select_related("organisation").order_by("pk"):
        Slip.objects.create(
            work_item=item, county=county, organisation=item.organisation, office=office, requirement="请办结。",
            due_on=LONG_AGO.date(), issued_by=stage.holder("420301"), issued_at=LONG_AGO,
        )  # fmt: skip


def noticed() -> Counter[object]:
    entries = LedgerEntry.objects.filter(action="slip.ran_out").order_by("pk").values_list("detail__slip", flat=True)
    notices = SlipNotice.objects.order_by("pk").values_list("slip", flat=True)
    assert Counter(entries) == Counter(notices)
    return Counter(Slip.objects.filter(pk__in=notices).order_by("pk").values_list("work_item", flat=True))


@pytest.mark.parametrize(
    ("piece", "duty", "owe", "done"),
    [
        ("remind", "desk.remind", owe_reminders, reminded),
        ("slips", "oversight.watch_slips", owe_notices, noticed),
    ],
)
def test_killed_in_the_middle_the_next_tells_each_once(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: str, duty: str,
    owe: Callable[[], None], done: Callable[[], Counter[object]],
) -> None:  # fmt: skip
    owe()
    dying = start(DIE_IN=piece, DIE_AT="2", DUTIES=duty)
    wait_for((tmp_path / "waiting").exists)
    assert done().total() == 1  # the second is not committed
    assert not scheduler.tick()  # and nobody else is at it
    os.kill(dying.pid, signal.SIGKILL)
    dying.wait(10)
    wait_for(lambda: not locks.holders(locks.SCHEDULER))
    jobs.discover()
    monkeypatch.setattr(jobs, "duties", {duty: jobs.duties[duty]})
    assert scheduler.tick()
    once = dict.fromkeys(WorkItem.objects.open().values_list("pk", flat=True), 1)
    assert done() == once
    with clock.shifted(datetime.timedelta(days=1)):
        scheduler.tick()
    assert done() == once


def test_an_examination_that_was_killed_goes_on_with_the_portion_that_was_lost(start: Start, tmp_path: Path) -> None:
    """The people of the stage were appointed by nobody: each is found, and found once."""
    dying = start(DIE_IN="examine", DIE_AT="2", DUTIES=EXAMINING)
    wait_for((tmp_path / "waiting").exists)
    assert Examination.objects.get().proceedings == 1  # the second is not committed
    os.kill(dying.pid, signal.SIGKILL)
    start(DUTIES=EXAMINING)
    wait_for(lambda: Examination.objects.get().stage == Stage.DONE)
    row = Examination.objects.get()
    assert (row.proceedings, row.people) == (Proceeding.objects.count(), User.objects.count())
    assert row.chains == LedgerEntry.objects.order_by().values("chain").distinct().count()
    found = Counter(Deviation.objects.order_by("pk").values_list("key", flat=True))
    assert set(found.values()) == {1}
    assert len(found) >= Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT).count()
