"""What may be changed of single items on the lighter path, and how it is decided (四（一）; B12, B13).

The sum of the plan and each of its sources stay as they are to the fen, no item comes in or goes out, and what moves, with
all that moved since the whole plan was issued, stays a small part of it; anything else is an adjustment (年中调整).
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import wan
from plans.comparing import Change, Comparison, amount_of
from plans.enums import ChangePath, VersionState
from plans.rules.refusal import Refusal

CHANGING, FILED = "鄂政办发〔2015〕63号四（一）", "鄂政办发〔2015〕63号五（一）"
OF_THE_TASK = frozenset({"content", "scale", "platform"})
"""What of a row says what is built, and for which use; when and by whom may change and the content stay the same."""


def opening_refusals(*, state: str, year: int, today: datetime.date, under_way: str) -> list[Refusal]:
    """Why nothing can be applied for on the version now; `under_way` names what stands in front of it."""
    found = []
    if under_way:
        told = _("%(under_way)s，办结后方可申请单项变更")
        found.append(Refusal(told % {"under_way": under_way}, CHANGING))
    if state == VersionState.ISSUED:
        found.append(Refusal(_("方案已印发但尚未报送备案，请待报送备案后再申请"), FILED))
    elif state != VersionState.FILED:
        found.append(Refusal(_("只有正在执行的方案可以申请单项变更"), CHANGING))
    if today.year > year:
        found.append(Refusal(_("%(year)d年度已经结束，其方案不再变更") % {"year": year}, CHANGING))
    return found


def beyond_refusals(compared: Comparison, *, moved: Decimal, whole: Decimal, most_percent: int) -> list[Refusal]:
    """What exceeds a single change and goes by an adjustment. `moved` is what all changes together have moved since the
    whole plan of `whole` was issued, in yuan; `most_percent` bounds it."""
    instead, found = _("请由工作专班按年中调整办理"), []
    if any(change.before is None or change.after is None for change in compared.changes):
        found.append(Refusal(_("单项变更不能增加或移出项目，%(instead)s") % {"instead": instead}, CHANGING))
    totals = (compared.whole, *compared.by_source)
    if any(total.before != total.after for total in totals):
        told = _("单项变更不能改变方案资金总额和各项资金来源的数额，%(instead)s")
        found.append(Refusal(told % {"instead": instead}, CHANGING))
    if moved * 100 > whole * most_percent:
        told = _("与印发的方案相比，累计调剂%(moved)s万元，超过方案资金的%(percent)d%%，%(instead)s")
        figures = {"moved": wan(moved), "percent": most_percent, "instead": instead}
        found.append(Refusal(told % figures, CHANGING))
    return found


def path_of(compared: Comparison, *, since: Comparison, light_percent: int) -> ChangePath:
    """备案式变更 where every amount changes by less than `light_percent` of what it was, also with all that changed `since`
    the whole plan was issued, and the content stays the same; money that goes to another category is a change of its use,
    which the meeting decides (B13)."""
    if changes_use(compared) or any(OF_THE_TASK & set(change.said) for change in compared.changes):
        return ChangePath.FULL
    turned = {change.line.project for change in compared.changes if change.difference}
    before = [change for change in since.changes if change.line.project in turned]
    is_light = all(_is_small(change, light_percent) for change in (*compared.changes, *before))
    return ChangePath.LIGHT if is_light else ChangePath.FULL


def _is_small(change: Change, percent: int) -> bool:
    return not change.difference or abs(change.difference) * 100 < amount_of(change.before) * percent


def changes_use(compared: Comparison) -> bool:
    """Whether a category has another sum than before (四（一）: 改变项目资金用途)."""
    return any(total.before != total.after for total in compared.by_category)


def moved_in(compared: Comparison) -> Decimal:
    """What items get more than they had, in yuan."""
    return sum((change.difference for change in compared.changes if change.difference > 0), Decimal())


def move_refusals(
    *, available: Decimal, moved: Decimal, source: str, earmark: str, paid_already: bool, target: str
) -> list[Refusal]:
    """One move from the item that gives: its source pays at least what goes, and earmarked money goes only where the same
    money pays already."""
    found = []
    if moved > available:
        told = _("“%(source)s”在本项目只安排%(available)s万元，不能调出%(moved)s万元")
        figures = {"source": source, "available": wan(available), "moved": wan(moved)}
        found.append(Refusal(told % figures, CHANGING, target))
    if earmark and not paid_already:
        told = _("“%(source)s”限定用于“%(earmark)s”，只能调剂给已由该资金安排的项目")
        found.append(Refusal(told % {"source": source, "earmark": earmark}, CHANGING, target))
    return found
