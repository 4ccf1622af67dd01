"""留言: what people say to each other about a dossier, beside its way."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions about comments."""

    def in_order(self) -> Self:
        return self.order_by("written_at", "pk")


class Comment(models.Model):
    """One comment. `organisation` is where its author speaks from, on whose side of the county's border it is read.

    A trigger keeps the row as it was, but for `withdrawn_at`. `request_id` is that of the page and the words that were sent.
    """

    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="comments")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("所在机关"), on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("留言人"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(_("留言"), max_length=1000)
    written_at = models.DateTimeField(_("留言时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    request_id = models.UUIDField(_("请求编号"), null=True, editable=False)

    objects: ClassVar[models.Manager[Comment]] = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("留言")
        indexes = (models.Index(fields=["dossier", "written_at"], name="desk_comment_dossier"),)
        constraints = (
            models.CheckConstraint(
                name="desk_comment_says_something",
                condition=~models.Q(text=""),
                violation_error_message=_("请填写留言"),
            ),
            models.UniqueConstraint(
                fields=["author", "request_id"],
                name="desk_comment_once",
                violation_error_message=_("该留言已经提交"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.author_id}"
