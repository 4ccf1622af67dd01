"""Reminders of open items before and on their due day, and once they are overdue to the head of the organisation and then
to the supervision office (f.3: 催办). Each stage of an item is told once for ever, whichever worker tells it and however long
none did; one that nobody is there to be told of waits until somebody is.

What is suspended and what was returned to be changed is not reminded of.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core import clock, deadlines, jobs, ledger, locks, working_days
from core.working_days import ONE_DAY, Calendar
from workflows.desk.models.reminders import ESCALATIONS, Reminder, ReminderCopy, Stage
from workflows.desk.reminded_people import People
from workflows.engine.enums import Why
from workflows.engine.models import WorkItem

BATCH = 500
"""Items of one transaction."""
ESCALATED = "step.escalated"
"""What the ledger calls it when others are told."""
Told = tuple[Stage, int]
"""A stage, and how many working days ahead it tells."""


@dataclass(frozen=True)
class Ladder:
    """When what is told, in working days: before the due day, and after it to the head and to the office."""

    before: tuple[int, ...]
    head: int
    office: int

    def owed(self, opened: datetime.date, due: datetime.date, today: datetime.date, calendar: Calendar) -> list[Told]:
        """The stages that an open item has reached; one before the due day only where it was not reached when the item
        came."""
        left = calendar.between(today, due)
        had = calendar.between(opened, due)
        found: list[Told] = [(Stage.BEFORE, days) for days in self.before if left <= days < had]
        if today >= due:
            found.append((Stage.DUE, 0))
        found += [(stage, 0) for stage, days in ((Stage.HEAD, self.head), (Stage.OFFICE, self.office)) if -left >= days]
        return found


def ladder() -> Ladder:
    """As the settings have it (REMIND_DAYS_BEFORE, ESCALATE_TO_HEAD_AFTER, ESCALATE_TO_OFFICE_AFTER)."""
    return Ladder(
        tuple(sorted(settings.REMIND_DAYS_BEFORE, reverse=True)),
        max(1, settings.ESCALATE_TO_HEAD_AFTER),
        max(1, settings.ESCALATE_TO_OFFICE_AFTER),
    )


def remind() -> int:
    """Tell everything that is owed by now and answer how many stages were told. Raises ElsewhereNow while another process
    does so.

    The unique constraint is the second wall: a stage that was told meanwhile makes the batch fail, and the next run finds
    what is left.
    """
    with locks.held(locks.REMINDERS) as gained:
        if not gained:
            raise jobs.ElsewhereNow
        rungs, told, last = ladder(), 0, 0
        while batch := list(lying(rungs).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            last = batch[-1]
            told += _tell(rungs, batch)
        return told


def lying(rungs: Ladder) -> QuerySet[WorkItem]:
    """The open items that may owe something; none that the last stage was told of."""
    furthest = working_days.add_working_days(clock.today(), max(rungs.before, default=0) + 1)
    last_told = Reminder.objects.filter(work_item=OuterRef("pk"), stage=Stage.OFFICE)
    still = WorkItem.objects.open().filter(~Exists(last_told), suspended_at__isnull=True)
    return still.filter(due_at__lt=working_days.closing(furthest + ONE_DAY)).exclude(why=Why.RETURNED)


@transaction.atomic
def _tell(rungs: Ladder, batch: Collection[int]) -> int:
    """What these items owe. They are locked and read again, so that nothing decided meanwhile is reminded of; one that
    is being decided now is left to the next run."""
    locked = WorkItem.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    related = locked.open().filter(pk__in=batch, suspended_at__isnull=True).select_related("organisation")
    items = list(related.order_by("pk"))
    owed = list(_owed(rungs, items))
    if not owed:
        return 0
    people = People.of({item for item, _told in owed}, escalated=any(told[0] in ESCALATIONS for _item, told in owed))
    made, readers = [], []
    with ledger.written_last():
        for item, (stage, ahead) in owed:
            at, whom = people.addressed(item, stage)
            if not whom:
                continue
            made.append(
                Reminder(
                    work_item=item,
                    stage=stage,
                    ahead=ahead,
                    organisation_id=at,
                    due_at=item.due_at,
                    made_at=clock.now(),
                )
            )
            readers.append(sorted(whom))
            if stage in ESCALATIONS:
                _record(item, stage, at)
        rows = Reminder.objects.bulk_create(made)
        ReminderCopy.objects.bulk_create(
            ReminderCopy(reminder=row, reader_id=reader)
            for row, told in zip(rows, readers, strict=True)
            for reader in told
        )
    return len(rows)


def _owed(rungs: Ladder, items: list[WorkItem]) -> Iterator[tuple[WorkItem, Told]]:
    calendar, today = working_days.current(), clock.today()
    rows = Reminder.objects.filter(work_item__in=items).order_by("pk").values_list("work_item", "stage", "ahead")
    known = set(rows)
    for item in items:
        opened, due = deadlines.day_of(item.opened_at), deadlines.day_of(item.due_at)
        for stage, ahead in rungs.owed(opened, due, today, calendar):
            if (item.pk, stage.value, ahead) not in known:
                yield item, (stage, ahead)


def _record(item: WorkItem, stage: Stage, at: int) -> None:
    ledger.record(
        actor=None, action=ESCALATED, chain=item.county_id, dossier=item.dossier_id, work_item=item.pk,
        flow=item.flow_key, step=item.step, stage=stage.value, organisation=at, due_at=item.due_at,
    )  # fmt: skip
