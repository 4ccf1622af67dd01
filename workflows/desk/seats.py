"""加签 and 减签 as a page offers them: whether at all, and for which organisations. The engine asks again."""

from __future__ import annotations

from django.db.models import QuerySet

from core.models import Organisation, User
from roles import policies
from workflows.desk import steps
from workflows.engine.enums import Why
from workflows.engine.models import WorkItem


def may_change(actor: User, item: WorkItem, *, may_decide: bool) -> bool:
    """Whether the actor called the countersign of this open seat, or holds the seat."""
    step = steps.step(item.flow_key, item.step)
    if not (item.is_open and step is not None and step.is_seat):
        return False
    called = item.cause
    return may_decide or (called is not None and policies.may(actor, called.duty, called.organisation_id))


def offered(item: WorkItem) -> QuerySet[Organisation]:
    """Organisations of the county that have no seat yet and somebody to sit on it."""
    seated = WorkItem.objects.seats_beside(item).values("organisation")
    county = Organisation.objects.filter(county=item.county_id).exclude(pk__in=seated)
    return policies.staffed(item.duty, county).order_by("path")


def may_be_removed(item: WorkItem) -> bool:
    """Only what was added by hand."""
    return item.why == Why.ADDED
