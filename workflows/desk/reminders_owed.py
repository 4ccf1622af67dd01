"""Since when the oldest reminder that was not told yet is owed: what the page of the duties shows of a worker that does not
remind."""

from __future__ import annotations

import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from core import clock, deadlines, working_days
from core.working_days import ONE_DAY, Calendar
from workflows.desk import reminding
from workflows.desk.models.reminders import ESCALATIONS, Reminder, Stage
from workflows.desk.reminded_people import People
from workflows.desk.reminding import Ladder, Told
from workflows.engine.models import WorkItem


def owed_since() -> datetime.datetime | None:
    """The midnight of the day on which the oldest stage that was not told was reached, or when its item came; None where
    all are, but those that nobody is there to be told of. One statement, and those that find the people where something
    is left."""
    rungs, calendar, today = reminding.ladder(), working_days.current(), clock.today()
    told = Reminder.objects.filter(work_item=OuterRef("pk")).order_by("pk")
    rows = told.values(one=JSONObject(stage=F("stage"), ahead=F("ahead")))
    owed: list[tuple[WorkItem, Told]] = []
    for item in reminding.lying(rungs).select_related("organisation").annotate(told=ArraySubquery(rows)).order_by("pk"):
        known = {(Stage(one["stage"]), one["ahead"]) for one in item.told}
        opened, due = deadlines.day_of(item.opened_at), deadlines.day_of(item.due_at)
        owed += [(item, one) for one in rungs.owed(opened, due, today, calendar) if one not in known]
    if not owed:
        return None
    people = People.of({item for item, _told in owed}, escalated=any(one[0] in ESCALATIONS for _item, one in owed))
    moments = [_since(rungs, item, one, calendar) for item, one in owed if people.addressed(item, one[0])[1]]
    return min(moments, default=None)


def _since(rungs: Ladder, item: WorkItem, told: Told, calendar: Calendar) -> datetime.datetime:
    day = reached_on(rungs, told, deadlines.day_of(item.due_at), calendar)
    return max(datetime.datetime.combine(day, datetime.time(), clock.SHANGHAI), item.opened_at)


def reached_on(rungs: Ladder, told: Told, due: datetime.date, calendar: Calendar) -> datetime.date:
    """The first day on which an item that is due on that day has reached the stage."""
    stage, ahead = told
    if stage in ESCALATIONS:
        return calendar.add(due, rungs.head if stage == Stage.HEAD else rungs.office)
    day = due
    while stage == Stage.BEFORE and calendar.between(day - ONE_DAY, due) <= ahead:
        day -= ONE_DAY
    return day
