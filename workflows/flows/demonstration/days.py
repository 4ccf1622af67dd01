"""When things happened: counted back from the day on which the demonstration is made."""

from __future__ import annotations

import datetime

from core import clock
from core.working_days import add_working_days, is_working_day
from workflows.flows.demonstration import desks

HOUR = datetime.time(9, 20)
LOOK = datetime.timedelta(minutes=50)
"""After the beginning of a working day: when people have looked at what came the day before."""
PAUSE = datetime.timedelta(minutes=4)
"""Between one act and the next."""


class Days:
    """The demonstration's way through time: from a day long past to the present, forward only."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today

    @property
    def plan_year(self) -> int:
        """The year whose plan is being made: from September on, the next."""
        return self.today.year + (1 if self.today.month >= 9 else 0)

    @property
    def beginning(self) -> datetime.datetime:
        """The August in which the plan of the year before began."""
        return _morning(datetime.date(self.plan_year - 2, 8, 3))

    def ago(self, days: int) -> None:
        """Let time pass until so many days before today, at the working day that is then or was last."""
        self.until(self.today - datetime.timedelta(days=days))

    def until(self, day: datetime.date) -> None:
        """Let time pass until a day, on whose way people look at their desks once; nothing when it is past already."""
        while not is_working_day(day):
            day -= datetime.timedelta(days=1)
        moment = _morning(day)
        if moment > clock.now():
            clock.advance(to=min(_morning(add_working_days(clock.today(), 1)) + LOOK, moment))
            desks.look()
            if moment > clock.now():
                clock.advance(to=moment)


def pause() -> None:
    """Let the next act begin a little later, at a whole mark of the clock however long the last one took."""
    into_the_mark = (clock.now() - datetime.datetime.min.replace(tzinfo=clock.SHANGHAI)) % PAUSE
    clock.advance(by=PAUSE - into_the_mark)


def _morning(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, HOUR, clock.SHANGHAI)
