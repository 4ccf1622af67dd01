"""How a bulletin is met in the inbox: by whoever has the next step at the government office, and by its drafter when it
comes back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import User
from oversight.bulletins.acts import AT_THE_OFFICE, DRAFTER
from oversight.bulletins.resting import left_behind
from oversight.models import Bulletin, BulletinKind, BulletinState
from roles import asking
from roles.asking import Asker
from workflows.desk.calls import Call, Line

FACTS = {
    "bulletin": F("pk"), "kind": F("kind"), "month": F("month"), "state": F("state"), "remark": F("remark"),
    "by": F("drafted_by__name"),
}  # fmt: skip


def waiting_for(actor: User | Asker) -> QuerySet[Bulletin]:
    """Those whose next step is his and in which he had no hand, his own that were given back, and drafts whose drafter has
    left (`resting`)."""
    asker = asking.of(actor)
    turn = Q(state=BulletinState.DRAFT, drafted_by=asker.person) & ~Q(remark="")
    turn |= left_behind(asker)
    for state, duty in AT_THE_OFFICE.items():
        turn |= Q(asker.has(duty, "office"), state=state) & ~Q(drafted_by=asker.person)
    others = Q(checked_by__isnull=True) | ~Q(checked_by=asker.person)
    others &= Q(signed_by__isnull=True) | ~Q(signed_by=asker.person)
    return Bulletin.objects.filter(turn, others)


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s份通报待办理", "%(number)s份通报待办理", number) % {"number": number}


def line(facts: Mapping[str, Any]) -> Line:
    """One bulletin; of one that came back, why."""
    month = datetime.date.fromisoformat(facts["month"])
    return Line(
        words=f"{month:%Y-%m} {BulletinKind(facts['kind']).label}",
        url=reverse("oversight:bulletin", args=[facts["bulletin"]]),
        said=_("被退回：%(reason)s") % {"reason": facts["remark"]} if facts["remark"] else "",
        by=_("%(state)s，%(name)s拟稿") % {"state": BulletinState(facts["state"]).label, "name": facts["by"]},
    )


CALL = Call(
    "bulletins", waiting_for, words, "oversight:bulletins", facts=FACTS, line=line, by="month", order=12, tone="info",
    duties=frozenset({*DRAFTER.values(), *AT_THE_OFFICE.values()}),
)  # fmt: skip
