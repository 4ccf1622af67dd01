"""Objections that wait for an answer: whose they are, by when, and what the inbox says of them."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import ngettext

from core import clock
from core.models import User
from core.working_days import add_working_days
from plans.models import Objection
from roles import asking
from roles.asking import Asker
from roles.duties import Duty
from workflows.desk.calls import Call


def waiting_for(actor: User | Asker) -> QuerySet[Objection]:
    """The open ones of notices that an organisation of the actor's duty posted."""
    his = asking.of(actor).has(Duty.HANDLE_OBJECTION, "notice__organisation")
    return Objection.objects.filter(his, closed_at__isnull=True)


def due_on(objection: Objection) -> datetime.date:
    """The last day on which the citizen is to be answered, as the public page promises (setting OBJECTION_DAYS)."""
    return add_working_days(objection.received_at.astimezone(clock.SHANGHAI).date(), settings.OBJECTION_DAYS)


def words(number: int) -> str:
    """What the inbox says."""
    return ngettext("%(number)s件异议待处理", "%(number)s件异议待处理", number) % {"number": number}


CALL = Call("objections", waiting_for, words, "plans:notices", duties=frozenset({Duty.HANDLE_OBJECTION}))
