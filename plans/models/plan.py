"""The annual plan: one a county and year, in versions that are immutable once issued (四（四）)."""

from __future__ import annotations

from django.db import models
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation
from documents.models import IssuedDocument
from plans.enums import Severity, VersionKind, VersionState
from plans.models.measured import Measured, measured
from plans.models.project import Project


class AnnualPlan(models.Model):
    """年度统筹资金方案 of one county and one year."""

    county = models.ForeignKey(Organisation, verbose_name=_("县"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))

    class Meta:
        verbose_name = _("年度方案")
        indexes = (models.Index(fields=["-year"], name="plans_plan_newest"),)
        constraints = (
            models.UniqueConstraint(
                fields=["county", "year"],
                name="plans_plan_once",
                violation_error_message=_("该县该年度方案已经启动"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.county} {self.year}"


class PlanVersion(models.Model):
    """One edition of a plan; a new one is issued again under a new number (finding 4)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="plan_version")
    plan = models.ForeignKey(AnnualPlan, on_delete=models.PROTECT, related_name="versions")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    seq = models.PositiveSmallIntegerField(_("版次"), default=1)
    kind = models.CharField(_("类型"), max_length=12, choices=VersionKind.choices, default=VersionKind.INITIAL)
    title = models.CharField(_("名称"), max_length=200)
    goals = models.TextField(_("目标任务"))
    management = models.TextField(_("资金拨付与管理"))
    safeguards = models.TextField(_("保障措施"))
    state = models.CharField(_("状态"), max_length=12, choices=VersionState.choices, default=VersionState.DRAFTING)
    document = models.ForeignKey(IssuedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("方案版本")
        constraints = (
            models.UniqueConstraint(fields=["plan", "seq"], name="plans_version_seq"),
            models.CheckConstraint(
                name="plans_version_issued_has_document",
                condition=~Q(state__in=[VersionState.ISSUED, VersionState.FILED, VersionState.SUPERSEDED])
                | Q(document__isnull=False),
                violation_error_message=_("印发的方案须有公文"),
            ),
        )

    def __str__(self) -> str:
        return self.title


class DecidedContent(models.Model):
    """All that a version said when a meeting passed it with amendments, for whoever compares (domain a.3); the whole
    plan, so that it is loaded where it is asked for only."""

    version = models.OneToOneField(
        PlanVersion, verbose_name=_("方案版本"), on_delete=models.PROTECT, related_name="decided"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    content = models.JSONField(_("内容"))

    class Meta:
        verbose_name = _("议决时的内容")

    def __str__(self) -> str:
        return f"{self.version_id}"


class PlanItem(Measured):
    """One library project as a version lists it, with what the five mandatory elements ask (四（四）·5).

    `amount` in yuan is the sum of the item's funding rows, kept by the funds room. `seq` counts 1, 2, 3 within the
    version without a gap: pages, drafts and 附表3 show the same number. It moves up when an item before it is put back,
    so only in a draft; once issued it stays. `justifications` is why a warning of a rule stays, by the rule's code; the
    empty code is what a row said before reasons were kept by rule, for every warning of it.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="items")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="plan_items")
    seq = models.PositiveSmallIntegerField(_("序号"))
    amount = models.DecimalField(_("安排资金"), max_digits=18, decimal_places=2, default=0)
    platform = models.CharField(_("使用平台"), max_length=100)
    content = models.TextField(_("建设任务及规模"))
    schedule = models.CharField(_("时间进度"), max_length=200)
    responsible_unit = models.CharField(_("责任单位"), max_length=100)
    justifications = models.JSONField(_("警示事项说明"), default=dict, blank=True)

    class Meta:
        verbose_name = _("方案项目")
        constraints = (
            models.UniqueConstraint(fields=["version", "project"], name="plans_item_once"),
            models.UniqueConstraint(fields=["version", "seq"], name="plans_item_seq", deferrable=Deferrable.IMMEDIATE),
            measured("plans_item_measured"),
            models.CheckConstraint(
                name="plans_item_amount", condition=Q(amount__gte=0), violation_error_message=_("金额不得为负")
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.project_id}"


class NegativeListEntry(models.Model):
    """One line of the negative list as data: dated, with its clause (五（二）、六（六）; domain f.1). A changed line is a
    new row with a later day, and the old one gets its last."""

    code = models.CharField(_("代码"), max_length=6)
    name = models.CharField(_("名称"), max_length=60)
    keywords = models.JSONField(_("关键词"), default=list)
    exclude_words = models.JSONField(_("排除词"), default=list)
    severity = models.CharField(_("后果"), max_length=12, choices=Severity.choices)
    clause = models.CharField(_("依据"), max_length=100)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("负面清单")
        constraints = (
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="plans_negative_list_one_a_day",
                violation_error_message=_("该条目在同一日已另有规定"),
            ),
            models.CheckConstraint(
                name="plans_negative_list_period",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("停用日期不得早于施行日期"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
