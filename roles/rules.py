"""The rules of office, decidable from what is in hand; each returns the reason against, or None."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roles.duties import SEPARATE_REALMS, Duty

BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Tenure:
    """A period of office, both ends included; `ends_on` None is until further notice."""

    starts_on: datetime.date
    ends_on: datetime.date | None
    realm: str = BUSINESS

    def overlaps(self, other: Tenure) -> bool:
        return (self.ends_on is None or other.starts_on <= self.ends_on) and (
            other.ends_on is None or self.starts_on <= other.ends_on
        )


def realm_of(duties: Iterable[str]) -> str:
    """system, security or audit administration, auditing, or business; a post's duties lie in one of them."""
    return min((duty for duty in duties if duty in SEPARATE_REALMS), default=BUSINESS)


def against_tenure(wanted: Tenure, others: Iterable[Tenure], *, basis: str) -> str | None:
    """Why a person with `others` cannot take office for the `wanted` period."""
    if not basis.strip():
        return _("须写明任免依据")
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        return _("免职日期不得早于任职日期")
    if any(other.realm != wanted.realm and other.overlaps(wanted) for other in others):
        return _("系统管理员、安全管理员、审计管理员、审计人员和业务岗位不得由同一人同时担任")
    return None


def against_end(
    *, starts_on: datetime.date, ends_on: datetime.date, today: datetime.date, ends_now: datetime.date | None
) -> str | None:
    """Why an appointment cannot end on that day: the past is not rewritten, and to relieve is not to prolong.

    `ends_now` is its end so far, None until further notice; that it is over already is the caller's to say.
    """
    day = datetime.timedelta(days=1)
    if ends_on < today - day:
        return _("免职日期最早为昨日，既往任职不得改写")
    if ends_on < starts_on - day:
        return _("免职日期不得早于任职日期")
    if ends_now is not None and today <= ends_now < ends_on:
        return _("该任职%(day)s期满，延长须另行任职") % {"day": date_format(ends_now)}
    return None


def against_delegation(
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    now: datetime.datetime,
    max_days: int,
    duties: Collection[str],
    held: Collection[str],
    reason: str,
) -> str | None:
    """Why a holder of the duties `held` cannot delegate `duties` for that period."""
    if not reason.strip():
        return _("须写明委托事由")
    if ends_at <= max(starts_at, now):
        return _("委托结束时间须晚于开始时间和当前时间")
    if ends_at - starts_at > datetime.timedelta(days=max_days):
        return _("委托期限不得超过%(days)d日") % {"days": max_days}
    if not duties or not set(duties) <= set(held):
        return _("只能委托本岗位的职责，且至少一项")
    kept = [Duty(duty).label for duty in duties if duty in SEPARATE_REALMS]
    if kept:
        return _("职责“%(duty)s”不得委托") % {"duty": kept[0]}
    return None
