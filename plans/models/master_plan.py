"""统筹资金规划: what a county wants to do over several years, gathered village by village (四（四）: 细化到村、落实到户,
自下而上、上下结合). One a period; each version is immutable once issued, and a revision (滚动) is the next version."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation
from documents.models import IssuedDocument
from plans.enums import Category, MasterPlanState, NeedsState
from plans.models.project import Project
from workflows.engine.enums import TERMINATED


class MasterPlan(models.Model):
    """统筹资金规划 of one county and one period, both years included."""

    county = models.ForeignKey(Organisation, verbose_name=_("县"), on_delete=models.PROTECT, related_name="+")
    first_year = models.PositiveSmallIntegerField(_("起始年度"))
    last_year = models.PositiveSmallIntegerField(_("终止年度"))

    class Meta:
        verbose_name = _("统筹资金规划")
        constraints = (
            models.UniqueConstraint(
                fields=["county", "first_year", "last_year"],
                name="plans_master_plan_once",
                violation_error_message=_("该县该期规划已经启动"),
            ),
            models.CheckConstraint(
                name="plans_master_plan_period",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message=_("终止年度不得早于起始年度"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.county} {self.period}"

    @property
    def period(self) -> str:
        """2027—2029年, as documents say it; one year alone where it is one."""
        return f"{self.first_year}—{self.last_year}年" if self.last_year > self.first_year else f"{self.first_year}年"

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class MasterPlanVersion(models.Model):
    """One edition of it. `needs_due` is the day by which townships report; `revises` the issued version that it follows."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="master_plan_version")
    plan = models.ForeignKey(MasterPlan, on_delete=models.PROTECT, related_name="versions")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    seq = models.PositiveSmallIntegerField(_("版次"), default=1)
    revises = models.ForeignKey(
        "self", verbose_name=_("原规划"), null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )
    title = models.CharField(_("名称"), max_length=200)
    goals = models.TextField(_("目标任务"))
    tasks = models.TextField(_("重点任务"))
    safeguards = models.TextField(_("保障措施"))
    needs_due = models.DateField(_("乡镇上报期限"))
    state = models.CharField(
        _("状态"), max_length=12, choices=MasterPlanState.choices, default=MasterPlanState.COMPILING
    )
    document = models.ForeignKey(IssuedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("规划版本")
        constraints = (
            models.UniqueConstraint(fields=["plan", "seq"], name="plans_master_version_seq"),
            models.CheckConstraint(
                name="plans_master_version_issued_has_document",
                condition=~Q(state__in=[MasterPlanState.ISSUED, MasterPlanState.SUPERSEDED])
                | Q(document__isnull=False),
                violation_error_message=_("印发的规划须有公文"),
            ),
        )

    def __str__(self) -> str:
        return self.title


class TownshipNeeds(models.Model):
    """What one township and its villages want in one version: a dossier of its own, passed down, reported, given back."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="township_needs")
    version = models.ForeignKey(MasterPlanVersion, on_delete=models.PROTECT, related_name="townships")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    township = models.ForeignKey(Organisation, verbose_name=_("乡镇"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("乡镇规划需求")
        constraints = (models.UniqueConstraint(fields=["version", "township"], name="plans_township_needs_once"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.township_id}"


class VillageNeeds(models.Model):
    """One village's table and the meeting that it went through; 未报 until the village reports."""

    needs = models.ForeignKey(TownshipNeeds, on_delete=models.PROTECT, related_name="villages")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    village = models.ForeignKey(Organisation, verbose_name=_("村"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=12, choices=NeedsState.choices, default=NeedsState.PENDING)
    held_on = models.DateField(_("议事日期"), null=True, blank=True)
    representatives = models.PositiveSmallIntegerField(_("应到代表"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("实到代表"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("赞成"), null=True, blank=True)
    returned_because = models.TextField(_("退回理由"), blank=True)

    class Meta:
        verbose_name = _("村级规划需求")
        constraints = (
            models.UniqueConstraint(fields=["needs", "village"], name="plans_village_needs_once"),
            models.CheckConstraint(
                name="plans_village_needs_present",
                condition=Q(present__isnull=True) | Q(present__lte=F("representatives"), votes_for__lte=F("present")),
                violation_error_message=_("实到代表不得多于应到代表，赞成不得多于实到"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.needs_id} {self.village_id}"


class NeedQuerySet(models.QuerySet["Need"]):
    def standing(self) -> Self:
        """The lines of villages that have reported and of the townships themselves; nothing of a township whose part was
        ended."""
        reported = Q(village__isnull=True) | Q(village__state=NeedsState.REPORTED)
        return self.filter(reported).exclude(needs__dossier__outcome=TERMINATED)

    def counted(self, version: MasterPlanVersion) -> Self:
        """What the version compiles, place by place."""
        found = self.standing().filter(needs__version=version)
        return found.order_by("needs__township__path", "village__village__path", "year", "pk")

    def planned(self) -> Decimal:
        """In yuan."""
        return self.aggregate(total=Sum("planned"))["total"] or Decimal(0)


class Need(models.Model):
    """One line: what a village (or, where `village` is empty, the township itself) wants in one year of the period.

    Amounts in yuan: `amount` as it was wanted, `planned` as the county arranges it, which begins as the same. It is no
    project; one of the library may stand behind it.
    """

    needs = models.ForeignKey(TownshipNeeds, on_delete=models.PROTECT, related_name="lines")
    village = models.ForeignKey(
        VillageNeeds, verbose_name=_("村"), null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    category = models.CharField(_("类别"), max_length=20, choices=Category.choices)
    content = models.CharField(_("建设内容"), max_length=200)
    amount = models.DecimalField(_("需求资金"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    planned = models.DecimalField(_("规划资金"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    households = models.PositiveIntegerField(_("受益户数"), default=0)
    people = models.PositiveIntegerField(_("受益人数"), default=0)
    poor_households = models.PositiveIntegerField(_("其中贫困户"), default=0)
    poor_people = models.PositiveIntegerField(_("其中贫困人口"), default=0)
    project = models.ForeignKey(
        Project, verbose_name=_("项目库项目"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("规划需求")
        constraints = (
            models.CheckConstraint(
                name="plans_need_amount",
                condition=Q(amount__gt=0, planned__gte=0),
                violation_error_message=_("需求资金须大于零，规划资金不得为负"),
            ),
            models.CheckConstraint(
                name="plans_need_poor_within",
                condition=Q(poor_households__lte=F("households"), poor_people__lte=F("people")),
                violation_error_message=_("贫困户数和人数不得多于受益户数和人数"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.content}"
