"""How a slip is met in the inbox: by whoever has the matter's duty at its organisation, and by the office that issued
it once it was answered."""

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
from roles import origins, policies
from roles.duties import Duty
from workflows.desk.calls import Call, Line
from workflows.desk.chips import time_left

FACTS = {
    "slip": F("pk"), "title": F("work_item__dossier__title"), "due_on": F("due_on"), "text": F("requirement"),
    "by": F("office__name"), "state": F("state"), "remark": F("remark"),
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
    """One slip in the inbox; of one that was sent back, why."""
    due = working_days.closing(datetime.date.fromisoformat(facts["due_on"]))
    said = facts["text"]
    if facts["state"] == SlipState.SIGNED and facts["remark"]:
        said = _("被退回：%(reason)s") % {"reason": facts["remark"]}
    return Line(
        words=facts["title"],
        url=reverse("oversight:slip", args=[facts["slip"]]),
        said=said,
        by=_("%(office)s督办，%(state)s") % {"office": facts["by"], "state": SlipState(facts["state"]).label},
        due=time_left(due),
    )


def to_verify(actor: User) -> QuerySet[Slip]:
    """Answered slips of the supervision offices where he supervises; no statement beyond the one that reads them."""
    return policies.scope(actor, Duty.SUPERVISE, Slip.objects.filter(state=SlipState.ANSWERED), field="office")


def to_verify_words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s份督办单待核查", "%(number)s份督办单待核查", number) % {"number": number}


def to_verify_line(facts: Mapping[str, Any]) -> Line:
    """One answer: of which matter, what it says and who gave it."""
    return Line(
        words=facts["title"],
        url=reverse("oversight:slip", args=[facts["slip"]]),
        said=facts["answer"],
        by=_("%(organisation)s反馈") % {"organisation": facts["by"]},
    )


CALL = Call("slips", waiting_for, words, "oversight:slips", facts=FACTS, line=line, by="due_on", order=8, tone="slip")
TO_VERIFY = Call(
    "slips_to_verify", to_verify, to_verify_words, "oversight:slips", line=to_verify_line, by="at", order=9,
    tone="slip",
    facts={
        "slip": F("pk"), "title": F("work_item__dossier__title"), "at": F("answered_at"), "answer": F("answer"),
        "by": F("organisation__name"),
    },
)  # fmt: skip
