"""补助标准 of a county: what it grants a unit of a kind of work (四（三）·4, 五（一）·3)."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _translated
from django.utils.translation import gettext_lazy as _

from core import clock, money
from core.models import Organisation
from plans.enums import Category, HouseholdKind


class SubsidyStandardQuerySet(models.QuerySet["SubsidyStandard"]):
    def in_force(self, on: datetime.date) -> Self:
        """Begun and not ended by that day."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))

    def in_order(self) -> Self:
        """By category and kind of work, the county's own before those of a village or of households, the last first."""
        return self.order_by(
            "category", "measure", "unit", F("village").asc(nulls_first=True), "household_kind", "-valid_from"
        )


class SubsidyStandard(models.Model):
    """What one unit is granted from a day on, in yuan: of the county, or (因村因户不同) of one village or one kind of
    household, which is never less.

    `floor` in yuan is what it may not be below: of the county the standard laid down above, where there is one, of a
    village or a kind of household the county's own. A changed standard is a new row; the database lets the old one only
    get its last day.
    """

    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    category = models.CharField(_("项目类别"), max_length=20, choices=Category.choices)
    measure = models.CharField(_("补助内容"), max_length=60)
    unit = models.CharField(_("计量单位"), max_length=20)
    village = models.ForeignKey(
        Organisation, verbose_name=_("适用村"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    household_kind = models.CharField(_("适用户"), max_length=20, choices=HouseholdKind.choices, blank=True)
    amount = models.DecimalField(_("补助标准（元）"), max_digits=18, decimal_places=2)
    floor = models.DecimalField(_("不低于（元）"), max_digits=18, decimal_places=2, null=True, blank=True)
    floor_document = models.CharField(_("上级标准文号"), max_length=100, blank=True)
    approval_document = models.CharField(_("批准文号"), max_length=100)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("制定人"), on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(_("制定时间"), default=clock.now)

    objects: ClassVar[models.Manager[SubsidyStandard]] = SubsidyStandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("补助标准")
        constraints = (
            models.CheckConstraint(
                name="plans_standard_amount", condition=Q(amount__gt=0), violation_error_message=_("补助标准须大于零")
            ),
            models.CheckConstraint(
                name="plans_standard_floor",
                condition=Q(floor__isnull=True) | Q(amount__gte=F("floor")),
                violation_error_message=_("补助标准不得低于上级标准；因村因户不同的，不得低于县标准"),
            ),
            models.CheckConstraint(
                name="plans_standard_approved",
                condition=~Q(approval_document="") & ~Q(measure="") & ~Q(unit=""),
                violation_error_message=_("请填写补助内容、计量单位和批准文号"),
            ),
            models.CheckConstraint(
                name="plans_standard_period",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("停用日期不得早于施行日期"),
            ),
            models.UniqueConstraint(
                fields=["county", "category", "measure", "unit", "village", "household_kind", "valid_from"],
                name="plans_standard_one_a_day",
                nulls_distinct=False,
                violation_error_message=_("该标准在同一日已另有规定"),
            ),
            models.UniqueConstraint(
                fields=["county", "category", "measure", "unit", "village", "household_kind"],
                name="plans_standard_one_open",
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("该标准的上一规定尚未停用"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.figure}"

    @property
    def is_county_wide(self) -> bool:
        """Whether it is the county's own rather than of a village or of some households."""
        return self.village_id is None and not self.household_kind

    @property
    def described(self) -> str:
        """What is subsidised, how much, and for whom it is higher than for others; asks for its village."""
        whose = "、".join(
            part for part in (self.village.name if self.village else "", self.get_household_kind_display()) if part
        )
        return f"{self}（{whose}）" if whose else str(self)

    @property
    def floor_text(self) -> str:
        """In yuan, as people write it; empty where nothing is laid down above."""
        return "" if self.floor is None else money.plain_yuan(self.floor)

    @property
    def figure(self) -> str:
        """5000元/个"""
        return _translated("%(yuan)s元/%(unit)s") % {"yuan": money.plain_yuan(self.amount), "unit": self.unit}
