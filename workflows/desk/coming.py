"""What waits for those who meet: items that whoever may convene has yet to put on an agenda, and meetings to come."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Organisation, User
from core.templatetags.words import cn_moment
from roles import asking
from roles.asking import Asker
from roles.duties import Duty
from workflows.desk import meetings
from workflows.desk.bodies import RULES
from workflows.desk.calls import Call, Line
from workflows.desk.chips import time_left
from workflows.desk.enums import MeetingKind, MeetingState
from workflows.desk.models import Invitation
from workflows.engine.models import WorkItem

KIND_OF_DUTY = {rules.chair.value: kind for kind, rules in RULES.items()}
"""Which meeting decides an item, by the duty that it waits for."""


def to_convene(actor: User | Asker) -> QuerySet[WorkItem]:
    """What waits for a meeting that the actor may call: his organs lead to their bodies, and those to what waits."""
    body, chair = [], []
    for rules in RULES.values():
        convenes = {"kind": rules.convened_by or rules.body}
        body.append(When(**convenes, then=F("county") if rules.convened_by else F("pk")))
        chair.append(When(**convenes, then=Value(rules.chair.value)))
    organs = Organisation.objects.filter(asking.of(actor).has(Duty.CONVENE_MEETING, "pk"))
    called = organs.annotate(
        body=Case(*body, output_field=BigIntegerField()), chair=Case(*chair, output_field=CharField())
    )
    return meetings.unlisted().filter(Exists(called.filter(body=OuterRef("organisation"), chair=OuterRef("duty"))))


def to_convene_words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s项议题待安排会议", "%(number)s项议题待安排会议", number) % {"number": number}


def to_convene_line(facts: Mapping[str, Any]) -> Line:
    """One item, with the way to a meeting that has it on its agenda."""
    kind = KIND_OF_DUTY[facts["duty"]]
    asked = urlencode({"kind": kind.value, "body": facts["body"], "item": facts["item"]})
    return Line(
        words=facts["title"],
        url=reverse("desk:task", args=[facts["item"]]),
        by=_("须经%(kind)s（%(body)s）") % {"kind": MeetingKind(kind).label, "body": facts["body_name"]},
        due=time_left(datetime.datetime.fromisoformat(facts["due"])),
        act=(_("召集会议"), f"{reverse('desk:meeting_new')}?{asked}"),
    )


def coming(actor: User | Asker) -> QuerySet[Invitation]:
    """The meetings of today and later that the actor is called to and has looked at; the others are news."""
    asker = asking.of(actor)
    called = Invitation.objects.filter(user=asker.person, seen_at__isnull=False)
    return called.filter(meeting__state=MeetingState.CONVENED, meeting__held_at__gte=asker.midnight)


def coming_words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s次会议请您参加", "%(number)s次会议请您参加", number) % {"number": number}


def coming_line(facts: Mapping[str, Any]) -> Line:
    """One meeting: which, when and where."""
    held = {"year": facts["year"], "ordinal": facts["ordinal"], "kind": MeetingKind(facts["kind"]).label}
    return Line(
        words=_("%(year)s年第%(ordinal)s次%(kind)s") % held,
        url=reverse("desk:meeting", args=[facts["meeting"]]),
        by=f"{cn_moment(datetime.datetime.fromisoformat(facts['at']))} {facts['place']}",
    )


TO_CONVENE = Call(
    "to_convene", to_convene, to_convene_words, "desk:meetings", line=to_convene_line, by="due", order=20,
    tone="warning", duties=frozenset({Duty.CONVENE_MEETING}),
    facts={
        "item": F("pk"), "title": F("dossier__title"), "due": F("due_at"), "duty": F("duty"),
        "body": F("organisation"), "body_name": F("organisation__name"),
    },
)  # fmt: skip
COMING = Call(
    "coming", coming, coming_words, "desk:meetings", line=coming_line, by="at", order=30,
    facts={
        "meeting": F("meeting"), "year": F("meeting__year"), "ordinal": F("meeting__ordinal"),
        "kind": F("meeting__kind"), "at": F("meeting__held_at"), "place": F("meeting__place"),
    },
)  # fmt: skip
