"""The day a step may first be decided: the one after its notice has run (六（四）)."""

from __future__ import annotations

import datetime

from plans.models import Notice
from workflows.engine.nodes.base import Moving


def day_after_notice(activation: Moving) -> datetime.date | None:
    """The day after the dossier's last notice closes; None where nothing was posted."""
    notice = Notice.objects.filter(dossier=activation.dossier.pk).order_by("-pk").first()
    return notice.closes_on + datetime.timedelta(days=1) if notice else None
