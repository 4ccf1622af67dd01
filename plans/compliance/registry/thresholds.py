"""The thresholds that rules declare. The policy names no figure for any of them. Most are ceilings: the lower, the
stricter; those for which the larger figure is the stricter say so."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from plans.compliance.basis import Parameter

PERCENT, ROWS, WAN = "%", _("个项目"), _("万元")
HUNDRED = Decimal(100)

VILLAGE_SHARE = Parameter("village_share", _("单个村所占份额上限"), PERCENT, Decimal(30), Decimal(1), HUNDRED)
TOWNSHIP_SHARE = Parameter("township_share", _("单个乡镇所占份额上限"), PERCENT, Decimal(50), Decimal(1), HUNDRED)
LEAST_ROWS = Parameter("least_rows", _("项目少于该数的方案不作布局检查"), ROWS, Decimal(10), Decimal(1), Decimal(1000))
SMALL_AMOUNT = Parameter(
    "small_amount", _("零星项目的金额界限"), WAN, Decimal(5), Decimal("0.1"), Decimal(1000), larger_is_stricter=True
)
SMALL_SHARE = Parameter("small_share", _("零星项目个数占比上限"), PERCENT, Decimal(30), Decimal(1), HUNDRED)
ALIKE_SHARE = Parameter("alike_share", _("同一金额项目个数占比上限"), PERCENT, Decimal(80), Decimal(1), HUNDRED)
INDUSTRY_SHARE = Parameter(
    "industry_share", _("产业份额提示线"), PERCENT, Decimal(50), Decimal(0), HUNDRED, larger_is_stricter=True
)
FEE_SHARE = Parameter("fee_share", _("项目管理费占来源的上限"), PERCENT, Decimal(1), Decimal(0), Decimal(10))
PLANNED_GAP = Parameter("planned_gap", _("年度方案与规划分类差异上限"), PERCENT, Decimal(20), Decimal(0), Decimal(1000))
