"""Where the demonstration clock is moved to: nothing is shortened, time is let pass (演示时钟)."""

from __future__ import annotations

import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock, working_days
from core.errors import Conflict
from plans.enums import ANNOUNCEMENTS
from plans.models import Notice

MORNING = datetime.time(9, 0)


def after_days(count: int) -> datetime.datetime:
    """The same hour, calendar days later."""
    return clock.now() + datetime.timedelta(days=count)


def after_working_days(count: int) -> datetime.datetime:
    """The same hour of the count-th working day from today."""
    present = clock.now().astimezone(clock.SHANGHAI)
    return datetime.datetime.combine(working_days.add_working_days(present.date(), count), present.timetz())


def after_notices() -> datetime.datetime:
    """The morning after the last notice that runs today has closed. Raises Conflict when none runs."""
    last = last_notice_day()
    if last is None:
        raise Conflict(_("现在没有进行中的公示"))
    return datetime.datetime.combine(last + datetime.timedelta(days=1), MORNING, clock.SHANGHAI)


def last_notice_day() -> datetime.date | None:
    """The last day of the notices before decisions that run today; announcements bar nothing and do not count."""
    running = Notice.objects.current(clock.today()).exclude(kind__in=ANNOUNCEMENTS).order_by()
    last: datetime.date | None = running.aggregate(last=Max("closes_on"))["last"]
    return last
