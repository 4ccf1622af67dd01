"""What the scheduler does for this room."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from core.jobs import periodic
from roles import services


@periodic("settle_ended_authority", every=datetime.timedelta(minutes=5), title=_("了结到期的任职和委托"))
def settle_ended_authority() -> None:
    """Hand back the work of those whose office or delegation ended by the clock; their rights ended by themselves."""
    services.settle_ended()
