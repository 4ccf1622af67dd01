"""Year-end statements in the inbox: to the head of the bureau those that wait, to whoever drew one that was given back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.enums import OrganisationKind, Sector
from core.models import Organisation, User
from funds.enums import YearEndState
from funds.models import YearEndStatement
from roles import asking
from roles.asking import Asker
from roles.duties import Duty
from workflows.desk.calls import Call, Line


def waiting_for(actor: User | Asker) -> QuerySet[YearEndStatement]:
    """Those that he is to confirm and did not draw himself, and his own that were given back."""
    asker = asking.of(actor)
    bureaus = Organisation.objects.filter(
        county=OuterRef("county"), kind=OrganisationKind.DEPARTMENT, sector=Sector.FINANCE, is_active=True
    )
    found = YearEndStatement.objects.annotate(lead=Subquery(bureaus.order_by("pk").values("pk")[:1]))
    drew = Q(drawn_by=asker.person) | Q(drawn_for=asker.person, drawn_for__isnull=False)
    turn = Q(asker.has(Duty.SIGN_OFF, "lead"), state=YearEndState.WAITING) & ~drew
    his = Q(asker.has(Duty.MANAGE_SOURCES, "lead"), state=YearEndState.DRAWING, drawn_by=asker.person)
    return found.filter(turn | his & ~Q(given_back_because=""))


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext(
        "%(number)s份年终结转收回清单待办理", "%(number)s份年终结转收回清单待办理", number
    ) % {"number": number}  # fmt: skip


def line(facts: Mapping[str, Any]) -> Line:
    """One statement; of one that came back, why."""
    return Line(
        words=facts["title"], url=reverse("funds:year_end", args=[facts["plan"]]),
        said=_("被退回：%(reason)s") % {"reason": facts["reason"]} if facts["state"] == YearEndState.DRAWING else "",
        by=_("年终结转收回清单%(state)s，%(name)s拟定")
        % {"state": YearEndState(facts["state"]).label, "name": facts["by"]},
    )  # fmt: skip


CALL = Call(
    "year_ends", waiting_for, words, "funds:sources", line=line, by="drawn_at", order=12, tone="info",
    facts={
        "plan": F("plan"), "title": F("version__dossier__title"), "state": F("state"), "reason": F("given_back_because"),
        "by": F("drawn_by__name"), "drawn_at": F("drawn_at"),
    },
    duties=frozenset({Duty.SIGN_OFF, Duty.MANAGE_SOURCES}),
)  # fmt: skip
