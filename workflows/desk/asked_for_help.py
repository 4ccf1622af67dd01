"""What others asked of a person, in his inbox: what he was entrusted with, and what he is to sign."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import User
from roles import asking
from roles.asking import Asker
from workflows.desk import chips, steps
from workflows.desk.calls import Call, Line
from workflows.engine import answering_people
from workflows.engine.enums import Assist
from workflows.engine.models import Assistance

KEY = "assistances"


def asked_of(actor: User | Asker) -> QuerySet[Assistance]:
    """What waits for the person's answer, as himself or as a deputy."""
    asker = asking.of(actor)
    return answering_people.waiting_for(asker.person, asker.now, asker.today)


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s件委派、加签待您答复", "%(number)s件委派、加签待您答复", number) % {"number": number}


def line(facts: Mapping[str, Any]) -> Line:
    """One of them: which dossier and step, by whom it was asked, what, and by when."""
    step = steps.named(facts["added"]) or steps.title(facts["flow"], facts["step"])
    told = {"name": facts["by"], "kind": Assist(facts["kind"]).label, "step": step}
    suspended = datetime.datetime.fromisoformat(facts["suspended"]) if facts["suspended"] else None
    until = datetime.date.fromisoformat(facts["until"]) if facts["until"] else None
    return Line(
        words=facts["title"],
        url=reverse("desk:task", args=[facts["item"]]),
        said=facts["words"],
        by=_("%(name)s%(kind)s · %(step)s") % told,
        due=chips.day_left(until, suspended) if until else None,
        act=(_("去答复"), reverse("desk:task", args=[facts["item"]])),
    )


CALL = Call(
    KEY, asked_of, words, "desk:inbox", line=line, by="at", order=5, tone="warning",
    facts={
        "item": F("work_item"), "title": F("dossier__title"), "kind": F("kind"), "by": F("asked_by__name"),
        "flow": F("work_item__flow_key"), "step": F("work_item__step"), "added": F("work_item__unplanned"), "words": F("words"), "until": F("until"),
        "suspended": F("work_item__suspended_at"), "at": F("asked_at"),
    },
)  # fmt: skip
