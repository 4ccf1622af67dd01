"""The end of what was asked on a work item: the item waits no longer, and the ledger says how it came to that."""

from __future__ import annotations

from typing import Any

from core import clock
from workflows.engine import turn
from workflows.engine.enums import Act, Ending
from workflows.engine.models import Assistance, WorkItem


def asked_on(item: WorkItem) -> Assistance:
    """What an item that waits is waiting for; one statement."""
    return Assistance.objects.open().select_related("asked_of", "organisation").get(work_item=item.pk)


def end(item: WorkItem, how: Ending, **facts: Any) -> Assistance:
    """End it within the open turn, with the columns of `facts`; the item is again with whoever asked."""
    row = asked_on(item)
    row.ended_at, row.ended_how = clock.now(), how
    for name, fact in facts.items():
        setattr(row, name, fact)
    row.save(update_fields=["ended_at", "ended_how", *facts])
    item.waits = ""
    turn.now_in().put_item(item)
    return row


def end_with(item: WorkItem) -> None:
    """The item itself goes: returned, withdrawn, lapsed, or given back by whoever lost its duty. Nothing where it waits
    for nobody."""
    if not item.waits:
        return
    row, t = end(item, Ending.CLOSED), turn.now_in()
    t.record(Act.ASSIST_END, **told(item, row))


def told(item: WorkItem, row: Assistance) -> dict[str, Any]:
    """How the ledger names it: the item, what was asked of whom, and how it ended."""
    named = {"work_item": item.pk, "step": item.step, "organisation": item.organisation_id, "seat": item.seat}
    asked = {
        "assistance": row.pk,
        "kind": row.kind,
        "asked_of": row.asked_of_id,
        "asked_at_organisation": row.organisation_id,
    }
    ended = {} if row.is_open else {"how": row.ended_how}
    return {**named, **asked, **ended}
