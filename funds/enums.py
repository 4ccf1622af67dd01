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
