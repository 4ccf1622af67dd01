"""What the scheduler does for the desk."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from core.jobs import periodic
from workflows.desk import reminders_owed, reminding


@periodic("desk.remind", every=datetime.timedelta(minutes=5), title=_("期限提醒"), oldest=reminders_owed.owed_since)
def remind() -> None:
    """Tell everybody what is owed to him by now."""
    reminding.remind()
