"""Projects: proposed by a village, a township or a department; once approved, the library."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, QuerySet
from django.utils.translation import gettext as _translated
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import LedgerEntry, Organisation
from core.money import FEN
from plans.enums import (
    FREED,
    Category,
    ImplementMode,
    IntegrationMode,
    Nature,
    ProjectState,
    ReviewStage,
    SupportMode,
    Verdict,
)
from plans.models.measured import Measured, measured
from plans.models.rounds import LibraryRound, TownshipRound, VillageRound
from plans.models.standard import SubsidyStandard
from workflows.engine.enums import TERMINATED


class ProjectQuerySet(models.QuerySet["Project"]):
    def in_order(self) -> Self:
        return self.order_by("code")

    def in_library(self, county: Organisation) -> Self:
        """What may be drawn into a plan (B03)."""
        return self.filter(county=county, state=ProjectState.IN_LIBRARY).in_order()

    def travelled_in(self, dossier: int) -> Self:
        """The projects of one round, those among them that were reviewed there and went into a later one, and those
        that it set free as it was ended early; without what a village took out before anybody had reviewed it, unless
        all went out as the round was ended early."""
        stayed = ~Q(state=ProjectState.WITHDRAWN) | Q(village_round__dossier__outcome=TERMINATED)
        anywhere = Project.objects.order_by()
        ways = (
            anywhere.filter(stayed, village_round__dossier=dossier).values("pk"),
            anywhere.filter(township_round__dossier=dossier).values("pk"),
            anywhere.filter(library_round__dossier=dossier).values("pk"),
            anywhere.filter(code__in=_freed(dossier)).values("pk"),
        )
        reviewed = ProjectReview.objects.filter(work_item__dossier=dossier).order_by().values("project")
        return self.filter(pk__in=reviewed.union(*ways, all=True)).in_order()


def _freed(dossier: int) -> QuerySet[LedgerEntry, Any]:
    """The codes of what the end of the round set free."""
    codes = Func("detail__projects", function="jsonb_array_elements_text", output_field=models.TextField())
    return LedgerEntry.objects.filter(dossier=dossier, action=FREED).order_by().values_list(codes)


class Project(Measured):
    """One project with the mandatory fields of a library entry (domain a.5, [S14]). Amounts in yuan.

    `standard` is the county's 补助标准 that it picked, with the reason for granting another amount; the modes are empty
    where they were not said.
    """

    code = models.CharField(_("项目编号"), max_length=30, unique=True)
    county = models.ForeignKey(Organisation, verbose_name=_("县"), on_delete=models.PROTECT, related_name="+")
    proposer = models.ForeignKey(
        Organisation, verbose_name=_("申报单位"), on_delete=models.PROTECT, related_name="proposed_projects"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("填报人"), null=True, editable=False, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    township = models.ForeignKey(
        Organisation, verbose_name=_("乡镇"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    villages = models.ManyToManyField(Organisation, verbose_name=_("实施村"), blank=True, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    name = models.CharField(_("项目名称"), max_length=200)
    category = models.CharField(_("项目类别"), max_length=20, choices=Category.choices)
    nature = models.CharField(_("建设性质"), max_length=12, choices=Nature.choices, default=Nature.NEW)
    location = models.CharField(_("实施地点"), max_length=200)
    content = models.TextField(_("建设任务及规模"))
    amount = models.DecimalField(_("申请资金"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    amount_note = models.CharField(_("金额说明"), max_length=200, blank=True)
    standard = models.ForeignKey(
        SubsidyStandard, verbose_name=_("县定标准"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    standard_reason = models.CharField(_("与县定标准不同的理由"), max_length=200, blank=True)
    support_mode = models.CharField(_("支持方式"), max_length=12, choices=SupportMode.choices, blank=True)
    loan_amount = models.DecimalField(_("贴息贷款金额"), max_digits=18, decimal_places=2, null=True, blank=True)
    loan_rate = models.DecimalField(_("贴息年利率（%）"), max_digits=6, decimal_places=3, null=True, blank=True)
    implement_mode = models.CharField(_("实施方式"), max_length=12, choices=ImplementMode.choices, blank=True)
    integration_mode = models.CharField(_("统筹方式"), max_length=12, choices=IntegrationMode.choices, blank=True)
    funding_method = models.CharField(_("筹资方式"), max_length=200)
    platform = models.CharField(_("使用平台"), max_length=100)
    competent = models.ForeignKey(
        Organisation, verbose_name=_("主管部门"), on_delete=models.PROTECT, related_name="competent_projects"
    )
    cooperating = models.ManyToManyField(Organisation, verbose_name=_("配合部门"), blank=True, related_name="+")
    responsible_unit = models.CharField(_("责任单位"), max_length=100)
    responsible_person = models.CharField(_("责任人"), max_length=50)
    starts_on = models.DateField(_("计划开工"))
    ends_on = models.DateField(_("计划完工"))
    households = models.PositiveIntegerField(_("受益户数"), default=0)
    people = models.PositiveIntegerField(_("受益人数"), default=0)
    poor_households = models.PositiveIntegerField(_("其中贫困户"), default=0)
    poor_people = models.PositiveIntegerField(_("其中贫困人口"), default=0)
    target = models.TextField(_("绩效目标"))
    linkage = models.TextField(_("群众参与和带贫减贫机制"))
    state = models.CharField(_("状态"), max_length=20, choices=ProjectState.choices, default=ProjectState.DRAFT)
    withdrawn_because = models.TextField(_("撤下理由"), blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("撤下人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    not_applicable = models.JSONField(_("不适用环节及理由"), default=dict, blank=True)
    follows = models.ForeignKey(
        "self", verbose_name=_("接续的项目"), null=True, blank=True, editable=False, on_delete=models.PROTECT,
        related_name="followed_by",
    )  # fmt: skip
    village_round = models.ForeignKey(
        VillageRound, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    township_round = models.ForeignKey(
        TownshipRound, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    library_round = models.ForeignKey(
        LibraryRound, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )

    objects: ClassVar[models.Manager[Project]] = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("项目")
        indexes = (
            models.Index(fields=["county", "year", "state"], name="plans_project_county"),
            models.Index(fields=["-year", "code"], name="plans_project_newest"),
        )
        constraints = (
            models.CheckConstraint(
                name="plans_project_amount", condition=Q(amount__gt=0), violation_error_message=_("申请资金须大于零")
            ),
            measured("plans_project_measured"),
            models.CheckConstraint(
                name="plans_project_by_standard",
                condition=Q(unit_standard__isnull=True)
                | Q(
                    amount__gte=F("quantity") * F("unit_standard") - FEN,
                    amount__lte=F("quantity") * F("unit_standard") + FEN,
                ),
                violation_error_message=_("数量乘以补助标准须等于申请资金"),
            ),
            models.CheckConstraint(
                name="plans_project_loan",
                condition=Q(loan_amount__isnull=True, loan_rate__isnull=True)
                | Q(support_mode=SupportMode.INTEREST, loan_amount__gt=0, loan_rate__gt=0),
                violation_error_message=_("贷款金额和利率只在贷款贴息的项目中填写，均须大于零"),
            ),
            models.CheckConstraint(
                name="plans_project_withdrawn",
                condition=~Q(state=ProjectState.WITHDRAWN) | ~Q(withdrawn_because=""),
                violation_error_message=_("撤下项目须写明理由"),
            ),
            models.CheckConstraint(
                name="plans_project_period",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("计划完工不得早于计划开工"),
            ),
            models.CheckConstraint(
                name="plans_project_poor_within",
                condition=Q(poor_households__lte=F("households"), poor_people__lte=F("people")),
                violation_error_message=_("贫困户数和人数不得多于受益户数和人数"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def state_label(self) -> str:
        """Its state in words; what the township took out of its round was not failed by a review."""
        was_taken_out = self.state == ProjectState.DROPPED and self.township_round_id and not self.library_round_id
        return _translated("已移出") if was_taken_out else str(self.get_state_display())


class ProjectReview(models.Model):
    """What one reviewer said of one project in one round; never changed, a new round adds a row."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reviews")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    stage = models.CharField(_("环节"), max_length=12, choices=ReviewStage.choices)
    work_item = models.ForeignKey("engine.WorkItem", verbose_name=_("待办"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("意见"), max_length=12, choices=Verdict.choices)
    failed_points = models.JSONField(_("存在问题的审核点"), default=list, blank=True)
    note = models.TextField(_("说明"), blank=True)
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = _("项目审核")
        constraints = (
            models.UniqueConstraint(fields=["project", "work_item"], name="plans_review_once_a_work_item"),
            models.CheckConstraint(
                name="plans_review_reason",
                condition=Q(verdict=Verdict.PASS) | ~Q(note=""),
                violation_error_message=_("补正、退回和不予通过须写明理由"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.verdict}"

    @property
    def is_removal(self) -> bool:
        """Whether the township took it out of its own round, after it had passed the review."""
        return self.verdict == Verdict.DROP and self.work_item.flow_key == "township_round"

    @property
    def stage_label(self) -> str:
        return _translated("乡镇上报") if self.is_removal else str(self.get_stage_display())

    @property
    def verdict_label(self) -> str:
        return _translated("移出") if self.is_removal else str(self.get_verdict_display())
