"""附件: files that somebody brought with what he does at a step."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation
from documents.screening.kinds import Kind
from workflows.desk.models.consultations import Consulted
from workflows.engine.models import WorkItem

TOLD = JSONObject(id="pk", name="name", removed="removed_at")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Questions about attachments."""

    def standing(self) -> Self:
        """Not taken away again."""
        return self.filter(removed_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("uploaded_at", "pk")

    def told_of(self, column: str) -> models.QuerySet[Attachment, Any]:
        """For a subquery: what was brought to the work item that a column of the outer row names, what was taken away
        again among it, each as an object of `id`, `name` and `removed`; not what came with answers to questions."""
        brought = self.filter(work_item=models.OuterRef(column), consulted__isnull=True)
        return brought.in_order().values(one=TOLD)

    def with_answers(self, column: str) -> models.QuerySet[Attachment, Any]:
        """The same of what was brought with the answer that a column of the outer row names."""
        return self.filter(consulted=models.OuterRef(column)).in_order().values(one=TOLD)


class Attachment(models.Model):
    """One file at one work item, or brought with the answer to a question asked there (`consulted`), kept under the hash of
    its content; `size` in bytes.

    A trigger keeps the row as it was, but for `removed_at`: what was taken away leaves its name, its hash and who
    brought it.
    """

    work_item = models.ForeignKey(
        WorkItem, verbose_name=_("待办"), on_delete=models.PROTECT, related_name="attachments"
    )
    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="attachments")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    name = models.CharField(_("文件名"), max_length=120)
    kind = models.CharField(_("种类"), max_length=4, choices=Kind.choices)
    size = models.PositiveIntegerField(_("大小"))
    sha256 = models.CharField(_("摘要（SHA-256）"), max_length=64)
    consulted = models.ForeignKey(
        Consulted, verbose_name=_("所答复的征询"), null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("上传人"), on_delete=models.PROTECT, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("委托人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("上传时间"))
    removed_at = models.DateTimeField(_("移除时间"), null=True, blank=True)

    pictures = 0
    """How many pictures of it were found on this disk, where somebody looked."""

    objects: ClassVar[models.Manager[Attachment]] = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("附件")
        indexes = (
            models.Index(fields=["dossier", "uploaded_at"], name="desk_attachment_dossier"),
            models.Index(fields=["sha256"], name="desk_attachment_sha256"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["work_item", "sha256"],
                condition=Q(removed_at__isnull=True, consulted__isnull=True),
                name="desk_attachment_once",
                violation_error_message=_("同一文件已经上传"),
            ),
            models.UniqueConstraint(
                fields=["consulted", "sha256"],
                condition=Q(consulted__isnull=False),
                name="desk_attachment_of_an_answer_once",
                violation_error_message=_("同一文件已经上传"),
            ),
            models.CheckConstraint(
                name="desk_attachment_whole",
                condition=Q(size__gte=1) & ~Q(name="") & Q(sha256__regex="^[0-9a-f]{64}$"),
                violation_error_message=_("附件须有文件名和内容"),
            ),
        )

    def __str__(self) -> str:
        return self.name
