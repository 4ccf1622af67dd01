"""What the scheduler does for this room."""

from __future__ import annotations

import datetime

from core.jobs import periodic
from roles import services


@periodic("settle_ended_authority", every=datetime.timedelta(minutes=5))
def settle_ended_authority() -> None:
    """Hand back the work of those whose office or delegation ended by the clock; their rights ended by themselves."""
    services.settle_ended()
