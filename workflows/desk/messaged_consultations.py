"""What 征询 tells: whoever is asked, and again when he is reminded; who asked, and whoever has the item in hand by now, of
each answer; whoever was asked, that it was taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.messages_out import events
from core.messages_out.events import Addressee, Content, Event, Fact, Owed
from workflows.desk.models import ConsultationCopy, Consulted
from workflows.desk.models.consultations import Outcome

ASKED, ANSWERED, RECALLED = "desk.consultation_asked", "desk.consultation_answered", "desk.consultation_recalled"
AGAIN = "again"
NUMBER = Cast(F("pk"), CharField())
COUNT = F("consulted__consultation__reminders")
ASKED_KEY = Case(When(consulted__consultation__reminders=0, then=NUMBER), default=Concat(NUMBER, Value(" "), Cast(COUNT, CharField())))  # fmt: skip
"""Of a copy, and anew with each reminder."""


def asked(owed: Owed) -> Iterator[Fact]:
    """Copies that wait for an answer."""
    related = ("consulted__consultation__asked_by", "consulted__consultation__dossier")
    waiting = ConsultationCopy.objects.waiting(clock.today()).select_related(*related).order_by("pk")
    for copy in owed.of(waiting, ASKED_KEY):
        asking = copy.consulted.consultation
        yield Fact(
            key=copy.message_key, about=copy.pk, county=copy.county_id, at=asking.reminded_at or asking.asked_at,
            addressees=(Addressee(copy.reader_id),),
            content=Content(
                who=asking.asked_by.name, what=asking.dossier.title, code=AGAIN if asking.reminders else "",
                link=reverse("desk:consultation", args=[asking.pk]),
            ),
        )  # fmt: skip


def still_waiting(numbers: Collection[int]) -> set[int]:
    """Copies that wait for an answer still."""
    return events.still(ConsultationCopy.objects.waiting(clock.today()), numbers)


def answered(owed: Owed) -> Iterator[Fact]:
    """Answers of others, to who asked and to whoever has the item in hand by now."""
    for row in _ended(owed, Outcome.ANSWERED):
        asking = row.consultation
        told = dict.fromkeys((asking.asked_by_id, asking.work_item.claimed_by_id))
        who = str(row.ended_by) if row.person_id else f"{row.organisation.name}{row.ended_by}"
        yield Fact(
            key=str(row.pk), about=row.pk, county=row.county_id, at=row.ended_at or asking.asked_at,
            addressees=tuple(Addressee(one) for one in told if one and one != row.ended_by_id),
            content=Content(who=who, what=asking.dossier.title, link=reverse("desk:consultation", args=[asking.pk])),
        )  # fmt: skip


def recalled(owed: Owed) -> Iterator[Fact]:
    """What was taken back, to everybody whom it had reached."""
    for row in _ended(owed, Outcome.RECALLED):
        asking = row.consultation
        yield Fact(
            key=str(row.pk), about=row.pk, county=row.county_id, at=row.ended_at or asking.asked_at,
            addressees=tuple(Addressee(copy.reader_id) for copy in row.copies.all()),
            content=Content(
                who=str(row.ended_by), what=asking.dossier.title, link=reverse("desk:consultation", args=[asking.pk])
            ),
        )  # fmt: skip


def _ended(owed: Owed, how: Outcome) -> list[Consulted]:
    """Those that ended so of late."""
    gone = Consulted.objects.filter(ended_how=how, ended_at__gt=clock.now() - events.REMEMBERED)
    related = ("consultation__dossier", "consultation__work_item", "ended_by", "organisation")
    return list(owed.of(gone.select_related(*related).prefetch_related("copies").order_by("pk")))


def asked_words(told: Content) -> str:
    said = {"who": told.who, "what": told.what}
    if told.code == AGAIN:
        return _("%(who)s请您答复所征询的意见：%(what)s") % said
    return _("%(who)s征询您的意见：%(what)s") % said


def answered_words(told: Content) -> str:
    return _("%(who)s已答复您的征询：%(what)s") % {"who": told.who, "what": told.what}


def recalled_words(told: Content) -> str:
    return _("%(who)s已收回征询，不需答复：%(what)s") % {"who": told.who, "what": told.what}


EVENTS: Iterable[Event] = (
    Event(
        key=ASKED, title=gettext_lazy("征询意见"), facts=asked, holds=still_waiting, words=asked_words, order=36,
    ),
    Event(
        key=ANSWERED, title=gettext_lazy("征询的答复"), facts=answered, holds=None, words=answered_words, order=37,
    ),
    Event(
        key=RECALLED, title=gettext_lazy("征询的收回"), facts=recalled, holds=None, words=recalled_words, order=38,
    ),
)  # fmt: skip
