"""What the scheduler does for the desk."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from core import clock
from core.jobs import periodic
from workflows.desk import assistance, reminders_owed, reminding, snoozing
from workflows.desk.models import SavedAnswer

KEPT = datetime.timedelta(days=7)
"""How long the answers of the interface are kept for requests that are sent again."""


@periodic("desk.remind", every=datetime.timedelta(minutes=5), title=_("期限提醒"), oldest=reminders_owed.owed_since)
def remind() -> None:
    """Tell everybody what is owed to him by now."""
    reminding.remind()


@periodic("desk.forget_answers", every=datetime.timedelta(hours=6), title=_("清理过期的接口答复"))
def forget_answers() -> None:
    """After so long a request that comes again is a new one."""
    SavedAnswer.objects.filter(saved_at__lt=clock.real_now() - KEPT).delete()


@periodic("desk.forget_aside", every=datetime.timedelta(hours=6), title=_("清理已到日的稍后办理"))
def forget_aside() -> None:
    """The list does without them from their day on; here they go."""
    snoozing.forget_past()


@periodic("desk.take_effect", every=datetime.timedelta(minutes=1), title=_("后加签同意后的决定生效"))
def take_effect() -> None:
    """What was decided with an after-sign, where the way to it was busy or broken off after the yes."""
    for row in assistance.owed_effects():
        assistance.take_effect(row)
