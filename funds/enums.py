"""The closed lists of money (四（二）、四（四）)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FundLevel(models.TextChoices):
    CENTRAL = "central", _("中央")
    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("市（州）级")
    COUNTY = "county", _("县级")
    OTHER = "other", _("其他（自筹等）")


class FundNature(models.TextChoices):
    CURRENT = "current", _("当年")
    CARRYOVER = "carryover", _("结转结余")
    STOCK = "stock", _("存量")
    BOND = "bond", _("债券")
    DONATION = "donation", _("捐赠")
    OTHER = "other", _("其他")


class MovementKind(models.TextChoices):
    """How the money of a source grows and shrinks (三·3: 多个渠道进水、一个池子蓄水)."""

    ALLOTTED = "allotted", _("下达")
    ADDED = "added", _("追加")
    RECOVERED = "recovered", _("上级收回")
    CARRIED_IN = "carried_in", _("上年结转")
    CARRIED_OUT = "carried_out", _("结转下年")
    TRANSFERRED = "transferred", _("调剂")
    LAPSED = "lapsed", _("年终失效")
    POOLED = "pooled", _("收回入池")
    SCOPE = "scope", _("调整纳入整合金额")
    CORRECTED = "corrected", _("更正")


INFLOWS = (MovementKind.ALLOTTED, MovementKind.ADDED, MovementKind.CARRIED_IN, MovementKind.POOLED)
"""Only ever add to a source."""
OUTFLOWS = (MovementKind.RECOVERED, MovementKind.CARRIED_OUT, MovementKind.LAPSED)
"""Only ever take from it."""
CLOSINGS = (MovementKind.CARRIED_OUT, MovementKind.LAPSED)
"""Take money into the next year; what the year was given is not less for it."""
OPENINGS = (MovementKind.ALLOTTED, MovementKind.CARRIED_IN, MovementKind.POOLED)
"""What the first movement of a source may be."""


class MovementAct(models.TextChoices):
    """What a finance bureau enters of a source that is there."""

    ADD = "added", _("追加")
    RECOVER = "recovered", _("上级收回")
    TRANSFER = "transferred", _("调剂到其他来源")
    INTEGRATE_MORE = "scope_more", _("增加纳入整合金额")
    INTEGRATE_LESS = "scope_less", _("减少纳入整合金额")
    CARRY_OUT = "carried_out", _("结转下年")
    LAPSE = "lapsed", _("年终失效、收回入池")


class BatchState(models.TextChoices):
    """How far a batch of the plan's money is on its way."""

    DRAFTING = "drafting", _("拟稿")
    CIRCULATING = "circulating", _("会签、签发")
    ISSUED = "issued", _("已下达")
    TERMINATED = "terminated", _("已终止")


BATCH_UNDER_WAY = (BatchState.DRAFTING, BatchState.CIRCULATING)
"""A plan has one batch in these states at most."""


class YearEndState(models.TextChoices):
    """How far the statement of a plan's year end is: drawn by one, confirmed by another."""

    DRAWING = "drawing", _("拟定")
    WAITING = "waiting", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    WITHDRAWN = "withdrawn", _("已撤销")


YEAR_END_STANDING = (YearEndState.DRAWING, YearEndState.WAITING, YearEndState.CONFIRMED)
"""A plan has one statement in these states at most."""
