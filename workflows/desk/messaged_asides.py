"""What goes on beside a file and is told: that something was sent for reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.messages_out import events
from core.messages_out.events import Addressee, Content, Event, Fact, Owed
from workflows.desk.models import CirculationCopy


def circulated(owed: Owed) -> Iterator[Fact]:
    """Copies that wait to be read."""
    related = ("circulation__sent_by", "circulation__dossier", "circulation__document")
    waiting = CirculationCopy.objects.filter(read_at__isnull=True, circulation__fades_at__gt=clock.now())
    for copy in owed.of(waiting.select_related(*related).order_by("pk")):
        sent = copy.circulation
        yield Fact(
            key=str(copy.pk), about=copy.pk, county=copy.county_id, at=sent.sent_at,
            addressees=(Addressee(copy.reader_id),),
            content=Content(
                who=sent.sent_by.name, what=sent.title, link=reverse("desk:circulation", args=[sent.pk])
            ),
        )  # fmt: skip


def still_unread(numbers: Collection[int]) -> set[int]:
    """Those that wait for their reader still."""
    waiting = CirculationCopy.objects.filter(read_at__isnull=True, circulation__fades_at__gt=clock.now())
    return events.still(waiting, numbers)


def circulated_words(told: Content) -> str:
    return _("%(who)s传阅：%(what)s") % {"who": told.who, "what": told.what}


CIRCULATED = Event(
    key="desk.circulated", title=gettext_lazy("传阅"), facts=circulated, holds=still_unread, words=circulated_words,
    order=45,
)  # fmt: skip
EVENTS: Iterable[Event] = (CIRCULATED,)
