"""People look at what came to their desks."""

from __future__ import annotations

from workflows.desk import steps
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import holder


def look() -> None:
    """Whoever has it in hand, else whoever may decide it, opens every open item that nobody has looked at; what a
    meeting decides nobody opens alone."""
    unseen = WorkItem.objects.open().filter(first_opened_at__isnull=True, suspended_at__isnull=True, waits="")
    for item in unseen.select_related("organisation", "claimed_by").order_by("pk"):
        if not steps.is_by_meeting(item.flow_key, item.step):
            actor = item.claimed_by or holder(item.duty, item.organisation)
            engine.note_opened(actor=actor, work_item=item.pk)
