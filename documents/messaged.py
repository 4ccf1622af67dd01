"""What the incoming register tells: that a document waits to be signed for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.enums import OrganisationKind
from core.messages_out import events
from core.messages_out.events import Content, Event, Fact, Owed
from core.models import Organisation
from documents import registries
from documents.models import IncomingDocument
from roles.hands import Hands


def sent(owed: Owed) -> Iterator[Fact]:
    """Documents on their way to an addressee that nobody there signed for, to those who keep its registers."""
    rows = IncomingDocument.objects.awaiting().filter(document__isnull=False).select_related("document", "organisation")
    found = list(owed.of(rows.defer("document__content").order_by("pk")))
    offices = _offices(found)
    kept = {row.pk: _keeping(row.organisation, offices) for row in found}
    hands = Hands.of(kept.values())
    for row in found:
        yield Fact(
            key=str(row.pk), about=row.pk, county=row.county_id, at=row.sent_at,
            addressees=hands.all_at(kept[row.pk]),
            content=Content(who=row.from_name, what=row.shown_title, link=reverse("documents:incoming")),
            group=f"{row.organisation_id}", group_link=reverse("documents:incoming"),
        )  # fmt: skip


def _offices(rows: list[IncomingDocument]) -> dict[int | None, Organisation]:
    """The government offices of the counties whose organs have their registers kept there; by county, one statement."""
    counties = {row.organisation.county_id for row in rows if row.organisation.kind in registries.KEPT_BY_THE_OFFICE}
    found = Organisation.objects.filter(county__in=counties, kind=OrganisationKind.GOVERNMENT_OFFICE)
    return {office.county_id: office for office in found.order_by("pk")} if counties else {}


def _keeping(organisation: Organisation, offices: dict[int | None, Organisation]) -> tuple[str, int]:
    """The duty and the agency that keep an organisation's registers (`registries.registry_of`)."""
    kept_there = organisation.kind in registries.KEPT_BY_THE_OFFICE
    registry = offices.get(organisation.county_id, organisation) if kept_there else organisation
    return registries.keeper_duty(registry).value, registry.pk


def awaiting(numbers: Collection[int]) -> set[int]:
    """Those that nobody signed for."""
    return events.still(IncomingDocument.objects.awaiting(), numbers)


def words(told: Content) -> str:
    if told.many > 1:
        said = ngettext(
            "%(many)d份来文待签收，最早一份来自%(who)s", "%(many)d份来文待签收，最早一份来自%(who)s", told.many
        )
        return said % {"many": told.many, "who": told.who}
    return _("来文待签收：%(what)s（%(who)s）") % {"what": told.what, "who": told.who}


SENT = Event(
    key="documents.incoming", title=gettext_lazy("来文待签收"), facts=sent, holds=awaiting, words=words, order=100
)
