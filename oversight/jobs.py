"""What the watchers have done again and again without asking."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from core.jobs import job, periodic
from oversight import anchoring, counting, examining
from oversight.slips import watching


@periodic("oversight.anchor_ledgers", every=datetime.timedelta(hours=1), title=_("每日台账锚定"))
def anchor_ledgers() -> None:
    """Anchor at the first tick of each day; the other runs find it done."""
    anchoring.anchor_today()


@periodic(
    "oversight.watch_slips", every=datetime.timedelta(hours=1), title=_("督办单期限提醒"), oldest=watching.owed_since
)
def watch_slips() -> None:
    """Note which slips are soon due and which ran out; what was noted is found done."""
    watching.tell()


@periodic(
    "oversight.count_months", every=datetime.timedelta(hours=1), title=_("督办月度统计"), oldest=counting.owed_since
)
def count_months() -> None:
    """Keep the supervisor's monthly counts; another hour finds the same."""
    counting.count_lately()


@periodic(
    "oversight.begin_examination",
    every=datetime.timedelta(hours=1),
    title=_("夜间核对"),
    oldest=examining.owed_since,
)
def begin_examination() -> None:
    """Begin at the first tick of each day; the other runs go on with what was left off, or find it done."""
    examining.begin_today()


@job(examining.JOB)
def examine(day: str, stage: str, cursor: int) -> None:
    """One portion of the night's examination."""
    examining.examine(datetime.date.fromisoformat(day), stage, cursor)
