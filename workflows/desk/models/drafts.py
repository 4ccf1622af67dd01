"""暂存: what a person has typed on a task page and not yet sent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from workflows.engine.models import WorkItem


class Draft(models.Model):
    """The fields of one person's page, as lists of texts by name; nobody else ever reads them."""

    work_item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="drafts")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("填写人"), on_delete=models.PROTECT, related_name="+"
    )
    typed = models.JSONField(_("填写内容"))
    saved_at = models.DateTimeField(_("暂存时间"))

    objects: ClassVar[models.Manager[Draft]] = models.Manager()

    class Meta:
        verbose_name = _("草稿")
        constraints = (
            models.UniqueConstraint(
                fields=["work_item", "writer"],
                name="desk_draft_one_a_person",
                violation_error_message=_("该待办已有草稿"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_item_id}: {self.writer_id}"
