"""Uploaded tables on their way into a register: what each row would do, until somebody confirms it or it expires."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, DecimalField, Q, Sum, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Organisation
from plans.enums import FIT, ImportState, RowVerdict


class PreparedImportQuerySet(models.QuerySet["PreparedImport"]):
    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def of(self, dataset: str, organisation: Organisation) -> Self:
        """Without the bytes of the files."""
        return self.filter(dataset=dataset, organisation=organisation).defer("content").newest_first()


class PreparedImport(models.Model):
    """One uploaded file for one register of one organisation and year."""

    dataset = models.CharField(_("登记表"), max_length=20)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("导入单位"), on_delete=models.PROTECT, related_name="+"
    )
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    asked = models.JSONField(_("上传时所填"), default=dict, blank=True)
    file_name = models.CharField(_("文件名"), max_length=200)
    file_sha256 = models.CharField(_("摘要（SHA-256）"), max_length=64)
    content = models.BinaryField(_("文件"))
    state = models.CharField(_("状态"), max_length=12, choices=ImportState.choices, default=ImportState.READING)
    told = models.TextField(_("说明"), blank=True)
    remarks = models.JSONField(_("整表提示"), default=list, blank=True)
    exported_at = models.DateTimeField(_("导出时间"), null=True, blank=True)
    rows_done = models.PositiveIntegerField(_("已处理行数"), default=0)
    rows_all = models.PositiveIntegerField(_("总行数"), default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("上传人"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("上传时间"), default=clock.now)
    expires_at = models.DateTimeField(_("保留至"))
    reason = models.CharField(_("更正理由"), max_length=200, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("确认人"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    applied_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    result = models.JSONField(_("结果"), default=dict, blank=True)

    objects: ClassVar[models.Manager[PreparedImport]] = PreparedImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("表格导入")
        indexes = (models.Index(fields=["organisation", "dataset", "file_sha256"], name="plans_import_file"),)
        constraints = (
            models.CheckConstraint(
                name="plans_import_applied",
                condition=~Q(state=ImportState.APPLIED) | Q(applied_at__isnull=False, applied_by__isnull=False),
                violation_error_message=_("已导入的须写明何人何时"),
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class PreparedRowQuerySet(models.QuerySet["PreparedRow"]):
    def in_order(self) -> Self:
        return self.order_by("seq")

    def fit(self) -> Self:
        """What can be written: conflicts only where every cell was decided."""
        return self.filter(verdict__in=FIT).exclude(verdict=RowVerdict.CONFLICT, is_settled=False)

    def tallied(self) -> dict[str, Any]:
        """How many rows there are and how many are chosen, and what their amounts come to in yuan: fit, fit_amount,
        chosen, chosen_amount."""
        chosen, yuan = Q(is_chosen=True), DecimalField(max_digits=20, decimal_places=2)
        amount = Cast(NullIf(KeyTextTransform("amount", "said"), Value("")), yuan)
        nought = Value(0, output_field=yuan)
        return self.aggregate(
            fit=Count("pk"), fit_amount=Sum(amount, default=nought), chosen=Count("pk", filter=chosen),
            chosen_amount=Sum(amount, filter=chosen, default=nought),
        )  # fmt: skip


class PreparedRow(models.Model):
    """One row of the table: what it says, what was in it when it was exported, and what it would change."""

    prepared = models.ForeignKey(PreparedImport, on_delete=models.CASCADE, related_name="rows")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    seq = models.PositiveIntegerField(_("顺序"))
    sheet = models.CharField(_("工作表"), max_length=200, blank=True)
    number = models.PositiveIntegerField(_("行号"))
    label = models.CharField(_("名称"), max_length=200, blank=True)
    verdict = models.CharField(_("结论"), max_length=12, choices=RowVerdict.choices)
    is_chosen = models.BooleanField(_("勾选"), default=False)
    is_settled = models.BooleanField(_("已选定"), default=False)
    target = models.BigIntegerField(_("对应记录"), null=True, blank=True)
    cells = models.JSONField(_("各项所在列"), default=dict)
    said = models.JSONField(_("表中所填"), default=dict)
    base = models.JSONField(_("导出时所填"), null=True, blank=True)
    changes = models.JSONField(_("改动"), default=list)
    choices = models.JSONField(_("冲突的选择"), default=dict)
    remarks = models.JSONField(_("提示"), default=list)
    outcome = models.CharField(_("结果"), max_length=200, blank=True)

    objects: ClassVar[models.Manager[PreparedRow]] = PreparedRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入表格的行")
        constraints = (models.UniqueConstraint(fields=["prepared", "seq"], name="plans_prepared_row_once"),)
        indexes = (models.Index(fields=["prepared", "verdict", "seq"], name="plans_prepared_verdict"),)

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"

    def written(self) -> dict[str, Any]:
        """The fields that the row would write, by name: its changes without those where the system's was kept."""
        return {c["field"]: c["after"] for c in self.changes if self.choices.get(c["field"]) != "system"}
