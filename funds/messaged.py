"""What the finance bureau tells: that the money of the pool has moved, to whoever compiles the county's plan with it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.enums import OrganisationKind
from core.messages_out.events import REMEMBERED, Content, Event, Fact, Owed
from core.models import Organisation
from funds.enums import OPENINGS, MovementKind
from funds.models import FundMovement
from roles.duties import Duty
from roles.hands import Hands


def moved(owed: Owed) -> Iterator[Fact]:
    """Movements of a source that was there already, to the working group of its county; what moved of one county and year
    is one message."""
    rows = FundMovement.objects.filter(entered_at__gte=clock.now() - REMEMBERED).exclude(kind__in=OPENINGS)
    found = list(owed.of(rows.select_related("source", "entered_by").order_by("pk")))
    groups = _groups({row.county_id for row in found})
    hands = Hands.of((Duty.COMPILE_PLAN.value, group) for group in groups.values())
    for row in found:
        there = hands.all_at((Duty.COMPILE_PLAN.value, groups[row.county_id])) if row.county_id in groups else ()
        yield Fact(
            key=str(row.pk), about=row.pk, county=row.county_id, at=row.entered_at, addressees=there,
            content=Content(
                who=row.entered_by.name if row.entered_by else "", what=row.source.name, code=row.kind,
                link=reverse("funds:source", args=[row.source_id]),
            ),
            group=f"{row.county_id} {row.source.year}",
            group_link=reverse("funds:pool", args=[row.county_id, row.source.year]),
        )  # fmt: skip


def _groups(counties: set[int]) -> dict[int, int]:
    """The working group of each county; one statement."""
    found = Organisation.objects.filter(county__in=counties, kind=OrganisationKind.WORKING_GROUP, is_active=True)
    rows = found.order_by("-pk").values_list("county", "pk") if counties else ()
    return {county: group for county, group in rows if county is not None}


def words(told: Content) -> str:
    if told.many > 1:
        said = ngettext("资金池有%(many)d笔变动", "资金池有%(many)d笔变动", told.many)
        return said % {"many": told.many}
    kind = MovementKind(told.code).label
    return _("%(who)s登记资金变动（%(kind)s）：%(what)s") % {"who": told.who, "kind": kind, "what": told.what}


MOVED = Event(key="funds.moved", title=gettext_lazy("资金变动"), facts=moved, holds=None, words=words, order=110)
