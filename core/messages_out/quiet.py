"""When a person is left in peace."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from core.clock import SHANGHAI
from core.working_days import ONE_DAY, Calendar

LONGEST = 60
"""Days in which every quiet time ends, whatever a calendar says."""


@dataclass(frozen=True)
class Quiet:
    """From one time of the day until another, over midnight if that is earlier, never if they are the same; and, if so
    wished, on days off. Shanghai time."""

    begins: datetime.time
    ends: datetime.time
    on_days_off: bool = True

    def until(self, moment: datetime.datetime, calendar: Calendar) -> datetime.datetime:
        """The first moment, not before the given one, that is not quiet."""
        found = moment.astimezone(SHANGHAI)
        for _day in range(LONGEST):
            if self.on_days_off and not calendar.is_working(found.date()):
                found = _at(found.date() + ONE_DAY, self._morning)
            elif self._covers(found.time()):
                day = found.date() + ONE_DAY if self._wraps and found.time() >= self.begins else found.date()
                found = _at(day, self.ends)
            else:
                break
        return found

    @property
    def _wraps(self) -> bool:
        return self.begins > self.ends

    @property
    def _morning(self) -> datetime.time:
        """When a day begins that is not off."""
        return self.ends if self._wraps else datetime.time()

    def _covers(self, time: datetime.time) -> bool:
        if self._wraps:
            return time >= self.begins or time < self.ends
        return self.begins <= time < self.ends


def next_digest(moment: datetime.datetime, at: datetime.time) -> datetime.datetime:
    """The next time, from that moment on, at which the message of the day goes."""
    local = moment.astimezone(SHANGHAI)
    today = _at(local.date(), at)
    return today if local <= today else today + ONE_DAY


def _at(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(day, time, SHANGHAI)
