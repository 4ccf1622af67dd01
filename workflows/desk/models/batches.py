"""What was done to several items together, with what became of each."""

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


class BatchAct(models.TextChoices):
    """What was done to all of them."""

    APPROVE = "approve", _("批量同意")
    CLAIM = "claim", _("批量领取")
    HAND_OVER = "hand_over", _("批量转办")


class Told(TypedDict):
    """One line of the results: the work item, its title, owner and the place that decides it (`core.places`) as they stood,
    the outcome, and why."""

    item: int
    title: str
    owner: str
    place: str
    outcome: str
    why: str


class Batch(models.Model):
    """One press of 批量同意, 批量领取 or 批量转办: which step (of an approval), with which words, from whom to whom (of a handing
    over), and the result of each item; written when all were tried.

    `request_id` is made of the page's number, the person, the items and the words: the same sent twice is one batch.
    Each item's own request is made of it in turn.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("办理人"), on_delete=models.PROTECT, related_name="+"
    )
    act = models.CharField(
        _("事项"), max_length=10, choices=BatchAct.choices, default=BatchAct.APPROVE, db_default=BatchAct.APPROVE
    )
    request_id = models.UUIDField(_("请求编号"), unique=True)
    flow_key = models.CharField(_("流程"), max_length=40, blank=True)
    step = models.CharField(_("环节"), max_length=60, blank=True)
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("原承办人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("接办人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    opinion = models.TextField(_("意见"), blank=True)
    results = models.JSONField(_("逐项结果"), default=list)
    finished_at = models.DateTimeField(_("办理时间"))

    class Meta:
        verbose_name = _("批量办理")
        indexes = (models.Index(fields=["actor", "finished_at"], name="desk_batch_actor"),)

    def __str__(self) -> str:
        return f"{self.flow_key}.{self.step} × {len(self.results)}"
