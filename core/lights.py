"""The light of a deadline: the one function by which every page says how near it is (f.3).

A word stands beside every colour, and a shape where it presses.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from core import clock, working_days
from core.deadlines import day_of


class Light(models.TextChoices):
    """From afar to past."""

    FAR = "far", gettext_lazy("正常")
    NEAR = "near", gettext_lazy("临近到期")
    DUE = "due", gettext_lazy("今天到期")
    OVERDUE = "overdue", gettext_lazy("逾期")
    SUSPENDED = "suspended", gettext_lazy("暂停")

    @property
    def tone(self) -> str:
        """The colour: green is the calm one, near and due are amber, overdue is red."""
        return _LOOKS[self][0]

    @property
    def mark(self) -> str:
        """The shape beside the word."""
        return _LOOKS[self][1]


_LOOKS = {
    Light.FAR: ("calm", ""),
    Light.NEAR: ("soon", "△"),
    Light.DUE: ("soon", "▲"),
    Light.OVERDUE: ("late", "■"),
    Light.SUSPENDED: ("action", "‖"),
}


@dataclass(frozen=True)
class Shown:
    """A light and what is said beside it."""

    light: Light
    words: str


def of_days(days: int | None) -> Light:
    """By the working days left, negative after the due day; without a limit it is far."""
    if days is None or days > near_days():
        return Light.FAR
    if days > 0:
        return Light.NEAR
    return Light.DUE if days == 0 else Light.OVERDUE


def near_days() -> int:
    """How many working days before the due day a deadline counts as near (settings.LIGHT_NEAR_DAYS)."""
    return int(settings.LIGHT_NEAR_DAYS)


def words(days: int | None) -> str:
    """剩3个工作日, 今天到期, 逾期2个工作日; without a limit 不限时."""
    return _words(days, get_language())


@lru_cache(maxsize=1000)
def _words(days: int | None, _language: str | None) -> str:
    """Put into words once a language: a list says the same of many."""
    if days is None:
        return _("不限时")
    if days == 0:
        return _("今天到期")
    if days < 0:
        return ngettext("逾期%(days)d个工作日", "逾期%(days)d个工作日", -days) % {"days": -days}
    return ngettext("剩%(days)d个工作日", "剩%(days)d个工作日", days) % {"days": days}


def shown(due_at: datetime.datetime, suspended_at: datetime.datetime | None = None) -> Shown:
    """The light of an open deadline now. On the due day it is overdue as soon as the hour has passed."""
    if suspended_at is not None:
        return Shown(Light.SUSPENDED, _("暂停，原期限"))
    now = clock.now()
    return of_day(day_of(due_at), day_of(now), is_past=due_at < now)


def of_day(due: datetime.date, today: datetime.date, *, is_past: bool) -> Shown:
    """The light of a deadline on that day, and whether its hour has passed."""
    days = working_days.working_days_between(today, due)
    if is_past:
        return Shown(Light.OVERDUE, words(days) if days < 0 else str(Light.OVERDUE.label))
    return Shown(of_days(days), words(days))
