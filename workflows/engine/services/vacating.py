"""What was asked of somebody who is there no longer goes back to whoever asked, so that nothing waits for nobody."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from core import clock, deadlines, ledger, working_days
from core.errors import DomainError
from core.models import Organisation, User
from workflows.engine import answering_people, assisted, turn
from workflows.engine.enums import Act, Ending
from workflows.engine.models import Assistance, Suspension, WorkItem


def vacate(*, user: User, organisation: Organisation) -> None:
    """Called in the transaction that ends a person's authority at an organisation: end what nobody there can answer any
    more. Proceedings are locked by their numbers."""
    asked = Assistance.objects.open().filter(organisation=organisation)
    of_him_or_the_head = asked.exclude(asked_of__isnull=False).union(asked.filter(asked_of=user))
    for row in sorted(of_him_or_the_head, key=lambda row: (row.proceeding_id, row.pk)):
        if answering_people.is_vacant(row):
            _vacate(row.work_item_id, row.pk)


def vacate_lost() -> None:
    """The same of everybody, from time to time: of whoever was asked in the very moment in which his post ended."""
    for row in list(Assistance.objects.open().order_by("proceeding", "pk")):
        if answering_people.is_vacant(row):
            try:
                with transaction.atomic(), ledger.written_last():
                    _vacate(row.work_item_id, row.pk)
            except DomainError:  # somebody acts on it now: the next run asks again
                continue


def go_on(actor: User, stood: Suspension, items: Collection[int]) -> None:
    """Of a dossier that stood still, what was not late keeps the working days that were left, within the new limit."""
    since = deadlines.day_of(stood.suspended_at)
    waiting = Assistance.objects.open().filter(work_item__in=items, until__gte=since).select_related("work_item")
    for row in waiting.order_by("pk"):
        if row.until is None:
            continue
        left = working_days.working_days_between(since, row.until)
        day = working_days.add_working_days(clock.today(), left) if left else clock.today()
        row.until = min(day, max(deadlines.day_of(row.work_item.due_at), clock.today()))
        row.save(update_fields=["until"])


def _vacate(work_item: int, assistance: int) -> None:
    with turn.take(task=work_item) as t:
        item: WorkItem = t.tasks[work_item].work_item
        if item.waits and assisted.asked_on(item).pk == assistance:
            row = assisted.end(item, Ending.VACANT)
            t.record(Act.ASSIST_END, **assisted.told(item, row))
