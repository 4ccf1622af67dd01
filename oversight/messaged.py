"""What supervision tells: urges, slips to those who answer them and to the head, and what they ask of the office."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import replace

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import day_words
from core.enums import Channel
from core.messages_out import events
from core.messages_out.events import Content, Event, Fact, Owed
from oversight.enums import SlipColour, SlipState
from oversight.models import Slip, SlipExtension, Urge
from oversight.models.slips import OPEN
from roles.duties import Duty
from roles.hands import Hands, heads
from workflows.desk.messaged import due, open_items, step_title
from workflows.desk.messaged_lying import RELATED, content, place

ASKED, ANSWERED = "asked", "answered"


def urged(owed: Owed) -> Iterator[Fact]:
    """Urges of steps that are still open, to whoever has the step in hand, else to all who may decide it."""
    related = tuple(f"work_item__{name}" for name in RELATED)
    rows = Urge.objects.filter(work_item__closed_at__isnull=True, seen_at__isnull=True)
    urges: list[Urge] = list(owed.of(rows.select_related("actor", *related).order_by("pk"), about="work_item"))
    hands = Hands.of(place(urge.work_item) for urge in urges)
    for urge in urges:
        item = urge.work_item
        there = hands.all_at(place(item))
        if item.claimed_by_id:
            there = hands.with_deputies(item.claimed_by_id, place(item))
        yield Fact(
            key=str(urge.pk), about=item.pk, county=item.county_id, at=urge.at, addressees=there,
            content=content(item, who=urge.actor.name),
        )  # fmt: skip


def urged_words(told: Content) -> str:
    said = {"who": told.who, "what": told.what, "step": step_title(told), "due": due(told)}
    return _("%(who)s催办“%(step)s”：%(what)s，期限%(due)s") % said


def issued(owed: Owed) -> Iterator[Fact]:
    """Slips that nobody answered yet, to those who sign for them by the duty of the matter; the head is told as such."""
    slips = _unanswered(owed)
    leading = heads({slip.organisation_id for slip in slips})
    hands = Hands.of((slip.work_item.duty, slip.organisation_id) for slip in slips)
    for slip in slips:
        at = slip.work_item.duty, slip.organisation_id
        known = {one.person for one in leading.get(slip.organisation_id, ())}
        there = hands.all_at(at, without=known)
        is_told_otherwise = not there and bool(hands.all_at(at))
        yield replace(_fact(slip, str(slip.pk), slip.issued_at, there), is_told_otherwise=is_told_otherwise)


def to_heads(owed: Owed) -> Iterator[Fact]:
    """The same to the head of the organisation."""
    slips = _unanswered(owed)
    found = heads({slip.organisation_id for slip in slips})
    for slip in slips:
        yield _fact(slip, str(slip.pk), slip.issued_at, found.get(slip.organisation_id, ()))


def _unanswered(owed: Owed) -> list[Slip]:
    rows = Slip.objects.unanswered().select_related("work_item__dossier", "organisation", "office")
    return list(owed.of(rows.order_by("pk")))


def _fact(
    slip: Slip, key: str, at: datetime.datetime, there: tuple[events.Addressee, ...], *, who: str = "", code: str = ""
) -> Fact:
    return Fact(
        key=key, about=slip.pk, county=slip.county_id, at=at, addressees=there,
        content=Content(
            what=slip.work_item.dossier.title, by_when=slip.due_on.isoformat(),
            link=reverse("oversight:slip", args=[slip.pk]), who=who or slip.office.name, code=code or slip.colour,
        ),
    )  # fmt: skip


def slip_words(told: Content) -> str:
    said = {
        "who": told.who, "what": told.what, "colour": SlipColour(told.code).label, "due": _day(told.by_when),
    }  # fmt: skip
    return _("%(who)s下达%(colour)s督办单：%(what)s，办结期限%(due)s") % said


def asked_of_office(owed: Owed) -> Iterator[Fact]:
    """What an organisation asks of the office that supervises it: more time, or that its report be verified."""
    related = ("work_item__dossier", "organisation", "office")
    answered = Slip.objects.filter(state=SlipState.ANSWERED).select_related(*related).order_by("pk")
    moment = Cast(F("answered_at"), CharField())
    named = Concat(Cast(F("pk"), CharField()), Value(" answered "), moment, output_field=CharField())
    slips = list(owed.of(answered, named))
    waiting = SlipExtension.objects.to_answer().filter(slip__in=Slip.objects.unanswered())
    of_slips = tuple(f"slip__{name}" for name in related)
    extensions = list(
        owed.of(
            waiting.select_related(*of_slips).order_by("pk"),
            Concat(Value("extension "), Cast(F("pk"), CharField()), output_field=CharField()),
            about="slip",
        )
    )
    offices = {slip.office_id for slip in slips} | {one.slip.office_id for one in extensions}
    hands = Hands.of((Duty.SUPERVISE.value, office) for office in offices)
    for slip in slips:
        there = hands.all_at((Duty.SUPERVISE.value, slip.office_id))
        at = slip.answered_at or slip.issued_at
        yield _fact(slip, slip.message_key, at, there, who=slip.organisation.name, code=ANSWERED)
    for one in extensions:
        there = hands.all_at((Duty.SUPERVISE.value, one.slip.office_id))
        at = one.signed_at or one.asked_at
        yield _fact(one.slip, one.message_key, at, there, who=one.slip.organisation.name, code=ASKED)


def asked_words(told: Content) -> str:
    said = {"who": told.who, "what": told.what, "due": _day(told.by_when)}
    if told.code == ANSWERED:
        return _("%(who)s已反馈督办单，请核查：%(what)s") % said
    return _("%(who)s申请督办延期，请答复：%(what)s，原期限%(due)s") % said


def unanswered(numbers: Collection[int]) -> set[int]:
    return events.still(Slip.objects.unanswered(), numbers)


def not_closed(numbers: Collection[int]) -> set[int]:
    return events.still(Slip.objects.filter(state__in=OPEN), numbers)


def _day(written: str) -> str:
    return day_words(datetime.date.fromisoformat(written))


URGED = Event(
    key="oversight.urged", title=gettext_lazy("被催办"), facts=urged, holds=open_items, words=urged_words, order=50,
    is_urgent=True,
)  # fmt: skip
ISSUED = Event(
    key="oversight.slip", title=gettext_lazy("督办单"), facts=issued, holds=unanswered, words=slip_words, order=75
)
TO_HEAD = Event(
    key="oversight.slip_head", title=gettext_lazy("督办单报主要负责人"), facts=to_heads, holds=unanswered,
    words=slip_words, order=76, is_fixed=True, is_urgent=True, by_default=frozenset(Channel),
)  # fmt: skip
ASKED_OF_OFFICE = Event(
    key="oversight.slip_asked", title=gettext_lazy("督办反馈、延期申请"), facts=asked_of_office, holds=not_closed,
    words=asked_words, order=77,
)  # fmt: skip
EVENTS = (URGED, ISSUED, TO_HEAD, ASKED_OF_OFFICE)
