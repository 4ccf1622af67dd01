"""What the scheduler does for the engine."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from core import clock
from core.jobs import periodic
from workflows.engine import services


@periodic(
    "lapse",
    every=datetime.timedelta(minutes=1),
    title=_("登记逾期未回复"),
    oldest=lambda: services.oldest_to_lapse(clock.now()),
)
def lapse() -> None:
    """Record seats whose limit has passed without an answer (B27)."""
    services.lapse_overdue(clock.now())


@periodic("release", every=datetime.timedelta(minutes=5), title=_("收回无权办理的领取"))
def release() -> None:
    """Give back what is claimed without the duty (trap 4), and what was asked of somebody who is there no longer."""
    services.release_lost_claims()
    services.vacate_lost()
