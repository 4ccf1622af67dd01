"""Approvals given together, with what became of each item."""

from __future__ import annotations

from typing import TypedDict

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemOutcome(models.TextChoices):
    """What became of one item of a batch."""

    DONE = "done", _("已办理")
    FIRST = "first", _("他人已先办理或情况已变")
    REFUSED = "refused", _("未能办理")


class Told(TypedDict):
    """One line of the results: the work item, its title and owner as they stood, the outcome, and why."""

    item: int
    title: str
    owner: str
    outcome: str
    why: str


class Batch(models.Model):
    """One press of 批量同意: which step, with which words, and the result of each item; written when all were tried.

    `request_id` is made of the page's number, the person, the items and the words: the same sent twice is one batch.
    Each item's own request is made of it in turn.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("办理人"), on_delete=models.PROTECT, related_name="+"
    )
    request_id = models.UUIDField(_("请求编号"), unique=True)
    flow_key = models.CharField(_("流程"), max_length=40)
    step = models.CharField(_("环节"), max_length=60)
    opinion = models.TextField(_("意见"), blank=True)
    results = models.JSONField(_("逐项结果"), default=list)
    finished_at = models.DateTimeField(_("办理时间"))

    class Meta:
        verbose_name = _("批量办理")
        indexes = (models.Index(fields=["actor", "finished_at"], name="desk_batch_actor"),)

    def __str__(self) -> str:
        return f"{self.flow_key}.{self.step} × {len(self.results)}"
