"""Loading a year's holiday notice (国务院办公厅关于部分节假日安排的通知) into the working calendar.

The file is a csv with the columns `day,working,name`: a day or a span (`2027-02-05..2027-02-11`), 0 for a day off
and 1 for a Saturday or Sunday worked, and the holiday's name.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import ledger, working_days
from core.errors import Invalid
from core.models import CalendarDay, CalendarEdition, Organisation, User
from core.working_days import Calendar, NoticeDay

LONGEST_SPAN_DAYS = 31


def parse_notice(text: str) -> list[CalendarDay]:
    """The days a notice names, spans spread out; raises Invalid naming the line that cannot be read."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if not {"day", "working", "name"} <= set(reader.fieldnames or ()):
        raise Invalid(_("假日安排文件须有 day、working、name 三列"))
    days: dict[datetime.date, CalendarDay] = {}
    for number, row in enumerate(reader, start=2):
        try:
            for day in _span(row["day"].strip()):
                days[day] = CalendarDay(day=day, is_working=_is_working(row["working"]), name=row["name"].strip())
        except (ValueError, AttributeError) as error:
            raise Invalid(_("假日安排文件第 %(number)d 行无法识别") % {"number": number}) from error
    return list(days.values())


def proposed(days: Iterable[CalendarDay]) -> Calendar:
    """The calendar as it would be with these days; nothing is kept."""
    known = working_days.current()
    named = {one.day: NoticeDay(one.is_working, one.name) for one in days}
    return Calendar({**known.notices, **named}, known.edition + 1)


@transaction.atomic
def load_notice(*, actor: User | None, text: str, source: str, recomputes: bool = True) -> CalendarEdition:
    """Take a notice into the calendar as its next edition and, unless told otherwise, let open dates be computed again
    in the actor's name.

    Whether the actor may, and whether the dates that move were shown to him, is asked by the room above. Raises
    Invalid for a text that is no notice.
    """
    days = parse_notice(text)
    last = CalendarEdition.objects.aggregate(last=Max("number"))["last"] or 0
    edition = CalendarEdition.objects.create(number=last + 1, source=source, text=text, days=len(days), loaded_by=actor)
    for day in days:
        day.source, day.edition = source, edition.number
    CalendarDay.objects.bulk_create(
        days, update_conflicts=True, unique_fields=["day"], update_fields=["is_working", "name", "source", "edition"]
    )
    working_days.forget()
    if recomputes:
        for recompute in working_days.recomputations:
            recompute(actor)
    transaction.on_commit(working_days.forget)
    root = Organisation.objects.filter(parent__isnull=True).order_by("path").first()
    if root is not None:
        ledger.record(actor=actor, action="calendar.loaded", chain=root, source=source, days=len(days))
    return edition


def _span(text: str) -> Iterator[datetime.date]:
    first_text, _dots, last_text = text.partition("..")
    first = datetime.date.fromisoformat(first_text)
    last = datetime.date.fromisoformat(last_text) if last_text else first
    if not 0 <= (last - first).days < LONGEST_SPAN_DAYS:
        raise ValueError(text)
    return (first + datetime.timedelta(days=step) for step in range((last - first).days + 1))


def _is_working(text: str) -> bool:
    if text.strip() not in {"0", "1"}:
        raise ValueError(text)
    return text.strip() == "1"
