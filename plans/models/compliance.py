"""What compliance keeps: dated thresholds, what a plan as a whole says to a rule, and the verdicts of a day."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Organisation
from plans.enums import CheckStage, RuleOutcome
from plans.models.plan import PlanVersion


class RuleThreshold(models.Model):
    """A threshold of a rule from a day on, of one county or (no county) of the whole province; the last that has begun is
    in force. Its rule says the unit."""

    county = models.ForeignKey(
        Organisation, verbose_name=_("所属县"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(_("标准"), max_length=40)
    value = models.DecimalField(_("数值"), max_digits=10, decimal_places=2)
    starts_on = models.DateField(_("施行日期"))
    basis = models.CharField(_("依据"), max_length=200)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("设定人"), on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(_("设定时间"), default=clock.now)

    objects: ClassVar[models.Manager[RuleThreshold]] = models.Manager()

    class Meta:
        verbose_name = _("规则标准")
        constraints = (
            models.UniqueConstraint(
                fields=["county", "key", "starts_on"],
                name="plans_threshold_one_a_day",
                nulls_distinct=False,
                violation_error_message=_("该标准在同一日已另有规定"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.value}"


class PlanJustification(models.Model):
    """What a plan as a whole says to a warning of a rule: written by its drafter, let stand by the leading group with
    the plan, printed in it."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="justifications")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    code = models.CharField(_("规则"), max_length=6)
    text = models.TextField(_("理由"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("填写人"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("填写时间"), default=clock.now)

    class Meta:
        verbose_name = _("全案说明")
        constraints = (
            models.UniqueConstraint(fields=["version", "code"], name="plans_justification_once"),
            models.CheckConstraint(
                name="plans_justification_says_something",
                condition=~Q(text=""),
                violation_error_message=_("请写明理由"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.code}"


class ComplianceCheckQuerySet(models.QuerySet["ComplianceCheck"]):
    def of(self, version: int) -> Self:
        """The checks of a version, the last first, with the number of rows (`row_count`) instead of the pictures."""
        count = Func(F("picture__items"), function="jsonb_array_length", output_field=models.IntegerField())
        return self.filter(version=version).defer("picture").annotate(row_count=count).order_by("-pk")


class ComplianceCheck(models.Model):
    """A version judged at one stage of its way, with the picture that was judged, the day whose rules held, and the
    lines and thresholds that they went by. The database lets no row change."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="checks")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    stage = models.CharField(_("环节"), max_length=12, choices=CheckStage.choices)
    rules_on = models.DateField(_("规则日期"))
    made_at = models.DateTimeField(_("时间"), default=clock.now)
    picture = models.JSONField(_("检查时的内容"))
    basis = models.JSONField(_("检查所依的条目和标准"), default=dict)

    objects: ClassVar[models.Manager[ComplianceCheck]] = ComplianceCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("合规检查")
        indexes = (models.Index(fields=["version", "-id"], name="plans_check_last"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.stage}"


class KeptVerdict(models.Model):
    """What one rule came to in a check, in the words of that day. `hits` are plain: row, number, name, words, clause,
    severity, amount in yuan, what it touches and its justification."""

    compliance_check = models.ForeignKey(ComplianceCheck, on_delete=models.PROTECT, related_name="verdicts")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    code = models.CharField(_("规则"), max_length=6)
    outcome = models.CharField(_("结论"), max_length=12, choices=RuleOutcome.choices)
    text_from = models.DateField(_("规则文本施行日期"))
    hits = models.JSONField(_("事项"), default=list, blank=True)

    class Meta:
        verbose_name = _("合规结论")
        constraints = (models.UniqueConstraint(fields=["compliance_check", "code"], name="plans_verdict_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"
