"""When the planning of several years may be opened, and what villages and the county owe it (四（四）; B11)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import wan
from core.templatetags.words import cn_date
from plans.models import MasterPlan, Need, VillageNeeds
from plans.rules.refusal import Refusal
from plans.rules.rounds import quorum_refusals

PLANNING = "鄂政办发〔2015〕63号四（四）"

Day = tuple[int, int]
"""Month and day."""
Window = tuple[datetime.date, datetime.date]
"""The first and the last day on which a period can be opened."""


def period_refusals(first_year: int, last_year: int, most: int) -> list[Refusal]:
    """A period of at least one year, and of no more than `most`."""
    if last_year < first_year:
        return [Refusal(_("终止年度不得早于起始年度"))]
    if last_year - first_year + 1 > most:
        return [Refusal(_("规划期最长%(most)d年，请缩短") % {"most": most})]
    return []


def windows(years: Collection[int], opens: Day, closes: Day) -> list[Window]:
    """Planning begins in the third quarter of the year before; `years` are those whose preceding year will do: the first
    of the period, or, where a version is revised, each that is still to come."""
    return [(datetime.date(year - 1, *opens), datetime.date(year - 1, *closes)) for year in sorted(years)]


def window_refusals(allowed: Sequence[Window], *, today: datetime.date) -> list[Refusal]:
    """Nothing is opened outside the windows."""
    if any(first <= today <= last for first, last in allowed):
        return []
    coming = [window for window in allowed if window[1] >= today] or allowed[-1:]
    if not coming:
        return [Refusal(_("规划期已满，不再修订，请启动下一期规划"), PLANNING)]
    first, last = coming[0]
    told = _("规划在上一年第三季度着手编制，本期规划须在%(first)s至%(last)s启动")
    return [Refusal(told % {"first": cn_date(first), "last": cn_date(last)}, PLANNING)]


def overlap_refusals(plan: MasterPlan, others: Iterable[MasterPlan]) -> list[Refusal]:
    """No village is asked twice for the same year, and no two plans of the same beginning are in force."""
    told = _("%(other)s规划与%(period)s规划年度重叠，各村不能重复填报；请先完成或终止%(other)s规划，或在其中修订")
    return [Refusal(told % {"other": other.period, "period": plan.period}, PLANNING) for other in others]


def left_out_refusals(townships: Collection[str]) -> list[Refusal]:
    """A revision takes the place of the whole plan: no township of it is left out."""
    if not townships:
        return []
    told = _("原规划已有以下乡镇的安排，修订须一并参加，请勾选：%(names)s")
    return [Refusal(told % {"names": "、".join(townships)}, PLANNING)]


def arranging_refusals(line: Need, planned: Decimal) -> list[Refusal]:
    """The county arranges what was wanted, or less."""
    if planned <= line.amount:
        return []
    told = _("规划资金%(planned)s万元超过需求资金%(wanted)s万元，请核对单位是否为万元")
    said = {"planned": wan(planned, separators=True), "wanted": wan(line.amount, separators=True)}
    return [Refusal(told % said, PLANNING, line.content)]


def due_refusals(needs_due: datetime.date, today: datetime.date) -> list[Refusal]:
    """Townships get time to report, and the plan, or its revision, is made within the year."""
    if needs_due <= today:
        return [Refusal(_("乡镇上报期限须晚于今天"))]
    if needs_due > (last := datetime.date(today.year, 12, 31)):
        return [Refusal(_("乡镇上报期限不得晚于%(last)s") % {"last": cn_date(last)}, PLANNING)]
    return []


def anew_refusals(held_on: datetime.date | None, opened: datetime.date) -> list[Refusal]:
    """For a revision villages deliberate anew: the meeting of the version before does not do."""
    if held_on is None or held_on >= opened:
        return []
    return [Refusal(_("修订须重新议定，会议日期不得早于任务下达之日（%(day)s）") % {"day": cn_date(opened)}, PLANNING)]


def stating_refusals(held: VillageNeeds, lines: Collection[Need]) -> list[Refusal]:
    """What a village owes before it reports: at least one line, each with those who benefit, after its meeting."""
    found = [] if lines else [Refusal(_("尚未填写规划需求，请至少填写一行"), PLANNING)]
    told = _("请填写受益户数或人数，规划须细化到村、落实到户")
    found += [
        Refusal(told, PLANNING, f"{line.year} {line.content}") for line in lines if not line.households + line.people
    ]
    if held.held_on is None or held.representatives is None or held.present is None or held.votes_for is None:
        return [*found, Refusal(_("请先填写村民代表会议的日期、应到、实到和赞成人数"), PLANNING)]
    return [*found, *quorum_refusals(held.representatives, held.present, held.votes_for)]


def year_refusals(year: int, years: Collection[int]) -> list[Refusal]:
    """A line is of a year of the period."""
    if year in years:
        return []
    return [Refusal(_("年度须在规划期%(first)d至%(last)d年内") % {"first": min(years), "last": max(years)}, PLANNING)]


def outstanding_refusals(townships: Collection[str], total: Decimal) -> list[Refusal]:
    """`townships` have not been received yet; what nobody reported is no plan."""
    found = []
    if townships:
        told = _("以下乡镇的需求尚未接收：%(names)s，请先催报、接收，或终止其上报（列为未报）")
        found.append(Refusal(told % {"names": "、".join(townships)}, PLANNING))
    if not total:
        found.append(Refusal(_("没有已上报的需求，不能形成规划"), PLANNING))
    return found
