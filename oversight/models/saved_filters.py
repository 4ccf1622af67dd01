"""What a supervisor asks again and again, under a name: his own, or his office's too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Organisation, User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Questions about saved filters."""

    def of(self, actor: User, offices: Sequence[int]) -> Self:
        """The actor's own, and what others share with the offices where he supervises now."""
        return self.filter(Q(owner=actor) | Q(office__in=offices)).select_related("owner").order_by("name", "pk")


class SavedFilter(models.Model):
    """A question of the supervisor's page, as its address spells it; `office` is set where colleagues use it too."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("保存人"), on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey(
        Organisation, verbose_name=_("共享机关"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("名称"), max_length=30)
    question = models.CharField(_("筛选条件"), max_length=300, blank=True)
    saved_at = models.DateTimeField(_("保存时间"))

    objects: ClassVar[models.Manager[SavedFilter]] = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("常用筛选")
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="oversight_filter_name",
                violation_error_message=_("您已有同名的常用筛选"),
            ),
            models.CheckConstraint(
                name="oversight_filter_named",
                condition=~Q(name=""),
                violation_error_message=_("请填写常用筛选的名称"),
            ),
        )

    def __str__(self) -> str:
        return self.name
