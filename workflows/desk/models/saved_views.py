"""What somebody asks of his inbox again and again, under a name of his own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A question of the inbox as its address spells it, without a page."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("保存人"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("名称"), max_length=20)
    question = models.CharField(_("筛选条件"), max_length=1000)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("常用视图")
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="desk_view_name",
                violation_error_message=_("您已有同名的常用视图"),
            ),
            models.CheckConstraint(
                name="desk_view_named",
                condition=~Q(name="") & ~Q(question=""),
                violation_error_message=_("请填写常用视图的名称"),
            ),
        )

    def __str__(self) -> str:
        return self.name
