"""When a plan may be adjusted, and what an adjustment owes its readers (domain a.3, a.4, B11, B12)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import wan
from core.templatetags.words import cn_date
from plans.comparing import Change, Comparison
from plans.enums import Severity, VersionState
from plans.rules.refusal import Refusal

ADJUSTING, WHOLE, FILED = (f"鄂政办发〔2015〕63号{part}" for part in ("四（一）", "四（四）", "五（一）"))
LIBRARY = "鄂政办发〔2015〕63号四（六）"


def opening_refusals(
    *,
    state: str,
    year: int,
    today: datetime.date,
    is_under_way: bool,
    adjusted: int,
    most: int | None,
    under_way: str = "",
) -> list[Refusal]:
    """Why the version in force cannot be adjusted now. It is issued, and its filing has been sent: what the province was
    told is what changes (五（一）). The province need not have registered it, since it has no veto (六（六）)."""
    found = []
    if is_under_way:
        named = under_way or _("该年度已有方案版本正在办理")
        found.append(Refusal(_("%(under_way)s，办结后方可再作调整") % {"under_way": named}, WHOLE))
    if state == VersionState.ISSUED:
        found.append(Refusal(_("方案已印发但尚未报送备案，请先报送备案，再作调整"), FILED))
    elif state != VersionState.FILED:
        found.append(Refusal(_("只有正在执行的方案可以调整"), WHOLE))
    if today.year > year:
        found.append(Refusal(_("%(year)d年度已经结束，其方案不再调整") % {"year": year}, WHOLE))
    if most is not None and adjusted >= most:
        found.append(Refusal(_("%(year)d年度已调整%(count)d次，达到规定的次数") % {"year": year, "count": adjusted}))
    return found


def lateness(year: int, today: datetime.date, due: tuple[int, int]) -> Refusal | None:
    """A warning and no refusal: 63号文 names no last day, other provinces' practice does (domain a.4)."""
    last = datetime.date(year, *due)
    if today <= last:
        return None
    told = _("已过%(day)s，年度最后一次调整一般不晚于该日，请在调整原因中说明") % {"day": cn_date(last)}
    return Refusal(told, severity=Severity.WARNING)


def change_refusals(compared: Comparison, explained: Collection[int]) -> list[Refusal]:
    """`explained` are the projects whose change has its reason: an adjustment changes something, and says why row by
    row (附表4)."""
    if not compared.changes:
        return [Refusal(_("与原方案相比没有任何项目或资金变动，无须调整"), ADJUSTING)]
    told = _("%(kind)s，尚未填写调整原因")
    return [
        Refusal(told % {"kind": "、".join(str(kind.label) for kind in change.kinds)}, ADJUSTING, change.line.name)
        for change in compared.changes
        if change.line.project not in explained
    ]


def spent_refusals(changes: Iterable[Change], spent: Mapping[int, Decimal]) -> list[Refusal]:
    """`spent` is yuan by project, where it is known: what is paid out stays arranged."""
    told = _("已支出%(spent)s万元，调整后安排%(amount)s万元，不得少于已支出数")
    found = []
    for change in changes:
        amount = change.after.amount if change.after else Decimal()
        if amount < (paid := spent.get(change.line.project, Decimal())):
            figures = {"spent": wan(paid), "amount": wan(amount)}
            found.append(Refusal(told % figures, ADJUSTING, change.line.name))
    return found


def emergency_refusals(*, decided_on: datetime.date, today: datetime.date, year: int) -> list[Refusal]:
    """An emergency is decided by a meeting that was held, in the year of the plan."""
    if decided_on > today:
        return [Refusal(_("会议日期不得晚于今天"), LIBRARY)]
    if decided_on.year != year:
        return [Refusal(_("应急项目须由方案年度内的会议决定"), LIBRARY)]
    return []


def library_refusals(rows: Iterable[tuple[str, str, bool, bool]]) -> list[Refusal]:
    """`rows` are of projects that the library has not got: (name, state as it is called, whether it is gone, whether a
    meeting let it in as an emergency)."""
    gone = _("项目%(state)s，不能列入方案，请移出")
    not_let_in = _("项目%(state)s，不在项目库中，也没有作为应急项目列入，请移出")
    return [
        Refusal((gone if is_gone else not_let_in) % {"state": state}, LIBRARY, name)
        for name, state, is_gone, is_let_in in rows
        if is_gone or not is_let_in
    ]


def overdue_refusals(rows: Iterable[tuple[str, datetime.date, bool]], today: datetime.date) -> list[Refusal]:
    """`rows` as for `entry_warnings`; what is late by now."""
    told = _("应急项目逾期未补办入库，期限为%(day)s，请先补办入库，或者从本方案移出")
    return [
        Refusal(told % {"day": cn_date(due)}, LIBRARY, name)
        for name, due, is_in_library in rows
        if due < today and not is_in_library
    ]


def entry_warnings(rows: Iterable[tuple[str, datetime.date, bool]], today: datetime.date) -> list[Refusal]:
    """`rows` are (name, 补办入库期限, whether the library has it by now)."""
    late, soon = _("应急项目逾期未补办入库，期限为%(day)s"), _("应急项目须在%(day)s前补办入库")
    return [
        Refusal((late if due < today else soon) % {"day": cn_date(due)}, LIBRARY, name, Severity.WARNING)
        for name, due, is_in_library in rows
        if not is_in_library
    ]
