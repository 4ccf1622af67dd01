"""Why an item is due on this very day: what the deadline was counted from, and the count day by day (B30)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from core import deadlines, working_days
from core.deadlines import CountedDay, Terms
from core.models import CalendarEdition
from workflows.desk import steps
from workflows.engine import due
from workflows.engine.models import WorkItem

WEEKDAYS = (
    gettext_lazy("周一"), gettext_lazy("周二"), gettext_lazy("周三"), gettext_lazy("周四"), gettext_lazy("周五"),
    gettext_lazy("周六"), gettext_lazy("周日"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One day that counts, or a span of days that do not, for the same reason."""

    days: str
    number: int | None
    reason: str
    is_last: bool = False


@dataclass(frozen=True)
class WhyDue:
    """The whole explanation: one sentence, what else bounds the day, and the count."""

    summary: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]


def why_due(item: WorkItem) -> WhyDue | None:
    """The explanation of an item's deadline; None where its step is in no flow any more. At most the statement of
    what else than its limit bounds it."""
    step = steps.step(item.flow_key, item.step)
    if step is None:
        return None
    counted, bound = due.terms(item, step.limit), due.held(item, step.bound(item.dossier_id))
    decisive = bound if bound and (bound.replaces or bound.at < due.end(counted)) else None
    shown = decisive.terms if decisive else counted
    notes = [decisive.why] if decisive else []
    told = (_suspended(item), _since(item), _provisional(item), _edition(item), _moved(item, counted, bound))
    notes += [note for note in told if note]
    if shown is None:
        day = deadlines.day_of(item.due_at)
        return WhyDue(_("以%(day)s为限") % {"day": spoken(day)}, tuple(notes), ())
    days = deadlines.explain(shown, working_days.current())
    return WhyDue(summary(shown, days), tuple(notes), tuple(lines(days)))


def summary(terms: Terms, days: list[CountedDay]) -> str:
    """One sentence: 5个工作日：2026年3月2日（周一）起算不计，2026年3月9日（周一）止."""
    told = {"limit": length(terms.days, in_calendar_days=terms.in_calendar_days)}
    told |= {"start": spoken(terms.start), "last": spoken(days[-1].day)}
    return _("%(limit)s：%(start)s起算不计，%(last)s止") % told


def length(days: int, *, in_calendar_days: bool) -> str:
    """5个工作日, 7个自然日."""
    if in_calendar_days:
        return ngettext("%(count)d个自然日", "%(count)d个自然日", days) % {"count": days}
    return ngettext("%(count)d个工作日", "%(count)d个工作日", days) % {"count": days}


def lines(days: Iterable[CountedDay]) -> Iterable[Line]:
    """The days in order; those that do not count for the same reason as one span."""
    found = list(days)
    for (number, reason), group in groupby(found, key=lambda each: (each.number, each.reason)):
        span = [each.day for each in group]
        text = spoken(span[0]) if len(span) == 1 else _("%(first)s至%(last)s") % _ends(span)
        yield Line(text, number, reason, is_last=span[-1] == found[-1].day)


def spoken(day: datetime.date) -> str:
    """2026年3月9日（周一）; in English Mon 9 Mar 2026."""
    weekday = WEEKDAYS[day.weekday()]
    if (get_language() or "").startswith("en"):
        return f"{weekday} {day:%-d %b %Y}"
    return f"{day.year}年{day.month}月{day.day}日（{weekday}）"


def _ends(span: list[datetime.date]) -> dict[str, str]:
    return {"first": spoken(span[0]), "last": spoken(span[-1])}


def _since(item: WorkItem) -> str:
    """Why the count began on another day than the item came."""
    if item.not_before and item.not_before > deadlines.day_of(item.counted_from or item.opened_at):
        return _("公示期满后方可办理，期限自%(day)s起算") % {"day": spoken(item.not_before)}
    if item.counted_from and item.counted_from < item.opened_at:
        return _("本环节期限自%(day)s首次送达起连续计算，扣除停止计算的日子") % {
            "day": spoken(deadlines.day_of(item.counted_from))
        }
    return ""


def _suspended(item: WorkItem) -> str:
    """That the count stands still now."""
    if item.suspended_at is None:
        return ""
    told = {"day": spoken(deadlines.day_of(item.suspended_at))}
    return _("案卷自%(day)s起暂停办理，当日起停止计算；恢复后按剩余的工作日重新核定") % told


def _provisional(item: WorkItem) -> str:
    day = deadlines.day_of(item.due_at)
    if working_days.is_provisional(day):
        return _("%(year)d年放假安排尚未公布，暂按周末计算，公布后重新核定") % {"year": day.year}
    return ""


def _edition(item: WorkItem) -> str:
    """Which notice the calendar had last when the deadline was set; nothing for the one that the program brings."""
    if not item.calendar_edition:
        return ""
    sources = (
        CalendarEdition.objects.filter(number=item.calendar_edition).values_list("source", flat=True).order_by("pk")
    )
    told = {"number": item.calendar_edition, "source": sources.first() or ""}
    return _("按第%(number)d版工作日历计算（%(source)s）") % told


def _moved(item: WorkItem, counted: Terms, bound: due.Bound | None) -> str:
    """That a count by today's calendar and limits would end on another day than the one that stands."""
    if due.due_at(counted, bound) == item.due_at:
        return ""
    return _("日历或规定后来有变，已定的期限未作调整：%(day)s") % {"day": spoken(deadlines.day_of(item.due_at))}
