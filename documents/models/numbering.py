"""Document codes and their yearly series."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Organisation
from documents.enums import CodeUse


class DocumentCodeQuerySet(models.QuerySet["DocumentCode"]):
    """Questions by date."""

    def in_force(self, day: datetime.date) -> Self:
        """Those that may number on that day, of one use and agency at most one."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day)).order_by("organisation", "use")


class DocumentCode(models.Model):
    """A 机关代字 and what it numbers. Always data: 竹山 and 竹溪 cannot both be 竹 (finding 15). `ends_on` is the last
    day on which it may number; a code that has ended stays, as its numbers do."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("机关"), on_delete=models.PROTECT, related_name="document_codes"
    )
    use = models.CharField(_("用途"), max_length=20, choices=CodeUse.choices)
    code = models.CharField(_("机关代字"), max_length=30, unique=True)
    ends_on = models.DateField(_("停用日期"), null=True, blank=True)

    objects: ClassVar[models.Manager[DocumentCode]] = DocumentCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("机关代字")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "use"],
                condition=models.Q(ends_on__isnull=True),
                name="documents_code_one_per_use",
                violation_error_message=_("同一机关同一用途只能有一个代字"),
            ),
            models.CheckConstraint(
                name="documents_code_not_blank",
                condition=~models.Q(code=""),
                violation_error_message=_("机关代字不能为空"),
            ),
        )

    def __str__(self) -> str:
        return self.code


class NumberSeries(models.Model):
    """The last number given under a code in a year; its row is the lock that keeps the series without gaps."""

    code = models.ForeignKey(DocumentCode, on_delete=models.PROTECT, related_name="series")
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("末号"), default=0)

    class Meta:
        verbose_name = _("文号序列")
        constraints = (models.UniqueConstraint(fields=["code", "year"], name="documents_series_one_a_year"),)

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.last}"
