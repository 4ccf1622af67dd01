"""How a slip is met in the inbox of whoever has the matter's duty at its organisation."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import working_days
from core.models import User
from oversight.models import Slip, SlipState
from roles import origins
from workflows.desk.calls import Call, Line
from workflows.desk.chips import time_left

FACTS = {
    "slip": F("pk"), "title": F("work_item__dossier__title"), "due_on": F("due_on"), "text": F("requirement"),
    "by": F("office__name"), "state": F("state"),
}  # fmt: skip


def waiting_for(actor: User) -> QuerySet[Slip]:
    """Slips to be signed for or answered where he has the duty of the matter."""
    duty_there = origins.held(actor).filter(
        permission__codename=OuterRef("work_item__duty"), content_object=OuterRef("organisation")
    )
    return Slip.objects.filter(Exists(duty_there), state__in=(SlipState.ISSUED, SlipState.SIGNED))


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s份督办单待签收或反馈", "%(number)s份督办单待签收或反馈", number) % {"number": number}


def line(facts: Mapping[str, Any]) -> Line:
    """One slip in the inbox."""
    due = working_days.closing(datetime.date.fromisoformat(facts["due_on"]))
    return Line(
        words=facts["title"],
        url=reverse("oversight:slip", args=[facts["slip"]]),
        said=facts["text"],
        by=_("%(office)s督办，%(state)s") % {"office": facts["by"], "state": SlipState(facts["state"]).label},
        due=time_left(due),
    )


CALL = Call("slips", waiting_for, words, "oversight:slips", facts=FACTS, line=line, by="due_on", order=8, tone="slip")
