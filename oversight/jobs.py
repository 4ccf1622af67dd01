"""What the watchers have done every day without asking."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from core.jobs import periodic
from oversight import anchoring


@periodic("oversight.anchor_ledgers", every=datetime.timedelta(hours=1), title=_("每日台账锚定"))
def anchor_ledgers() -> None:
    """Anchor at the first tick of each day; the other runs find it done."""
    anchoring.anchor_today()
