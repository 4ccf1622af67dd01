"""What 委派 and 加签 tell: whoever is asked, and whoever asked once it has ended without him."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.dates import day_words
from core.messages_out import events
from core.messages_out.events import Addressee, Content, Event, Fact, Owed
from roles.hands import heads
from workflows.desk.messaged_lying import content
from workflows.engine import answering_people
from workflows.engine.enums import Assist, Ending
from workflows.engine.models import Assistance

ASKED, ENDED = "desk.assistance_asked", "desk.assistance_ended"
NUMBER = Cast(F("pk"), CharField())
ENDING_KEY = Case(When(hindered="", then=NUMBER), default=Concat(NUMBER, Value(" hindered")))
RELATED = ("asked_by", "ended_by", "organisation", "work_item__dossier", "work_item__organisation")


def open_ones(numbers: Collection[int]) -> set[int]:
    """Those that are not ended."""
    return events.still(Assistance.objects.open(), numbers)


def asked(owed: Owed) -> Iterator[Fact]:
    """What was asked: to whom it was asked of, or the head of the organisation, and who deputises for him."""
    rows: list[Assistance] = list(owed.of(Assistance.objects.open().select_related(*RELATED).order_by("pk")))
    if not rows:
        return
    chiefs = heads({row.organisation_id for row in rows if row.asked_of_id is None})
    deputies = answering_people.deputies_of(rows)
    for row in rows:
        own = (Addressee(row.asked_of_id),) if row.asked_of_id else chiefs.get(row.organisation_id, ())
        named = tuple(Addressee(deputy, principal) for deputy, principal in deputies.get(row.pk, ()))
        by_when = row.until.isoformat() if row.until else row.work_item.due_at.isoformat()
        yield _fact(row, str(row.pk), row.asked_at, (*own, *named), row.asked_by.name, by_when)


def ended(owed: Owed) -> Iterator[Fact]:
    """What somebody else answered, and what nobody was left to answer: to whoever asked; a decision that could not take
    effect is told of its own, wherever the yes was told before."""
    gone = Assistance.objects.filter(
        ended_at__gt=clock.now() - events.REMEMBERED, ended_how__in=[Ending.ANSWERED, Ending.VACANT]
    )
    rows = gone.exclude(ended_by=F("asked_by")).select_related(*RELATED).order_by("pk")
    for row in owed.of(rows, ENDING_KEY):
        who = row.ended_by.name if row.ended_by else row.organisation.name
        when = row.ended_at or row.asked_at
        yield _fact(row, row.message_key, when, (Addressee(row.asked_by_id),), who, row.work_item.due_at.isoformat())


def _fact(
    row: Assistance, key: str, at: datetime.datetime, addressees: tuple[Addressee, ...], who: str, by_when: str
) -> Fact:
    told = content(row.work_item, who=who, code=" ".join([row.kind, *_ending(row)]))
    return Fact(
        key=key, about=row.pk, county=row.county_id, at=at, addressees=addressees,
        content=Content(who=told.who, what=told.what, code=told.code, by_when=by_when,
                        link=reverse("desk:task", args=[row.work_item_id])),
    )  # fmt: skip


def _ending(row: Assistance) -> list[str]:
    """How it ended, and what came of a sign; nothing of what is open."""
    if row.consents is None:
        return [row.ended_how] if row.ended_how else []
    return [row.ended_how, "hindered" if row.hindered else "yes" if row.consents else "no"]


def asked_words(told: Content) -> str:
    kind = Assist(told.code)
    said = {"who": told.who, "what": told.what, "due": day_words(datetime.datetime.fromisoformat(told.by_when))}
    if kind == Assist.ENTRUST:
        return _("%(who)s委派您办理：%(what)s，请于%(due)s前答复") % said
    return _("%(who)s请您加签：%(what)s，请于%(due)s前答复") % said


def ended_words(told: Content) -> str:
    kind, how, *said_of = told.code.split()
    said = {"who": told.who, "what": told.what, "kind": Assist(kind).label}
    if how == Ending.VACANT:
        return _("%(kind)s无人答复（%(who)s），已回到您处：%(what)s") % said
    if said_of == ["yes"]:
        return _("%(who)s已对您的%(kind)s签署同意：%(what)s") % said
    if said_of == ["no"]:
        return _("%(who)s已对您的%(kind)s签署不同意：%(what)s") % said
    if said_of == ["hindered"]:
        return _("%(who)s已对您的%(kind)s签署同意，但您的决定未能生效，请查看原因后办理：%(what)s") % said
    return _("%(who)s已答复您的%(kind)s：%(what)s") % said


EVENTS: Iterable[Event] = (
    Event(
        key=ASKED, title=gettext_lazy("委派、加签"), facts=asked, holds=open_ones, words=asked_words, order=32,
    ),
    Event(
        key=ENDED, title=gettext_lazy("委派、加签的答复"), facts=ended, holds=None, words=ended_words, order=34,
    ),
)  # fmt: skip
