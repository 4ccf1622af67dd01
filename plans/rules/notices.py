"""The public notice as a legal gate (六（四）; finding 11)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from plans.rules.alike import reads_alike
from plans.rules.refusal import Refusal

Rows = Mapping[str, Mapping[str, Any]]
"""What a notice prints of each project, by its code."""

NOTICE_CLAUSE = "鄂政办发〔2015〕63号六（四）"


def last_day(posted_on: datetime.date, days: int) -> datetime.date:
    """The last day of a notice of at least `days` calendar days; the day of posting is not counted (B30)."""
    return posted_on + datetime.timedelta(days=days)


def gate_refusals(closes_on: datetime.date, open_objections: int, today: datetime.date) -> list[Refusal]:
    """What keeps a notice from being confirmed: it still runs, or an objection is open (B05)."""
    found = []
    if today <= closes_on:
        shown = _("公示期至%(day)s止，期满后方可办理") % {
            "day": f"{closes_on.year}年{closes_on.month}月{closes_on.day}日"
        }
        found.append(Refusal(shown, NOTICE_CLAUSE))
    if open_objections:
        shown = _("尚有%(count)d件异议未办结，请先处理") % {"count": open_objections}
        found.append(Refusal(shown, NOTICE_CLAUSE))
    return found


def unanswered_refusals(
    where: str, concerned: Sequence[str], before: Rows, now: Rows, *, by_meeting: bool = False
) -> list[Refusal]:
    """An upheld objection is answered when each project that it concerns reads otherwise or is listed no more; one that
    names none, when anything of the notice does. `by_meeting` when a new meeting would answer it too."""
    codes = list(concerned) or list(before)
    same = [code for code in codes if code in now and reads_alike(before.get(code, {}), now[code])]
    if not same or (not concerned and len(same) < len(codes)):
        return []
    shown = _("异议成立，涉及的“%(names)s”没有更改，请更正或移出后再公示")
    if by_meeting:
        shown = _("异议成立，涉及的“%(names)s”没有更改，请更正、移出或重新召开会议议定后再公示")
    return [Refusal(shown % {"names": "、".join(before[code]["name"] for code in same)}, NOTICE_CLAUSE, where)]
