"""Whom the end of a dossier concerns beside those with whom it lies: the offices that were asked for their opinion, and whoever was
called to a meeting that has it on its agenda and is still to be held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from roles.hands import Place
from workflows.desk import steps
from workflows.desk.enums import MeetingState
from workflows.desk.models import AgendaItem, Invitation
from workflows.engine.models import Opinion


@dataclass
class Audience:
    """Of one proceeding: the places whose people were asked, in order, and the people called to meetings."""

    places: dict[Place, str] = field(default_factory=dict)
    """By duty and organisation the name of the organisation."""
    called: dict[int, None] = field(default_factory=dict)
    """People, in order."""

    @property
    def offices(self) -> list[str]:
        return list(dict.fromkeys(self.places.values()))


def of(proceedings: Collection[int]) -> dict[int, Audience]:
    """By proceeding. Three statements, however many; none without proceedings."""
    found: dict[int, Audience] = defaultdict(Audience)
    if not proceedings:
        return found
    for proceeding, duty, at, name in _signed(proceedings):
        found[proceeding].places[duty, at] = name
    meetings: dict[int, set[int]] = defaultdict(set)
    listed = AgendaItem.objects.filter(
        work_item__proceeding__in=proceedings, meeting__state=MeetingState.CONVENED
    ).order_by("pk")
    for proceeding, meeting in listed.values_list("work_item__proceeding", "meeting"):
        meetings[meeting].add(proceeding)
    called = Invitation.objects.filter(meeting__in=meetings).order_by("pk").values_list("meeting", "user")
    for meeting, user in called if meetings else ():
        for proceeding in meetings[meeting]:
            found[proceeding].called[user] = None
    return found


def _signed(proceedings: Collection[int]) -> Iterable[tuple[int, str, int, str]]:
    """Proceeding, duty and place of every seat that was answered, or whose limit passed in silence, and of every added
    step that was decided."""
    seats = {step for _flow, step in steps.all_seats()}
    of_seats = Q(step__in=seats) | ~Q(task__work_item__unplanned="")
    said = Opinion.objects.standing().filter(of_seats, proceeding__in=proceedings)
    rows = said.order_by("pk").values_list("proceeding", "task__work_item__duty", "organisation", "organisation__name")
    return list(rows)
