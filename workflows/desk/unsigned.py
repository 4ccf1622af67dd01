"""Minutes that wait for a signature: met in the inbox by whoever chairs the body and was present."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import User
from core.templatetags.words import cn_moment
from roles import asking
from roles.asking import Asker
from roles.models import Appointment
from workflows.desk.bodies import RULES
from workflows.desk.calls import Call, Line
from workflows.desk.enums import MeetingKind, MeetingState
from workflows.desk.models import AgendaItem, Attendance, Meeting


def waiting_for(actor: User | Asker) -> QuerySet[Meeting]:
    """Meetings with every item resolved whose minutes the actor may sign: he chairs by an appointment of his own, as
    `bodies.require_chair` asks, and was present."""
    asker = asking.of(actor)
    chaired = Q(pk__in=())
    posts = Appointment.objects.in_force(asker.today).filter(user=asker.person, user__is_active=True)
    for kind, rules in RULES.items():
        bodies = posts.filter(post__duties__duty=rules.chair).values("post__organisation")
        chaired |= Q(kind=kind, body__in=bodies)
    items = AgendaItem.objects.filter(meeting=OuterRef("pk"))
    present = Attendance.objects.present().filter(meeting=OuterRef("pk"), user=asker.person)
    held = Meeting.objects.filter(chaired, state=MeetingState.CONVENED, held_at__lte=asker.now)
    return held.filter(Exists(present), Exists(items), ~Exists(items.filter(result="")))


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s份会议纪要待签发", "%(number)s份会议纪要待签发", number) % {"number": number}


def line(facts: Mapping[str, Any]) -> Line:
    """One meeting, with the way to its page, where the minutes are signed."""
    held = {"year": facts["year"], "ordinal": facts["ordinal"], "kind": MeetingKind(facts["kind"]).label}
    address = reverse("desk:meeting", args=[facts["meeting"]])
    return Line(
        words=_("%(year)s年第%(ordinal)s次%(kind)s") % held,
        url=address,
        by=_("%(moment)s召开，议题均已议决") % {"moment": cn_moment(datetime.datetime.fromisoformat(facts["at"]))},
        act=(_("核对并签发"), address),
    )


CALL = Call(
    "unsigned", waiting_for, words, "desk:meetings", line=line, by="at", order=15, tone="warning",
    duties=frozenset(rules.chair for rules in RULES.values()),
    facts={
        "meeting": F("pk"), "year": F("year"), "ordinal": F("ordinal"), "kind": F("kind"), "at": F("held_at"),
    },
)  # fmt: skip
