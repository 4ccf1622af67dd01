"""稍后办理: an item leaves one's own list until a day, never beyond the day it is due, and comes back by itself.

A person's own arrangement, like a draft: the item, its deadline, its reminders and what a supervisor sees stay as they
are, colleagues see it in their lists, and the ledger has nothing of it.
"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, Invalid
from core.models import User
from core.templatetags.words import cn_date
from workflows.desk.models import Snooze
from workflows.engine.models import WorkItem


def last_day(item: WorkItem) -> datetime.date | None:
    """Until when it may be put aside: the day it is due; None where that is not after today."""
    due_on = item.due_at.astimezone(clock.SHANGHAI).date()
    return due_on if due_on > clock.today() else None


def put_aside(*, actor: User, work_item: int, until: datetime.date) -> Snooze:
    """Put one's own item aside; another day takes the place of the former.

    Raises Conflict where it does not wait for the actor or stands still, Invalid for a day that is past, today or beyond
    the day it is due.
    """
    item = WorkItem.objects.inbox_of(actor).filter(pk=work_item).first()
    if item is None:
        raise Conflict(_("该事项不在您的待办中：可能已由他人办理，或已收回"))
    if item.suspended_at:
        raise Conflict(_("案卷已暂停办理"))
    last = last_day(item)
    if last is None:
        raise Conflict(_("今天到期或已逾期的事项不能稍后办理"))
    if until <= clock.today():
        raise Invalid(_("请选择今天以后的日期"), field="until")
    if until > last:
        raise Invalid(_("最迟到办理期限当天：%(day)s") % {"day": cn_date(last)}, field="until")
    told = {"until": until, "made_at": clock.now()}
    return Snooze.objects.update_or_create(user=actor, work_item=item, defaults=told)[0]


def take_up(*, actor: User, work_item: int) -> None:
    """Have it back in the list at once."""
    Snooze.objects.filter(user=actor, work_item=work_item).delete()


def standing(actor: User, item: WorkItem) -> Snooze | None:
    """How the actor has put it aside, where that still holds; one statement."""
    if last_day(item) is None:
        return None
    return Snooze.objects.filter(user=actor, work_item=item.pk, until__gt=clock.today()).first()


def forget_past() -> int:
    """What is past or closed says nothing any more."""
    past = Snooze.objects.filter(until__lte=clock.today())
    closed = Snooze.objects.filter(work_item__closed_at__isnull=False)
    return past.delete()[0] + closed.delete()[0]
