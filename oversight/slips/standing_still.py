"""Slips of a suspended dossier: nothing new is asked meanwhile, none runs out, and each goes on with the working days that
were left."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.utils.translation import gettext as _

from core import deadlines, working_days
from core.errors import Conflict
from core.models import User
from core.working_days import ONE_DAY
from oversight.models import Slip, SlipExtension
from oversight.slips import standing
from workflows.engine.models import Suspension, WorkItem


def require_moving(item: WorkItem) -> None:
    """Raises Conflict while the matter's dossier is suspended: nobody can do then what would be asked of him."""
    if item.suspended_at is not None:
        raise Conflict(_("案卷已暂停办理，恢复后才能催办、督办"))


def go_on(actor: User, stood: Suspension, items: Collection[int]) -> None:
    """Move the days of the slips on these matters by the working days that were lost; what had passed stays passed."""
    for number in Slip.objects.open().filter(work_item__in=items).order_by("pk").values_list("pk", flat=True):
        _move(actor, standing.locked(number), stood)


def _move(actor: User, slip: Slip, stood: Suspension) -> None:
    if stood.resumed_at is None:
        raise ValueError("a slip goes on once its dossier does")
    first, last = deadlines.day_of(stood.suspended_at), deadlines.day_of(stood.resumed_at)
    lost = working_days.working_days_between(first - ONE_DAY, last)
    if slip.due_on < first or lost <= 0:
        return
    slip.due_on = working_days.add_working_days(slip.due_on, lost)
    if slip.sign_by is not None and slip.sign_by >= first:
        slip.sign_by = working_days.add_working_days(slip.sign_by, lost)
    slip.save(update_fields=["due_on", "sign_by"])
    standing.record(actor, slip, "slip.went_on", due_at=slip.due_on, suspended_at=stood.suspended_at)


def wanted_now(request: SlipExtension) -> datetime.date:
    """The day that a request under way asks for, later by as many working days as its slip's own day moved since: the
    dossier stood still meanwhile, and what was written is not changed."""
    moved = working_days.working_days_between(request.due_before, request.slip.due_on)
    return working_days.add_working_days(request.wanted, moved) if moved > 0 else request.wanted
