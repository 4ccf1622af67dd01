"""What the engine hangs into the rooms below it at start-up."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from core import working_days
from core.arrays import among
from roles import policies
from roles.ended import on_appointment_ended
from workflows.engine import services, turn
from workflows.engine.enums import Ending
from workflows.engine.models import Assistance, WorkItem


def connect() -> None:
    """Register once; each registry ignores what it already has."""
    policies.register_read_ground(passed_through_hands)
    policies.register_read_ground(asked_for_help)
    on_appointment_ended(services.release_claims)
    on_appointment_ended(services.vacate)
    turn.at_last(services.lay_anew)
    services.when_resumed("engine.assistances", services.go_on)
    if services.recompute_deadlines not in working_days.recomputations:
        working_days.on_calendar_change(services.recompute_deadlines)


def passed_through_hands(places: list[int]) -> Q:
    """A ground to read a dossier: it has or had a work item at one of these organisations."""
    return Q(Exists(WorkItem.objects.filter(among("organisation", places), dossier=OuterRef("pk"))))


def asked_for_help(places: list[int]) -> Q:
    """A ground to read a dossier: somebody at one of these organisations is asked to help with it, or answered."""
    asked = Assistance.objects.filter(Q(ended_at__isnull=True) | Q(ended_how=Ending.ANSWERED), dossier=OuterRef("pk"))
    return Q(Exists(asked.filter(among("organisation", places))))
