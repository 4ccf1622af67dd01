"""How whoever was reminded meets it: in his inbox, on the page of his reminders, and noted as read once he has looked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock, deadlines, working_days
from core.models import User
from core.templatetags.words import cn_moment
from roles import asking
from roles.asking import Asker
from workflows.desk.calls import Call, Line
from workflows.desk.chips import time_left
from workflows.desk.models.reminders import ReminderCopy, Stage
from workflows.engine.models import WorkItem

KEY = "reminders"
COUNTED = "desk_reminders_counted"
"""On the person of one request: how many are unread."""
FACTS = {
    "item": F("reminder__work_item"), "title": F("reminder__work_item__dossier__title"),
    "due": F("reminder__work_item__due_at"), "stage": F("reminder__stage"), "ahead": F("reminder__ahead"),
    "at": F("reminder__made_at"), "was_due": F("reminder__due_at"), "by": F("reminder__work_item__organisation__name"),
}  # fmt: skip


def unread_by(actor: User | Asker | int) -> QuerySet[ReminderCopy]:
    """The last unread reminder of each item that is still open and does not stand still."""
    later = ReminderCopy.objects.filter(
        reader=OuterRef("reader"), reminder__work_item=OuterRef("reminder__work_item"), pk__gt=OuterRef("pk")
    )
    open_ones = ReminderCopy.objects.unread().filter(
        reader=asking.person(actor),
        reminder__work_item__closed_at__isnull=True,
        reminder__work_item__suspended_at__isnull=True,
    )
    return open_ones.filter(~Exists(later))


def remember_unread(actor: User, number: int) -> None:
    """Keep on the person of this request what a statement has counted."""
    setattr(actor, COUNTED, number)


def unread_count(actor: User) -> int | None:
    """What was counted on this request; None where nothing was."""
    counted: int | None = getattr(actor, COUNTED, None)
    return counted


def copies_of(actor: User) -> QuerySet[ReminderCopy]:
    """Everything he was told, the last first."""
    related = ("reminder__work_item__dossier", "reminder__work_item__organisation")
    return ReminderCopy.objects.filter(reader=actor).select_related(*related).latest_first()


def note_read(*, actor: User, item: WorkItem | None = None) -> int:
    """Note that he has read what he was told, of one item or all of it; one statement."""
    copies = ReminderCopy.objects.unread().filter(reader=actor)
    if item is not None:
        copies = copies.filter(reminder__work_item=item)
    return copies.update(read_at=clock.now())


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s条期限提醒未读", "%(number)s条期限提醒未读", number) % {"number": number}


def line(facts: Mapping[str, Any]) -> Line:
    """One reminder in the inbox."""
    made, was_due = (datetime.datetime.fromisoformat(facts[name]) for name in ("at", "was_due"))
    return Line(
        words=facts["title"],
        url=reverse("desk:task", args=[facts["item"]]),
        said=told(facts["stage"], facts["ahead"], facts["by"], left=left(made, was_due)),
        by=cn_moment(made),
        due=time_left(datetime.datetime.fromisoformat(facts["due"])),
        work_item=facts["item"],
        mark=_("已提醒"),
    )


def left(made: datetime.datetime, was_due: datetime.datetime) -> int:
    """How many working days were left when a reminder was made; none or fewer on the due day and after it."""
    return working_days.working_days_between(deadlines.day_of(made), deadlines.day_of(was_due))


def told(stage: str, ahead: int, organisation: str, *, left: int) -> str:
    """What one stage says, whenever it is read: 提前3个工作日提醒（县农业农村局）; of one that was made late, because no
    worker ran on its day, what was `left` then."""
    said = {"organisation": organisation, "days": ahead, "left": left, "stage": Stage(stage).label}
    if stage == Stage.BEFORE and left <= 0:
        return _("提前提醒补发，补发时期限已到（%(organisation)s）") % said
    if stage == Stage.BEFORE and left < ahead:
        return (
            ngettext(
                "提前提醒补发，补发时剩%(left)d个工作日（%(organisation)s）",
                "提前提醒补发，补发时剩%(left)d个工作日（%(organisation)s）",
                left,
            )
            % said
        )
    if stage == Stage.BEFORE:
        return (
            ngettext(
                "提前%(days)d个工作日提醒（%(organisation)s）", "提前%(days)d个工作日提醒（%(organisation)s）", ahead
            )
            % said
        )
    return _("%(stage)s（%(organisation)s）") % said


CALL = Call(KEY, unread_by, words, "desk:reminders", facts=FACTS, line=line, by="at", order=15, tone="warning")
