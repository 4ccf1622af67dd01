"""What the clock tells of slips: that one is soon due, that one ran out. Nothing is issued without a person."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Min, OuterRef

from core import clock
from core.working_days import ONE_DAY
from oversight.models import Slip, SlipNotice, SlipNoticeKind
from oversight.models.slips import SlipQuerySet
from oversight.slips import standing

RELATED = ("work_item", "organisation")


def tell() -> int:
    """Write down each slip that is soon due or ran out, once a kind and day, however often it is asked and however long
    nobody asked; who has to know reads it in his inbox, which asks the clock itself. Returns how many were told."""
    today, until = clock.today(), standing.in_days(settings.SLIP_REMIND_DAYS)
    near = Slip.objects.running().filter(due_on__gte=today, due_on__lte=until)
    return _told(near, SlipNoticeKind.NEAR) + _told(Slip.objects.ran_out(today), SlipNoticeKind.RAN_OUT)


def owed_since() -> datetime.datetime | None:
    """The midnight since which the oldest slip that ran out is to be written down; None where all are. One statement."""
    told = SlipNotice.objects.filter(slip=OuterRef("pk"), kind=SlipNoticeKind.RAN_OUT, due_on=OuterRef("due_on"))
    day = Slip.objects.ran_out(clock.today()).filter(~Exists(told)).aggregate(oldest=Min("due_on"))["oldest"]
    return datetime.datetime.combine(day + ONE_DAY, datetime.time(), clock.SHANGHAI) if day else None


def _told(slips: SlipQuerySet, kind: SlipNoticeKind) -> int:
    known = set(SlipNotice.objects.filter(kind=kind, slip__in=slips).values_list("slip", "due_on"))
    new = [slip for slip in slips.select_related(*RELATED).order_by("pk") if (slip.pk, slip.due_on) not in known]
    return sum(_tell(slip, kind) for slip in new)


@transaction.atomic
def _tell(slip: Slip, kind: SlipNoticeKind) -> bool:
    """Each in a transaction of its own; whoever comes second finds it told."""
    _row, is_new = SlipNotice.objects.get_or_create(
        slip=slip, kind=kind, due_on=slip.due_on, defaults={"at": clock.now()}
    )
    if is_new:
        action = "slip.near" if kind == SlipNoticeKind.NEAR else "slip.ran_out"
        standing.record(None, slip, action, due_at=slip.due_on, colour=slip.colour, organisation=slip.organisation.name)
    return is_new
