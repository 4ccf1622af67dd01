"""That what stands in the database was generated, once, and from what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class GeneratedProvince(models.Model):
    """The fact that this installation holds a generated province; at most one row, and none in earnest.

    The same seed, size and day make the same province.
    """

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    seed = models.BigIntegerField(_("种子"))
    years = models.PositiveSmallIntegerField(_("年数"))
    counties = models.PositiveSmallIntegerField(_("县数"))
    work_items = models.PositiveIntegerField(_("待办数"))
    day = models.DateField(_("生成日期"))
    made_at = models.DateTimeField(_("生成时间"), default=clock.real_now)

    class Meta:
        verbose_name = _("生成数据")
        constraints = (models.CheckConstraint(name="core_generated_one_row", condition=models.Q(singleton=True)),)

    def __str__(self) -> str:
        return f"{self.work_items} · {self.seed}"
