"""What 终止 tells: who decides of a proposal, whoever proposed of the decision, and all whose items were closed with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.messages_out import events
from core.messages_out.events import Addressee, Content, Event, Fact, Owed
from roles.duties import Duty
from roles.hands import Hands, Place
from workflows.desk import steps, termination_audience
from workflows.desk.bodies import convening_organ
from workflows.desk.enums import MeetingState
from workflows.desk.messaged_lying import RELATED, place
from workflows.desk.models import AgendaItem
from workflows.engine.enums import TERMINATED, TerminationResult
from workflows.engine.models import Termination, WorkItem
from workflows.engine.models.work_items import WorkItemQuerySet

PROPOSED, DECIDED, CLOSED = "desk.termination_proposed", "desk.termination_decided", "desk.terminated"


def standing(numbers: Collection[int]) -> set[int]:
    """Those that wait for a decision."""
    return events.still(Termination.objects.standing(), numbers)


def proposed(owed: Owed) -> Iterator[Fact]:
    """What waits for a decision: to all who have the duty there, without whoever proposed it and for whom; told anew to
    those before whom it comes as the dossier moves on."""
    related = ("dossier", "proposed_by", "proposed_on_behalf_of")
    lies = Concat("pk", Value("."), "duty", Value("."), "organisation", output_field=CharField())
    standing_now = Termination.objects.standing().select_related(*related).order_by("pk")
    rows: list[Termination] = list(owed.of(standing_now, lies))
    hands = Hands.of((row.duty, row.organisation_id) for row in rows)
    for row in rows:
        proposers = [one for one in (row.proposed_by_id, row.proposed_on_behalf_of_id) if one]
        there = hands.all_at((row.duty, row.organisation_id), without=proposers)
        key = f"{row.pk}.{row.duty}.{row.organisation_id}"
        yield _fact(row, there, key=key, who=row.proposers, code="")


def decided(owed: Owed) -> Iterator[Fact]:
    """What was decided: to whoever proposed it, and for whom he did; an end also to those whom it concerns
    (`termination_audience`), but for whoever decided it or is told that an item of his was closed."""
    since = clock.now() - events.REMEMBERED
    answers = (TerminationResult.AGREED, TerminationResult.REFUSED)
    rows = Termination.objects.filter(decided_at__gt=since, result__in=answers)
    related = ("dossier", "decided_by", "decided_on_behalf_of")
    found: list[Termination] = list(owed.of(rows.select_related(*related).order_by("pk")))
    beside = _beside([row for row in found if row.result == TerminationResult.AGREED])
    for row in found:
        proposers = {one for one in (row.proposed_by_id, row.proposed_on_behalf_of_id) if one}
        deciders = {row.decided_by_id, row.decided_on_behalf_of_id}
        others = [one for one in beside.get(row.proceeding_id, ()) if one.person not in proposers | deciders]
        there = (*map(Addressee, sorted(proposers)), *others)
        yield _fact(row, there, key=str(row.pk), who=row.deciders, code=row.result)


def _beside(ended: Collection[Termination]) -> dict[int, list[Addressee]]:
    """By proceeding whom its end concerns and who is not told that an item of his was closed; no statement without
    ends."""
    numbers = {row.proceeding_id for row in ended}
    audiences = termination_audience.of(numbers)
    items = list(terminated_items().filter(proceeding__in=numbers)) if numbers else []
    conveners = _conveners(items)
    signed = (place for one in audiences.values() for place in one.places)
    hands = Hands.of([*map(place, items), *conveners.values(), *signed])
    told: dict[int, set[int]] = defaultdict(set)
    for item in items:
        told[item.proceeding_id] |= {one.person for one in _of_closed(item, hands, conveners)}
    return {
        number: [
            one
            for one in (
                *(one for at in audience.places for one in hands.all_at(at)),
                *map(Addressee, audience.called),
            )
            if one.person not in told[number]
        ]
        for number, audience in audiences.items()
    }


def closed(owed: Owed) -> Iterator[Fact]:
    """Items that were closed because their dossier was ended: to whoever had one in hand, else to all who had the duty
    there, and to whoever convened the meeting on whose agenda it stands and has to strike it. What somebody has of one
    dossier is told him once."""
    ended = terminated_items().filter(closed_at__gt=clock.now() - events.REMEMBERED)
    items: list[WorkItem] = list(owed.of(ended.select_related(*RELATED).order_by("pk")))
    conveners = _conveners(items)
    hands = Hands.of([*map(place, items), *conveners.values()])
    for item in items:
        yield Fact(
            key=str(item.pk), about=item.pk, county=item.county_id, at=item.closed_at or item.opened_at,
            addressees=_of_closed(item, hands, conveners),
            content=Content(
                who=item.organisation.name, what=item.dossier.title, code=steps.code(item),
                link=reverse("desk:dossier", args=[item.dossier_id]),
            ),
        )  # fmt: skip


def _of_closed(item: WorkItem, hands: Hands, conveners: Mapping[int, Place]) -> tuple[Addressee, ...]:
    """Who is told that an item was closed."""
    holder = item.claimed_by_id
    there = hands.with_deputies(holder, place(item)) if holder else hands.all_at(place(item))
    told = {one.person for one in there}
    return (*there, *(hands.all_at(conveners[item.pk], without=told) if item.pk in conveners else ()))


def _conveners(items: Iterable[WorkItem]) -> dict[int, Place]:
    """Who keeps the minutes of the meeting on whose agenda an item stands, by its number; no statement without items."""
    numbers = [item.pk for item in items]
    if not numbers:
        return {}
    listed = AgendaItem.objects.filter(work_item__in=numbers, meeting__state=MeetingState.CONVENED)
    return {
        row.work_item_id: (Duty.CONVENE_MEETING.value, convening_organ(row.meeting.kind, row.meeting.body).pk)
        for row in listed.select_related("meeting__body")
    }


def terminated_items() -> WorkItemQuerySet:
    """Items that were open when their proceeding was ended before its end."""
    ended: WorkItemQuerySet = WorkItem.objects.filter(
        proceeding__outcome=TERMINATED, decided_at__isnull=True, closed_at__gte=F("proceeding__closed_at")
    )
    return ended


def _fact(row: Termination, addressees: tuple[Addressee, ...], *, key: str, who: str, code: str) -> Fact:
    return Fact(
        key=key, about=row.pk, county=row.county_id, at=row.decided_at or row.proposed_at,
        addressees=addressees,
        content=Content(
            who=who, what=row.dossier.title, code=code, link=reverse("desk:termination", args=[row.dossier_id])
        ),
    )  # fmt: skip


def proposed_words(told: Content) -> str:
    return _("%(who)s提请终止，待您决定：%(what)s") % {"who": told.who, "what": told.what}


def decided_words(told: Content) -> str:
    said = {"who": told.who, "what": told.what}
    if told.code == TerminationResult.REFUSED:
        return _("%(who)s不同意终止，案卷继续办理：%(what)s") % said
    return _("%(who)s同意终止，案卷已终止：%(what)s") % said


def closed_words(told: Content) -> str:
    said = {"what": told.what, "step": steps.title_of_code(told.code)}
    return _("%(what)s已终止，“%(step)s”无需再办") % said


EVENTS: Iterable[Event] = (
    Event(
        key=PROPOSED, title=gettext_lazy("提请终止"), facts=proposed, holds=standing, words=proposed_words, order=36,
    ),
    Event(
        key=DECIDED, title=gettext_lazy("终止的决定"), facts=decided, holds=None, words=decided_words, order=37,
    ),
    Event(
        key=CLOSED, title=gettext_lazy("案卷终止"), facts=closed, holds=None, words=closed_words, order=38,
    ),
)  # fmt: skip
