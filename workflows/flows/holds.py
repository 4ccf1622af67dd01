"""A step that waits for a notice: it cannot be decided before the day after the notice closes (六（四）)."""

from __future__ import annotations

import datetime

from plans.models import Notice
from workflows.engine import Activation, hold_until


def hold_for_notice(activation: Activation) -> None:
    """Hold the work item that has just been opened until its dossier's last notice has run."""
    notice = Notice.objects.filter(dossier=activation.process.dossier_id).order_by("-pk").first()
    if notice is not None:
        hold_until(activation, notice.closes_on + datetime.timedelta(days=1))
