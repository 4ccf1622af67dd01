"""What reminders and meetings tell."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.dates import moment_words
from core.enums import Channel
from core.messages_out import events
from core.messages_out.events import Addressee, Content, Event, Fact, Owed
from roles.hands import Hands
from workflows.desk.bodies import RULES
from workflows.desk.enums import MeetingKind, MeetingState, News
from workflows.desk.messaged import due, open_items
from workflows.desk.messaged_lying import RELATED, content, place
from workflows.desk.models import Invitation, Meeting
from workflows.desk.models.reminders import ESCALATIONS, ReminderCopy, Stage


def near(owed: Owed) -> Iterator[Fact]:
    """Reminders before the due day and on it, to who has the item in hand and to his deputies."""
    yield from _reminded(owed, (Stage.BEFORE, Stage.DUE))


def overdue(owed: Owed) -> Iterator[Fact]:
    """Reports of an overdue item to the head and to the office."""
    yield from _reminded(owed, ESCALATIONS)


def _reminded(owed: Owed, stages: Collection[Stage]) -> Iterator[Fact]:
    related = tuple(f"reminder__work_item__{name}" for name in RELATED)
    rows = ReminderCopy.objects.filter(
        read_at__isnull=True, reminder__work_item__closed_at__isnull=True, reminder__stage__in=stages
    )
    copies: list[ReminderCopy] = list(
        owed.of(rows.select_related("reminder", *related).order_by("pk"), about="reminder__work_item")
    )
    hands = Hands.of(place(copy.reminder.work_item) for copy in copies)
    readers: dict[int, set[int]] = defaultdict(set)
    for copy in copies:
        readers[copy.reminder_id].add(copy.reader_id)
    for copy in copies:
        item, stage = copy.reminder.work_item, copy.reminder.stage
        yield Fact(
            key=str(copy.pk), about=item.pk, county=item.county_id, at=copy.reminder.made_at,
            addressees=_addressed(copy, hands, readers[copy.reminder_id]), content=content(item, code=stage),
        )  # fmt: skip


def _addressed(copy: ReminderCopy, hands: Hands, readers: Collection[int]) -> tuple[Addressee, ...]:
    """Of a report its reader alone; else he, while he has the duty, and those of his deputies who have no copy."""
    reader = Addressee(copy.reader_id)
    if copy.reminder.stage in ESCALATIONS:
        return (reader,)
    having = hands.with_deputies(copy.reader_id, place(copy.reminder.work_item))
    return (reader, *(one for one in having[1:] if one.person not in readers)) if having else ()


def reminder_words(told: Content) -> str:
    """The stage, the matter, with whom it lies and by when it is or was due."""
    said = {"stage": Stage(told.code).label, "what": told.what, "who": told.who, "due": due(told)}
    if told.code in ESCALATIONS:
        return _("%(stage)s：%(what)s在%(who)s逾期未办，期限%(due)s") % said
    return _("%(stage)s：%(what)s（%(who)s），期限%(due)s") % said


def called(owed: Owed) -> Iterator[Fact]:
    """What those called to a meeting were told last and have not looked at, to those of them who still sit there, and to
    those who deputise for them in that body."""
    rows = Invitation.objects.filter(
        seen_at__isnull=True, told_at__gt=clock.now() - events.REMEMBERED
    ).exclude(meeting__state=MeetingState.CONCLUDED)  # fmt: skip
    moment = Cast(F("told_at"), CharField())
    named = Concat(Cast(F("pk"), CharField()), Value(" "), F("news"), Value(" "), moment, output_field=CharField())
    found = list(owed.of(rows.select_related("meeting__body").order_by("pk"), named, about="meeting"))
    hands = Hands.of(place for row in found for place in _seats(row))
    for row in found:
        told = [one for place in _seats(row) for one in hands.with_deputies(row.user_id, place)]
        meeting = row.meeting
        yield Fact(
            key=row.message_key, about=meeting.pk, county=meeting.county_id, at=row.told_at,
            addressees=tuple(told),
            content=Content(
                who=meeting.body.name, what=meeting.title, code=row.news, by_when=meeting.held_at.isoformat(),
                link=reverse("desk:meeting", args=[meeting.pk]),
            ),
        )  # fmt: skip


def _seats(row: Invitation) -> list[tuple[str, int]]:
    rules = RULES[MeetingKind(row.meeting.kind)]
    return [(duty.value, row.meeting.body_id) for duty in (rules.chair, rules.member)]


def meetings_to_come(numbers: Collection[int]) -> set[int]:
    """Those that were not concluded."""
    return events.still(Meeting.objects.exclude(state=MeetingState.CONCLUDED), numbers)


def meeting_words(told: Content) -> str:
    said = {
        "what": told.what,
        "news": News(told.code).label,
        "at": moment_words(datetime.datetime.fromisoformat(told.by_when)),
    }
    return _("会议通知（%(news)s）：%(what)s，%(at)s") % said


NEAR = Event(
    key="desk.near", title=gettext_lazy("临近期限、到期"), facts=near, holds=open_items, words=reminder_words, order=60
)
OVERDUE = Event(
    key="desk.overdue", title=gettext_lazy("逾期报告"), facts=overdue, holds=open_items, words=reminder_words,
    order=70, is_fixed=True, is_urgent=True, by_default=frozenset(Channel),
)  # fmt: skip
CALLED = Event(
    key="desk.meeting", title=gettext_lazy("会议通知"), facts=called, holds=meetings_to_come, words=meeting_words,
    order=90,
)  # fmt: skip
EVENTS = (NEAR, OVERDUE, CALLED)
