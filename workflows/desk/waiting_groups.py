"""How the inbox tells items apart: by deadline, by what is put aside, by amount; as conditions that the database reads."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models
from django.db.models import Case, CharField, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy

from roles.asking import Asker
from workflows.desk.models import Snooze


class Group(models.TextChoices):
    """By when something is due."""

    OVERDUE = "overdue", gettext_lazy("逾期")
    TODAY = "today", gettext_lazy("今天")
    WEEK = "week", gettext_lazy("本周")
    LATER = "later", gettext_lazy("以后")
    SUSPENDED = "paused", gettext_lazy("暂停")
    ASIDE = "aside", gettext_lazy("稍后办理")


class Band(models.TextChoices):
    """How much money it is about."""

    SMALL = "small", gettext_lazy("不满50万元")
    MIDDLE = "middle", gettext_lazy("50万元以上不满200万元")
    LARGE = "large", gettext_lazy("200万元以上不满1000万元")
    LARGEST = "largest", gettext_lazy("1000万元以上")
    NONE = "none", gettext_lazy("未列金额")


BOUNDS = ((Band.SMALL, 0, 500_000), (Band.MIDDLE, 500_000, 2_000_000), (Band.LARGE, 2_000_000, 10_000_000))
"""From and below which amount in yuan; beyond the last is the largest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """Where the groups end: today and this week (Sunday)."""

    tomorrow: datetime.datetime
    monday: datetime.datetime

    @classmethod
    def of(cls, asker: Asker) -> Until:
        tomorrow = asker.midnight + datetime.timedelta(days=1)
        return cls(tomorrow=tomorrow, monday=tomorrow + datetime.timedelta(days=6 - asker.today.weekday()))


def buckets(asker: Asker, until: Until) -> list[tuple[Q | None, Group, int]]:
    """Which items are of which group, the first that holds, and where it stands in the list. What is put aside comes back
    by itself on its day, and on the day it is due whatever day was said."""
    aside = Snooze.objects.filter(user=asker.person, until__gt=asker.today).values("work_item")
    return [
        (Q(suspended_at__isnull=False), Group.SUSPENDED, 4),
        (Q(due_at__lt=asker.now), Group.OVERDUE, 0),
        (Q(due_at__lt=until.tomorrow), Group.TODAY, 1),
        (Q(pk__in=aside), Group.ASIDE, 5),
        (Q(due_at__lt=until.monday), Group.WEEK, 2),
        (None, Group.LATER, 3),
    ]


def bucket(asker: Asker, until: Until) -> Case:
    *named, (_rest, last, _place) = buckets(asker, until)
    whens = [When(condition, then=Value(group)) for condition, group, _place in named]
    return Case(*whens, default=Value(last), output_field=CharField())


def rank(asker: Asker, until: Until) -> Case:
    *named, (_rest, _last, last) = buckets(asker, until)
    whens = [When(condition, then=Value(place)) for condition, _group, place in named]
    return Case(*whens, default=Value(last), output_field=IntegerField())


def band() -> Case:
    whens = [When(dossier__amount__lt=most, then=Value(band)) for band, _least, most in BOUNDS]
    none = When(dossier__amount__isnull=True, then=Value(Band.NONE))
    return Case(none, *whens, default=Value(Band.LARGEST), output_field=CharField())
