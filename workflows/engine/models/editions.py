"""换版: which running proceedings were moved from one edition of a flow to another, one line each, and undone."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from workflows.engine.models.proceedings import Proceeding


class EditionMoveQuerySet(models.QuerySet["EditionMove"]):
    def in_order(self) -> Self:
        return self.order_by("pk")


class EditionRun(models.Model):
    """One run of moving, or of taking one back."""

    from_key = models.CharField(_("原流程版本"), max_length=40)
    to_key = models.CharField(_("新流程版本"), max_length=40)
    made_at = models.DateTimeField(_("换版时间"), default=clock.now)
    undoes = models.ForeignKey(
        "self", verbose_name=_("撤销的换版"), null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    class Meta:
        verbose_name = _("流程换版")

    def __str__(self) -> str:
        return f"{self.from_key}>{self.to_key}#{self.pk}"


class EditionMove(models.Model):
    """What became of one proceeding in a run: moved, or why not."""

    run = models.ForeignKey(EditionRun, on_delete=models.PROTECT, related_name="moves")
    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="edition_moves")
    is_moved = models.BooleanField(_("已换版"))
    reason = models.CharField(_("未换版原因"), max_length=300, blank=True)

    objects = EditionMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("案卷换版")
        constraints = (
            models.UniqueConstraint(fields=["run", "proceeding"], name="engine_editionmove_once"),
            models.CheckConstraint(
                name="engine_editionmove_reason",
                condition=models.Q(is_moved=True, reason="") | (models.Q(is_moved=False) & ~models.Q(reason="")),
                violation_error_message=_("未换版的须写明原因"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.run_id}/{self.proceeding_id}"
